import { useNavigate } from '@tanstack/react-router';
import { messageOf } from '../../lib/api-client';
import type { Contact } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { Dialog, DialogFoot } from '../../ui/dialog';
import { FormError } from '../../ui/field';
import { useToast } from '../../ui/toast';
import { useContactActions } from './contact-queries';
import { eraseTexts } from './contact-texts';

export function EraseDialog({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const { erase } = useContactActions();
  const navigate = useNavigate();
  const toast = useToast();
  const { submit, isBusy, error } = useSubmit(async () => {
    await erase(contact.id);
    await navigate({ to: '/contacts' });
    toast(eraseTexts.done(contact.email));
  });

  return (
    <Dialog
      open
      alert
      title={eraseTexts.title(contact.email)}
      description={eraseTexts.description}
      onClose={onClose}
      isBusy={isBusy}
    >
      <p className="muted">{eraseTexts.keeps}</p>
      <p className="muted">{eraseTexts.elsewhere}</p>
      <FormError message={error ? messageOf(error) : null} />
      <DialogFoot>
        <Button onClick={onClose} disabled={isBusy} data-autofocus>
          Cancel
        </Button>
        <Button look="danger" onClick={() => submit()} busyText={isBusy ? eraseTexts.busy : false}>
          {eraseTexts.submit}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
