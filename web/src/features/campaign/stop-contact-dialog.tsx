/*
 * stop-contact-dialog: nothing more is sent to one contact of a campaign: by a person's word, or because the goal is reached.
 */
import { messageOf } from '../../lib/api-client';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { Dialog, DialogFoot } from '../../ui/dialog';
import { FormError } from '../../ui/field';
import { stopTexts as texts } from './campaign-texts';

type StopContactDialogProps = {
  email: string;
  action: 'stop' | 'goal';
  run: (action: 'stop' | 'goal') => Promise<void>;
  onClose: () => void;
};

export function StopContactDialog({ email, action, run, onClose }: StopContactDialogProps) {
  const isGoal = action === 'goal';
  const { submit, isBusy, error } = useSubmit(async () => {
    await run(action);
    onClose();
  });

  return (
    <Dialog
      open
      alert
      title={isGoal ? texts.goalTitle(email) : texts.title(email)}
      description={isGoal ? texts.goalDescription : texts.description}
      onClose={onClose}
      isBusy={isBusy}
    >
      <FormError message={error ? messageOf(error) : null} />
      <DialogFoot>
        <Button onClick={onClose} disabled={isBusy} data-autofocus>
          Cancel
        </Button>
        <Button
          look="primary"
          onClick={() => submit()}
          busyText={isBusy ? (isGoal ? texts.goalBusy : texts.busy) : false}
        >
          {isGoal ? texts.goalSubmit : texts.submit}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
