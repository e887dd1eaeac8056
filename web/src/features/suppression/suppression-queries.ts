/*
 * suppression-queries: what the Do Not Contact page asks, and what it does.
 */
import { useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../../lib/api-client';
import { usePages } from '../../lib/pages';
import { topics } from '../../lib/query-client';

export function useSuppressions(q: string | undefined) {
  const query = q ? { query: q } : {};
  return usePages([topics.suppressions, query], (cursor) =>
    unwrap(api.GET('/do-not-contact', { params: { query: { ...query, ...(cursor ? { cursor } : {}) } } })),
  );
}

export function useSuppressionActions() {
  const queryClient = useQueryClient();
  const refresh = () => {
    void queryClient.invalidateQueries({ queryKey: [topics.suppressions] });
    void queryClient.invalidateQueries({ queryKey: [topics.contacts] });
  };
  return {
    async add(values: string[], reason: string) {
      const body = { values, ...(reason ? { reason } : {}) };
      const answer = await unwrap(api.POST('/do-not-contact/bulk', { body }));
      refresh();
      return answer;
    },
    async remove(id: string, reason: string) {
      await unwrap(api.DELETE('/do-not-contact/{id}', { params: { path: { id } }, body: { reason } }));
      refresh();
    },
  };
}
