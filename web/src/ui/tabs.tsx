/*
 * tabs: links to the views of a page. Which one is open stands in the address.
 */
import type { ReactNode } from 'react';

type TabsProps = { label: string; under?: boolean; children: ReactNode };

export function Tabs({ label, under, children }: TabsProps) {
  return (
    <nav className={under ? 'tabs under' : 'tabs'} aria-label={label}>
      {children}
    </nav>
  );
}
