/*
 * sign-in-dialog: the password of a mailbox again: to reconnect it, or to change it while it is active.
 */
import { useState } from 'react';
import { fieldErrors, messageOf } from '../../lib/api-client';
import type { Mailbox } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { FormDialog } from '../../ui/dialog';
import { Field, FormError } from '../../ui/field';
import { useToast } from '../../ui/toast';
import { useMailboxActions } from './mailbox-queries';
import { doneTexts } from './mailbox-texts';
import { bodyOf, draftOf, ServerFields } from './server-fields';

const words = {
  reconnect: {
    title: (address: string) => `Reconnect ${address}`,
    description: 'The servers are remembered; the password is not. Outrider signs in to check it and sends nothing.',
    submit: 'Reconnect',
    busy: 'Signing in…',
    done: doneTexts.reconnected,
  },
  update_sign_in: {
    title: (address: string) => `Update the sign-in of ${address}`,
    description: 'Nothing pauses. Outrider signs in with the new password first and keeps the old one if that fails.',
    submit: 'Update sign-in',
    busy: 'Signing in…',
    done: doneTexts.updated,
  },
};

type SignInDialogProps = {
  mailbox: Mailbox;
  purpose: keyof typeof words;
  onClose: () => void;
  onReconnected: (mailbox: Mailbox) => void;
};

export function SignInDialog({ mailbox, purpose, onClose, onReconnected }: SignInDialogProps) {
  const texts = words[purpose];
  const actions = useMailboxActions();
  const toast = useToast();
  const [password, setPassword] = useState('');
  const [servers, setServers] = useState(() => draftOf(mailbox.servers));
  const [isChanged, setIsChanged] = useState(false);
  const { submit, isBusy, error } = useSubmit(async () => {
    const body = { password, ...(isChanged ? bodyOf(servers) : {}) };
    const run = purpose === 'reconnect' ? actions.reconnect : actions.updateSignIn;
    const back = await run(mailbox.id, body);
    onClose();
    toast(texts.done(mailbox.address));
    if (purpose === 'reconnect' && back) onReconnected(back);
  });
  const wrong = fieldErrors(error);

  return (
    <FormDialog
      title={texts.title(mailbox.address)}
      description={texts.description}
      onClose={onClose}
      onSubmit={submit}
      submitText={texts.submit}
      busyText={texts.busy}
      isBusy={isBusy}
      error={<FormError message={error ? messageOf(error) : null} />}
    >
      <Field
        label="Password"
        type="password"
        autoComplete="off"
        data-autofocus
        value={password}
        error={wrong.password}
        onChange={setPassword}
      />
      <details className="more">
        <summary>Servers</summary>
        <div className="servers">
          <ServerFields
            draft={servers}
            wrong={wrong}
            onChange={(draft) => {
              setIsChanged(true);
              setServers(draft);
            }}
          />
        </div>
      </details>
    </FormDialog>
  );
}
