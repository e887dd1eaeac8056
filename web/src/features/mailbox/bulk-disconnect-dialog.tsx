/*
 * bulk-disconnect-dialog: disconnects several mailboxes after showing what that stops, taken together.
 */
import { messageOf } from '../../lib/api-client';
import type { Mailbox } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { Dialog, DialogFoot } from '../../ui/dialog';
import { FormError } from '../../ui/field';
import { useToast } from '../../ui/toast';
import { ImpactSummary, ImpactUnknown } from './impact-summary';
import { useImpact, useMailboxActions } from './mailbox-queries';
import { bulkTexts, disconnectTexts, doneTexts } from './mailbox-texts';

type BulkDisconnectDialogProps = { mailboxes: Mailbox[]; onClose: () => void; onDone: () => void };

export function BulkDisconnectDialog({ mailboxes, onClose, onDone }: BulkDisconnectDialogProps) {
  const ids = mailboxes.map(({ id }) => id);
  const impact = useImpact(ids);
  const { disconnectAll } = useMailboxActions();
  const toast = useToast();
  const { submit, isBusy, error } = useSubmit(async () => {
    const results = await disconnectAll(ids);
    const refused = results.flatMap((result) => (result.error ? [result.error.message] : []));
    const done = results.length - refused.length;
    if (done > 0) toast(doneTexts.disconnectedAll(done));
    onDone();
    if (refused.length > 0) throw new Error(refused.join(' '));
    onClose();
  });

  return (
    <Dialog
      open
      alert
      title={bulkTexts.title(ids.length)}
      description={bulkTexts.description}
      onClose={onClose}
      isBusy={isBusy}
    >
      {impact.status === 'error' ? (
        <ImpactUnknown />
      ) : (
        <ImpactSummary
          impact={impact.data}
          kept={[]}
          hasPassword={mailboxes.some(({ provider }) => provider === 'smtp')}
        />
      )}
      <FormError message={error ? messageOf(error) : null} />
      <DialogFoot>
        <Button data-autofocus disabled={isBusy} onClick={onClose}>
          Cancel
        </Button>
        <Button look="caution" busyText={isBusy ? disconnectTexts.busy : false} onClick={() => submit()}>
          {bulkTexts.disconnect}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
