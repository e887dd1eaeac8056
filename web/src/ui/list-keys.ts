/*
 * list-keys: j and k go through the rows of a table, x ticks the row, Enter opens it. The row one is at is the one that has the
 * focus, so that it is seen, told by a screen reader, and there again when one comes back.
 */
import type { RefObject } from 'react';
import { useKeys } from './keys';

const linkOf = (row: Element | undefined) => row?.querySelector<HTMLElement>('a[href]') ?? null;

export function useListKeys(list: RefObject<HTMLElement | null>) {
  const rows = () => [...(list.current?.querySelectorAll('tbody > tr') ?? [])].filter((row) => linkOf(row));
  const current = () => rows().find((row) => row.contains(document.activeElement));

  function move(by: 1 | -1): boolean {
    const all = rows();
    const row = current();
    const at = row ? all.indexOf(row) + by : 0;
    const link = linkOf(all[Math.min(Math.max(at, 0), all.length - 1)]);
    link?.focus();
    link?.scrollIntoView?.({ block: 'nearest' });
    return link !== null;
  }
  function tick(): boolean {
    const box = current()?.querySelector<HTMLElement>('input[type=checkbox]');
    box?.click();
    return Boolean(box);
  }
  /** A link or a button that has the focus opens by itself. */
  function open(): boolean {
    if (document.activeElement?.matches('a, button')) return false;
    const link = linkOf(current());
    link?.click();
    return link !== null;
  }

  useKeys({ j: () => move(1), k: () => move(-1), x: tick, Enter: open });
}
