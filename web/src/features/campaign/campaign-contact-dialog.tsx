/*
 * campaign-contact-dialog: one contact of the campaign: what is next and what holds it, and what happened so far.
 */
import { Link } from '@tanstack/react-router';
import { Ban, CircleStop, CornerUpLeft, Mail, MailX, UserPlus } from 'lucide-react';
import type { Campaign, TimelineEntry } from '../../lib/schema';
import { Button } from '../../ui/button';
import { Dialog, DialogFoot } from '../../ui/dialog';
import { ErrorNotice } from '../../ui/page';
import { BlockSkeleton } from '../../ui/skeleton';
import { Time } from '../../ui/time';
import { useContactHistory, useContactName, useWhy } from './campaign-queries';
import { historyTexts as texts, whyTexts } from './campaign-texts';
import { NextEmail, Reasons } from './why-panel';

type CampaignContactDialogProps = { campaign: Campaign; contactId: string; onClose: () => void };

export function CampaignContactDialog({ campaign, contactId, onClose }: CampaignContactDialogProps) {
  const contact = useContactName(contactId);
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={contact.data ? (contact.data.name ?? contact.data.email) : texts.title}
      description={contact.data?.name ? contact.data.email : undefined}
    >
      <ContactWhy campaign={campaign} contactId={contactId} email={contact.data?.email} />
      <section className="stack tight" aria-labelledby="history">
        <h3 id="history">{texts.heading}</h3>
        <History campaign={campaign} contactId={contactId} />
      </section>
      <DialogFoot>
        <Button onClick={onClose}>{texts.close}</Button>
        <Link className="btn" to="/contacts/$contactId" params={{ contactId }}>
          {texts.open}
        </Link>
      </DialogFoot>
    </Dialog>
  );
}

type ContactWhyProps = { campaign: Campaign; contactId: string; email: string | undefined };

function ContactWhy({ campaign, contactId, email }: ContactWhyProps) {
  const why = useWhy(campaign.id, contactId);
  return (
    <section className="stack tight" aria-labelledby="contact-why">
      <div className="card-head">
        <h3 id="contact-why">{whyTexts.contactTitle}</h3>
        <NextEmail at={why.data?.next_send_at ?? null} />
      </div>
      {why.status === 'pending' ? <BlockSkeleton height={48} /> : null}
      {why.status === 'error' ? <ErrorNotice error={why.error} onRetry={why.refetch} /> : null}
      {why.data ? <Reasons campaign={campaign} why={why.data} email={email ?? ''} /> : null}
    </section>
  );
}

function History({ campaign, contactId }: { campaign: Campaign; contactId: string }) {
  const history = useContactHistory(campaign.id, contactId);
  switch (history.status) {
    case 'pending':
      return <BlockSkeleton />;
    case 'error':
      return <ErrorNotice error={history.error} onRetry={history.refetch} />;
    case 'success':
      if (history.data.length === 0) return <p className="muted">{texts.none}</p>;
      return (
        <ol className="timeline">
          {history.data.map((entry) => (
            <Entry key={`${entry.type}-${entry.at}-${entry.send_id}`} entry={entry} />
          ))}
        </ol>
      );
  }
}

const icons: Record<string, typeof Mail> = {
  send: Mail,
  added_to_campaign: UserPlus,
  campaign_ended: CircleStop,
  reply: CornerUpLeft,
  auto_reply: CornerUpLeft,
  opt_out: Ban,
  bounce: MailX,
};

function Entry({ entry }: { entry: TimelineEntry }) {
  const Icon = icons[entry.type] ?? Mail;
  return (
    <li>
      <Icon size={16} aria-hidden="true" />
      <span>
        {texts.head(entry.type, entry.status, entry.step)}
        {entry.subject ? <span className="reason">{entry.subject}</span> : null}
      </span>
      <Time at={entry.at} />
    </li>
  );
}
