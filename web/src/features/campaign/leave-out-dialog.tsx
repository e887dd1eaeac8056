/*
 * leave-out-dialog: everybody who needs review leaves the campaign at once.
 */
import { messageOf } from '../../lib/api-client';
import type { Campaign } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { Dialog, DialogFoot } from '../../ui/dialog';
import { FormError } from '../../ui/field';
import { useToast } from '../../ui/toast';
import { useCampaignActions } from './campaign-queries';
import { leaveOutTexts } from './campaign-texts';

export function LeaveOutDialog({ campaign, onClose }: { campaign: Campaign; onClose: () => void }) {
  const { leaveOut } = useCampaignActions();
  const toast = useToast();
  const { submit, isBusy, error } = useSubmit(async () => {
    const { left_out: leftOut } = await leaveOut(campaign.id);
    onClose();
    toast(leaveOutTexts.done(leftOut));
  });

  return (
    <Dialog
      open
      alert
      title={leaveOutTexts.title(campaign.counts.in_review)}
      description={leaveOutTexts.description}
      onClose={onClose}
      isBusy={isBusy}
    >
      <FormError message={error ? messageOf(error) : null} />
      <DialogFoot>
        <Button onClick={onClose} disabled={isBusy} data-autofocus>
          Cancel
        </Button>
        <Button look="primary" onClick={() => submit()} busyText={isBusy ? leaveOutTexts.busy : false}>
          {leaveOutTexts.submit}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
