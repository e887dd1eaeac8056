import { Link } from '@tanstack/react-router';
import { formatNumber } from '../../lib/format';
import type { Campaign, CampaignSort, Mailbox } from '../../lib/schema';
import { Usage } from '../../ui/bar';
import { Pick } from '../../ui/pick';
import { SortHead, type Sorting } from '../../ui/sort-head';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '../../ui/table';
import { Ago } from '../../ui/time';
import { CampaignBadge } from './campaign-badge';
import { CampaignMenu } from './campaign-menu';
import { count, pageTexts } from './campaign-texts';
import { sortOrders } from './list-filter';
import { bulkTexts, columnTexts } from './list-texts';

type CampaignTableProps = {
  campaigns: Campaign[];
  mailboxes: Mailbox[];
  selected: string[];
  onSelect: (ids: string[]) => void;
} & Sorting<CampaignSort>;

export function CampaignTable({ campaigns, mailboxes, selected, onSelect, ...sorting }: CampaignTableProps) {
  const isAll = campaigns.every(({ id }) => selected.includes(id));
  const select = (id: string, isSelected: boolean) =>
    onSelect(isSelected ? [...selected, id] : selected.filter((one) => one !== id));
  return (
    <Table cards>
      <TableHead>
        <HeadCell className="pick-cell">
          <Pick
            label={bulkTexts.all}
            checked={isAll}
            onChange={(checked) => onSelect(checked ? campaigns.map(({ id }) => id) : [])}
          />
        </HeadCell>
        <SortHead {...sorting} orders={sortOrders.name}>
          Campaign
        </SortHead>
        <SortHead {...sorting} orders={sortOrders.status}>
          Status
        </SortHead>
        <SortHead {...sorting} orders={sortOrders.contacts}>
          Contacts done
        </SortHead>
        <SortHead {...sorting} orders={sortOrders.sent} className="end">
          {count.sent}
        </SortHead>
        <SortHead {...sorting} orders={sortOrders.replied} className="end">
          {count.replied}
        </SortHead>
        <SortHead {...sorting} orders={sortOrders.bounced} className="end">
          {count.bounced}
        </SortHead>
        <HeadCell className="hide-narrow">Mailboxes</HeadCell>
        <SortHead {...sorting} orders={sortOrders.next}>
          {pageTexts.nextSend}
        </SortHead>
        <HeadCell className="hide-narrow">{columnTexts.owner}</HeadCell>
        <HeadCell className="act-cell">
          <span className="visually-hidden">{columnTexts.actions}</span>
        </HeadCell>
      </TableHead>
      <TableBody>
        {campaigns.map((campaign) => (
          <CampaignRow
            key={campaign.id}
            campaign={campaign}
            mailboxes={mailboxes}
            isSelected={selected.includes(campaign.id)}
            onSelect={(isSelected) => select(campaign.id, isSelected)}
          />
        ))}
      </TableBody>
    </Table>
  );
}

/** Contacts for whom nothing is left to do. */
function doneOf({ counts }: Campaign): number {
  return Math.max(0, counts.contacts - counts.waiting - counts.held);
}

type CampaignRowProps = {
  campaign: Campaign;
  mailboxes: Mailbox[];
  isSelected: boolean;
  onSelect: (isSelected: boolean) => void;
};

function CampaignRow({ campaign, mailboxes, isSelected, onSelect }: CampaignRowProps) {
  const { counts } = campaign;
  const done = doneOf(campaign);
  return (
    <Row selected={isSelected}>
      <Cell className="pick-cell card-skip">
        <Pick label={bulkTexts.select(campaign.name)} checked={isSelected} onChange={onSelect} />
      </Cell>
      <Cell>
        <Link className="plain-link" to="/campaigns/$campaignId" params={{ campaignId: campaign.id }}>
          <strong>{campaign.name}</strong>
        </Link>
      </Cell>
      <Cell className="wide">
        <CampaignBadge campaign={campaign} />
        {campaign.paused ? <span className="reason">{campaign.paused.text}</span> : null}
        {counts.to_approve > 0 ? (
          <Link
            className="reason"
            to="/campaigns/$campaignId/$tab"
            params={{ campaignId: campaign.id, tab: 'approvals' }}
          >
            {pageTexts.toApprove(counts.to_approve)}
          </Link>
        ) : null}
      </Cell>
      <Cell className="wide">
        {counts.contacts > 0 ? (
          <Usage
            isGoal
            value={done}
            of={counts.contacts}
            text={`${formatNumber(done)} of ${formatNumber(counts.contacts)}`}
          />
        ) : (
          <span className="faint">No contacts</span>
        )}
      </Cell>
      <Cell className="end" data-label={count.sent}>
        {formatNumber(counts.sent)}
      </Cell>
      <Cell className="end" data-label={count.replied}>
        {formatNumber(counts.replied)}
      </Cell>
      <Cell className="end" data-label={count.bounced}>
        {formatNumber(counts.bounced)}
      </Cell>
      <Cell className="hide-narrow card-skip">
        <MailboxNames ids={campaign.mailbox_ids} mailboxes={mailboxes} />
      </Cell>
      <Cell data-label={pageTexts.nextSend}>
        {campaign.next_send_at ? <Ago at={campaign.next_send_at} /> : <span className="faint">–</span>}
      </Cell>
      <Cell className="hide-narrow card-skip">
        {campaign.owner_name ?? <span className="faint">{columnTexts.nobody}</span>}
      </Cell>
      <Cell className="act-cell">
        <CampaignMenu campaign={campaign} />
      </Cell>
    </Row>
  );
}

function MailboxNames({ ids, mailboxes }: { ids: string[]; mailboxes: Mailbox[] }) {
  const first = mailboxes.find((mailbox) => mailbox.id === ids[0]);
  if (!first) return <span className="faint">{ids.length > 0 ? formatNumber(ids.length) : 'None'}</span>;
  return (
    <span>
      {first.address}
      {ids.length > 1 ? <span className="reason">and {formatNumber(ids.length - 1)} more</span> : null}
    </span>
  );
}
