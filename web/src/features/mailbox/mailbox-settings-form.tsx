/*
 * mailbox-settings-form: the settings of a mailbox on its page.
 */
import type { FormEvent } from 'react';
import { messageOf } from '../../lib/api-client';
import type { Mailbox } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { FormError } from '../../ui/field';
import { useToast } from '../../ui/toast';
import { useMailboxActions } from './mailbox-queries';
import { doneTexts } from './mailbox-texts';
import { SettingsFields, useSettingsDraft } from './settings-fields';

export function MailboxSettingsForm({ mailbox }: { mailbox: Mailbox }) {
  const { update } = useMailboxActions();
  const toast = useToast();
  const draft = useSettingsDraft(mailbox);
  const { submit, isBusy, error } = useSubmit(async () => {
    await update(mailbox.id, draft.body);
    toast(doneTexts.saved(mailbox.address));
  });

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    void submit();
  }

  return (
    <form className="card padded stack form-card" noValidate onSubmit={onSubmit}>
      <SettingsFields draft={draft} error={error} />
      <FormError message={error ? messageOf(error) : null} />
      <div>
        <Button look="primary" type="submit" busyText={isBusy ? 'Saving…' : false}>
          Save
        </Button>
      </div>
    </form>
  );
}
