/*
 * list-filter: which campaigns the list shows, as the address and the server say it.
 */
import type { CampaignStatus } from '../../lib/schema';

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

/** What stands behind "?" for this filter: a view is saved as that. */
export function filterAddress(filter: CampaignFilter): string {
  const entries = Object.entries(filterQuery(filter)).map(([name, value]) => [name, String(value)]);
  return new URLSearchParams(entries.sort()).toString();
}
