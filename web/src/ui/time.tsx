import { useEffect, useState } from 'react';
import { formatFullTime, formatRelative, formatTime } from '../lib/format';

/** The time now, read again every `everyMs`. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

export function Time({ at, relative = false }: { at: string; relative?: boolean }) {
  const now = useNow(30000);
  return (
    <time dateTime={at} title={formatFullTime(at)}>
      {relative ? formatRelative(at, now) : formatTime(at)}
    </time>
  );
}
