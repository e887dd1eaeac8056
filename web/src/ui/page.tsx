import { type ReactNode, useEffect, useRef } from 'react';

type PageProps = { title: string; sub?: ReactNode; actions?: ReactNode; crumb?: ReactNode; children: ReactNode };

/** The frame of a page: title of the window, the H1 that takes the focus on a change of route, actions. */
export function Page({ title, sub, actions, crumb, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Outrider`;
  }, [title]);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, []);

  return (
    <>
      {crumb}
      <div className="head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {sub ? <div className="sub">{sub}</div> : null}
        </div>
        {actions ? <div className="head-actions">{actions}</div> : null}
      </div>
      {children}
    </>
  );
}

export function Empty({ icon, title, children }: { icon: ReactNode; title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      {icon}
      <h2>{title}</h2>
      {children}
    </div>
  );
}

export function ErrorNotice({ message, onRetry }: { message: string; onRetry: () => void }) {
  return (
    <div className="empty" role="alert">
      <h2>This could not be loaded</h2>
      <p>{message}</p>
      <button type="button" className="btn" onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}

export function TableSkeleton({ rows = 5 }: { rows?: number }) {
  return (
    <div className="card" aria-busy="true">
      <span className="visually-hidden">Loading…</span>
      <table className="table" aria-hidden="true">
        <tbody>
          {Array.from({ length: rows }, (_, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows without identity
            <tr key={i}>
              <td>
                <span className="skeleton w1" />
              </td>
              <td>
                <span className="skeleton w2" />
              </td>
              <td>
                <span className="skeleton w3" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Pager({ shown, total, onNext, onFirst }: { shown: number; total: number | null; onNext?: () => void; onFirst?: () => void }) {
  if (!onNext && !onFirst) return null;
  return (
    <div className="pager">
      <span>{total === null ? `${shown} shown` : `${shown} of ${total}`}</span>
      <div className="head-actions">
        {onFirst ? (
          <button type="button" className="btn small" onClick={onFirst}>
            Back to the start
          </button>
        ) : null}
        {onNext ? (
          <button type="button" className="btn small" onClick={onNext}>
            Next page
          </button>
        ) : null}
      </div>
    </div>
  );
}
