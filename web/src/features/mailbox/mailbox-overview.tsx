/*
 * mailbox-overview: what a mailbox does today, why not more, and how it is connected.
 */
import type { ReactNode } from 'react';
import { formatNumber } from '../../lib/format';
import type { Mailbox, Servers } from '../../lib/schema';
import { Facts, Pairs } from '../../ui/facts';
import { Ago, Time } from '../../ui/time';
import type { Ask } from './mailbox-dialogs';
import { MailboxReasons, QuickActions } from './mailbox-status';
import { providerNames } from './mailbox-texts';

type MailboxOverviewProps = { mailbox: Mailbox; onAsk: (ask: Ask) => void };

export function MailboxOverview({ mailbox, onAsk }: MailboxOverviewProps) {
  const isActive = mailbox.status === 'active';
  const needsWords = !isActive || mailbox.holds.length > 0 || mailbox.restartable_campaigns.length > 0;
  return (
    <div className="stack loose">
      {needsWords ? (
        <section className="card padded stack tight" aria-label="State">
          <MailboxReasons mailbox={mailbox} />
          <QuickActions mailbox={mailbox} onAsk={onAsk} />
        </section>
      ) : null}
      <Facts
        many
        facts={[
          {
            name: 'Sent today',
            value: isActive ? `${formatNumber(mailbox.sent_today)} of ${formatNumber(mailbox.cap_today)}` : '–',
          },
          { name: 'Campaigns', value: formatNumber(mailbox.campaigns_count) },
          { name: 'Last sent', value: mailbox.last_sent_at ? <Ago at={mailbox.last_sent_at} /> : 'Never' },
          { name: 'Replies read', value: readOf(mailbox) },
        ]}
      />
      <section className="card padded" aria-labelledby="connection">
        <div className="card-head">
          <h2 id="connection">Connection</h2>
        </div>
        <Pairs pairs={connectionOf(mailbox)} />
      </section>
    </div>
  );
}

function readOf(mailbox: Mailbox): ReactNode {
  if (!mailbox.reads_replies) return 'Not read';
  return mailbox.synced_at ? <Ago at={mailbox.synced_at} /> : 'Not yet';
}

const securityNames = { tls: 'TLS', starttls: 'STARTTLS', none: 'not encrypted' };

function serverText(server: Servers['smtp']): string {
  return server ? `${server.host}:${server.port}, ${securityNames[server.security]}` : 'None';
}

function connectionOf(mailbox: Mailbox) {
  const servers = mailbox.servers
    ? [
        { name: 'Sends through', value: serverText(mailbox.servers.smtp) },
        { name: 'Reads from', value: serverText(mailbox.servers.imap) },
      ]
    : [];
  return [
    { name: 'Address', value: mailbox.address },
    { name: 'Sender name', value: mailbox.name || '–' },
    { name: 'Provider', value: providerNames[mailbox.provider] },
    ...servers,
    { name: 'Connected', value: <Time at={mailbox.created_at} /> },
  ];
}
