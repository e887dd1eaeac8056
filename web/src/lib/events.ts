// One live connection to the server; what it tells only invalidates queries, it carries no second truth.
import type { QueryClient } from '@tanstack/react-query';

type Listener = (live: boolean) => void;

const topics: [prefix: string, keys: string[]][] = [
  ['mailbox.', ['mailboxes', 'mailbox', 'campaigns', 'campaign']],
  ['campaign.', ['campaigns', 'campaign', 'mailboxes']],
  ['send.', ['campaign', 'campaigns', 'mailboxes', 'mailbox', 'contact']],
  ['reply.', ['campaign', 'campaigns', 'contact']],
  ['contact.', ['contacts', 'contact', 'suppressions', 'campaign']],
  ['import.', ['imports', 'import', 'contacts', 'lists']],
];

const EVENT_TYPES = [
  'mailbox.changed', 'mailbox.connected', 'mailbox.disconnected', 'mailbox.auth_failed', 'mailbox.reconnected',
  'mailbox.removed', 'mailbox.held', 'campaign.changed', 'campaign.launched', 'campaign.paused', 'campaign.resumed',
  'campaign.completed', 'send.sent', 'send.bounced', 'send.failed', 'send.unknown', 'send.resolved', 'reply.received',
  'contact.unsubscribed', 'contact.changed', 'import.changed', 'import.progress',
];

export function connectEvents(client: QueryClient, onLive: Listener): () => void {
  const source = new EventSource('/api/v1/events');
  const pending = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  // A busy campaign sends many events a second: they are gathered, so that lists are read at most twice a second.
  const flush = () => {
    timer = undefined;
    for (const key of pending) client.invalidateQueries({ queryKey: [key] });
    pending.clear();
  };
  const take = (event: MessageEvent) => {
    for (const [prefix, keys] of topics) if (event.type.startsWith(prefix)) for (const key of keys) pending.add(key);
    timer ??= setTimeout(flush, 500);
  };

  for (const type of EVENT_TYPES) source.addEventListener(type, take);
  source.onopen = () => onLive(true);
  source.onerror = () => onLive(false);
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
