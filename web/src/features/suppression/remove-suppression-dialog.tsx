import { useState } from 'react';
import { messageOf } from '../../lib/api-client';
import type { Suppression } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { FormDialog } from '../../ui/dialog';
import { Field, FormError } from '../../ui/field';
import { useToast } from '../../ui/toast';
import { useSuppressionActions } from './suppression-queries';
import { removeTexts, texts } from './suppression-texts';

export function RemoveSuppressionDialog({ entry, onClose }: { entry: Suppression; onClose: () => void }) {
  const { remove } = useSuppressionActions();
  const toast = useToast();
  const [reason, setReason] = useState('');
  const value = entry.value ?? texts.erased;
  const { submit, isBusy, error } = useSubmit(async () => {
    await remove(entry.id, reason.trim());
    onClose();
    toast(removeTexts.done(value));
  });

  return (
    <FormDialog
      alert
      title={removeTexts.title(value)}
      description={removeTexts.description}
      onClose={onClose}
      onSubmit={submit}
      submitText={removeTexts.submit}
      busyText={removeTexts.busy}
      isBusy={isBusy}
      isReady={reason.trim().length > 0}
      error={<FormError message={error ? messageOf(error) : null} />}
    >
      <Field label={removeTexts.reason} value={reason} onChange={setReason} maxLength={500} data-autofocus />
    </FormDialog>
  );
}
