/*
 * decision-queries: the emails that need a decision, and the decision.
 */
import { useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../../lib/api-client';
import { usePages } from '../../lib/pages';
import { topics } from '../../lib/query-client';
import type { Resolution } from '../../lib/schema';

export function useUnknownSends() {
  return usePages([topics.sends], (cursor) =>
    unwrap(api.GET('/sends', { params: { query: { status: 'unknown', ...(cursor ? { cursor } : {}) } } })),
  );
}

const AT_ONCE = 200; // what one request may carry

export type Resolved = { resolved: number; refused: string[] };

export function useResolve() {
  const queryClient = useQueryClient();
  const refresh = () => {
    for (const topic of [topics.sends, topics.status, topics.campaigns])
      void queryClient.invalidateQueries({ queryKey: [topic] });
  };
  return async (ids: string[], as: Resolution): Promise<Resolved> => {
    const sum: Resolved = { resolved: 0, refused: [] };
    try {
      for (let at = 0; at < ids.length; at += AT_ONCE) {
        const body = { ids: ids.slice(at, at + AT_ONCE), as };
        const answer = await unwrap(api.POST('/sends/resolve', { body }));
        sum.resolved += answer.resolved;
        sum.refused.push(...answer.refused.map(({ message }) => message));
      }
    } finally {
      refresh();
    }
    return sum;
  };
}
