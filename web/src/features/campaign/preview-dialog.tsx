import { useState } from 'react';
import type { Campaign, Preview } from '../../lib/schema';
import { Banner } from '../../ui/banner';
import { Button } from '../../ui/button';
import { Dialog, DialogFoot } from '../../ui/dialog';
import { Pairs } from '../../ui/facts';
import { Select } from '../../ui/field';
import { ErrorNotice } from '../../ui/page';
import { BlockSkeleton } from '../../ui/skeleton';
import { useEnrollments, usePreview } from './campaign-queries';
import { stepTexts } from './campaign-texts';

type PreviewDialogProps = { campaign: Campaign; step: number; onClose: () => void };

export function PreviewDialog({ campaign, step, onClose }: PreviewDialogProps) {
  const [contactId, setContactId] = useState('');
  const enrollments = useEnrollments(campaign.id, undefined);
  const preview = usePreview(campaign.id, step, contactId);
  const people = (enrollments.data?.items ?? []).map(({ contact_id, email }) => [contact_id, email] as const);

  return (
    <Dialog open wide title={stepTexts.previewTitle(step)} onClose={onClose}>
      {people.length > 0 ? (
        <Select
          label={stepTexts.previewOf}
          value={contactId}
          onChange={setContactId}
          options={[['', stepTexts.previewFirst], ...people]}
        />
      ) : null}
      {preview.status === 'pending' ? <BlockSkeleton height={200} /> : null}
      {preview.status === 'error' ? <ErrorNotice error={preview.error} onRetry={preview.refetch} /> : null}
      {preview.status === 'success' ? <Email preview={preview.data} /> : null}
      <DialogFoot>
        <Button onClick={onClose}>Close</Button>
      </DialogFoot>
    </Dialog>
  );
}

function Email({ preview }: { preview: Preview }) {
  if (preview.missing_field) return <Banner tone="warn" title={stepTexts.missing(preview.missing_field)} />;
  return (
    <>
      <Pairs
        pairs={[
          ...(preview.from ? [{ name: 'From', value: preview.from }] : []),
          { name: stepTexts.subject, value: preview.subject ?? stepTexts.sameThread },
        ]}
      />
      <div className="boxed mail-preview">
        <p className="mail-text">{preview.text}</p>
      </div>
    </>
  );
}
