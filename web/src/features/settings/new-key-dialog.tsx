import { Copy } from 'lucide-react';
import { useState } from 'react';
import { fieldErrors, messageOf } from '../../lib/api-client';
import type { ApiKeyMade } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { Dialog, DialogFoot, FormDialog } from '../../ui/dialog';
import { Check, Choice, Field, FormError } from '../../ui/field';
import { useToast } from '../../ui/toast';
import { useSettingsActions } from './settings-queries';
import { areas, areaTexts, keyTexts as texts } from './settings-texts';

type Kind = 'all' | 'read' | 'some';

function scopesOf(kind: Kind, chosen: string[]): string[] {
  switch (kind) {
    case 'all':
      return ['*'];
    case 'read':
      return areas.map((area) => `${area}:read`);
    case 'some':
      return chosen;
  }
}

export function NewKeyDialog({ onClose }: { onClose: () => void }) {
  const { addKey } = useSettingsActions();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<Kind>('all');
  const [chosen, setChosen] = useState<string[]>([]);
  const [made, setMade] = useState<ApiKeyMade | null>(null);
  const scopes = scopesOf(kind, chosen);
  const { submit, isBusy, error } = useSubmit(async () => setMade(await addKey(name.trim(), scopes)));
  const wrong = fieldErrors(error).name;

  if (made) return <KeyOnce made={made} onClose={onClose} />;
  return (
    <FormDialog
      title={texts.newTitle}
      onClose={onClose}
      onSubmit={submit}
      submitText={texts.submit}
      busyText={texts.busy}
      isBusy={isBusy}
      isReady={name.trim().length > 0 && scopes.length > 0}
      error={error && !wrong ? <FormError message={messageOf(error)} /> : null}
    >
      <Field label={texts.name} hint={texts.nameHint} value={name} onChange={setName} error={wrong} data-autofocus />
      <Choice
        legend={texts.scopes}
        value={kind}
        onChange={setKind}
        options={[
          { value: 'all', text: texts.everything },
          { value: 'read', text: texts.readOnly },
          { value: 'some', text: texts.choose },
        ]}
      />
      {kind === 'some' ? <ScopeGrid chosen={chosen} onChange={setChosen} /> : null}
    </FormDialog>
  );
}

function ScopeGrid({ chosen, onChange }: { chosen: string[]; onChange: (chosen: string[]) => void }) {
  const choose = (scope: string, isChosen: boolean) =>
    onChange(isChosen ? [...chosen, scope] : chosen.filter((one) => one !== scope));
  return (
    <ul className="boxed list-lines">
      {areas.map((area) => (
        <li key={area}>
          <span>{areaTexts[area]}</span>
          <span className="n cluster">
            {['read', 'write'].map((verb) => (
              <Check
                key={verb}
                checked={chosen.includes(`${area}:${verb}`)}
                onChange={(isChosen) => choose(`${area}:${verb}`, isChosen)}
              >
                <span className="visually-hidden">{areaTexts[area]}: </span>
                {verb}
              </Check>
            ))}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The only time the key is seen. */
function KeyOnce({ made, onClose }: { made: ApiKeyMade; onClose: () => void }) {
  const toast = useToast();
  async function copy() {
    await navigator.clipboard.writeText(made.key);
    toast(texts.copied);
  }
  return (
    <Dialog open alert title={texts.onceTitle} description={texts.once} onClose={onClose}>
      <div className="secret">
        <code>{made.key}</code>
        <Button slim onClick={copy} data-autofocus>
          <Copy size={14} aria-hidden="true" /> {texts.copy}
        </Button>
      </div>
      <DialogFoot>
        <Button look="primary" onClick={onClose}>
          {texts.done}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
