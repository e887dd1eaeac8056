/*
 * format: numbers, words and instants as people read them. Instants are shown in a time zone, by default the browser's.
 */
import { localZone } from './zone';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const numbers = new Intl.NumberFormat('en-GB');
const cardinal = new Intl.PluralRules('en');
const listing = new Intl.ListFormat('en-GB', { style: 'long', type: 'conjunction' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** "1 email", "2 emails". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${cardinal.select(count) === 'one' ? one : many}`;
}

/** "Ada", "Ada and Ben", "Ada, Ben and Cy". */
export function formatWords(words: string[]): string {
  return listing.format(words);
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

function formatterOf(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', ...options });
}

/** "12 Nov 14:03", with the year when it is another one. */
export function formatTime(instant: string, zone = localZone(), now = Date.now()): string {
  const date = new Date(instant);
  const year = formatterOf(zone, { year: 'numeric' });
  const isThisYear = year.format(date) === year.format(now);
  const day = formatterOf(zone, { day: 'numeric', month: 'short', ...(isThisYear ? {} : { year: 'numeric' }) });
  const time = formatterOf(zone, { hour: '2-digit', minute: '2-digit' });
  return `${day.format(date)} ${time.format(date)}`;
}

/** "Thursday 12 November 2026 at 14:03:09 (Europe/Berlin)". */
export function formatFullTime(instant: string, zone = localZone()): string {
  const written = formatterOf(zone, { dateStyle: 'full', timeStyle: 'medium' }).format(new Date(instant));
  return `${written} (${zone})`;
}

/** "14:03:09.120": for receipts, where a second is long. */
export function formatPreciseTime(instant: string, zone = localZone()): string {
  const options: Intl.DateTimeFormatOptions = {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
  };
  return formatterOf(zone, options).format(new Date(instant));
}

/** "Thu 12 Nov 2026". */
export function formatDay(instant: string, zone = localZone()): string {
  const options: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' };
  return formatterOf(zone, options).format(new Date(instant));
}

/** "Mon 5 Jan 09:04, Europe/Berlin", with the year when it is another one. */
export function formatWhen(instant: string, zone: string, now = Date.now()): string {
  const weekday = formatterOf(zone, { weekday: 'short' }).format(new Date(instant));
  return `${weekday} ${formatTime(instant, zone, now)}, ${zone.replaceAll('_', ' ')}`;
}

/** "in 3 hours", "2 minutes ago", "just now". */
export function formatRelative(instant: string, now: number): string {
  const difference = new Date(instant).getTime() - now;
  const size = Math.abs(difference);
  if (size < MINUTE) return difference > 0 ? 'in a moment' : 'just now';
  if (size < HOUR) return relative.format(Math.round(difference / MINUTE), 'minute');
  if (size < DAY) return relative.format(Math.round(difference / HOUR), 'hour');
  if (size < 45 * DAY) return relative.format(Math.round(difference / DAY), 'day');
  return relative.format(Math.round(difference / (30 * DAY)), 'month');
}

/** The time between two instants: "38 ms", "1.2 s", "4 minutes". */
export function formatSpan(from: string, to: string): string {
  const ms = Math.max(0, new Date(to).getTime() - new Date(from).getTime());
  if (ms < 1000) return `${ms} ms`;
  if (ms < 2 * MINUTE) return `${(ms / 1000).toFixed(1)} s`;
  return plural(Math.round(ms / MINUTE), 'minute');
}

/** Whole seconds left until an instant, never below 0. */
export function secondsLeft(until: string | null, now: number): number {
  if (!until) return 0;
  return Math.max(0, Math.ceil((new Date(until).getTime() - now) / 1000));
}

/** What a `datetime-local` field holds, taken as a wall clock in the zone. Null when it holds no moment. */
export function momentFromField(value: string, zone: string): string | null {
  const asUtc = Date.parse(`${value}Z`);
  if (Number.isNaN(asUtc)) return null;
  const guess = asUtc - offsetAt(asUtc, zone);
  return new Date(asUtc - offsetAt(guess, zone)).toISOString();
}

/** How far the zone's wall clock is ahead of UTC at an instant, in milliseconds. */
function offsetAt(instant: number, zone: string): number {
  const parts = formatterOf(zone, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(instant);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall - Math.floor(instant / 1000) * 1000;
}

export function timeZones(): string[] {
  const zones = Intl.supportedValuesOf('timeZone');
  return zones.includes('UTC') ? zones : ['UTC', ...zones];
}
