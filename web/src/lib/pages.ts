/*
 * pages: lists that come in pages, read one after the other.
 */
import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query';

export type Page<T> = { items: T[]; next_cursor?: string | null; total?: number | null };

/** `items` of all pages that were asked for so far. */
export function usePages<P extends Page<unknown>>(
  queryKey: QueryKey,
  read: (cursor: string | undefined) => Promise<P>,
) {
  return useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: P) => page.next_cursor ?? undefined,
    select: ({ pages }) => ({ first: pages[0], items: pages.flatMap((page) => page.items) as P['items'] }),
  });
}
