/*
 * suppression-page: who must not be written to.
 */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Ban, Plus } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { Suppression } from '../../lib/schema';
import { Button } from '../../ui/button';
import { More } from '../../ui/more';
import { Empty, ErrorNotice, Page } from '../../ui/page';
import { SearchField } from '../../ui/search-field';
import { TableSkeleton } from '../../ui/skeleton';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '../../ui/table';
import { Ago } from '../../ui/time';
import { AddSuppressionDialog } from './add-suppression-dialog';
import { RemoveSuppressionDialog } from './remove-suppression-dialog';
import { useSuppressions } from './suppression-queries';
import { sourceTexts, texts } from './suppression-texts';

export function SuppressionPage() {
  const { q } = useSearch({ from: '/shell/do-not-contact' });
  const [isAdding, setIsAdding] = useState(false);
  const navigate = useNavigate();
  const search = useCallback(
    (text: string) => void navigate({ to: '/do-not-contact', search: { q: text || undefined }, replace: true }),
    [navigate],
  );

  return (
    <Page
      title={texts.title}
      sub={texts.sub}
      actions={
        <Button look="primary" onClick={() => setIsAdding(true)}>
          <Plus size={16} aria-hidden="true" /> {texts.add}
        </Button>
      }
    >
      <div className="toolbar">
        <SearchField label={texts.search} value={q ?? ''} onChange={search} />
      </div>
      <SuppressionRows q={q} onAdd={() => setIsAdding(true)} />
      {isAdding ? <AddSuppressionDialog onClose={() => setIsAdding(false)} /> : null}
    </Page>
  );
}

function SuppressionRows({ q, onAdd }: { q: string | undefined; onAdd: () => void }) {
  const entries = useSuppressions(q);
  const [removed, setRemoved] = useState<Suppression | null>(null);
  switch (entries.status) {
    case 'pending':
      return <TableSkeleton columns={4} />;
    case 'error':
      return <ErrorNotice error={entries.error} onRetry={entries.refetch} />;
    case 'success':
      if (entries.data.items.length === 0) return <NoSuppressions isFiltered={Boolean(q)} onAdd={onAdd} />;
      return (
        <div className="card">
          <Table cards>
            <TableHead>
              <HeadCell>{texts.value}</HeadCell>
              <HeadCell>{texts.reason}</HeadCell>
              <HeadCell>{texts.source}</HeadCell>
              <HeadCell>{texts.since}</HeadCell>
              <HeadCell className="act-cell">
                <span className="visually-hidden">{texts.remove}</span>
              </HeadCell>
            </TableHead>
            <TableBody>
              {entries.data.items.map((entry) => (
                <SuppressionRow key={entry.id} entry={entry} onRemove={() => setRemoved(entry)} />
              ))}
            </TableBody>
          </Table>
          <More
            shown={entries.data.items.length}
            total={entries.data.first?.total}
            hasMore={entries.hasNextPage}
            isLoading={entries.isFetchingNextPage}
            onMore={entries.fetchNextPage}
          />
          {removed ? <RemoveSuppressionDialog entry={removed} onClose={() => setRemoved(null)} /> : null}
        </div>
      );
  }
}

function NoSuppressions({ isFiltered, onAdd }: { isFiltered: boolean; onAdd: () => void }) {
  return (
    <div className="card">
      {isFiltered ? (
        <Empty icon={<Ban size={28} />} title={texts.noMatch} text={texts.noMatchText}>
          <Link className="btn" to="/do-not-contact">
            {texts.clear}
          </Link>
        </Empty>
      ) : (
        <Empty icon={<Ban size={28} />} title={texts.empty} text={texts.emptyText}>
          <Button look="primary" onClick={onAdd}>
            {texts.add}
          </Button>
        </Empty>
      )}
    </div>
  );
}

function SuppressionRow({ entry, onRemove }: { entry: Suppression; onRemove: () => void }) {
  const value = entry.value ?? texts.erased;
  return (
    <Row>
      <Cell>
        <strong>{value}</strong>
        <span className="reason">{texts.kind[entry.kind]}</span>
      </Cell>
      <Cell className="wide">{entry.reason ?? ''}</Cell>
      <Cell className="wide">{entry.source ? (sourceTexts[entry.source] ?? entry.source) : ''}</Cell>
      <Cell className="wide">
        <Ago at={entry.created_at} />
      </Cell>
      <Cell className="act-cell">
        <Button slim look="quiet" aria-label={texts.removeFor(value)} onClick={onRemove}>
          {texts.remove}
        </Button>
      </Cell>
    </Row>
  );
}
