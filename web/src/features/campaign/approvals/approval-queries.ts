/*
 * approval-queries: the emails of a campaign that wait for somebody, and what is decided about them.
 */
import { useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../../../lib/api-client';
import { usePages } from '../../../lib/pages';
import { topics } from '../../../lib/query-client';
import type { Approval, Approve } from '../../../lib/schema';

export function useApprovals(campaignId: string, q: string | undefined) {
  const filter = q ? { q } : {};
  return usePages([topics.campaigns, 'approvals', campaignId, filter], (cursor) =>
    unwrap(
      api.GET('/campaigns/{id}/approvals', {
        params: { path: { id: campaignId }, query: { ...filter, ...(cursor ? { cursor } : {}) } },
      }),
    ),
  );
}

const path = (id: string) => ({ params: { path: { id } } });

export function useDecisions() {
  const queryClient = useQueryClient();
  async function after<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } finally {
      await queryClient.invalidateQueries({ queryKey: [topics.campaigns] });
    }
  }
  return {
    approve: (id: string, body: Approve) => after(unwrap(api.POST('/approvals/{id}/approve', { ...path(id), body }))),
    skip: (id: string) => after(unwrap(api.POST('/approvals/{id}/skip', path(id)))),
    /** Each as it was shown. */
    approveMany: (emails: Approval[]) =>
      after(
        unwrap(
          api.POST('/approvals/approve', {
            body: {
              ids: emails.map(({ id }) => id),
              versions: Object.fromEntries(emails.map(({ id, version }) => [id, version ?? ''])),
            },
          }),
        ),
      ),
    skipMany: (emails: Approval[]) =>
      after(unwrap(api.POST('/approvals/skip', { body: { ids: emails.map(({ id }) => id) } }))),
  };
}
