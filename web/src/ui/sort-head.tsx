/*
 * sort-head: a column's head that sorts by it: once, the other way round, and back to the list's own order.
 */
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { HeadCell } from './table';

export type Sorting<T extends string> = { sort: T | undefined; onSort: (sort: T | undefined) => void };

type SortHeadProps<T extends string> = Sorting<T> & {
  /** The two orders, the one that is mostly wanted first. */
  orders: readonly [first: T, second: T];
  className?: string;
  children: ReactNode;
};

export function SortHead<T extends string>({ sort, onSort, orders, className, children }: SortHeadProps<T>) {
  const at = sort === undefined ? -1 : orders.indexOf(sort);
  const isDown = sort?.startsWith('-') ?? false;
  const Arrow = isDown ? ArrowDown : ArrowUp;
  return (
    <HeadCell className={className} {...(at < 0 ? {} : { 'aria-sort': isDown ? 'descending' : 'ascending' })}>
      <button type="button" className="sort-btn" onClick={() => onSort(orders[at + 1])}>
        {children}
        {at < 0 ? null : <Arrow size={12} aria-hidden="true" />}
      </button>
    </HeadCell>
  );
}
