/*
 * test-send-dialog: a step sent to oneself, now. How it ended is told here, in the words of the mail server where it said no.
 */
import { useState } from 'react';
import { messageOf } from '../../lib/api-client';
import type { Campaign } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { FormDialog } from '../../ui/dialog';
import { FormError, Select } from '../../ui/field';
import { useToast } from '../../ui/toast';
import { useCampaignActions, useMailboxChoices } from './campaign-queries';
import { testTexts as texts } from './forecast-texts';

type TestSendDialogProps = { campaign: Campaign; step?: number; onClose: () => void };

export function TestSendDialog({ campaign, step = 1, onClose }: TestSendDialogProps) {
  const { sendTest } = useCampaignActions();
  const mailboxes = useMailboxChoices();
  const toast = useToast();
  const [wanted, setWanted] = useState(step.toString());
  const [to, setTo] = useState('');
  const { submit, isBusy, error } = useSubmit(async () => {
    const test = await sendTest(campaign.id, { step: Number(wanted), ...(to ? { to } : {}) });
    if (test.status !== 'sent') throw new Error(texts.ended[test.status](test.error?.text ?? ''));
    onClose();
    toast(texts.done(test.to));
  });

  return (
    <FormDialog
      title={texts.title}
      description={texts.description}
      onClose={onClose}
      onSubmit={submit}
      submitText={texts.submit}
      busyText={texts.busy}
      isBusy={isBusy}
      isReady={campaign.steps.length > 0}
      error={<FormError message={error ? messageOf(error) : null} />}
    >
      <Select
        label={texts.step}
        value={wanted}
        onChange={setWanted}
        options={campaign.steps.map(({ position }) => [position.toString(), texts.stepName(position)])}
      />
      <Select
        label={texts.to}
        value={to}
        onChange={setTo}
        options={[
          ['', texts.own],
          ...(mailboxes.data ?? []).map(({ address }): [string, string] => [address, address]),
        ]}
      />
    </FormDialog>
  );
}
