/*
 * sidebar: the way to every page, the look, and who is signed in.
 */
import { Link, useLocation, useRouter } from '@tanstack/react-router';
import { Ban, LogOut, Mail, Mails, Send, Settings, Users } from 'lucide-react';
import { lazy, type ReactNode, Suspense } from 'react';
import { useNeedsAttention } from '../features/mailbox/mailbox-queries';
import { useStatus } from '../features/sending/sending-queries';
import { useMe, useSessionActions } from '../features/session/session-queries';
import { messageOf } from '../lib/api-client';
import { initials } from '../lib/initials';
import { useZone } from '../lib/zone';
import { IconButton } from '../ui/button';
import { useToast } from '../ui/toast';
import { ThemeChoice } from './theme-choice';

const DecisionLink = lazy(async () => ({ default: (await import('../features/decision/decision-link')).DecisionLink }));

export function Sidebar({ onLeave }: { onLeave: () => void }) {
  const zone = useZone();
  return (
    <>
      <Link className="brand" to="/mailboxes" onClick={onLeave}>
        <Mail size={20} aria-hidden="true" /> <span className="label">Outrider</span>
      </Link>
      <nav className="nav" aria-label="Main">
        <MailboxesLink onLeave={onLeave} />
        <NavLink to="/campaigns" icon={<Send size={18} />} text="Campaigns" onLeave={onLeave} />
        <Decisions onLeave={onLeave} />
        <NavLink to="/contacts" icon={<Users size={18} />} text="Contacts" onLeave={onLeave} />
        <NavLink to="/do-not-contact" icon={<Ban size={18} />} text="Do Not Contact" onLeave={onLeave} />
        <NavLink to="/settings" icon={<Settings size={18} />} text="Settings" onLeave={onLeave} />
      </nav>
      <div className="sidebar-foot">
        <ThemeChoice />
        <p className="label">Times in {zone}</p>
        <Account />
      </div>
    </>
  );
}

type Place = '/mailboxes' | '/campaigns' | '/contacts' | '/do-not-contact' | '/settings';
type NavLinkProps = { to: Place; icon: ReactNode; text: string; mark?: ReactNode; onLeave: () => void };

function NavLink({ to, icon, text, mark, onLeave }: NavLinkProps) {
  return (
    <Link to={to} onClick={onLeave} activeOptions={{ includeSearch: false }}>
      <span aria-hidden="true">{icon}</span>
      <span className="label">{text}</span>
      {mark}
    </Link>
  );
}

function MailboxesLink({ onLeave }: { onLeave: () => void }) {
  const needsAttention = useNeedsAttention();
  return (
    <NavLink
      to="/mailboxes"
      icon={<Mails size={18} />}
      text="Mailboxes"
      onLeave={onLeave}
      mark={needsAttention ? <span className="dot" title="A mailbox needs attention" /> : null}
    />
  );
}

/** Shown while there is something to decide, or one is there. */
function Decisions({ onLeave }: { onLeave: () => void }) {
  const count = useStatus().data?.unknown_sends ?? 0;
  const isThere = useLocation().pathname === '/decisions';
  return count > 0 || isThere ? (
    <Suspense>
      <DecisionLink count={count} onLeave={onLeave} />
    </Suspense>
  ) : null;
}

function Account() {
  const me = useMe();
  const { signOut } = useSessionActions();
  const toast = useToast();
  const router = useRouter();
  const user = me.data?.user;
  if (!user) return null;

  function leave() {
    signOut().then(
      () => router.navigate({ to: '/login', search: {} }),
      (error: unknown) => toast(messageOf(error)),
    );
  }

  return (
    <div className="account">
      <span className="avatar" aria-hidden="true">
        {initials(user.name, user.email)}
      </span>
      <span className="label clip" title={user.email}>
        {user.name || user.email}
      </span>
      <IconButton label="Sign out" icon={<LogOut size={16} />} onClick={leave} />
    </div>
  );
}
