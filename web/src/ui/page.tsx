/*
 * page: the frame of a page, and its faces while there is nothing to show.
 */
import { ChevronLeft, RotateCw } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { messageOf } from '../lib/api-client';
import { formatNumber } from '../lib/format';
import { useIsLate } from '../lib/use-now';
import { Button } from './button';
import { Cell, HeadCell, Row, Table } from './table';

type PageProps = {
  title: string;
  sub?: ReactNode;
  badge?: ReactNode;
  actions?: ReactNode;
  crumb?: ReactNode;
  narrow?: boolean;
  children: ReactNode;
};

let isFirstPage = true;

/** Title of the window, and the H1, which takes the focus when one comes from another page. */
export function Page({ title, sub, badge, actions, crumb, narrow, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Outrider`;
  }, [title]);
  useEffect(() => {
    const isBusyElsewhere = document.activeElement?.closest('[role=dialog], [role=alertdialog]');
    if (!isFirstPage && !isBusyElsewhere) heading.current?.focus({ preventScroll: true });
    isFirstPage = false;
  }, []);

  return (
    <div className={narrow ? 'page narrow' : 'page'}>
      {crumb}
      <div className="page-head">
        <div>
          <div className="title-line">
            <h1 ref={heading} tabIndex={-1}>
              {title}
            </h1>
            {badge}
          </div>
          {sub ? <p className="sub">{sub}</p> : null}
        </div>
        {actions ? <div className="page-actions">{actions}</div> : null}
      </div>
      {children}
    </div>
  );
}

/** The way back to the list; give it the link. */
export function CrumbIcon() {
  return <ChevronLeft size={16} aria-hidden="true" />;
}

type EmptyProps = { icon: ReactNode; title: string; text?: string; children?: ReactNode };

export function Empty({ icon, title, text, children }: EmptyProps) {
  return (
    <div className="empty">
      {icon}
      <h2>{title}</h2>
      {text ? <p>{text}</p> : null}
      {children ? <div className="cluster">{children}</div> : null}
    </div>
  );
}

type ErrorNoticeProps = { error: unknown; onRetry: () => unknown };

export function ErrorNotice({ error, onRetry }: ErrorNoticeProps) {
  return (
    <div className="card empty" role="alert">
      <h2>This could not be loaded</h2>
      <p>{messageOf(error)}</p>
      <Button onClick={onRetry}>
        <RotateCw size={16} aria-hidden="true" /> Try again
      </Button>
    </div>
  );
}

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

type MoreProps = {
  shown: number;
  total: number | null | undefined;
  hasMore: boolean;
  isLoading: boolean;
  onMore: () => unknown;
};

/** The foot of a list: how much of it is shown, and more. */
export function More({ shown, total, hasMore, isLoading, onMore }: MoreProps) {
  const known =
    typeof total === 'number' ? `${formatNumber(shown)} of ${formatNumber(total)}` : `${formatNumber(shown)} shown`;
  if (!hasMore && shown < 10) return null;
  return (
    <div className="table-foot">
      <span>{known}</span>
      {hasMore ? (
        <Button slim onClick={onMore} busyText={isLoading ? 'Loading…' : false}>
          Show more
        </Button>
      ) : null}
    </div>
  );
}
