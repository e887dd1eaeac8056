/*
 * page: the frame of a page, and its faces when there is nothing to show.
 */
import { ChevronLeft, RotateCw } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { messageOf } from '../lib/api-client';
import { Button } from './button';

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
