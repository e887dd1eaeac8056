import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import type { CampaignSort } from '../../lib/schema';
import { serve, showPage } from '../../lib/test-page';
import { aCampaign } from './a-campaign';
import { campaignRows } from './campaign-rows';
import { CampaignSelection } from './campaign-selection';
import { CampaignTable } from './campaign-table';
import { SavedViews } from './saved-views';

afterEach(() => vi.unstubAllGlobals());

const runs = aCampaign({ id: 'cmp_1', name: 'Spring', status: 'active', allowed_actions: ['pause', 'duplicate'] });
const draft = aCampaign({ id: 'cmp_2', name: 'Autumn', allowed_actions: ['delete', 'archive'] });

function Rows({ total = 2 }: { total?: number }) {
  const [selected, setSelected] = useState<string[]>([]);
  const [sort, setSort] = useState<CampaignSort | undefined>();
  const campaigns = [runs, draft];
  const chosen = campaigns.filter(({ id }) => selected.includes(id));
  return (
    <>
      <CampaignSelection
        campaigns={chosen}
        filter={{ status: 'active' }}
        total={total}
        isPageFull={chosen.length === 2}
        onClear={() => setSelected([])}
      />
      <CampaignTable
        campaigns={campaigns}
        mailboxes={[]}
        selected={selected}
        onSelect={setSelected}
        sort={sort}
        onSort={setSort}
      />
    </>
  );
}

const changed = { 'POST /campaigns/bulk': { body: { results: [{ id: 'cmp_1', error: null }] } } };

test('only those that can be paused are, and the others are told before', async () => {
  const asked = serve(changed);
  await showPage(<Rows />);
  await userEvent.click(screen.getByRole('checkbox', { name: 'Select all campaigns' }));
  await userEvent.click(screen.getByRole('button', { name: 'Pause' }));

  const dialog = await screen.findByRole('alertdialog', { name: 'Pause 1 campaign?' });
  expect(within(dialog).getByText('Spring')).toBeDefined();
  expect(within(dialog).getByText(/^1 campaign of those selected cannot be changed/)).toBeDefined();
  await userEvent.click(within(dialog).getByRole('button', { name: 'Pause' }));

  await waitFor(() => expect(screen.queryByRole('region', { name: 'Selected campaigns' })).toBeNull());
  expect(asked.map(({ body }) => body)).toContainEqual({ action: 'pause', ids: ['cmp_1'] });
});

test('with the whole page ticked, all that fit can be meant', async () => {
  const asked = serve(changed);
  await showPage(<Rows total={120} />);
  await userEvent.click(screen.getByRole('checkbox', { name: 'Select all campaigns' }));
  await userEvent.click(screen.getByRole('button', { name: 'Select all 120 campaigns that fit' }));
  await userEvent.click(screen.getByRole('button', { name: 'Pause' }));
  const dialog = await screen.findByRole('alertdialog', { name: 'Pause 120 campaigns?' });
  await userEvent.click(within(dialog).getByRole('button', { name: 'Pause' }));

  await waitFor(() =>
    expect(asked.map(({ body }) => body)).toContainEqual({ action: 'pause', filter: { status: 'active' } }),
  );
});

test('a row offers what the server allows', async () => {
  serve({});
  await showPage(<Rows />);
  await userEvent.click(screen.getByRole('button', { name: 'Actions for Spring' }));

  expect(screen.getAllByRole('menuitem').map(({ textContent }) => textContent?.trim())).toEqual(['Pause', 'Duplicate']);
});

test('a column sorts by the most, by the least, and no more', async () => {
  serve({});
  await showPage(<Rows />);
  const sent = screen.getByRole('columnheader', { name: 'Sent' });
  const press = () => userEvent.click(within(sent).getByRole('button'));

  expect(sent.getAttribute('aria-sort')).toBeNull();
  await press();
  expect(sent.getAttribute('aria-sort')).toBe('descending');
  await press();
  expect(sent.getAttribute('aria-sort')).toBe('ascending');
  await press();
  expect(sent.getAttribute('aria-sort')).toBeNull();
});

test('filters are saved under a name, and the saved one leads back to them', async () => {
  const view = { id: 'viw_1', page: 'campaigns', name: 'Held', query: 'q=spring&status=paused', created_at: '' };
  const asked = serve({
    'GET /views': { body: { items: [view], next_cursor: null, total: 1 } },
    'POST /views': { status: 201, body: view },
  });
  await showPage(<SavedViews list={{ status: 'draft', sort: '-sent' }} />);

  expect((await screen.findByRole('link', { name: 'Held' })).getAttribute('href')).toBe(
    '/campaigns?q=spring&status=paused',
  );
  await userEvent.click(screen.getByRole('button', { name: 'Save view' }));
  const dialog = await screen.findByRole('dialog', { name: 'Save this view' });
  await userEvent.type(within(dialog).getByRole('textbox', { name: 'Name' }), 'Drafts');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save view' }));
  await waitFor(() =>
    expect(asked.map(({ body }) => body)).toContainEqual({
      page: 'campaigns',
      name: 'Drafts',
      query: 'sort=-sent&status=draft',
    }),
  );
});

test('the view that is looked at can be renamed, not saved again', async () => {
  const view = { id: 'viw_1', page: 'campaigns', name: 'Held', query: 'status=paused', created_at: '' };
  serve({ 'GET /views': { body: { items: [view], next_cursor: null, total: 1 } } });
  await showPage(<SavedViews list={{ status: 'paused' }} />);

  expect(await screen.findByRole('button', { name: 'Actions for the view Held' })).toBeDefined();
  expect(screen.queryByRole('button', { name: 'Save view' })).toBeNull();
});

test('a spreadsheet gets a row for each, with the reason of a pause', () => {
  const [head, row] = campaignRows([aCampaign({ owner_name: 'Ben' })]);
  expect(head?.slice(0, 5)).toEqual(['id', 'name', 'status', 'reason', 'owner']);
  expect(row?.slice(0, 5)).toEqual(['cmp_1', 'Spring tour', 'Draft', null, 'Ben']);
});
