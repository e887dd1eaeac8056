/*
 * mailbox-page: one mailbox and its views.
 */
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import type { Mailbox } from '../../lib/schema';
import { CrumbIcon, ErrorNotice, Page } from '../../ui/page';
import { BlockSkeleton } from '../../ui/skeleton';
import { Tabs } from '../../ui/tabs';
import { MailboxActivity } from './mailbox-activity';
import { type Ask, MailboxDialogs, useMailboxAsk } from './mailbox-dialogs';
import { MailboxMenu } from './mailbox-menu';
import { MailboxOverview } from './mailbox-overview';
import { useMailbox } from './mailbox-queries';
import { MailboxSettingsForm } from './mailbox-settings-form';
import { MailboxBadges } from './mailbox-status';
import { listTexts } from './mailbox-texts';

const views = [
  ['overview', 'Overview'],
  ['settings', 'Settings'],
  ['activity', 'Activity'],
] as const;
type View = (typeof views)[number][0];

function toView(tab: string | undefined): View {
  return views.find(([name]) => name === tab)?.[0] ?? 'overview';
}

function Crumb() {
  return (
    <Link className="crumb" to="/mailboxes">
      <CrumbIcon /> {listTexts.title}
    </Link>
  );
}

export function MailboxPage() {
  const { mailboxId = '', tab } = useParams({ strict: false });
  const mailbox = useMailbox(mailboxId);

  switch (mailbox.status) {
    case 'pending':
      return (
        <div className="page">
          <Crumb />
          <BlockSkeleton height={240} />
        </div>
      );
    case 'error':
      return (
        <Page title="Mailbox" crumb={<Crumb />}>
          <ErrorNotice error={mailbox.error} onRetry={mailbox.refetch} />
        </Page>
      );
    case 'success':
      return <MailboxViews mailbox={mailbox.data} view={toView(tab)} />;
  }
}

function MailboxViews({ mailbox, view }: { mailbox: Mailbox; view: View }) {
  const { asked, ask, close } = useMailboxAsk();
  const navigate = useNavigate();
  return (
    <Page
      title={mailbox.address}
      badge={<MailboxBadges mailbox={mailbox} />}
      crumb={<Crumb />}
      actions={<MailboxMenu mailbox={mailbox} onAsk={ask} />}
    >
      <Tabs label="Views of the mailbox" under>
        {views.map(([name, text]) => (
          <Link
            key={name}
            to="/mailboxes/$mailboxId/$tab"
            params={{ mailboxId: mailbox.id, tab: name }}
            aria-current={name === view ? 'page' : undefined}
            activeProps={{}}
          >
            {text}
          </Link>
        ))}
      </Tabs>
      <OpenView view={view} mailbox={mailbox} onAsk={ask} />
      <MailboxDialogs
        asked={asked}
        onAsk={ask}
        onClose={close}
        onRemoved={() => void navigate({ to: '/mailboxes', search: {} })}
      />
    </Page>
  );
}

type OpenViewProps = { view: View; mailbox: Mailbox; onAsk: (ask: Ask) => void };

function OpenView({ view, mailbox, onAsk }: OpenViewProps) {
  switch (view) {
    case 'overview':
      return <MailboxOverview mailbox={mailbox} onAsk={onAsk} />;
    case 'settings':
      return <MailboxSettingsForm key={mailbox.id} mailbox={mailbox} />;
    case 'activity':
      return <MailboxActivity mailbox={mailbox} />;
  }
}
