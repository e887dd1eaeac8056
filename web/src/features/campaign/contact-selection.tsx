/*
 * contact-selection: what can be done with all the contacts of the campaign that are ticked.
 */
import { useState } from 'react';
import { messageOf } from '../../lib/api-client';
import type { Campaign, Enrollment } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { Dialog, DialogFoot } from '../../ui/dialog';
import { FormError } from '../../ui/field';
import { useToast } from '../../ui/toast';
import { useCampaignActions } from './campaign-queries';
import { DoNotContactDialog } from './do-not-contact-dialog';
import { pickTexts as texts } from './list-texts';

type ContactSelectionProps = { campaign: Campaign; enrollments: Enrollment[]; onClear: () => void };

/** Who was never written to, as far as the list knows; the server has the last word. */
function mayLeave({ status, last_sent_at: sent }: Enrollment): boolean {
  return status === 'review' || (status === 'live' && !sent);
}

export function ContactSelection({ campaign, enrollments, onClear }: ContactSelectionProps) {
  const [asked, setAsked] = useState<'remove' | 'block' | null>(null);
  const leaving = enrollments.filter(mayLeave);
  const close = () => setAsked(null);
  if (enrollments.length === 0) return null;

  return (
    <section className="toolbar selection" aria-label={texts.region}>
      <span className="cluster">
        <strong>{texts.selected(enrollments.length)}</strong>
        <Button slim disabled={leaving.length === 0} onClick={() => setAsked('remove')}>
          {texts.remove}
        </Button>
        <Button slim onClick={() => setAsked('block')}>
          {texts.block}
        </Button>
        <Button look="quiet" slim onClick={onClear}>
          {texts.clear}
        </Button>
      </span>
      {asked === 'remove' ? (
        <RemoveDialog campaign={campaign} leaving={leaving} onClose={close} onDone={onClear} />
      ) : null}
      {asked === 'block' ? (
        <DoNotContactDialog emails={enrollments.map(({ email }) => email)} onClose={close} onDone={onClear} />
      ) : null}
    </section>
  );
}

type RemoveDialogProps = { campaign: Campaign; leaving: Enrollment[]; onClose: () => void; onDone: () => void };

function RemoveDialog({ campaign, leaving, onClose, onDone }: RemoveDialogProps) {
  const { leaveOut } = useCampaignActions();
  const toast = useToast();
  const { submit, isBusy, error } = useSubmit(async () => {
    const { left_out: gone } = await leaveOut(
      campaign.id,
      leaving.map(({ id }) => id),
    );
    toast(gone > 0 ? texts.removed(gone) : texts.none);
    onClose();
    onDone();
  });
  return (
    <Dialog
      open
      alert
      title={texts.removeTitle(leaving.length)}
      description={texts.removeText}
      onClose={onClose}
      isBusy={isBusy}
    >
      <FormError message={error ? messageOf(error) : null} />
      <DialogFoot>
        <Button data-autofocus disabled={isBusy} onClick={onClose}>
          Cancel
        </Button>
        <Button look="primary" busyText={isBusy ? texts.busy : false} onClick={() => submit()}>
          {texts.remove}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
