/*
 * skeleton: stands where something will be, once it takes longer than a blink.
 */
import type { ReactNode } from 'react';
import { useIsLate } from '../lib/use-now';
import { Cell, HeadCell, Row, Table } from './table';

function Loading({ children }: { children: ReactNode }) {
  const isLate = useIsLate();
  return (
    <div aria-busy="true">
      <p className="visually-hidden">Loading…</p>
      {isLate ? <div aria-hidden="true">{children}</div> : null}
    </div>
  );
}

const WIDTHS = ['180px', '90px', '72px', '60px', '60px', '60px'];

export function TableSkeleton({ rows = 5, columns = 4 }: { rows?: number; columns?: number }) {
  const widths = WIDTHS.slice(0, columns);
  return (
    <Loading>
      <div className="card">
        <Table>
          <thead>
            <Row>
              {widths.map((width, at) => (
                <HeadCell key={`${width}-${at.toString()}`}>&nbsp;</HeadCell>
              ))}
            </Row>
          </thead>
          <tbody>
            {Array.from({ length: rows }, (_, row) => `row-${row}`).map((row) => (
              <Row key={row}>
                {widths.map((width, at) => (
                  <Cell key={`${width}-${at.toString()}`}>
                    <span className="bone" style={{ width }} />
                  </Cell>
                ))}
              </Row>
            ))}
          </tbody>
        </Table>
      </div>
    </Loading>
  );
}

export function BlockSkeleton({ height = 160 }: { height?: number }) {
  return (
    <Loading>
      <span className="bone" style={{ height }} />
    </Loading>
  );
}
