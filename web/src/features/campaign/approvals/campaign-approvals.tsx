/*
 * campaign-approvals: the emails that wait for somebody: a list of whom they are for, and the one that is open beside it.
 */
import '../../../styles/approvals.css';
import { MailCheck } from 'lucide-react';
import { type RefObject, useCallback, useRef, useState } from 'react';
import type { Approval, Campaign } from '../../../lib/schema';
import { KeyHelp } from '../../../ui/key-help';
import { useKeys } from '../../../ui/keys';
import { More } from '../../../ui/more';
import { Empty, ErrorNotice } from '../../../ui/page';
import { SearchField } from '../../../ui/search-field';
import { BlockSkeleton } from '../../../ui/skeleton';
import { useSetTabSearch, useTabSearch } from '../tab-search';
import { ApprovalList } from './approval-list';
import { useApprovals } from './approval-queries';
import { ApprovalReader, type ReaderKeys } from './approval-reader';
import { ApprovalSelection } from './approval-selection';
import { approvalKeys, approvalTexts as texts } from './approval-texts';

export function CampaignApprovals({ campaign }: { campaign: Campaign }) {
  const q = useTabSearch('q');
  const setSearch = useSetTabSearch();
  const search = useCallback((text: string) => setSearch({ q: text || undefined, email: undefined }), [setSearch]);
  const approvals = useApprovals(campaign.id, q);

  switch (approvals.status) {
    case 'pending':
      return <BlockSkeleton height={320} />;
    case 'error':
      return <ErrorNotice error={approvals.error} onRetry={approvals.refetch} />;
    case 'success':
      return (
        <>
          <div className="toolbar">
            <SearchField label={texts.search} value={q ?? ''} onChange={search} />
            <KeyHelp lines={approvalKeys} />
          </div>
          <Desk
            emails={approvals.data.items}
            isFiltered={Boolean(q)}
            total={q ? null : campaign.counts.to_approve}
            hasMore={approvals.hasNextPage}
            isLoading={approvals.isFetchingNextPage}
            onMore={() => void approvals.fetchNextPage()}
          />
        </>
      );
  }
}

type DeskProps = {
  emails: Approval[];
  isFiltered: boolean;
  total: number | null;
  hasMore: boolean;
  isLoading: boolean;
  onMore: () => void;
};

/** Which email is open stands in the address; without it, it is the first, and on a narrow page none. */
function useOpen(emails: Approval[]) {
  const wanted = useTabSearch('email');
  const setSearch = useSetTabSearch();
  const place = useRef(0);
  const known = emails.findIndex(({ id }) => id === wanted);
  const at = known >= 0 ? known : Math.min(place.current, emails.length - 1);
  place.current = Math.max(0, at);
  return {
    at,
    isChosen: wanted !== undefined,
    open: (id: string | undefined) => setSearch({ email: id }),
  };
}

function useDeskKeys(reader: RefObject<ReaderKeys | null>, move: (by: 1 | -1) => boolean, tick: () => void) {
  const next = () => move(1);
  const before = () => move(-1);
  const act = (run: (keys: ReaderKeys) => void) => () => {
    if (reader.current) run(reader.current);
    return reader.current !== null;
  };
  useKeys({
    j: next,
    k: before,
    ArrowDown: next,
    ArrowUp: before,
    a: act((keys) => keys.approve()),
    e: act((keys) => keys.edit()),
    s: act((keys) => keys.skip()),
    x: act(tick),
  });
}

function Desk({ emails, isFiltered, total, hasMore, isLoading, onMore }: DeskProps) {
  const { at, isChosen, open } = useOpen(emails);
  const [selected, setSelected] = useState<string[]>([]);
  const [editing, setEditing] = useState<Approval | null>(null);
  const [news, setNews] = useState('');
  const reader = useRef<ReaderKeys>(null);
  const list = useRef<HTMLUListElement>(null);
  const email = editing ?? emails[at];

  const tick = (id: string) =>
    setSelected((old) => (old.includes(id) ? old.filter((one) => one !== id) : [...old, id]));
  function move(by: 1 | -1): boolean {
    const next = emails[at + by];
    if (editing || !next) return false;
    open(next.id);
    if (at + by >= emails.length - 2 && hasMore) onMore();
    list.current?.querySelector(`[data-email="${next.id}"]`)?.scrollIntoView?.({ block: 'nearest' });
    return true;
  }
  useDeskKeys(reader, move, () => email && tick(email.id));

  /** The one behind it comes up; on a narrow page the list, when it was the last. */
  function decided(done: Approval, text: string) {
    const next = emails[emails.findIndex(({ id }) => id === done.id) + 1];
    setNews(text);
    setEditing(null);
    setSelected((old) => old.filter((id) => id !== done.id));
    if (isChosen) open(next?.id);
  }

  return (
    <>
      <p className="visually-hidden" role="status">
        {news}
      </p>
      {!email ? (
        <div className="card">
          <Empty
            icon={<MailCheck size={28} />}
            title={isFiltered ? texts.noMatch : texts.empty}
            text={isFiltered ? texts.noMatchText : texts.emptyText}
          />
        </div>
      ) : (
        <div className="approvals" data-chosen={isChosen}>
          <div className="approvals-side">
            <ApprovalSelection
              emails={emails}
              selected={selected}
              onSelect={setSelected}
              onDone={(text) => {
                setNews(text);
                setSelected([]);
              }}
            />
            <div className="card">
              <ApprovalList
                ref={list}
                emails={emails}
                open={email.id}
                selected={selected}
                onOpen={(id) => !editing && open(id)}
                onTick={tick}
              />
              <More shown={emails.length} total={total} hasMore={hasMore} isLoading={isLoading} onMore={onMore} />
            </div>
          </div>
          <ApprovalReader
            key={email.id}
            ref={reader}
            email={email}
            isEditing={editing !== null}
            onEdit={setEditing}
            onBack={() => open(undefined)}
            onDecided={decided}
          />
        </div>
      )}
    </>
  );
}
