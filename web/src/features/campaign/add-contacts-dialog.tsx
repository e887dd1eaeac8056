/*
 * add-contacts-dialog: a list, or people one by one; and who was left out, with the reason.
 */
import { useState } from 'react';
import { messageOf } from '../../lib/api-client';
import type { Campaign, Contact, ContactsAdded } from '../../lib/schema';
import { useSettled } from '../../lib/use-now';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { Dialog, DialogFoot, FormDialog } from '../../ui/dialog';
import { Check, Choice, Field, FormError, Select } from '../../ui/field';
import { useCampaignActions, useContactSearch, useListChoices, type Whom } from './campaign-queries';
import { addTexts, skippedTexts } from './campaign-texts';

type How = 'list' | 'search' | 'all';

function whomOf(how: How, list: string, people: string[]): Whom | null {
  switch (how) {
    case 'list':
      return list ? { list } : null;
    case 'search':
      return people.length > 0 ? { contact_ids: people } : null;
    case 'all':
      return { filter: { all: true } };
  }
}

export function AddContactsDialog({ campaign, onClose }: { campaign: Campaign; onClose: () => void }) {
  const { addContacts } = useCampaignActions();
  const lists = useListChoices();
  const [how, setHow] = useState<How>('list');
  const [chosenList, setChosenList] = useState<string | null>(null);
  const [people, setPeople] = useState<string[]>([]);
  const [result, setResult] = useState<ContactsAdded | null>(null);
  const list = chosenList ?? lists.data?.[0]?.name ?? '';
  const whom = whomOf(how, list, people);
  const { submit, isBusy, error } = useSubmit(async () => {
    if (whom) setResult(await addContacts(campaign.id, whom));
  });

  if (result) return <AddedDialog result={result} onClose={onClose} />;
  return (
    <FormDialog
      title={addTexts.title}
      description={addTexts.description}
      onClose={onClose}
      onSubmit={submit}
      submitText={addTexts.submit}
      busyText={addTexts.busy}
      isBusy={isBusy}
      isReady={whom !== null}
      error={<FormError message={error ? messageOf(error) : null} />}
    >
      <Choice
        legend={addTexts.how}
        value={how}
        onChange={setHow}
        options={[
          { value: 'list', text: addTexts.byList, hint: addTexts.byListHint },
          { value: 'search', text: addTexts.bySearch, hint: addTexts.bySearchHint },
          { value: 'all', text: addTexts.everybody, hint: addTexts.everybodyHint },
        ]}
      />
      {how === 'list' && lists.data?.length === 0 ? <p className="muted">{addTexts.noLists}</p> : null}
      {how === 'list' && lists.data && lists.data.length > 0 ? (
        <Select
          label={addTexts.list}
          value={list}
          onChange={setChosenList}
          options={lists.data.map(({ name, contacts }) => [name, addTexts.option(name, contacts)] as const)}
        />
      ) : null}
      {how === 'search' ? <PeoplePicker chosen={people} onChange={setPeople} /> : null}
    </FormDialog>
  );
}

function nameOf({ first_name: first, last_name: last }: Contact): string {
  return [first, last].filter(Boolean).join(' ');
}

function PeoplePicker({ chosen, onChange }: { chosen: string[]; onChange: (chosen: string[]) => void }) {
  const [text, setText] = useState('');
  const settled = useSettled(text.trim());
  const found = useContactSearch(settled);

  function choose(id: string, isChosen: boolean) {
    onChange(isChosen ? [...chosen, id] : chosen.filter((one) => one !== id));
  }

  return (
    <div className="stack">
      <Field
        label={addTexts.search}
        type="search"
        value={text}
        onChange={setText}
        hint={addTexts.chosen(chosen.length)}
      />
      {found.data?.length === 0 ? <p className="muted">{addTexts.nobody}</p> : null}
      {found.data && found.data.length > 0 ? (
        <ul className="boxed list-lines scroll-box" aria-label={addTexts.found}>
          {found.data.map((contact) => (
            <li key={contact.id}>
              <Check
                checked={chosen.includes(contact.id)}
                onChange={(isChosen) => choose(contact.id, isChosen)}
                hint={[nameOf(contact), contact.company].filter(Boolean).join(' · ')}
              >
                {contact.email}
              </Check>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function AddedDialog({ result, onClose }: { result: ContactsAdded; onClose: () => void }) {
  const reasons = Map.groupBy(result.skipped, (one) => one.reason);
  return (
    <Dialog open title={addTexts.title} description={addTexts.added(result.added)} onClose={onClose}>
      {result.warned > 0 ? <p>{addTexts.warned(result.warned)}</p> : null}
      {result.skipped.length > 0 ? (
        <ul className="boxed list-lines">
          {[...reasons].map(([reason, skipped]) => (
            <li key={reason}>{addTexts.skipped(skipped.length, skippedTexts[reason] ?? reason)}</li>
          ))}
        </ul>
      ) : null}
      <DialogFoot>
        <Button look="primary" onClick={onClose} data-autofocus>
          {addTexts.done}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
