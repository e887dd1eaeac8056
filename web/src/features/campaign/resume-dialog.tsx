import { lazy, Suspense, useState } from 'react';
import { messageOf } from '../../lib/api-client';
import { formatWords } from '../../lib/format';
import type { Campaign, Overdue } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { FormDialog } from '../../ui/dialog';
import { FormError } from '../../ui/field';
import { useToast } from '../../ui/toast';
import { useCampaignActions, useMailboxChoices } from './campaign-queries';
import { resumeTexts } from './campaign-texts';
import { OverdueChoice } from './overdue-choice';

const ResumePreview = lazy(() => import('./resume-preview').then((module) => ({ default: module.ResumePreview })));

export function ResumeDialog({ campaign, onClose }: { campaign: Campaign; onClose: () => void }) {
  const { resume } = useCampaignActions();
  const mailboxes = useMailboxChoices();
  const toast = useToast();
  const [overdue, setOverdue] = useState<Overdue>('keep');
  const [days, setDays] = useState('7');
  const missing = (mailboxes.data ?? []).filter(
    ({ id, status }) => status === 'inactive' && campaign.mailbox_ids.includes(id),
  );
  const choice = { overdue, ...(overdue === 'skip' ? { skip_older_than_days: Number(days) } : {}) };
  const { submit, isBusy, error } = useSubmit(async () => {
    await resume(campaign.id, choice);
    onClose();
    toast(resumeTexts.done(campaign.name));
  });

  return (
    <FormDialog
      title={resumeTexts.title(campaign.name)}
      description={resumeTexts.description}
      onClose={onClose}
      onSubmit={submit}
      submitText={resumeTexts.submit}
      busyText={resumeTexts.busy}
      isBusy={isBusy}
      error={<FormError message={error ? messageOf(error) : null} />}
    >
      {missing.length > 0 ? (
        <p className="muted">{resumeTexts.missing(formatWords(missing.map((mailbox) => mailbox.address)))}</p>
      ) : null}
      <OverdueChoice value={overdue} days={days} onChange={setOverdue} onDays={setDays} />
      <Suspense fallback={null}>
        <ResumePreview campaign={campaign} choice={choice} />
      </Suspense>
    </FormDialog>
  );
}
