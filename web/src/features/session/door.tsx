/*
 * door: the frame of the pages outside: signing in, setting up.
 */
import { Mail } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';

type DoorProps = { title: string; sub?: string; children: ReactNode };

export function Door({ title, sub, children }: DoorProps) {
  useEffect(() => {
    document.title = `${title} · Outrider`;
  }, [title]);

  return (
    <main id="main" className="door">
      <div>
        <div className="brand">
          <Mail size={20} aria-hidden="true" /> Outrider
        </div>
        <div className="card padded stack">
          <div>
            <h1>{title}</h1>
            {sub ? <p className="muted">{sub}</p> : null}
          </div>
          {children}
        </div>
      </div>
    </main>
  );
}
