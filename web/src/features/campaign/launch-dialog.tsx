/*
 * launch-dialog: what a launch would do, what stands in its way, and the launch.
 */
import { Link } from '@tanstack/react-router';
import { CircleAlert, Lightbulb } from 'lucide-react';
import { messageOf } from '../../lib/api-client';
import { formatNumber } from '../../lib/format';
import type { Campaign } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { Dialog, DialogFoot } from '../../ui/dialog';
import { Facts, Pairs } from '../../ui/facts';
import { FormError } from '../../ui/field';
import { ErrorNotice } from '../../ui/page';
import { BlockSkeleton } from '../../ui/skeleton';
import { Time } from '../../ui/time';
import { useToast } from '../../ui/toast';
import { useCampaignActions, useReview } from './campaign-queries';
import { launchTexts } from './campaign-texts';

export type Review = NonNullable<ReturnType<typeof useReview>['data']>;

export function LaunchDialog({ campaign, onClose }: { campaign: Campaign; onClose: () => void }) {
  const { launch } = useCampaignActions();
  const review = useReview(campaign.id);
  const toast = useToast();
  const { submit, isBusy, error } = useSubmit(async () => {
    await launch(campaign.id);
    onClose();
    toast(launchTexts.done(campaign.name));
  });
  const isBlocked = (review.data?.blocks.length ?? 0) > 0;

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
      {review.status === 'success' ? <ReviewSheet campaign={campaign} review={review.data} onLeave={onClose} /> : null}
      <FormError message={error ? messageOf(error) : null} />
      <DialogFoot>
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

function ReviewSheet({ campaign, review, onLeave }: { campaign: Campaign; review: Review; onLeave: () => void }) {
  const dates = [
    { name: launchTexts.first, at: review.first_send_at },
    { name: launchTexts.last, at: review.last_send_at },
  ].flatMap(({ name, at }) => (at ? [{ name, value: <Time at={at} /> }] : []));

  return (
    <>
      <Blocks campaign={campaign} blocks={review.blocks} onLeave={onLeave} />
      <Facts
        facts={[
          { name: launchTexts.toWriteTo, value: formatNumber(review.counts.to_write_to) },
          { name: launchTexts.inReview, value: formatNumber(review.counts.in_review) },
          { name: launchTexts.excluded, value: formatNumber(review.counts.excluded) },
        ]}
      />
      {dates.length > 0 ? <Pairs pairs={dates} /> : null}
      {review.mailboxes.length > 0 ? (
        <div className="stack tight">
          <h3>{launchTexts.load}</h3>
          <Pairs
            pairs={review.mailboxes.map((mailbox) => ({
              name: mailbox.address,
              value: launchTexts.share(mailbox.contacts, mailbox.daily_cap),
            }))}
          />
        </div>
      ) : null}
      {review.advice.length > 0 ? (
        <div className="stack tight">
          <h3>{launchTexts.advice}</h3>
          <ul className="boxed list-lines">
            {review.advice.map((text) => (
              <li key={text}>
                <Lightbulb size={16} className="icon-warn" aria-hidden="true" /> {text}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </>
  );
}

type BlocksProps = { campaign: Campaign; blocks: Review['blocks']; heading?: 'h2' | 'h3'; onLeave?: () => void };

/** What is missing, each with the way to where it is added. */
export function Blocks({ campaign, blocks, heading: Heading = 'h3', onLeave }: BlocksProps) {
  if (blocks.length === 0) return null;
  return (
    <div className="stack tight">
      <Heading>{launchTexts.blocks}</Heading>
      <ul className="boxed list-lines">
        {blocks.map(({ code, text }) => (
          <li key={code}>
            <CircleAlert size={16} className="icon-warn" aria-hidden="true" />
            <span>{text}</span>
            <span className="n">
              <FixLink campaign={campaign} code={code} onLeave={onLeave} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

const tabOf: Record<string, string> = {
  no_active_mailbox: 'mailboxes',
  replies_not_read: 'mailboxes',
  no_steps: 'sequence',
  no_contacts: 'contacts',
};

type FixLinkProps = { campaign: Campaign; code: string; onLeave?: (() => void) | undefined };

function FixLink({ campaign, code, onLeave }: FixLinkProps) {
  const text = launchTexts.fix[code];
  const tab = tabOf[code];
  const leave = onLeave ? { onClick: onLeave } : {};
  if (!text) return null;
  if (!tab) {
    return (
      <Link className="text-btn" to="/settings" {...leave}>
        {text}
      </Link>
    );
  }
  return (
    <Link className="text-btn" to="/campaigns/$campaignId/$tab" params={{ campaignId: campaign.id, tab }} {...leave}>
      {text}
    </Link>
  );
}
