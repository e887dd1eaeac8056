/*
 * list-filter: which campaigns the list shows, as the address and the server say it.
 */
import type { CampaignSort, CampaignStatus } from '../../lib/schema';

export type CampaignFilter = {
  status?: CampaignStatus | undefined;
  q?: string | undefined;
  archived?: boolean | undefined;
  owner?: string | undefined;
  mailbox?: string | undefined;
};

/** The filter as the server takes it: in an address, and in the body of a change. */
export function filterQuery({ status, q, archived, owner, mailbox }: CampaignFilter) {
  return {
    ...(status ? { status } : {}),
    ...(q ? { q } : {}),
    ...(archived ? { archived } : {}),
    ...(owner ? { owner } : {}),
    ...(mailbox ? { mailbox } : {}),
  };
}

/** Which campaigns, and in which order. */
export type CampaignList = CampaignFilter & { sort?: CampaignSort | undefined };

/** The two orders of each column, the one that is mostly wanted first. */
export const sortOrders = {
  name: ['name', '-name'],
  status: ['status', '-status'],
  created: ['-created_at', 'created_at'],
  contacts: ['-contacts', 'contacts'],
  sent: ['-sent', 'sent'],
  replied: ['-replied', 'replied'],
  bounced: ['-bounced', 'bounced'],
  next: ['next_send_at', '-next_send_at'],
} as const satisfies Record<string, readonly [CampaignSort, CampaignSort]>;

export function toSort(text: string | undefined): CampaignSort | undefined {
  return Object.values(sortOrders)
    .flat()
    .find((order) => order === text);
}

export function listQuery({ sort, ...filter }: CampaignList) {
  return { ...filterQuery(filter), ...(sort ? { sort } : {}) };
}

/** What stands behind "?" for this list: a view is saved as that. */
export function listAddress(list: CampaignList): string {
  const entries = Object.entries(listQuery(list)).map(([name, value]) => [name, String(value)]);
  return new URLSearchParams(entries.sort()).toString();
}
