/*
 * contact-queries: what the contact pages ask, and what they do.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../../lib/api-client';
import { usePages } from '../../lib/pages';
import { topics } from '../../lib/query-client';
import type { ContactEdit, ImportJob, NewContact } from '../../lib/schema';
import { uploadFile } from '../../lib/upload';

export type ContactFilter = { q?: string | undefined; list?: string | undefined };

export function useContacts({ q, list }: ContactFilter) {
  const query = { ...(q ? { query: q } : {}), ...(list ? { list } : {}) };
  return usePages([topics.contacts, 'list', query], (cursor) =>
    unwrap(api.GET('/contacts', { params: { query: { ...query, ...(cursor ? { cursor } : {}) } } })),
  );
}

const path = (id: string) => ({ params: { path: { id } } });

export function useContact(id: string) {
  return useQuery({
    queryKey: [topics.contacts, 'one', id],
    queryFn: () => unwrap(api.GET('/contacts/{id}', path(id))),
  });
}

export function useTimeline(id: string) {
  return useQuery({
    queryKey: [topics.contacts, 'timeline', id],
    queryFn: () => unwrap(api.GET('/contacts/{id}/timeline', path(id))),
    select: (page) => page.items,
  });
}

export function useLists() {
  return useQuery({
    queryKey: [topics.lists],
    queryFn: () => unwrap(api.GET('/lists')),
    select: (page) => page.items,
  });
}

export function useImports() {
  return usePages([topics.imports, 'list'], (cursor) =>
    unwrap(api.GET('/imports', { params: { query: cursor ? { cursor } : {} } })),
  );
}

export function isOver(job: ImportJob): boolean {
  return job.status === 'done' || job.status === 'failed' || job.status === 'cancelled';
}

export function useImport(id: string) {
  return useQuery({
    queryKey: [topics.imports, 'one', id],
    queryFn: () => unwrap(api.GET('/imports/{id}', path(id))),
    // Events tell of its steps; between them the page asks, so that the bar moves.
    refetchInterval: ({ state }) => (state.data && isOver(state.data) ? false : 1000),
  });
}

export const rejectedRowsUrl = (id: string) => `/api/v1/imports/${id}/rejected.csv`;

function isImport(value: unknown): value is { id: string } {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
}

export function useContactActions() {
  const queryClient = useQueryClient();
  const refresh = () => {
    void queryClient.invalidateQueries({ queryKey: [topics.contacts] });
    void queryClient.invalidateQueries({ queryKey: [topics.lists] });
  };

  return {
    async add(body: NewContact) {
      const contact = await unwrap(api.POST('/contacts', { body }));
      refresh();
      return contact;
    },
    async update(id: string, body: ContactEdit) {
      const contact = await unwrap(api.PATCH('/contacts/{id}', { ...path(id), body }));
      queryClient.setQueryData([topics.contacts, 'one', id], contact);
      refresh();
      return contact;
    },
    async erase(id: string) {
      await unwrap(api.DELETE('/contacts/{id}', path(id)));
      queryClient.removeQueries({ queryKey: [topics.contacts, 'one', id] });
      queryClient.removeQueries({ queryKey: [topics.contacts, 'timeline', id] });
      void queryClient.invalidateQueries({ queryKey: [topics.contacts, 'list'] });
    },
    async block(value: string) {
      await unwrap(api.POST('/do-not-contact', { body: { value } }));
      refresh();
      void queryClient.invalidateQueries({ queryKey: [topics.suppressions] });
    },
    async startImport(file: File, list: string, onProgress: (sent: number) => void) {
      const query = list ? `?list=${encodeURIComponent(list)}` : '';
      const answer = await uploadFile(`/imports${query}`, file, 'text/csv', onProgress);
      if (!isImport(answer)) throw new Error('The server did not say which import this is. Look under Imports.');
      void queryClient.invalidateQueries({ queryKey: [topics.imports] });
      return answer.id;
    },
    async cancelImport(id: string) {
      const job = await unwrap(api.POST('/imports/{id}/cancel', path(id)));
      queryClient.setQueryData([topics.imports, 'one', id], job);
    },
  };
}
