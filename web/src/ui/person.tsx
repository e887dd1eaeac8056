/*
 * person: somebody, or a mailbox, by initials, name and address.
 */
import type { ReactNode } from 'react';
import { initials } from '../lib/initials';

type PersonProps = { main: ReactNode; sub?: ReactNode; name: string; address: string; isOff?: boolean };

export function Person({ main, sub, name, address, isOff }: PersonProps) {
  return (
    <span className="who">
      <span className={isOff ? 'avatar off' : 'avatar'} aria-hidden="true">
        {initials(name, address)}
      </span>
      <span>
        <b>{main}</b>
        {sub ? <small>{sub}</small> : null}
      </span>
    </span>
  );
}
