/*
 * edit-mailbox-dialog: how a mailbox signs and how much it sends.
 */
import { messageOf } from '../../lib/api-client';
import type { Mailbox } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { FormDialog } from '../../ui/dialog';
import { FormError } from '../../ui/field';
import { useToast } from '../../ui/toast';
import { useMailboxActions } from './mailbox-queries';
import { doneTexts } from './mailbox-texts';
import { SettingsFields, useSettingsDraft } from './settings-fields';

export function EditMailboxDialog({ mailbox, onClose }: { mailbox: Mailbox; onClose: () => void }) {
  const { update } = useMailboxActions();
  const toast = useToast();
  const draft = useSettingsDraft(mailbox);
  const { submit, isBusy, error } = useSubmit(async () => {
    await update(mailbox.id, draft.body);
    onClose();
    toast(doneTexts.saved(mailbox.address));
  });

  return (
    <FormDialog
      wide
      title="Edit settings"
      description={mailbox.address}
      onClose={onClose}
      onSubmit={submit}
      submitText="Save"
      busyText="Saving…"
      isBusy={isBusy}
      error={<FormError message={error ? messageOf(error) : null} />}
    >
      <SettingsFields draft={draft} error={error} />
    </FormDialog>
  );
}
