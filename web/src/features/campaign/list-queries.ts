/*
 * list-queries: what the list of campaigns asks and does: views that are saved, owners, many at once.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../../lib/api-client';
import { topics } from '../../lib/query-client';
import type { Campaign, CampaignAction, CampaignsChange, View } from '../../lib/schema';
import { type CampaignList, listQuery } from './list-filter';

export type BulkAction = CampaignsChange['action'];

/** Which action of one campaign a bulk action is. */
export const neededFor: Record<BulkAction, CampaignAction> = {
  pause: 'pause',
  resume: 'resume',
  archive: 'archive',
  unarchive: 'unarchive',
  duplicate: 'duplicate',
  delete: 'delete',
};

const page = 'campaigns' as const;

export function useViews() {
  return useQuery({
    queryKey: [topics.views, page],
    queryFn: () => unwrap(api.GET('/views', { params: { query: { page } } })),
    select: ({ items }) => items,
  });
}

/** Those who own campaigns. Who may not see the team has only himself to choose. */
export function useOwners() {
  return useQuery({
    queryKey: [topics.users, 'owners'],
    queryFn: () => unwrap(api.GET('/users', { params: { query: { limit: 200 } } })),
    select: ({ items }) => items,
    retry: false,
  });
}

const MOST_EXPORTED = 5_000;

function readPage(list: CampaignList, cursor: string | undefined) {
  const query = { ...listQuery(list), limit: 200, ...(cursor ? { cursor } : {}) };
  return unwrap(api.GET('/campaigns', { params: { query } }));
}

/** All that fit, page by page. */
async function readAll(list: CampaignList): Promise<Campaign[]> {
  const all: Campaign[] = [];
  let cursor: string | undefined;
  do {
    const { items, next_cursor: next } = await readPage(list, cursor);
    all.push(...items);
    cursor = next ?? undefined;
  } while (cursor && all.length < MOST_EXPORTED);
  return all;
}

export function useListActions() {
  const queryClient = useQueryClient();
  const refreshViews = () => queryClient.invalidateQueries({ queryKey: [topics.views] });

  return {
    readAll,
    async change(body: CampaignsChange) {
      const { results } = await unwrap(api.POST('/campaigns/bulk', { body }));
      void queryClient.invalidateQueries({ queryKey: [topics.campaigns] });
      return results;
    },
    async saveView(name: string, query: string): Promise<View> {
      const view = await unwrap(api.POST('/views', { body: { page, name, query } }));
      void refreshViews();
      return view;
    },
    async renameView(id: string, name: string) {
      await unwrap(api.PATCH('/views/{id}', { params: { path: { id } }, body: { name } }));
      void refreshViews();
    },
    async removeView(id: string) {
      await unwrap(api.DELETE('/views/{id}', { params: { path: { id } } }));
      void refreshViews();
    },
  };
}
