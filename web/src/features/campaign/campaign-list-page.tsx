/*
 * campaign-list-page: all campaigns, each with what it does and why it does not.
 */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Download, Plus, Send } from 'lucide-react';
import { useCallback, useState } from 'react';
import { messageOf } from '../../lib/api-client';
import { csvOf, downloadCsv } from '../../lib/csv';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { More } from '../../ui/more';
import { Empty, ErrorNotice, Page } from '../../ui/page';
import { SearchField } from '../../ui/search-field';
import { TableSkeleton } from '../../ui/skeleton';
import { Tabs } from '../../ui/tabs';
import { useToast } from '../../ui/toast';
import { useCampaigns, useMailboxChoices } from './campaign-queries';
import { campaignRows } from './campaign-rows';
import { CampaignSelection } from './campaign-selection';
import { CampaignTable } from './campaign-table';
import { listTexts } from './campaign-texts';
import { type CampaignFilter, filterAddress } from './list-filter';
import { useListActions, useOwners } from './list-queries';
import { filterTexts } from './list-texts';
import { NewCampaignDialog } from './new-campaign-dialog';
import { SavedViews } from './saved-views';
import { StatusFilter } from './status-filter';

export function CampaignListPage() {
  const filter: CampaignFilter = useSearch({ from: '/shell/campaigns' });
  const [isAdding, setIsAdding] = useState(false);
  const navigate = useNavigate({ from: '/campaigns' });
  const narrow = useCallback(
    (change: CampaignFilter) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true }),
    [navigate],
  );
  const search = useCallback((text: string) => narrow({ q: text || undefined }), [narrow]);

  return (
    <Page
      title={listTexts.title}
      sub={listTexts.sub}
      actions={
        <>
          <ExportButton filter={filter} />
          <Button look="primary" onClick={() => setIsAdding(true)}>
            <Plus size={16} aria-hidden="true" /> {listTexts.add}
          </Button>
        </>
      }
    >
      <SavedViews filter={filter} />
      <div className="toolbar">
        <Tabs label="Status">
          {listTexts.tabs.map(([status, text]) => (
            <StatusTab key={text} filter={{ ...filter, status, archived: undefined }} text={text} />
          ))}
          <StatusTab filter={{ ...filter, status: undefined, archived: true }} text={listTexts.archived} />
        </Tabs>
        <span className="cluster">
          <MoreFilters filter={filter} onChange={narrow} />
          <SearchField label={listTexts.search} value={filter.q ?? ''} onChange={search} />
        </span>
      </div>
      <CampaignList key={filterAddress(filter)} filter={filter} onAdd={() => setIsAdding(true)} />
      {isAdding ? <NewCampaignDialog onClose={() => setIsAdding(false)} /> : null}
    </Page>
  );
}

function StatusTab({ filter, text }: { filter: CampaignFilter; text: string }) {
  return (
    <Link to="/campaigns" search={filter} activeOptions={{ exact: true, includeSearch: true, explicitUndefined: true }}>
      {text}
    </Link>
  );
}

type MoreFiltersProps = { filter: CampaignFilter; onChange: (change: CampaignFilter) => void };

function MoreFilters({ filter, onChange }: MoreFiltersProps) {
  const mailboxes = useMailboxChoices();
  const owners = useOwners();
  return (
    <>
      <StatusFilter
        label={filterTexts.mailbox}
        all={filterTexts.anyMailbox}
        value={filter.mailbox}
        onChange={(mailbox) => onChange({ mailbox })}
        options={(mailboxes.data ?? []).map(({ id, address }) => [id, address])}
      />
      {owners.data && owners.data.length > 1 ? (
        <StatusFilter
          label={filterTexts.owner}
          all={filterTexts.anyOwner}
          value={filter.owner}
          onChange={(owner) => onChange({ owner })}
          options={owners.data.map(({ id, name, email }) => [id, name || email])}
        />
      ) : null}
    </>
  );
}

function ExportButton({ filter }: { filter: CampaignFilter }) {
  const { readAll } = useListActions();
  const toast = useToast();
  const { submit, isBusy } = useSubmit(() =>
    readAll(filter).then(
      (all) => downloadCsv(filterTexts.file, csvOf(campaignRows(all))),
      (error) => toast(messageOf(error)),
    ),
  );
  return (
    <Button onClick={() => submit()} busyText={isBusy ? filterTexts.exporting : false}>
      <Download size={16} aria-hidden="true" /> {filterTexts.export}
    </Button>
  );
}

function CampaignList({ filter, onAdd }: { filter: CampaignFilter; onAdd: () => void }) {
  const campaigns = useCampaigns(filter);
  const mailboxes = useMailboxChoices();
  const [selected, setSelected] = useState<string[]>([]);

  switch (campaigns.status) {
    case 'pending':
      return <TableSkeleton columns={5} />;
    case 'error':
      return <ErrorNotice error={campaigns.error} onRetry={campaigns.refetch} />;
    case 'success': {
      const { items, first } = campaigns.data;
      const chosen = items.filter(({ id }) => selected.includes(id));
      if (items.length === 0) return <NoCampaigns isFiltered={filterAddress(filter) !== ''} onAdd={onAdd} />;
      return (
        <>
          <CampaignSelection
            campaigns={chosen}
            filter={filter}
            total={first?.total ?? items.length}
            isPageFull={chosen.length === items.length}
            onClear={() => setSelected([])}
          />
          <div className="card">
            <CampaignTable
              campaigns={items}
              mailboxes={mailboxes.data ?? []}
              selected={selected}
              onSelect={setSelected}
            />
            <More
              shown={items.length}
              total={first?.total}
              hasMore={campaigns.hasNextPage}
              isLoading={campaigns.isFetchingNextPage}
              onMore={campaigns.fetchNextPage}
            />
          </div>
        </>
      );
    }
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
