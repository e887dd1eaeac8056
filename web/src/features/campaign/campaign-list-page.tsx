/*
 * campaign-list-page: all campaigns, each with what it does and why it does not.
 */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Plus, Send } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { CampaignStatus } from '../../lib/schema';
import { Button } from '../../ui/button';
import { More } from '../../ui/more';
import { Empty, ErrorNotice, Page } from '../../ui/page';
import { SearchField } from '../../ui/search-field';
import { TableSkeleton } from '../../ui/skeleton';
import { Tabs } from '../../ui/tabs';
import { type CampaignFilter, useCampaigns, useMailboxChoices } from './campaign-queries';
import { CampaignTable } from './campaign-table';
import { listTexts } from './campaign-texts';
import { NewCampaignDialog } from './new-campaign-dialog';

export function CampaignListPage() {
  const { status, q, archived } = useSearch({ from: '/shell/campaigns' });
  const filter: CampaignFilter = { status, q, archived };
  const [isAdding, setIsAdding] = useState(false);
  const navigate = useNavigate({ from: '/campaigns' });
  const search = useCallback(
    (text: string) => void navigate({ search: (old) => ({ ...old, q: text || undefined }), replace: true }),
    [navigate],
  );

  return (
    <Page
      title={listTexts.title}
      sub={listTexts.sub}
      actions={
        <Button look="primary" onClick={() => setIsAdding(true)}>
          <Plus size={16} aria-hidden="true" /> {listTexts.add}
        </Button>
      }
    >
      <div className="toolbar">
        <Tabs label="Status">
          {listTexts.tabs.map(([value, text]) => (
            <StatusTab key={text} q={q} status={value} text={text} />
          ))}
          <StatusTab q={q} archived text={listTexts.archived} />
        </Tabs>
        <SearchField label={listTexts.search} value={q ?? ''} onChange={search} />
      </div>
      <CampaignList filter={filter} onAdd={() => setIsAdding(true)} />
      {isAdding ? <NewCampaignDialog onClose={() => setIsAdding(false)} /> : null}
    </Page>
  );
}

type StatusTabProps = {
  q: string | undefined;
  status?: CampaignStatus | undefined;
  archived?: boolean;
  text: string;
};

function StatusTab({ q, status, archived, text }: StatusTabProps) {
  return (
    <Link
      to="/campaigns"
      search={{ q, status, archived }}
      activeOptions={{ exact: true, includeSearch: true, explicitUndefined: true }}
    >
      {text}
    </Link>
  );
}

function CampaignList({ filter, onAdd }: { filter: CampaignFilter; onAdd: () => void }) {
  const campaigns = useCampaigns(filter);
  const mailboxes = useMailboxChoices();
  const isFiltered = Boolean(filter.status || filter.q || filter.archived);

  switch (campaigns.status) {
    case 'pending':
      return <TableSkeleton columns={5} />;
    case 'error':
      return <ErrorNotice error={campaigns.error} onRetry={campaigns.refetch} />;
    case 'success':
      if (campaigns.data.items.length === 0) return <NoCampaigns isFiltered={isFiltered} onAdd={onAdd} />;
      return (
        <div className="card">
          <CampaignTable campaigns={campaigns.data.items} mailboxes={mailboxes.data ?? []} />
          <More
            shown={campaigns.data.items.length}
            total={campaigns.data.first?.total}
            hasMore={campaigns.hasNextPage}
            isLoading={campaigns.isFetchingNextPage}
            onMore={campaigns.fetchNextPage}
          />
        </div>
      );
  }
}

function NoCampaigns({ isFiltered, onAdd }: { isFiltered: boolean; onAdd: () => void }) {
  if (isFiltered) {
    return (
      <div className="card">
        <Empty icon={<Send size={28} />} title={listTexts.noMatch} text={listTexts.noMatchText}>
          <Link className="btn" to="/campaigns">
            {listTexts.clear}
          </Link>
        </Empty>
      </div>
    );
  }
  return (
    <div className="card">
      <Empty icon={<Send size={28} />} title={listTexts.empty} text={listTexts.emptyText}>
        <Button look="primary" onClick={onAdd}>
          {listTexts.add}
        </Button>
      </Empty>
    </div>
  );
}
