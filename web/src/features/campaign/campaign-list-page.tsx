/*
 * campaign-list-page: all campaigns, each with what it does and why it does not.
 */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Download, Plus, Send } from 'lucide-react';
import { useCallback, useRef, useState } from 'react';
import { messageOf } from '../../lib/api-client';
import { csvOf, downloadCsv } from '../../lib/csv';
import type { CampaignSort } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { KeyHelp } from '../../ui/key-help';
import { useListKeys } from '../../ui/list-keys';
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
import { type CampaignFilter, type CampaignList, filterQuery, listAddress, toSort } from './list-filter';
import { useListActions, useOwners } from './list-queries';
import { filterTexts, keyTexts, sortTexts } from './list-texts';
import { NewCampaignDialog } from './new-campaign-dialog';
import { SavedViews } from './saved-views';
import { StatusFilter } from './status-filter';

export function CampaignListPage() {
  const { sort, ...filter } = useSearch({ from: '/shell/campaigns' });
  const list: CampaignList = { ...filter, sort: toSort(sort) };
  const [isAdding, setIsAdding] = useState(false);
  const navigate = useNavigate({ from: '/campaigns' });
  const narrow = useCallback(
    (change: CampaignList) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true }),
    [navigate],
  );
  const search = useCallback((text: string) => narrow({ q: text || undefined }), [narrow]);

  return (
    <Page
      title={listTexts.title}
      sub={listTexts.sub}
      actions={
        <>
          <KeyHelp lines={keyTexts} />
          <ExportButton list={list} />
          <Button look="primary" onClick={() => setIsAdding(true)}>
            <Plus size={16} aria-hidden="true" /> {listTexts.add}
          </Button>
        </>
      }
    >
      <SavedViews list={list} />
      <div className="toolbar">
        <Tabs label="Status">
          {listTexts.tabs.map(([status, text]) => (
            <StatusTab key={text} list={list} tab={{ status, archived: undefined }} text={text} />
          ))}
          <StatusTab list={list} tab={{ status: undefined, archived: true }} text={listTexts.archived} />
        </Tabs>
        <span className="cluster">
          <MoreFilters list={list} onChange={narrow} />
          <SearchField label={listTexts.search} value={filter.q ?? ''} onChange={search} />
        </span>
      </div>
      <Campaigns
        key={listAddress(list)}
        list={list}
        onSort={(next) => narrow({ sort: next })}
        onAdd={() => setIsAdding(true)}
      />
      {isAdding ? <NewCampaignDialog onClose={() => setIsAdding(false)} /> : null}
    </Page>
  );
}

type StatusTabProps = { list: CampaignList; tab: Pick<CampaignFilter, 'status' | 'archived'>; text: string };

/** It is the open one whatever else narrows or sorts the list. */
function StatusTab({ list, tab, text }: StatusTabProps) {
  const isOpen = list.status === tab.status && list.archived === tab.archived;
  return (
    <Link
      to="/campaigns"
      search={{ ...list, ...tab }}
      activeOptions={{ exact: true, includeSearch: true, explicitUndefined: true }}
      aria-current={isOpen ? 'page' : undefined}
    >
      {text}
    </Link>
  );
}

type MoreFiltersProps = { list: CampaignList; onChange: (change: CampaignList) => void };

function MoreFilters({ list, onChange }: MoreFiltersProps) {
  const mailboxes = useMailboxChoices();
  const owners = useOwners();
  return (
    <>
      <StatusFilter
        label={filterTexts.mailbox}
        all={filterTexts.anyMailbox}
        value={list.mailbox}
        onChange={(mailbox) => onChange({ mailbox })}
        options={(mailboxes.data ?? []).map(({ id, address }) => [id, address])}
      />
      {owners.data && owners.data.length > 1 ? (
        <StatusFilter
          label={filterTexts.owner}
          all={filterTexts.anyOwner}
          value={list.owner}
          onChange={(owner) => onChange({ owner })}
          options={owners.data.map(({ id, name, email }) => [id, name || email])}
        />
      ) : null}
      <StatusFilter
        label={sortTexts.label}
        all={sortTexts.newest}
        value={sortTexts.options.find(([sort]) => sort === list.sort)?.[0]}
        onChange={(sort) => onChange({ sort })}
        options={sortTexts.options}
      />
    </>
  );
}

function ExportButton({ list }: { list: CampaignList }) {
  const { readAll } = useListActions();
  const toast = useToast();
  const { submit, isBusy } = useSubmit(() =>
    readAll(list).then(
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

type CampaignsProps = {
  list: CampaignList;
  onSort: (sort: CampaignSort | undefined) => void;
  onAdd: () => void;
};

function Campaigns({ list, onSort, onAdd }: CampaignsProps) {
  const campaigns = useCampaigns(list);
  const mailboxes = useMailboxChoices();
  const [selected, setSelected] = useState<string[]>([]);
  const table = useRef<HTMLDivElement>(null);
  useListKeys(table);

  switch (campaigns.status) {
    case 'pending':
      return <TableSkeleton columns={5} />;
    case 'error':
      return <ErrorNotice error={campaigns.error} onRetry={campaigns.refetch} />;
    case 'success': {
      const { items, first } = campaigns.data;
      const chosen = items.filter(({ id }) => selected.includes(id));
      if (items.length === 0)
        return <NoCampaigns isFiltered={Object.keys(filterQuery(list)).length > 0} onAdd={onAdd} />;
      return (
        <>
          <CampaignSelection
            campaigns={chosen}
            filter={list}
            total={first?.total ?? items.length}
            isPageFull={chosen.length === items.length}
            onClear={() => setSelected([])}
          />
          <div className="card" ref={table}>
            <CampaignTable
              campaigns={items}
              mailboxes={mailboxes.data ?? []}
              selected={selected}
              onSelect={setSelected}
              sort={list.sort}
              onSort={onSort}
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
