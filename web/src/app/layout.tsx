/*
 * layout: the frame around the pages of somebody who is signed in.
 */
import { useQueryClient } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { HoldBanners } from '../features/sending/hold-banners';
import { useMe } from '../features/session/session-queries';
import { SignInAgain } from '../features/session/sign-in-again';
import { connectEvents } from '../lib/events';
import { useSettled } from '../lib/use-now';
import { Sidebar } from './sidebar';
import { TopBar } from './top-bar';

const stay = () => {};
const LOST_MS = 2_000; // a stream that comes back at once is not worth a word

export function Layout() {
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
        <Holds />
        <Outlet />
        <SignInAgain />
      </main>
    </div>
  );
}

function Holds() {
  const role = useMe().data?.role;
  return <HoldBanners mayRelease={role === 'owner' || role === 'manager'} />;
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
