/*
 * review-sheet: what a launch would do: whom it writes to and whom not, from when to when, who sends how much, and what is worth
 * a look, each with the way to where it is mended.
 */
import { Link } from '@tanstack/react-router';
import { Lightbulb } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatNumber, formatWhen } from '../../lib/format';
import type { Campaign } from '../../lib/schema';
import { Facts, Pairs } from '../../ui/facts';
import type { Review } from './campaign-queries';
import { reviewTexts as texts } from './forecast-texts';

type SheetProps = { campaign: Campaign; review: Review; onLeave: () => void };

export function ReviewSheet({ campaign, review, onLeave }: SheetProps) {
  const { first_send_at: first, last_send_at: last, counts } = review;
  return (
    <>
      <Facts
        facts={[
          { name: texts.toWriteTo, value: formatNumber(counts.to_write_to) },
          { name: texts.inReview, value: formatNumber(counts.in_review) },
          { name: texts.leftOut, value: formatNumber(counts.excluded) },
          { name: texts.emails, value: formatNumber(counts.emails) },
        ]}
      />
      <Pairs
        pairs={[
          ...(first ? [{ name: texts.first, value: <When at={first} zone={review.timezone} /> }] : []),
          ...(last ? [{ name: texts.last, value: <When at={last} zone={review.timezone} /> }] : []),
        ]}
      />
      <Excluded campaign={campaign} review={review} onLeave={onLeave} />
      <Load review={review} />
      <Warnings campaign={campaign} review={review} onLeave={onLeave} />
    </>
  );
}

function When({ at, zone }: { at: string; zone: string }) {
  return <time dateTime={at}>{formatWhen(at, zone)}</time>;
}

function Excluded({ campaign, review, onLeave }: SheetProps) {
  if (review.excluded.length === 0) return null;
  return (
    <div className="stack tight">
      <h3>{texts.excluded}</h3>
      <ul className="boxed list-lines">
        {review.excluded.map((excluded) => (
          <li key={`${excluded.reason} ${excluded.field ?? ''}`}>
            <details className="excluded">
              <summary>
                {excluded.reason === 'missing_field'
                  ? texts.missing(excluded.field)
                  : (texts.reasons[excluded.reason] ?? excluded.reason)}
                <span className="n">{formatNumber(excluded.contacts)}</span>
              </summary>
              <People campaign={campaign} excluded={excluded} onLeave={onLeave} />
            </details>
          </li>
        ))}
      </ul>
      {review.is_complete ? null : <p className="muted small">{texts.partial(review.checked)}</p>}
    </div>
  );
}

type PeopleProps = { campaign: Campaign; excluded: Review['excluded'][number]; onLeave: () => void };

/** A draft names a few of them; of a campaign that was prepared, the list of contacts has them all. */
function People({ campaign, excluded, onLeave }: PeopleProps) {
  const more = excluded.contacts - excluded.examples.length;
  const status = statusOf[excluded.reason] ?? 'stopped';
  if (excluded.examples.length === 0) {
    return (
      <Link
        className="text-btn"
        to="/campaigns/$campaignId/$tab"
        params={{ campaignId: campaign.id, tab: 'contacts' }}
        search={{ status }}
        onClick={onLeave}
      >
        {texts.open(excluded.contacts)}
      </Link>
    );
  }
  return (
    <ul className="muted small">
      {excluded.examples.map(({ contact_id, email }) => (
        <li key={contact_id}>
          <Link to="/contacts/$contactId" params={{ contactId: contact_id }} onClick={onLeave}>
            {email}
          </Link>
        </li>
      ))}
      {more > 0 ? <li>{texts.andMore(more)}</li> : null}
    </ul>
  );
}

const statusOf: Record<string, 'review' | 'suppressed' | 'stopped'> = {
  missing_field: 'review',
  suppressed: 'suppressed',
};

function Load({ review }: { review: Review }) {
  if (review.mailboxes.length === 0) return null;
  return (
    <div className="stack tight">
      <h3>{texts.load}</h3>
      <Pairs
        pairs={review.mailboxes.map((mailbox) => ({
          name: mailbox.address,
          value:
            mailbox.status === 'active'
              ? texts.share(mailbox.emails, mailbox.peak_per_day, mailbox.daily_cap)
              : texts.inactive,
        }))}
      />
    </div>
  );
}

function Warnings({ campaign, review, onLeave }: SheetProps) {
  if (review.warnings.length === 0) return null;
  return (
    <div className="stack tight">
      <h3>{texts.warnings}</h3>
      <ul className="boxed list-lines">
        {review.warnings.map(({ code, step, text }) => (
          <li key={`${code} ${text}`}>
            <Lightbulb size={16} className="icon-warn" aria-hidden="true" />
            <span>{text}</span>
            <span className="n">{fixOf(campaign, code, step, onLeave)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

const aboutMailboxes = ['no_sender_name', 'no_signature', 'mailbox_inactive'];

/** Where it is mended; nothing for what is only to be known. */
function fixOf(campaign: Campaign, code: string, step: number | null, onLeave: () => void): ReactNode {
  if (aboutMailboxes.includes(code)) {
    return (
      <Link className="text-btn" to="/mailboxes" onClick={onLeave}>
        {texts.openMailboxes}
      </Link>
    );
  }
  if (step === null) return null;
  return (
    <Link
      className="text-btn"
      to="/campaigns/$campaignId/$tab"
      params={{ campaignId: campaign.id, tab: 'sequence' }}
      onClick={onLeave}
    >
      {texts.openStep}
    </Link>
  );
}
