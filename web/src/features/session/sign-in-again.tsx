/*
 * sign-in-again: the session ended under an open page. The page stays; what was asked goes on after the password.
 */
import { lazy, Suspense, useSyncExternalStore } from 'react';
import { sessionStore } from '../../lib/session-store';

const SignInAgainDialog = lazy(async () => ({ default: (await import('./sign-in-again-dialog')).SignInAgainDialog }));

export function SignInAgain() {
  const hasEnded = useSyncExternalStore(sessionStore.subscribe, sessionStore.hasEnded);
  return hasEnded ? (
    <Suspense>
      <SignInAgainDialog />
    </Suspense>
  ) : null;
}
