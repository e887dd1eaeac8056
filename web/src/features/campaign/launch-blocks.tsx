/*
 * launch-blocks: what is missing before a launch, each with the way to where it is added.
 */
import { Link } from '@tanstack/react-router';
import { CircleAlert } from 'lucide-react';
import type { Campaign } from '../../lib/schema';
import type { Review } from './campaign-queries';
import { launchTexts } from './campaign-texts';

type BlocksProps = {
  campaign: Campaign;
  blocks: Pick<Review['blocking'][number], 'code' | 'text'>[];
  heading?: 'h2' | 'h3';
  onLeave?: () => void;
};

export function Blocks({ campaign, blocks, heading: Heading = 'h3', onLeave }: BlocksProps) {
  if (blocks.length === 0) return null;
  return (
    <div className="stack tight">
      <Heading>{launchTexts.blocks}</Heading>
      <ul className="boxed list-lines">
        {blocks.map(({ code, text }) => (
          <li key={code}>
            <CircleAlert size={16} className="icon-warn" aria-hidden="true" />
            <span>{text}</span>
            <span className="n">
              <FixLink campaign={campaign} code={code} onLeave={onLeave} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

const tabOf: Record<string, string> = {
  no_active_mailbox: 'mailboxes',
  replies_not_read: 'mailboxes',
  no_steps: 'sequence',
  attachment_missing: 'sequence',
  no_contacts: 'contacts',
};

type FixLinkProps = { campaign: Campaign; code: string; onLeave?: (() => void) | undefined };

function FixLink({ campaign, code, onLeave }: FixLinkProps) {
  const text = launchTexts.fix[code];
  const tab = tabOf[code];
  const leave = onLeave ? { onClick: onLeave } : {};
  if (!text) return null;
  if (!tab) {
    return (
      <Link className="text-btn" to="/settings" {...leave}>
        {text}
      </Link>
    );
  }
  return (
    <Link className="text-btn" to="/campaigns/$campaignId/$tab" params={{ campaignId: campaign.id, tab }} {...leave}>
      {text}
    </Link>
  );
}
