/*
 * session-store: the token that writes carry, and whether the session has ended under an open page.
 *
 * When an answer says that nobody is signed in, the request waits here. The page stays as it is; a dialog asks for the
 * password, and then the request is sent again.
 */

type Listener = () => void;

let csrfToken: string | null = null;
let isSignedIn = false;
let waiting: Array<(isBack: boolean) => void> = [];
const listeners = new Set<Listener>();

function tell() {
  for (const listener of listeners) listener();
}

export const sessionStore = {
  csrfToken: () => csrfToken,

  begin(token: string | null) {
    csrfToken = token;
    isSignedIn = true;
    const freed = waiting;
    waiting = [];
    for (const go of freed) go(true);
    tell();
  },

  end() {
    csrfToken = null;
    isSignedIn = false;
    const freed = waiting;
    waiting = [];
    for (const go of freed) go(false);
    tell();
  },

  /** Resolves once somebody is signed in again: true; false when nobody was, or they gave up. */
  waitForSignIn(): Promise<boolean> {
    if (!isSignedIn) return Promise.resolve(false);
    return new Promise((resolve) => {
      waiting.push(resolve);
      tell();
    });
  },

  /** Whether requests wait for a sign-in. */
  hasEnded: () => waiting.length > 0,

  subscribe(listener: Listener) {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  },
};
