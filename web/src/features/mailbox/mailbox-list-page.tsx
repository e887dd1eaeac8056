/*
 * mailbox-list-page: all mailboxes, and what is done with them.
 */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Mails, Plus } from 'lucide-react';
import { useCallback, useRef, useState } from 'react';
import { formatNumber } from '../../lib/format';
import type { Mailbox } from '../../lib/schema';
import { Button } from '../../ui/button';
import { KeyHelp } from '../../ui/key-help';
import { useListKeys } from '../../ui/list-keys';
import { More } from '../../ui/more';
import { Empty, ErrorNotice, Page } from '../../ui/page';
import { SearchField } from '../../ui/search-field';
import { TableSkeleton } from '../../ui/skeleton';
import { Tabs } from '../../ui/tabs';
import { useToast } from '../../ui/toast';
import { BulkDisconnectDialog } from './bulk-disconnect-dialog';
import { ConnectDialog } from './connect-dialog';
import { type Ask, MailboxDialogs, useMailboxAsk } from './mailbox-dialogs';
import { type MailboxFilter, useMailboxes } from './mailbox-queries';
import { MailboxTable } from './mailbox-table';
import { bulkTexts, doneTexts, listTexts } from './mailbox-texts';
import { SignInReturn } from './sign-in-return';

type Connecting = { address?: string } | null;

export function MailboxListPage() {
  const search = useSearch({ from: '/shell/mailboxes' });
  const filter: MailboxFilter = { status: search.status, q: search.q };
  const navigate = useNavigate({ from: '/mailboxes' });
  const toast = useToast();
  const [connecting, setConnecting] = useState<Connecting>(null);
  const { asked, ask, close } = useMailboxAsk();
  const find = useCallback(
    (q: string) => void navigate({ search: ({ status }) => ({ status, q: q || undefined }), replace: true }),
    [navigate],
  );

  return (
    <Page
      title={listTexts.title}
      sub={listTexts.sub}
      actions={
        <>
          <KeyHelp lines={listTexts.keys} />
          <Button look="primary" onClick={() => setConnecting({})}>
            <Plus size={16} aria-hidden="true" /> {listTexts.connect}
          </Button>
        </>
      }
    >
      <SignInReturn onAsk={ask} onConnect={(address) => setConnecting({ address })} />
      <MailboxList filter={filter} onSearch={find} onAsk={ask} onConnect={() => setConnecting({})} />
      <MailboxDialogs asked={asked} onAsk={ask} onClose={close} />
      {connecting ? (
        <ConnectDialog
          {...connecting}
          onClose={() => setConnecting(null)}
          onFind={(address) => {
            setConnecting(null);
            find(address);
          }}
          onConnected={(mailbox) => {
            setConnecting(null);
            toast(doneTexts.connected(mailbox.address));
          }}
        />
      ) : null}
    </Page>
  );
}

type MailboxListProps = {
  filter: MailboxFilter;
  onSearch: (q: string) => void;
  onAsk: (ask: Ask) => void;
  onConnect: () => void;
};

function MailboxList({ filter, onSearch, onAsk, onConnect }: MailboxListProps) {
  const mailboxes = useMailboxes(filter);
  const [selected, setSelected] = useState<string[]>([]);
  const table = useRef<HTMLDivElement>(null);
  useListKeys(table);
  const items = mailboxes.data?.items ?? [];
  const counts = mailboxes.data?.first?.counts;

  return (
    <>
      <div className="toolbar">
        <Tabs label="Status">
          {listTexts.tabs.map(([status, text, count]) => (
            <Link
              key={count}
              to="/mailboxes"
              search={{ status, q: filter.q }}
              aria-current={filter.status === status ? 'page' : undefined}
              activeProps={{}}
            >
              {text} {counts ? <span>{formatNumber(counts[count])}</span> : null}
            </Link>
          ))}
        </Tabs>
        <SearchField label={listTexts.search} value={filter.q ?? ''} onChange={onSearch} />
      </div>
      <Selection mailboxes={items.filter(({ id }) => selected.includes(id))} onClear={() => setSelected([])} />
      {mailboxes.status === 'pending' ? <TableSkeleton columns={5} /> : null}
      {mailboxes.status === 'error' ? <ErrorNotice error={mailboxes.error} onRetry={mailboxes.refetch} /> : null}
      {mailboxes.status === 'success' && items.length === 0 ? (
        <NoMailboxes isFiltered={Boolean(filter.status || filter.q)} onConnect={onConnect} />
      ) : null}
      {items.length > 0 ? (
        <div className="card" ref={table}>
          <MailboxTable mailboxes={items} selected={selected} onSelect={setSelected} onAsk={onAsk} />
          <More
            shown={items.length}
            total={mailboxes.data?.first?.total}
            hasMore={mailboxes.hasNextPage}
            isLoading={mailboxes.isFetchingNextPage}
            onMore={mailboxes.fetchNextPage}
          />
        </div>
      ) : null}
    </>
  );
}

/** What can be done with all the rows that are ticked. */
function Selection({ mailboxes, onClear }: { mailboxes: Mailbox[]; onClear: () => void }) {
  const [isAsking, setIsAsking] = useState(false);
  const active = mailboxes.filter(({ allowed_actions }) => allowed_actions.includes('disconnect'));
  const stop = () => setIsAsking(false);

  return (
    <>
      {mailboxes.length > 0 ? (
        <section className="toolbar selection" aria-label="Selected mailboxes">
          <span className="cluster">
            <strong>{bulkTexts.selected(mailboxes.length)}</strong>
            <Button look="caution" slim disabled={active.length === 0} onClick={() => setIsAsking(true)}>
              {bulkTexts.disconnect}
            </Button>
            <Button look="quiet" slim onClick={onClear}>
              {bulkTexts.clear}
            </Button>
          </span>
        </section>
      ) : null}
      {isAsking ? <BulkDisconnectDialog mailboxes={active} onClose={stop} onDone={onClear} /> : null}
    </>
  );
}

function NoMailboxes({ isFiltered, onConnect }: { isFiltered: boolean; onConnect: () => void }) {
  if (isFiltered) {
    return (
      <div className="card">
        <Empty icon={<Mails size={28} />} title={listTexts.noMatch} text={listTexts.noMatchText}>
          <Link className="btn" to="/mailboxes">
            {listTexts.clear}
          </Link>
        </Empty>
      </div>
    );
  }
  return (
    <div className="card">
      <Empty icon={<Mails size={28} />} title={listTexts.empty} text={listTexts.emptyText}>
        <Button look="primary" onClick={onConnect}>
          {listTexts.connect}
        </Button>
      </Empty>
    </div>
  );
}
