/*
 * settings-queries: what the settings ask, and what they do.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../../lib/api-client';
import { usePages } from '../../lib/pages';
import { topics } from '../../lib/query-client';
import type { SettingsEdit } from '../../lib/schema';

export function useSettings() {
  return useQuery({ queryKey: [topics.settings], queryFn: () => unwrap(api.GET('/settings')) });
}

export function useApiKeys() {
  return usePages([topics.apiKeys], (cursor) =>
    unwrap(api.GET('/api-keys', { params: { query: cursor ? { cursor } : {} } })),
  );
}

export function useSettingsActions() {
  const queryClient = useQueryClient();
  const refreshKeys = () => queryClient.invalidateQueries({ queryKey: [topics.apiKeys] });
  return {
    async update(body: SettingsEdit) {
      const saved = await unwrap(api.PATCH('/settings', { body }));
      queryClient.setQueryData([topics.settings], saved);
      return saved;
    },
    async addKey(name: string, scopes: string[]) {
      const made = await unwrap(api.POST('/api-keys', { body: { name, scopes } }));
      void refreshKeys();
      return made;
    },
    async revokeKey(id: string) {
      await unwrap(api.DELETE('/api-keys/{id}', { params: { path: { id } } }));
      void refreshKeys();
    },
  };
}
