/*
 * time: an instant, as people say it; the exact one on hover.
 */
import { formatFullTime, formatRelative, formatTime } from '../lib/format';
import { useNow } from '../lib/use-now';
import { useZone } from '../lib/zone';

type TimeProps = { at: string };

/** "12 Nov 14:03". */
export function Time({ at }: TimeProps) {
  const zone = useZone();
  return (
    <time dateTime={at} title={formatFullTime(at, zone)}>
      {formatTime(at, zone)}
    </time>
  );
}

/** "4 minutes ago", and it ages. */
export function Ago({ at }: TimeProps) {
  const zone = useZone();
  const now = useNow(30_000);
  return (
    <time dateTime={at} title={formatFullTime(at, zone)}>
      {formatRelative(at, Math.max(now, Date.now()))}
    </time>
  );
}
