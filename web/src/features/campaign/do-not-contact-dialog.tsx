/*
 * do-not-contact-dialog: nobody writes to these people any more, whatever the campaign.
 */
import { messageOf } from '../../lib/api-client';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { Dialog, DialogFoot } from '../../ui/dialog';
import { FormError } from '../../ui/field';
import { useToast } from '../../ui/toast';
import { useCampaignActions } from './campaign-queries';
import { blockTexts } from './campaign-texts';

type DoNotContactDialogProps = { emails: string[]; onClose: () => void; onDone?: () => void };

export function DoNotContactDialog({ emails, onClose, onDone }: DoNotContactDialogProps) {
  const { block } = useCampaignActions();
  const toast = useToast();
  const { submit, isBusy, error } = useSubmit(async () => {
    await block(emails);
    onClose();
    onDone?.();
    toast(blockTexts.done(emails));
  });

  return (
    <Dialog
      open
      alert
      title={blockTexts.title(emails)}
      description={blockTexts.description}
      onClose={onClose}
      isBusy={isBusy}
    >
      <FormError message={error ? messageOf(error) : null} />
      <DialogFoot>
        <Button onClick={onClose} disabled={isBusy} data-autofocus>
          Cancel
        </Button>
        <Button look="primary" onClick={() => submit()} busyText={isBusy ? blockTexts.busy : false}>
          {blockTexts.submit}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
