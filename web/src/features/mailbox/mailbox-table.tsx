/*
 * mailbox-table: the mailboxes, each with its state, its reason and the next thing to do.
 */
import { Link } from '@tanstack/react-router';
import { formatNumber } from '../../lib/format';
import type { Mailbox } from '../../lib/schema';
import { Usage } from '../../ui/bar';
import { Person } from '../../ui/person';
import { Pick } from '../../ui/pick';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '../../ui/table';
import { Ago } from '../../ui/time';
import type { Ask } from './mailbox-dialogs';
import { MailboxMenu } from './mailbox-menu';
import { MailboxBadges, MailboxReasons, QuickActions } from './mailbox-status';
import { providerNames } from './mailbox-texts';

type MailboxTableProps = {
  mailboxes: Mailbox[];
  selected: string[];
  onSelect: (ids: string[]) => void;
  onAsk: (ask: Ask) => void;
};

export function MailboxTable({ mailboxes, selected, onSelect, onAsk }: MailboxTableProps) {
  const isAll = mailboxes.length > 0 && mailboxes.every(({ id }) => selected.includes(id));
  const select = (id: string, isSelected: boolean) =>
    onSelect(isSelected ? [...selected, id] : selected.filter((one) => one !== id));

  return (
    <Table cards>
      <TableHead>
        <HeadCell className="pick-cell">
          <Pick
            label="Select all mailboxes"
            checked={isAll}
            onChange={(checked) => onSelect(checked ? mailboxes.map(({ id }) => id) : [])}
          />
        </HeadCell>
        <HeadCell>Mailbox</HeadCell>
        <HeadCell>Status</HeadCell>
        <HeadCell>Sent today</HeadCell>
        <HeadCell className="end">Campaigns</HeadCell>
        <HeadCell>Last sent</HeadCell>
        <HeadCell className="act-cell">
          <span className="visually-hidden">Actions</span>
        </HeadCell>
      </TableHead>
      <TableBody>
        {mailboxes.map((mailbox) => (
          <MailboxRow
            key={mailbox.id}
            mailbox={mailbox}
            isSelected={selected.includes(mailbox.id)}
            onSelect={(isSelected) => select(mailbox.id, isSelected)}
            onAsk={onAsk}
          />
        ))}
      </TableBody>
    </Table>
  );
}

type MailboxRowProps = {
  mailbox: Mailbox;
  isSelected: boolean;
  onSelect: (isSelected: boolean) => void;
  onAsk: (ask: Ask) => void;
};

function MailboxRow({ mailbox, isSelected, onSelect, onAsk }: MailboxRowProps) {
  const isActive = mailbox.status === 'active';
  const { sent_today: sent, cap_today: cap } = mailbox;
  return (
    <Row selected={isSelected}>
      <Cell className="pick-cell card-skip">
        <Pick label={`Select ${mailbox.address}`} checked={isSelected} onChange={onSelect} />
      </Cell>
      <Cell>
        <Person
          main={
            <Link className="plain-link" to="/mailboxes/$mailboxId" params={{ mailboxId: mailbox.id }}>
              {mailbox.address}
            </Link>
          }
          sub={[mailbox.name, providerNames[mailbox.provider]].filter(Boolean).join(' · ')}
          name={mailbox.name}
          address={mailbox.address}
          isOff={!isActive}
        />
      </Cell>
      <Cell className="wide">
        <span className="cluster">
          <MailboxBadges mailbox={mailbox} />
          <QuickActions mailbox={mailbox} onAsk={onAsk} />
        </span>
        <MailboxReasons mailbox={mailbox} />
      </Cell>
      <Cell className={isActive ? '' : 'card-skip'} data-label="Sent today">
        {isActive ? (
          <Usage value={sent} of={cap} text={`${formatNumber(sent)} of ${formatNumber(cap)}`} />
        ) : (
          <span className="faint">–</span>
        )}
      </Cell>
      <Cell className="end" data-label="Campaigns">
        {formatNumber(mailbox.campaigns_count)}
      </Cell>
      <Cell data-label="Last sent" className="nowrap">
        {mailbox.last_sent_at ? <Ago at={mailbox.last_sent_at} /> : <span className="faint">Never</span>}
      </Cell>
      <Cell className="act-cell">
        <MailboxMenu mailbox={mailbox} onAsk={onAsk} />
      </Cell>
    </Row>
  );
}
