import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { fieldErrors, messageOf } from '../../lib/api-client';
import { useSubmit } from '../../lib/use-submit';
import { FormDialog } from '../../ui/dialog';
import { Field, FormError } from '../../ui/field';
import { useCampaignActions } from './campaign-queries';
import { newTexts } from './campaign-texts';

export function NewCampaignDialog({ onClose }: { onClose: () => void }) {
  const { create } = useCampaignActions();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const { submit, isBusy, error } = useSubmit(async () => {
    const campaign = await create(name.trim());
    onClose();
    await navigate({ to: '/campaigns/$campaignId/$tab', params: { campaignId: campaign.id, tab: 'sequence' } });
  });
  const wrong = fieldErrors(error).name;

  return (
    <FormDialog
      title={newTexts.title}
      description={newTexts.description}
      onClose={onClose}
      onSubmit={submit}
      submitText={newTexts.submit}
      busyText={newTexts.busy}
      isBusy={isBusy}
      isReady={name.trim().length > 0}
      error={error && !wrong ? <FormError message={messageOf(error)} /> : null}
    >
      <Field label={newTexts.name} value={name} onChange={setName} error={wrong} maxLength={200} data-autofocus />
    </FormDialog>
  );
}
