/*
 * decision-link: the way to what needs a decision, with how much there is.
 */
import { Link } from '@tanstack/react-router';
import { MailQuestion } from 'lucide-react';
import { formatNumber } from '../../lib/format';
import { texts } from './decision-texts';

export function DecisionLink({ count, onLeave }: { count: number; onLeave: () => void }) {
  return (
    <Link to="/decisions" onClick={onLeave}>
      <span aria-hidden="true">
        <MailQuestion size={18} />
      </span>
      <span className="label">{texts.title}</span>
      {count > 0 ? <span className="count">{formatNumber(count)}</span> : null}
    </Link>
  );
}
