/*
 * events: one stream from the server. An event says only that something changed; what it is now is asked for again.
 */
import type { QueryClient } from '@tanstack/react-query';
import { type Topic, topics } from './query-client';

const MAILBOX: Topic[] = [topics.mailboxes, topics.status];
const CAMPAIGN: Topic[] = [topics.campaigns, topics.mailboxes];
const DECISION: Topic[] = [...CAMPAIGN, topics.sends, topics.status];
const CONTACT: Topic[] = [topics.contacts, topics.lists, topics.suppressions];

/** Which topics an event makes stale. */
export const staleAfter: Record<string, Topic[]> = {
  'mailbox.connected': MAILBOX,
  'mailbox.changed': MAILBOX,
  'mailbox.disconnected': CAMPAIGN,
  'mailbox.auth_failed': CAMPAIGN,
  'mailbox.reconnected': CAMPAIGN,
  'mailbox.removed': CAMPAIGN,
  'mailbox.held': CAMPAIGN,
  'campaign.changed': CAMPAIGN,
  'campaign.preparing': CAMPAIGN,
  'campaign.launched': CAMPAIGN,
  'campaign.launch_cancelled': CAMPAIGN,
  'campaign.launch_failed': CAMPAIGN,
  'campaign.paused': CAMPAIGN,
  'campaign.resumed': CAMPAIGN,
  'campaign.completed': CAMPAIGN,
  'campaign.winner_chosen': CAMPAIGN,
  'campaign.approvals': CAMPAIGN,
  'send.sent': CAMPAIGN,
  'send.opened': CAMPAIGN,
  'send.clicked': CAMPAIGN,
  'send.bounced': CAMPAIGN,
  'send.failed': CAMPAIGN,
  'send.unknown': DECISION,
  'send.resolved': DECISION,
  'reply.received': [...CAMPAIGN, topics.contacts],
  'contact.changed': CONTACT,
  'contact.unsubscribed': [...CONTACT, topics.campaigns],
  'import.changed': [topics.imports, ...CONTACT],
  'settings.changed': [topics.settings],
};

const GATHER_MS = 250; // a busy campaign tells much; the page asks a few times a second at most

/** Opens the stream; `onLive` hears whether it is up. Returns how to close it. */
export function connectEvents(queryClient: QueryClient, onLive: (isLive: boolean) => void): () => void {
  const stream = new EventSource('/api/v1/events');
  const stale = new Set<Topic>();
  let timer: number | undefined;
  let wasLost = false;

  function refresh() {
    timer = undefined;
    for (const topic of stale) void queryClient.invalidateQueries({ queryKey: [topic] });
    stale.clear();
  }

  for (const [type, about] of Object.entries(staleAfter)) {
    stream.addEventListener(type, () => {
      for (const topic of about) stale.add(topic);
      timer ??= window.setTimeout(refresh, GATHER_MS);
    });
  }
  stream.onopen = () => {
    onLive(true);
    if (wasLost) void queryClient.invalidateQueries();
    wasLost = false;
  };
  stream.onerror = () => {
    wasLost = true;
    onLive(false);
  };

  return () => {
    window.clearTimeout(timer);
    stream.close();
  };
}
