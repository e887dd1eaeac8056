/*
 * mailbox-activity: the receipts of a mailbox, and what happened in it.
 */
import type { Mailbox } from '../../lib/schema';
import { More } from '../../ui/more';
import { ErrorNotice } from '../../ui/page';
import { BlockSkeleton } from '../../ui/skeleton';
import { Time } from '../../ui/time';
import { useMailboxActivity, useReceipts } from './mailbox-queries';
import { activityTexts } from './mailbox-texts';
import { ReceiptCard } from './receipt-card';

export function MailboxActivity({ mailbox }: { mailbox: Mailbox }) {
  return (
    <div className="stack loose">
      <Receipts mailbox={mailbox} />
      <Events id={mailbox.id} />
    </div>
  );
}

function Receipts({ mailbox }: { mailbox: Mailbox }) {
  const receipts = useReceipts(mailbox.id);
  if (receipts.status === 'pending') return <BlockSkeleton />;
  if (receipts.status === 'error') return <ErrorNotice error={receipts.error} onRetry={receipts.refetch} />;
  const { items } = receipts.data;
  if (items.length === 0) return null;
  return (
    <section aria-labelledby="receipts" className="stack">
      <h2 id="receipts">Receipts</h2>
      {items.map((receipt) => (
        <ReceiptCard key={receipt.id} receipt={receipt} hasPassword={mailbox.provider === 'smtp'} />
      ))}
      <More
        shown={items.length}
        total={null}
        hasMore={receipts.hasNextPage}
        isLoading={receipts.isFetchingNextPage}
        onMore={receipts.fetchNextPage}
      />
    </section>
  );
}

function Events({ id }: { id: string }) {
  const activity = useMailboxActivity(id);
  if (activity.status === 'pending') return <BlockSkeleton />;
  if (activity.status === 'error') return <ErrorNotice error={activity.error} onRetry={activity.refetch} />;
  const told = activity.data.items.filter(({ type }) => type in activityTexts);
  return (
    <section aria-labelledby="events" className="stack">
      <h2 id="events">What happened</h2>
      <div className="card">
        {told.length === 0 ? <p className="empty muted">Nothing yet.</p> : null}
        <ul className="list-lines">
          {told.map((event) => (
            <li key={event.id}>
              <span>{activityTexts[event.type]}</span>
              <span className="n">
                <Time at={event.created_at} />
              </span>
            </li>
          ))}
        </ul>
        <More
          shown={told.length}
          total={null}
          hasMore={activity.hasNextPage}
          isLoading={activity.isFetchingNextPage}
          onMore={activity.fetchNextPage}
        />
      </div>
    </section>
  );
}
