import { useState } from 'react';
import { messageOf } from '../../lib/api-client';
import { useSubmit } from '../../lib/use-submit';
import { FormDialog } from '../../ui/dialog';
import { Field, FormError, TextArea } from '../../ui/field';
import { useToast } from '../../ui/toast';
import { useSuppressionActions } from './suppression-queries';
import { addTexts } from './suppression-texts';

type Rejected = { value: string; message: string };

export function AddSuppressionDialog({ onClose }: { onClose: () => void }) {
  const { add } = useSuppressionActions();
  const toast = useToast();
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  const [rejected, setRejected] = useState<Rejected[]>([]);
  const values = text
    .split(/[\n,;]/)
    .map((value) => value.trim())
    .filter(Boolean);
  const { submit, isBusy, error } = useSubmit(async () => {
    const answer = await add(values, reason.trim());
    const news = [
      ...(answer.added > 0 ? [addTexts.added(answer.added)] : []),
      ...(answer.already > 0 ? [addTexts.already(answer.already)] : []),
    ];
    if (news.length > 0) toast(news.join(' '));
    setRejected(answer.rejected);
    if (answer.rejected.length === 0) onClose();
    else setText(answer.rejected.map((one) => one.value).join('\n'));
  });

  return (
    <FormDialog
      title={addTexts.title}
      description={addTexts.description}
      onClose={onClose}
      onSubmit={submit}
      submitText={addTexts.submit}
      busyText={addTexts.busy}
      isBusy={isBusy}
      isReady={values.length > 0}
      error={<FormError message={error ? messageOf(error) : null} />}
    >
      <TextArea
        label={addTexts.values}
        hint={addTexts.valuesHint}
        value={text}
        onChange={setText}
        error={rejected.length > 0 ? rejected.map((one) => one.message).join(' ') : null}
        data-autofocus
      />
      <Field label={addTexts.reason} hint={addTexts.reasonHint} value={reason} onChange={setReason} maxLength={500} />
    </FormDialog>
  );
}
