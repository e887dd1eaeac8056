/*
 * missing-field: what a contact in review lacks, to be filled in where it is seen.
 */
import { type FormEvent, useState } from 'react';
import { messageOf } from '../../lib/api-client';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { useToast } from '../../ui/toast';
import { useCampaignActions } from './campaign-queries';
import { contactTexts } from './campaign-texts';

type MissingFieldProps = { contactId: string; email: string; field: string };

export function MissingField({ contactId, email, field }: MissingFieldProps) {
  const [value, setValue] = useState('');
  const { fixField } = useCampaignActions();
  const toast = useToast();
  const { submit, isBusy, error } = useSubmit(async () => {
    await fixField(contactId, field, value.trim());
    toast(contactTexts.fixed(email));
  });

  // What the mailbox lacks is not the contact's to have.
  if (field.startsWith('sender_')) return <span className="reason">{contactTexts.missing(field)}</span>;

  function save(event: FormEvent) {
    event.preventDefault();
    if (value.trim()) void submit();
  }
  return (
    <form className="fix" onSubmit={save}>
      <span className="reason">{contactTexts.missing(field)}</span>
      <div className="cluster">
        <input
          className="input"
          aria-label={contactTexts.fieldOf(field, email)}
          aria-invalid={error ? true : undefined}
          autoComplete="off"
          maxLength={200}
          value={value}
          onChange={(event) => setValue(event.target.value)}
        />
        <Button type="submit" disabled={!value.trim()} busyText={isBusy ? contactTexts.saving : false}>
          {contactTexts.save}
        </Button>
      </div>
      {error ? <span className="wrong">{messageOf(error)}</span> : null}
    </form>
  );
}
