/*
 * layout: the frame around the pages of somebody who is signed in.
 */
import { useQueryClient } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Holds } from '../features/sending/holds';
import { useMe } from '../features/session/session-queries';
import { SignInAgain } from '../features/session/sign-in-again';
import { connectEvents } from '../lib/events';
import { useSettled } from '../lib/use-now';
import { Sidebar } from './sidebar';
import { TopBar } from './top-bar';

const stay = () => {};
const LOST_MS = 2_000; // a stream that comes back at once is not worth a word

export function Layout() {
  const role = useMe().data?.role;
  return (
    <div className="shell">
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <aside className="sidebar">
        <Sidebar onLeave={stay} />
      </aside>
      <TopBar />
      <main id="main" className="main" tabIndex={-1}>
        <ConnectionBar />
        <Holds mayRelease={role === 'owner' || role === 'manager'} />
        <Outlet />
        <SignInAgain />
      </main>
    </div>
  );
}

function ConnectionBar() {
  const queryClient = useQueryClient();
  const [isLive, setIsLive] = useState(true);
  const isLost = useSettled(!isLive, LOST_MS);
  useEffect(() => connectEvents(queryClient, setIsLive), [queryClient]);

  return isLost && !isLive ? (
    <div className="connection-bar" role="alert">
      Live updates paused. Retrying…
    </div>
  ) : null;
}
