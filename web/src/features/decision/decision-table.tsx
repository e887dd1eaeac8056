/*
 * decision-table: the emails in doubt, each with what is known and what can be decided.
 */
import { Link } from '@tanstack/react-router';
import type { Resolution, Send } from '../../lib/schema';
import { Button } from '../../ui/button';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '../../ui/table';
import { Ago } from '../../ui/time';
import { decisionFor, decisionTexts, happenedTexts, resolutions, texts } from './decision-texts';

type DecisionTableProps = {
  sends: Send[];
  selected: string[];
  onSelect: (ids: string[]) => void;
  onDecide: (as: Resolution, send: Send) => void;
};

export function DecisionTable({ sends, selected, onSelect, onDecide }: DecisionTableProps) {
  const select = (id: string, isSelected: boolean) =>
    onSelect(isSelected ? [...selected, id] : selected.filter((one) => one !== id));
  return (
    <Table cards>
      <TableHead>
        <HeadCell className="pick-cell">
          <Pick
            label={texts.selectAll}
            checked={sends.every(({ id }) => selected.includes(id))}
            onChange={(checked) => onSelect(checked ? sends.map(({ id }) => id) : [])}
          />
        </HeadCell>
        <HeadCell>{texts.to}</HeadCell>
        <HeadCell>{texts.campaign}</HeadCell>
        <HeadCell>{texts.happened}</HeadCell>
        <HeadCell>{texts.since}</HeadCell>
      </TableHead>
      <TableBody>
        {sends.map((send) => (
          <DecisionRow
            key={send.id}
            send={send}
            isSelected={selected.includes(send.id)}
            onSelect={(isSelected) => select(send.id, isSelected)}
            onDecide={onDecide}
          />
        ))}
      </TableBody>
    </Table>
  );
}

type PickProps = { label: string; checked: boolean; onChange: (checked: boolean) => void };

function Pick({ label, checked, onChange }: PickProps) {
  return (
    <label className="pick">
      <input
        type="checkbox"
        aria-label={label}
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
    </label>
  );
}

type DecisionRowProps = {
  send: Send;
  isSelected: boolean;
  onSelect: (isSelected: boolean) => void;
  onDecide: DecisionTableProps['onDecide'];
};

function DecisionRow({ send, isSelected, onSelect, onDecide }: DecisionRowProps) {
  const email = send.email ?? texts.erased;
  return (
    <Row selected={isSelected} className="decision">
      <Cell className="pick-cell">
        <Pick label={texts.select(email)} checked={isSelected} onChange={onSelect} />
      </Cell>
      <Cell>
        <strong>{email}</strong>
        {send.subject ? <span className="reason">{send.subject}</span> : null}
      </Cell>
      <Cell className="wide">
        <Link className="link" to="/campaigns/$campaignId" params={{ campaignId: send.campaign_id }}>
          {send.campaign_name}
        </Link>
        <span className="reason">
          {texts.step(send.step)} {texts.from(send.mailbox_address ?? texts.removed)}
        </span>
      </Cell>
      <Cell className="wide">
        {send.search ? <span>{happenedTexts[send.search.reason]}</span> : null}
        {send.search ? <span className="reason">{send.search.text}</span> : null}
        <span className="cluster decide">
          {resolutions.map((as) => (
            <Button key={as} slim aria-label={decisionFor(as, email)} onClick={() => onDecide(as, send)}>
              {decisionTexts[as].text}
            </Button>
          ))}
        </span>
      </Cell>
      <Cell className="wide nowrap" data-label={texts.since}>
        {send.search ? <Ago at={send.search.unknown_since} /> : <span className="faint">–</span>}
      </Cell>
    </Row>
  );
}
