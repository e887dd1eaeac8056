/*
 * table: rows that become cards on a narrow screen. The roles are spelled out, because a browser forgets them when styles make
 * a table something else.
 */
import type { ComponentProps } from 'react';

export function Table({ cards, ...rest }: ComponentProps<'table'> & { cards?: boolean }) {
  // biome-ignore lint/a11y/noRedundantRoles: display: grid takes a table's role away
  return <table role="table" className={cards ? 'table cards' : 'table'} {...rest} />;
}

export function TableHead({ children }: { children: ComponentProps<'tr'>['children'] }) {
  return (
    // biome-ignore lint/a11y/noRedundantRoles: see above
    <thead role="rowgroup">
      <Row>{children}</Row>
    </thead>
  );
}

export function TableBody(props: ComponentProps<'tbody'>) {
  // biome-ignore lint/a11y/noRedundantRoles: see above
  return <tbody role="rowgroup" {...props} />;
}

export function Row({ selected, ...rest }: ComponentProps<'tr'> & { selected?: boolean }) {
  // biome-ignore lint/a11y/noRedundantRoles: see above
  return <tr role="row" data-selected={selected || undefined} {...rest} />;
}

export function HeadCell(props: ComponentProps<'th'>) {
  // biome-ignore lint/a11y/noRedundantRoles: see above
  return <th role="columnheader" scope="col" {...props} />;
}

export function Cell(props: ComponentProps<'td'> & { 'data-label'?: string }) {
  // biome-ignore lint/a11y/noRedundantRoles: see above
  return <td role="cell" {...props} />;
}
