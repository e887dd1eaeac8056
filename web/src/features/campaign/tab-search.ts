/*
 * tab-search: what the views of a campaign keep behind "?" of the address: which step is open, how a list is narrowed.
 */
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';

export type TabSearch = Record<string, string | number | undefined>;

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** Reads one word of the address. */
export function useTabSearch(name: string): string | undefined {
  return useLocation({ select: ({ search }) => textOf((search as Record<string, unknown>)[name]) });
}

/** Changes some; undefined takes a word out. The page before stays one step back, not one for each letter. */
export function useSetTabSearch(): (change: TabSearch) => void {
  const navigate = useNavigate();
  return useCallback(
    (change) =>
      void navigate({
        to: '.',
        replace: true,
        search: ((old: object) => ({ ...old, ...change })) as never,
        resetScroll: false,
      }),
    [navigate],
  );
}
