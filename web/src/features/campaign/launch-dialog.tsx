/*
 * launch-dialog: what a launch would do, what stands in its way, and the launch.
 */
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { messageOf } from '../../lib/api-client';
import type { Campaign } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { Dialog, DialogFoot } from '../../ui/dialog';
import { FormError } from '../../ui/field';
import { ErrorNotice } from '../../ui/page';
import { BlockSkeleton } from '../../ui/skeleton';
import { useToast } from '../../ui/toast';
import { useCampaignActions, useReview } from './campaign-queries';
import { launchTexts } from './campaign-texts';
import { testTexts } from './forecast-texts';
import { Blocks } from './launch-blocks';

const ReviewSheet = lazy(() => import('./review-sheet').then((module) => ({ default: module.ReviewSheet })));
const TestSendDialog = lazy(() => import('./test-send-dialog').then((module) => ({ default: module.TestSendDialog })));

export function LaunchDialog({ campaign, onClose }: { campaign: Campaign; onClose: () => void }) {
  const { launch } = useCampaignActions();
  const review = useReview(campaign.id);
  const toast = useToast();
  const navigate = useNavigate();
  const { submit, isBusy, error } = useSubmit(async () => {
    const { status } = await launch(campaign.id);
    onClose();
    // How far the check is, and its Cancel, stand on the overview.
    if (status === 'preparing') {
      await navigate({ to: '/campaigns/$campaignId/$tab', params: { campaignId: campaign.id, tab: 'overview' } });
    } else {
      toast(launchTexts.done(campaign.name));
    }
  });
  const [isTesting, setTesting] = useState(false);
  const isBlocked = (review.data?.blocking.length ?? 0) > 0;

  if (isTesting) {
    return (
      <Suspense fallback={null}>
        <TestSendDialog campaign={campaign} onClose={() => setTesting(false)} />
      </Suspense>
    );
  }
  return (
    <Dialog
      open
      alert
      wide
      title={launchTexts.title(campaign.name)}
      description={launchTexts.description}
      onClose={onClose}
      isBusy={isBusy}
    >
      {review.status === 'pending' ? <BlockSkeleton height={180} /> : null}
      {review.status === 'error' ? <ErrorNotice error={review.error} onRetry={review.refetch} /> : null}
      {review.status === 'success' ? (
        <Suspense fallback={<BlockSkeleton height={180} />}>
          <Blocks campaign={campaign} blocks={review.data.blocking} onLeave={onClose} />
          <ReviewSheet campaign={campaign} review={review.data} onLeave={onClose} />
        </Suspense>
      ) : null}
      <FormError message={error ? messageOf(error) : null} />
      <DialogFoot>
        {campaign.steps.length > 0 ? (
          <span className="start">
            <Button disabled={isBusy} onClick={() => setTesting(true)}>
              {testTexts.open}
            </Button>
          </span>
        ) : null}
        <Button onClick={onClose} disabled={isBusy} data-autofocus>
          Cancel
        </Button>
        <Button
          look="primary"
          disabled={isBlocked}
          onClick={() => submit()}
          busyText={isBusy ? launchTexts.busy : false}
        >
          {launchTexts.submit}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
