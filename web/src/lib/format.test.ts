import { describe, expect, test } from 'vitest';
import {
  formatBytes,
  formatPreciseTime,
  formatRelative,
  formatSpan,
  formatTime,
  formatWords,
  momentFromField,
  plural,
  secondsLeft,
} from './format';
import { initials } from './initials';

const NOON = '2026-11-12T12:00:00.000Z';

describe('numbers and words', () => {
  test.each([
    [0, '0 emails'],
    [1, '1 email'],
    [2, '2 emails'],
    [12480, '12,480 emails'],
  ])('%i is written with its noun', (count, text) => {
    expect(plural(count, 'email')).toBe(text);
  });

  test('an irregular plural is used as given', () => {
    expect(plural(3, 'mailbox', 'mailboxes')).toBe('3 mailboxes');
  });

  test('words are listed as in a sentence', () => {
    expect(formatWords(['Ada', 'Ben', 'Cy'])).toBe('Ada, Ben and Cy');
  });

  test.each([
    [999, '999 B'],
    [1500, '1.5 kB'],
    [256_000_000, '256 MB'],
  ])('%i bytes are rounded to what is read', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  test.each([
    ['Ada Osei', 'ada@acme.test', 'AO'],
    ['', 'ben.tran@acme.test', 'BT'],
    ['', 'x@acme.test', 'X'],
    ['Ada van der Berg', 'ada@acme.test', 'AB'],
  ])('the initials of "%s" <%s> are %s', (name, address, letters) => {
    expect(initials(name, address)).toBe(letters);
  });
});

describe('instants', () => {
  test('are shown on the clock of the zone', () => {
    const now = Date.parse(NOON);
    expect(formatTime(NOON, 'Europe/Berlin', now)).toBe('12 Nov 13:00');
    expect(formatTime(NOON, 'America/New_York', now)).toBe('12 Nov 07:00');
  });

  test('of another year name it', () => {
    expect(formatTime(NOON, 'UTC', Date.parse('2027-01-02T00:00:00Z'))).toBe('12 Nov 2026 12:00');
  });

  test('keep their milliseconds where those count', () => {
    expect(formatPreciseTime('2026-11-12T13:03:09.120Z', 'Europe/Berlin')).toBe('14:03:09.120');
  });

  test.each([
    [-10_000, 'just now'],
    [10_000, 'in a moment'],
    [-4 * 60_000, '4 minutes ago'],
    [3 * 3_600_000, 'in 3 hours'],
    [-26 * 3_600_000, 'yesterday'],
    [-9 * 86_400_000, '9 days ago'],
  ])('%i ms away are said as "%s"', (distance, text) => {
    const now = Date.parse(NOON);
    expect(formatRelative(new Date(now + distance).toISOString(), now)).toBe(text);
  });

  test.each([
    [38, '38 ms'],
    [1_240, '1.2 s'],
    [240_000, '4 minutes'],
    [-5, '0 ms'],
  ])('a span of %i ms is "%s"', (span, text) => {
    expect(formatSpan(NOON, new Date(Date.parse(NOON) + span).toISOString())).toBe(text);
  });
});

describe('a countdown', () => {
  const now = Date.parse(NOON);

  test.each([
    [30_000, 30],
    [29_001, 30],
    [1, 1],
    [0, 0],
    [-5_000, 0],
  ])('with %i ms left shows %i', (left, seconds) => {
    expect(secondsLeft(new Date(now + left).toISOString(), now)).toBe(seconds);
  });

  test('without an end is over', () => {
    expect(secondsLeft(null, now)).toBe(0);
  });
});

describe('what is typed as a wall clock', () => {
  test.each([
    ['2026-11-12T14:00', 'Europe/Berlin', '2026-11-12T13:00:00.000Z'],
    ['2026-07-12T14:00', 'Europe/Berlin', '2026-07-12T12:00:00.000Z'],
    ['2026-10-25T12:00', 'Europe/Berlin', '2026-10-25T11:00:00.000Z'], // the day on which summer time ends
    ['2026-11-12T14:00', 'Asia/Kathmandu', '2026-11-12T08:15:00.000Z'],
  ])('%s in %s is one instant', (typed, zone, instant) => {
    expect(momentFromField(typed, zone)).toBe(instant);
  });

  test('and is no moment is none', () => {
    expect(momentFromField('', 'UTC')).toBeNull();
  });
});
