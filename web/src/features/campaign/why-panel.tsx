/*
 * why-panel: "Why isn't this sending?" of a campaign or of one contact: each reason with what frees it.
 */
import { CircleCheck, Clock, Info, TriangleAlert } from 'lucide-react';
import type { Campaign, Why } from '../../lib/schema';
import { ErrorNotice } from '../../ui/page';
import { BlockSkeleton } from '../../ui/skeleton';
import { Ago } from '../../ui/time';
import { useWhy } from './campaign-queries';
import { whyTexts } from './campaign-texts';
import { WhyRemedy } from './why-remedy';

export type Reason = Why['reasons'][number];

export function WhyPanel({ campaign }: { campaign: Campaign }) {
  const why = useWhy(campaign.id);
  // Who paused it stands above already.
  const reasons = why.data?.reasons.filter(({ reason }) => !campaign.paused || reason !== 'campaign_paused');
  if (campaign.paused && reasons?.length === 0) return null;
  return (
    <section className="card padded" aria-labelledby="why">
      <div className="card-head">
        <h2 id="why">{whyTexts.title}</h2>
        <NextEmail at={why.data?.next_send_at ?? campaign.next_send_at} />
      </div>
      {why.status === 'pending' ? <BlockSkeleton height={48} /> : null}
      {why.status === 'error' ? <ErrorNotice error={why.error} onRetry={why.refetch} /> : null}
      {why.data && reasons ? <Reasons campaign={campaign} why={{ ...why.data, reasons }} /> : null}
    </section>
  );
}

export function NextEmail({ at }: { at: string | null }) {
  if (!at) return null;
  return (
    <span className="muted">
      {whyTexts.next} <Ago at={at} />
    </span>
  );
}

type ReasonsProps = { campaign: Campaign; why: Why; email?: string | undefined };

export function Reasons({ campaign, why, email }: ReasonsProps) {
  if (why.reasons.length === 0) {
    return (
      <p className="cluster">
        {why.text ? (
          <Info size={16} className="faint" aria-hidden="true" />
        ) : (
          <CircleCheck size={16} className="icon-ok" aria-hidden="true" />
        )}
        {why.text ?? whyTexts.running}
      </p>
    );
  }
  return (
    <ul className="boxed list-lines reasons">
      {why.reasons.map((reason) => (
        <ReasonLine
          key={`${reason.reason}-${reason.mailbox_id}-${reason.text}`}
          campaign={campaign}
          reason={reason}
          email={email}
        />
      ))}
    </ul>
  );
}

type ReasonLineProps = { campaign: Campaign; reason: Reason; email: string | undefined };

function ReasonLine({ campaign, reason, email }: ReasonLineProps) {
  return (
    <li>
      {reason.action === 'wait' ? (
        <Clock size={16} className="faint" aria-hidden="true" />
      ) : (
        <TriangleAlert size={16} className="icon-warn" aria-hidden="true" />
      )}
      <span>
        {reason.text}
        {reason.next_at ? (
          <small>
            {whyTexts.endsAt} <Ago at={reason.next_at} />
          </small>
        ) : null}
      </span>
      {reason.contacts && !email ? <span className="n">{whyTexts.contacts(reason.contacts)}</span> : null}
      <WhyRemedy campaign={campaign} reason={reason} email={email} />
    </li>
  );
}
