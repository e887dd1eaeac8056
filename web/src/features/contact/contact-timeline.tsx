import { Link } from '@tanstack/react-router';
import { Ban, CircleStop, CornerUpLeft, Mail, MailX, MousePointerClick, UserPlus } from 'lucide-react';
import type { TimelineEntry } from '../../lib/schema';
import { ErrorNotice } from '../../ui/page';
import { BlockSkeleton } from '../../ui/skeleton';
import { Time } from '../../ui/time';
import { useTimeline } from './contact-queries';
import { pageTexts, timelineStatusTexts, timelineTexts } from './contact-texts';

const icons: Record<string, typeof Mail> = {
  send: Mail,
  added_to_campaign: UserPlus,
  campaign_ended: CircleStop,
  reply: CornerUpLeft,
  auto_reply: CornerUpLeft,
  opt_out: Ban,
  bounce: MailX,
  click: MousePointerClick,
};

export function ContactTimeline({ contactId }: { contactId: string }) {
  const timeline = useTimeline(contactId);
  switch (timeline.status) {
    case 'pending':
      return <BlockSkeleton />;
    case 'error':
      return <ErrorNotice error={timeline.error} onRetry={timeline.refetch} />;
    case 'success':
      if (timeline.data.length === 0) return <p className="muted">{pageTexts.nothing}</p>;
      return (
        <ol className="timeline">
          {timeline.data.map((entry) => (
            <Entry key={`${entry.type}-${entry.at}-${entry.send_id}-${entry.campaign_id}`} entry={entry} />
          ))}
        </ol>
      );
  }
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const Icon = icons[entry.type] ?? Mail;
  return (
    <li>
      <Icon size={16} aria-hidden="true" />
      <span>
        {headOf(entry)} <CampaignLink entry={entry} />
        {(entry.subject ?? entry.url) ? <span className="reason">{entry.subject ?? entry.url}</span> : null}
      </span>
      <Time at={entry.at} />
    </li>
  );
}

function headOf(entry: TimelineEntry): string {
  const status = entry.status ? (timelineStatusTexts[entry.status] ?? entry.status) : '';
  if (entry.type === 'send') return `Step ${entry.step ?? 1} ${status}:`;
  return entry.type === 'campaign_ended' ? `${capitalized(status)}:` : (timelineTexts[entry.type] ?? entry.type);
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function CampaignLink({ entry }: { entry: TimelineEntry }) {
  if (!entry.campaign_id || !entry.campaign_name) return null;
  return (
    <Link className="link" to="/campaigns/$campaignId" params={{ campaignId: entry.campaign_id }}>
      {entry.campaign_name}
    </Link>
  );
}
