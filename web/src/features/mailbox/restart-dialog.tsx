/*
 * restart-dialog: the campaigns that this mailbox's going paused, to restart now that it is back. Nothing restarts by itself.
 */
import { useState } from 'react';
import { messageOf } from '../../lib/api-client';
import type { Campaign, Mailbox, Overdue } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { FormDialog } from '../../ui/dialog';
import { Check, Choice, Field, FormError } from '../../ui/field';
import { BlockSkeleton } from '../../ui/skeleton';
import { useToast } from '../../ui/toast';
import { useCampaignsById, useMailboxActions } from './mailbox-queries';
import { doneTexts, restartTexts } from './mailbox-texts';

export function RestartDialog({ mailbox, onClose }: { mailbox: Mailbox; onClose: () => void }) {
  const { campaigns, isPending } = useCampaignsById(mailbox.restartable_campaigns);
  const { restart } = useMailboxActions();
  const toast = useToast();
  const [left, setLeft] = useState<string[]>([]);
  const [overdue, setOverdue] = useState<Overdue>('keep');
  const [days, setDays] = useState('7');
  const chosen = campaigns.filter(({ id }) => !left.includes(id)).map(({ id }) => id);
  const { submit, isBusy, error } = useSubmit(async () => {
    const skip = overdue === 'skip' ? { skip_older_than_days: Number(days) } : {};
    await restart(mailbox.id, { campaign_ids: chosen, overdue, ...skip });
    onClose();
    toast(doneTexts.restarted(chosen.length));
  });
  const choose = (id: string, isChosen: boolean) =>
    setLeft((old) => (isChosen ? old.filter((one) => one !== id) : [...old, id]));

  return (
    <FormDialog
      title={restartTexts.title(mailbox.address)}
      description={restartTexts.description}
      onClose={onClose}
      onSubmit={submit}
      submitText={restartTexts.submit(chosen.length)}
      busyText={restartTexts.busy}
      cancelText={restartTexts.later}
      isBusy={isBusy}
      isReady={chosen.length > 0}
      error={<FormError message={error ? messageOf(error) : null} />}
    >
      {isPending ? <BlockSkeleton height={80} /> : null}
      <fieldset className="field">
        <legend>{restartTexts.legend}</legend>
        <div className="stack tight">
          {campaigns.map((campaign) => (
            <Check
              key={campaign.id}
              checked={!left.includes(campaign.id)}
              onChange={(isChosen) => choose(campaign.id, isChosen)}
              hint={factsOf(campaign, mailbox.id)}
            >
              {campaign.name}
            </Check>
          ))}
        </div>
      </fieldset>
      <Choice
        legend={restartTexts.overdue}
        value={overdue}
        onChange={setOverdue}
        options={restartTexts.overdueOptions}
      />
      {overdue === 'skip' ? (
        <Field label={restartTexts.skipDays} type="number" min={0} max={3650} value={days} onChange={setDays} />
      ) : null}
    </FormDialog>
  );
}

function factsOf(campaign: Campaign, mailboxId: string): string {
  const missing = (campaign.paused?.mailbox_ids ?? []).filter((id) => id !== mailboxId).length;
  return [restartTexts.held(campaign.counts.held), missing > 0 ? restartTexts.missing(missing) : '']
    .filter(Boolean)
    .join(' · ');
}
