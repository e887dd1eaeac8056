/*
 * resume-preview: the first emails that a resume would send, with the choice that is made for what is overdue.
 */
import { useState } from 'react';
import { messageOf } from '../../lib/api-client';
import { formatWhen } from '../../lib/format';
import type { Campaign } from '../../lib/schema';
import { Button } from '../../ui/button';
import { BlockSkeleton } from '../../ui/skeleton';
import { type OverdueChoice, type ResumePreview as Preview, useResumePreview } from './campaign-queries';
import { previewTexts as texts } from './forecast-texts';
import { SendLines } from './send-lines';

export function ResumePreview({ campaign, choice }: { campaign: Campaign; choice: OverdueChoice }) {
  const [isShown, setShown] = useState(false);
  const preview = useResumePreview(campaign.id, choice, isShown);

  return (
    <div className="stack tight">
      <div>
        <Button slim aria-expanded={isShown} onClick={() => setShown(!isShown)}>
          {isShown ? texts.hide : texts.show}
        </Button>
      </div>
      {isShown && preview.status === 'pending' ? <BlockSkeleton height={160} /> : null}
      {isShown && preview.status === 'error' ? (
        <p className="muted" role="alert">
          {texts.failed} {messageOf(preview.error)}
        </p>
      ) : null}
      {isShown && preview.status === 'success' ? <FirstEmails preview={preview.data} /> : null}
    </div>
  );
}

function FirstEmails({ preview }: { preview: Preview }) {
  return (
    <section className="stack tight" aria-label={texts.title}>
      <p className="small" aria-live="polite">
        {texts.summary(preview.total)}
        {preview.skipped > 0 ? ` · ${texts.skipped(preview.skipped)}` : ''}
        {preview.held > 0 ? ` · ${texts.held(preview.held)}` : ''}
      </p>
      {preview.next.length > 0 ? (
        <SendLines label={texts.title} sends={preview.next} timeOf={(at) => formatWhen(at, preview.timezone)} />
      ) : null}
    </section>
  );
}
