import { useNavigate } from '@tanstack/react-router';
import { messageOf } from '../../lib/api-client';
import type { Campaign } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { Dialog, DialogFoot } from '../../ui/dialog';
import { FormError } from '../../ui/field';
import { useToast } from '../../ui/toast';
import { useCampaignActions } from './campaign-queries';
import { deleteTexts } from './campaign-texts';

export function DeleteCampaignDialog({ campaign, onClose }: { campaign: Campaign; onClose: () => void }) {
  const { remove } = useCampaignActions();
  const navigate = useNavigate();
  const toast = useToast();
  const { submit, isBusy, error } = useSubmit(async () => {
    await remove(campaign.id);
    await navigate({ to: '/campaigns' });
    toast(deleteTexts.done(campaign.name));
  });

  return (
    <Dialog
      open
      alert
      title={deleteTexts.title(campaign.name)}
      description={deleteTexts.description}
      onClose={onClose}
      isBusy={isBusy}
    >
      <FormError message={error ? messageOf(error) : null} />
      <DialogFoot>
        <Button onClick={onClose} disabled={isBusy} data-autofocus>
          Cancel
        </Button>
        <Button look="danger" onClick={() => submit()} busyText={isBusy ? deleteTexts.busy : false}>
          {deleteTexts.submit}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
