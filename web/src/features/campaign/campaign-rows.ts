/*
 * campaign-rows: the list of campaigns as a table for a spreadsheet.
 */
import type { Campaign } from '../../lib/schema';
import { statusTexts } from './campaign-texts';

const columns = [
  'contacts',
  'sent',
  'replied',
  'bounced',
  'unsubscribed',
  'waiting',
  'held',
  'failed',
  'unknown',
] as const;

export function campaignRows(campaigns: Campaign[]): Array<Array<string | number | null>> {
  return [
    ['id', 'name', 'status', 'reason', 'owner', ...columns, 'next_send_at', 'created_at'],
    ...campaigns.map((campaign) => [
      campaign.id,
      campaign.name,
      statusTexts[campaign.status].text,
      campaign.paused?.text ?? null,
      campaign.owner_name,
      ...columns.map((name) => campaign.counts[name]),
      campaign.next_send_at,
      campaign.created_at,
    ]),
  ];
}
