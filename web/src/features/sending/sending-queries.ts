/*
 * sending-queries: whether emails leave at all, and the word that lets them go on.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../../lib/api-client';
import { topics } from '../../lib/query-client';
import type { ReleaseSending } from '../../lib/schema';

const EVERY_MS = 30_000; // a full disk tells no event

export function useStatus() {
  return useQuery({
    queryKey: [topics.status],
    queryFn: () => unwrap(api.GET('/status')),
    refetchInterval: EVERY_MS,
  });
}

export function useReleaseSending() {
  const queryClient = useQueryClient();
  return async (body: ReleaseSending) => {
    const status = await unwrap(api.POST('/sending/release', { body }));
    queryClient.setQueryData([topics.status], status);
    for (const topic of [topics.mailboxes, topics.campaigns, topics.sends])
      void queryClient.invalidateQueries({ queryKey: [topic] });
  };
}
