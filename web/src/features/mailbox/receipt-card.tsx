/*
 * receipt-card: what a disconnect stopped, to the millisecond: when it was asked for, when the last byte left, how each email
 * on the wire ended, what became of the sign-in.
 */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatDay, formatNumber, formatPreciseTime, formatSpan, plural } from '../../lib/format';
import type { Receipt } from '../../lib/schema';
import { useZone } from '../../lib/zone';
import { Badge } from '../../ui/badge';
import { Pairs } from '../../ui/facts';
import { campaignStatusTexts, causeTexts, grantTexts } from './mailbox-texts';

export function ReceiptCard({ receipt, hasPassword }: { receipt: Receipt; hasPassword: boolean }) {
  const zone = useZone();
  return (
    <article className="card padded" aria-label={`Receipt ${receipt.id}`}>
      <div className="card-head">
        <h3>
          {causeTexts[receipt.cause]}, {formatDay(receipt.requested_at, zone)}
        </h3>
        <span className="cluster">
          {receipt.undone ? <Badge tone="plain">Undone</Badge> : null}
          {receipt.quiesced_at ? <Badge tone="ok">Quiet</Badge> : <Badge tone="accent">Finishing</Badge>}
        </span>
      </div>
      <Pairs pairs={[...timesOf(receipt, zone), ...outcomeOf(receipt), ...grantOf(receipt, hasPassword)]} />
    </article>
  );
}

type MomentProps = { at: string | null; zone: string; since?: string; dayOf?: string };

/** To the millisecond; with its day when that is not the one of `dayOf`. */
function Moment({ at, zone, since, dayOf }: MomentProps) {
  if (!at) return <span className="faint">–</span>;
  const day = dayOf && formatDay(at, zone) !== formatDay(dayOf, zone) ? `${formatDay(at, zone)}, ` : '';
  return (
    <span className="num">
      <time dateTime={at}>
        {day}
        {formatPreciseTime(at, zone)}
      </time>
      {since ? <span className="faint"> · after {formatSpan(since, at)}</span> : null}
    </span>
  );
}

function timesOf(receipt: Receipt, zone: string) {
  const from = receipt.requested_at;
  return [
    { name: 'Asked for', value: <Moment at={from} zone={zone} /> },
    {
      name: 'Last byte sent',
      value: receipt.last_byte_at ? (
        <Moment at={receipt.last_byte_at} zone={zone} dayOf={from} />
      ) : (
        'Nothing was on its way'
      ),
    },
    { name: 'Acknowledged', value: <Moment at={receipt.quiesced_at} since={from} zone={zone} /> },
  ];
}

function outcomeOf(receipt: Receipt) {
  const { aborted, sent, unknown } = receipt.in_flight;
  const ends: ReactNode[] = [
    aborted.length > 0 ? <SendIds key="aborted" name="stopped" ids={aborted} /> : null,
    sent.length > 0 ? <SendIds key="sent" name="sent" ids={sent} /> : null,
    unknown.length > 0 ? (
      <SendIds key="unknown" name="unknown" ids={unknown.map(({ id, reason }) => (reason ? `${id}: ${reason}` : id))} />
    ) : null,
  ].filter(Boolean);
  return [
    {
      name: 'Campaigns paused',
      value: receipt.campaigns_paused.length > 0 ? <PausedCampaigns receipt={receipt} /> : 'None',
    },
    { name: 'Emails held', value: formatNumber(receipt.sends_held) },
    { name: 'Being sent then', value: ends.length > 0 ? ends : 'None' },
  ];
}

function PausedCampaigns({ receipt }: { receipt: Receipt }) {
  return (
    <ul>
      {receipt.campaigns_paused.map(({ id, name, previous_status }) => (
        <li key={id}>
          <Link className="link" to="/campaigns/$campaignId" params={{ campaignId: id }}>
            {name}
          </Link>{' '}
          <span className="faint">was {campaignStatusTexts[previous_status]}</span>
        </li>
      ))}
    </ul>
  );
}

function SendIds({ name, ids }: { name: string; ids: string[] }) {
  return (
    <div>
      {plural(ids.length, 'email')} {name}
      <ul className="small faint">
        {ids.map((id) => (
          <li key={id}>
            <span className="mono">{id}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A password is nobody's to revoke; a grant is the provider's. */
function grantOf({ grant, id, epoch }: Receipt, hasPassword: boolean) {
  const here = grant.local ? grantTexts.local[grant.local] : '–';
  const there = grant.provider && !hasPassword ? grantTexts.provider[grant.provider] : null;
  return [
    { name: hasPassword ? 'Password' : 'Sign-in', value: [here, there].filter(Boolean).join(' · ') },
    { name: 'Receipt', value: <span className="mono small">{`${id}, epoch ${epoch}`}</span> },
  ];
}
