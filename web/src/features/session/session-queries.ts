/*
 * session-queries: who is signed in, signing in and out, and the first owner.
 */
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../../lib/api-client';
import { topics } from '../../lib/query-client';
import { sessionStore } from '../../lib/session-store';

/** Whether there is an owner yet, and whether this browser is signed in; asking is always allowed. */
export const doorQuery = queryOptions({
  queryKey: [topics.setup],
  queryFn: () => unwrap(api.GET('/setup/state')),
  staleTime: 0,
});

export const meQuery = queryOptions({
  queryKey: [topics.me],
  queryFn: async () => {
    const me = await unwrap(api.GET('/me'));
    sessionStore.begin(me.csrf_token);
    return me;
  },
  staleTime: Number.POSITIVE_INFINITY,
});

export function useMe() {
  return useQuery(meQuery);
}

export type NewOwner = { code: string; name: string; workspace: string; email: string; password: string };

export function useSessionActions() {
  const queryClient = useQueryClient();

  return {
    /** Opens a session on a page that shows nobody's data yet. */
    async signIn(email: string, password: string) {
      const session = await unwrap(api.POST('/session', { body: { email, password } }));
      queryClient.clear();
      sessionStore.begin(session.csrf_token);
    },
    /** Goes on where the session ended; what is on the page is asked for anew. */
    async signInAgain(email: string, password: string) {
      const session = await unwrap(api.POST('/session', { body: { email, password } }));
      sessionStore.begin(session.csrf_token);
      void queryClient.invalidateQueries();
    },
    async signOut() {
      await unwrap(api.DELETE('/session'));
      sessionStore.end();
      queryClient.clear();
    },
    async setUp(owner: NewOwner) {
      const session = await unwrap(api.POST('/setup', { body: owner }));
      queryClient.clear();
      sessionStore.begin(session.csrf_token);
    },
  };
}
