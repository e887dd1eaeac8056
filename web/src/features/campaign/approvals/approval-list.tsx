/*
 * approval-list: whom the emails are for, the one that has waited longest first.
 */
import type { Ref } from 'react';
import type { Approval } from '../../../lib/schema';
import { Badge } from '../../../ui/badge';
import { Person } from '../../../ui/person';
import { Pick } from '../../../ui/pick';
import { Ago } from '../../../ui/time';
import { approvalTexts as texts } from './approval-texts';

type ApprovalListProps = {
  ref: Ref<HTMLUListElement>;
  emails: Approval[];
  open: string;
  selected: string[];
  onOpen: (id: string) => void;
  onTick: (id: string) => void;
};

export function ApprovalList({ ref, emails, open, selected, onOpen, onTick }: ApprovalListProps) {
  return (
    <ul ref={ref} className="approval-list" aria-label={texts.list}>
      {emails.map((email) => (
        <li key={email.id} data-email={email.id} className={email.id === open ? 'open' : undefined}>
          <Pick
            label={texts.select(email.contact.email)}
            checked={selected.includes(email.id)}
            onChange={() => onTick(email.id)}
          />
          <button
            type="button"
            className="approval-open"
            aria-current={email.id === open || undefined}
            onClick={() => onOpen(email.id)}
          >
            <Person
              main={email.contact.name || email.contact.email}
              sub={email.subject ?? email.problem}
              name={email.contact.name}
              address={email.contact.email}
            />
            <span className="approval-when">
              <span>{texts.step(email.step)}</span>
              <Ago at={email.since} />
            </span>
            {email.problem ? <Badge tone="warn">!</Badge> : null}
          </button>
        </li>
      ))}
    </ul>
  );
}
