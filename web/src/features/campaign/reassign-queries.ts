/*
 * reassign-queries: who waits for a mailbox of the campaign, and moving them to others.
 */
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../../lib/api-client';
import { topics } from '../../lib/query-client';

/** `to`: one mailbox, or '' for whichever of the others has room. */
export type Move = { campaignId: string; from: string; to: string };

function ask({ campaignId, from, to }: Move, rest: { preview: boolean; include_threads?: string[] }) {
  const body = { from_mailbox_id: from, ...(to ? { to_mailbox_ids: [to] } : {}), ...rest };
  return unwrap(api.POST('/campaigns/{id}/reassign', { params: { path: { id: campaignId } }, body }));
}

/** Who would go and who would stay. Nothing is changed. */
export function useMovePreview(move: Move) {
  return useQuery({
    queryKey: [topics.campaigns, 'reassign', move],
    queryFn: () => ask(move, { preview: true }),
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  });
}

export type Moving = NonNullable<ReturnType<typeof useMovePreview>['data']>;

export function useMove() {
  const queryClient = useQueryClient();
  return async (move: Move, threads: string[]) => {
    const done = await ask(move, {
      preview: false,
      ...(threads.length > 0 ? { include_threads: threads } : {}),
    });
    void queryClient.invalidateQueries({ queryKey: [topics.campaigns] });
    return done.moved + done.moved_threads;
  };
}
