/*
 * why-remedy: the way to what frees a reason: a page where it is mended, or the dialog that does it.
 */
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Campaign, HeldReason } from '../../lib/schema';
import { Button } from '../../ui/button';
import { whyTexts } from './campaign-texts';
import { ReassignButton } from './reassign-button';
import { ResumeDialog } from './resume-dialog';
import type { Reason } from './why-panel';

type WhyRemedyProps = { campaign: Campaign; reason: Reason; email: string | undefined };

export function WhyRemedy({ campaign, reason, email }: WhyRemedyProps) {
  const text = reason.action === 'add_mailbox' ? whyTexts.noMailbox : whyTexts.remedies[reason.reason];
  if (reason.reason === 'campaign_paused' && reason.action === 'resume') return <ResumeButton campaign={campaign} />;
  if (reason.action === 'reconnect' && reason.mailbox_id) {
    return (
      <>
        <Link className="btn slim" to="/mailboxes" search={{ reconnect: reason.mailbox_id }}>
          {text}
        </Link>
        {email || !reason.contacts ? null : <ReassignButton slim campaign={campaign} from={reason.mailbox_id} />}
      </>
    );
  }
  if (reason.mailbox_id && reason.action !== 'attach') {
    return (
      <Link
        className="btn slim"
        to="/mailboxes/$mailboxId/$tab"
        params={{ mailboxId: reason.mailbox_id, tab: mailboxTab(reason.reason) }}
      >
        {text}
      </Link>
    );
  }
  if (reason.campaign_id) {
    return (
      <Link className="btn slim" to="/campaigns/$campaignId" params={{ campaignId: reason.campaign_id }}>
        {whyTexts.otherCampaign}
      </Link>
    );
  }
  return <PageLink campaign={campaign} reason={reason.reason} email={email} text={text} />;
}

function mailboxTab(reason: HeldReason): string {
  return reason === 'cap' || reason === 'gap' ? 'settings' : 'overview';
}

/** Which view of the campaign mends it. */
const views: Partial<Record<HeldReason, { tab: string; search?: { status: string } }>> = {
  campaign_paused: { tab: 'mailboxes' },
  mailbox_inactive: { tab: 'mailboxes' },
  window: { tab: 'schedule' },
  new_contact_cap: { tab: 'schedule' },
  domain_spacing: { tab: 'schedule' },
  overlap: { tab: 'schedule' },
  waiting: { tab: 'sequence' },
  attachment_missing: { tab: 'sequence' },
  email_too_large: { tab: 'sequence' },
  review: { tab: 'approvals' },
  contact_paused: { tab: 'contacts' },
  colleague_replied: { tab: 'schedule' },
  condition: { tab: 'sequence' },
  goal_reached: { tab: 'schedule' },
  missing_field: { tab: 'contacts', search: { status: 'review' } },
};

type PageLinkProps = { campaign: Campaign; reason: HeldReason; email: string | undefined; text: string | undefined };

function PageLink({ campaign, reason, email, text }: PageLinkProps) {
  const view = views[reason];
  if (!text) return null;
  if (view) {
    return (
      <Link
        className="btn slim"
        to="/campaigns/$campaignId/$tab"
        params={{ campaignId: campaign.id, tab: view.tab }}
        search={view.search ?? {}}
      >
        {text}
      </Link>
    );
  }
  switch (reason) {
    case 'unknown_pending':
      return (
        <Link className="btn slim" to="/decisions">
          {text}
        </Link>
      );
    case 'suppressed':
      return (
        <Link className="btn slim" to="/do-not-contact" search={email ? { q: email } : {}}>
          {text}
        </Link>
      );
    case 'country_policy':
      return (
        <Link className="btn slim" to="/settings/$tab" params={{ tab: 'countries' }}>
          {text}
        </Link>
      );
    default:
      return null;
  }
}

function ResumeButton({ campaign }: { campaign: Campaign }) {
  const [isAsking, setIsAsking] = useState(false);
  if (!campaign.allowed_actions.includes('resume')) return null;
  return (
    <>
      <Button slim onClick={() => setIsAsking(true)}>
        {whyTexts.remedies.campaign_paused}
      </Button>
      {isAsking ? <ResumeDialog campaign={campaign} onClose={() => setIsAsking(false)} /> : null}
    </>
  );
}
