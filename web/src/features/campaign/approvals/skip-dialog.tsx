import { messageOf } from '../../../lib/api-client';
import { useSubmit } from '../../../lib/use-submit';
import { Button } from '../../../ui/button';
import { Dialog, DialogFoot } from '../../../ui/dialog';
import { FormError } from '../../../ui/field';
import { approvalTexts as texts } from './approval-texts';

type SkipDialogProps = { title: string; skip: () => Promise<unknown>; onClose: () => void };

export function SkipDialog({ title, skip, onClose }: SkipDialogProps) {
  const { submit, isBusy, error } = useSubmit(async () => {
    await skip();
    onClose();
  });
  return (
    <Dialog open alert title={title} description={texts.skipText} onClose={onClose} isBusy={isBusy}>
      <FormError message={error ? messageOf(error) : null} />
      <DialogFoot>
        <Button data-autofocus disabled={isBusy} onClick={onClose}>
          {texts.cancel}
        </Button>
        <Button look="primary" busyText={isBusy ? texts.skipping : false} onClick={() => void submit()}>
          {texts.skip}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
