/*
 * mailbox-queries: what the mailbox pages ask, and what they do.
 */
import { type QueryClient, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../../lib/api-client';
import { type Page, usePages } from '../../lib/pages';
import { topics } from '../../lib/query-client';
import type {
  DisconnectRequest,
  Mailbox,
  MailboxSettings,
  NewMailbox,
  PasswordSignIn,
  Provider,
  RestartRequest,
} from '../../lib/schema';

export type MailboxFilter = { status?: 'active' | 'on_hold' | 'inactive' | undefined; q?: string | undefined };

const path = (id: string) => ({ params: { path: { id } } });
const WAITING_MS = 1_000; // how often a mailbox that finishes its last emails is looked at

export function useMailboxes({ status, q }: MailboxFilter) {
  const query = { ...(status ? { status } : {}), ...(q ? { q } : {}) };
  return usePages([topics.mailboxes, 'list', query], (cursor) =>
    unwrap(api.GET('/mailboxes', { params: { query: { ...query, ...(cursor ? { cursor } : {}) } } })),
  );
}

export function useMailbox(id: string) {
  return useQuery({
    queryKey: [topics.mailboxes, 'one', id],
    queryFn: () => unwrap(api.GET('/mailboxes/{id}', path(id))),
    refetchInterval: ({ state }) => (state.data?.disconnecting ? WAITING_MS : false),
    enabled: id !== '',
  });
}

/** Whether a mailbox stopped by itself: nobody chose that, so somebody has to look. */
export function useNeedsAttention(): boolean {
  const stopped = useQuery({
    queryKey: [topics.mailboxes, 'attention'],
    queryFn: () => unwrap(api.GET('/mailboxes', { params: { query: { status: 'inactive', limit: 200 } } })),
    select: ({ items }) => items.some(({ cause }) => cause === 'auth_error' || cause === 'provider_block'),
  });
  return stopped.data ?? false;
}

/** What a disconnect of these mailboxes would stop, taken together. */
export function useImpact(ids: string[]) {
  const [only] = ids;
  return useQuery({
    queryKey: [topics.mailboxes, 'impact', ids],
    queryFn: () =>
      ids.length === 1 && only
        ? unwrap(api.GET('/mailboxes/{id}/impact', path(only)))
        : unwrap(api.GET('/mailboxes/impact', { params: { query: { ids: ids.join(',') } } })),
    staleTime: 0,
  });
}

export function useReceipts(id: string) {
  return usePages([topics.mailboxes, 'receipts', id], (cursor) =>
    unwrap(api.GET('/mailboxes/{id}/receipts', { params: { path: { id }, query: { ...(cursor ? { cursor } : {}) } } })),
  );
}

export function useMailboxActivity(id: string) {
  return usePages([topics.mailboxes, 'activity', id], (cursor) =>
    unwrap(api.GET('/mailboxes/{id}/activity', { params: { path: { id }, query: { ...(cursor ? { cursor } : {}) } } })),
  );
}

/** Why the last sign-in did not fit: which account was expected, and which one came. */
export function useSignInOutcome(id: string, isWanted: boolean) {
  return useQuery({
    queryKey: [topics.mailboxes, 'outcome', id],
    queryFn: () => unwrap(api.GET('/mailboxes/{id}/sign-in-outcome', path(id))),
    enabled: isWanted,
  });
}

export function useCampaignsById(ids: string[]) {
  return useQueries({
    queries: ids.map((id) => ({
      queryKey: [topics.campaigns, 'one', id],
      queryFn: () => unwrap(api.GET('/campaigns/{id}', path(id))),
    })),
    combine: (answers) => ({
      isPending: answers.some(({ isPending }) => isPending),
      campaigns: answers.flatMap(({ data }) => (data ? [data] : [])),
    }),
  });
}

type Pages = { pages: Page<Mailbox>[] };

/** Puts what the server just said about a mailbox wherever it is shown. */
function keepMailbox(queryClient: QueryClient, mailbox: Mailbox) {
  queryClient.setQueryData([topics.mailboxes, 'one', mailbox.id], mailbox);
  queryClient.setQueriesData<Pages>({ queryKey: [topics.mailboxes, 'list'] }, (old) =>
    old
      ? {
          ...old,
          pages: old.pages.map((page) => ({
            ...page,
            items: page.items.map((item) => (item.id === mailbox.id ? mailbox : item)),
          })),
        }
      : undefined,
  );
}

export function useMailboxActions() {
  const queryClient = useQueryClient();

  function refresh() {
    void queryClient.invalidateQueries({ queryKey: [topics.mailboxes] });
    void queryClient.invalidateQueries({ queryKey: [topics.campaigns] });
  }
  async function keep(asked: Promise<Mailbox>): Promise<Mailbox> {
    const mailbox = await asked;
    keepMailbox(queryClient, mailbox);
    refresh();
    return mailbox;
  }
  /** The mailbox, or the address of the provider's page, to which the browser goes. */
  async function keepOrLeave(asked: Promise<Mailbox | { authorization_url: string }>): Promise<Mailbox | null> {
    const answer = await asked;
    if ('authorization_url' in answer) {
      location.assign(answer.authorization_url);
      return null;
    }
    return keep(Promise.resolve(answer));
  }

  return {
    discover: (address: string) => unwrap(api.POST('/mailboxes/discover', { body: { address } })),
    add: (body: NewMailbox) => keep(unwrap(api.POST('/mailboxes', { body }))),
    connect: (provider: Exclude<Provider, 'smtp'>, address: string) =>
      keepOrLeave(unwrap(api.POST('/mailboxes/connect', { body: { provider, login_hint: address } }))),
    update: (id: string, body: MailboxSettings) => keep(unwrap(api.PATCH('/mailboxes/{id}', { ...path(id), body }))),
    test: (id: string) => unwrap(api.POST('/mailboxes/{id}/test', path(id))),
    hold: (id: string, until: string | null) =>
      keep(unwrap(api.POST('/mailboxes/{id}/hold', { ...path(id), body: until ? { until } : {} }))),
    release: (id: string) => keep(unwrap(api.DELETE('/mailboxes/{id}/hold', path(id)))),
    undo: (id: string) => keep(unwrap(api.POST('/mailboxes/{id}/undo-disconnect', path(id)))),
    reconnect: (id: string, body: PasswordSignIn) =>
      keepOrLeave(unwrap(api.POST('/mailboxes/{id}/reconnect', { ...path(id), body }))),
    updateSignIn: (id: string, body: PasswordSignIn) =>
      keepOrLeave(unwrap(api.POST('/mailboxes/{id}/credentials', { ...path(id), body }))),
    async disconnect(id: string, body: DisconnectRequest) {
      const asked = unwrap(api.POST('/mailboxes/{id}/disconnect', { ...path(id), body }));
      const { mailbox, receipt } = await asked.catch((refusal: unknown) => {
        refresh();
        throw refusal;
      });
      keepMailbox(queryClient, mailbox);
      refresh();
      return receipt;
    },
    async disconnectAll(ids: string[]) {
      const { results } = await unwrap(api.POST('/mailboxes/bulk-disconnect', { body: { ids } }));
      refresh();
      return results;
    },
    async restart(id: string, body: RestartRequest) {
      const { campaigns } = await unwrap(api.POST('/mailboxes/{id}/restart-campaigns', { ...path(id), body }));
      refresh();
      return campaigns;
    },
    async remove(id: string, confirm: string) {
      const removal = await unwrap(api.DELETE('/mailboxes/{id}', { params: { path: { id }, query: { confirm } } }));
      queryClient.removeQueries({ queryKey: [topics.mailboxes, 'one', id] });
      refresh();
      return removal;
    },
  };
}
