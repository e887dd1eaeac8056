/*
 * query-client: the cache of what the server said, and the names under which it is kept.
 */
import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api-client';

/** First part of every key, by what the events tell of. */
export const topics = {
  me: 'me',
  setup: 'setup',
  mailboxes: 'mailboxes',
  campaigns: 'campaigns',
  sends: 'sends', // those that need a decision
  status: 'status',
  contacts: 'contacts',
  lists: 'lists',
  imports: 'imports',
  suppressions: 'suppressions',
  settings: 'settings',
  apiKeys: 'api-keys',
  views: 'views',
  users: 'users',
} as const;
export type Topic = (typeof topics)[keyof typeof topics];

function mayRetry(failures: number, error: unknown): boolean {
  const isPassing = error instanceof ApiError && (error.status === 0 || error.status === 503);
  return isPassing && failures < 2;
}

export function makeQueryClient(): QueryClient {
  return new QueryClient({ defaultOptions: { queries: { staleTime: 5_000, retry: mayRetry } } });
}
