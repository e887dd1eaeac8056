import { expect, test } from 'vitest';
import { everyDay, figuresOf } from './stats-days';

const none = { sent: 0, replied: 0, bounced: 0, opened: 0, clicked: 0 };
const now = Date.parse('2026-11-20T23:59:00Z');

test('days without anything stand between the others, up to today', () => {
  const days = everyDay(
    [
      { ...none, day: '2026-10-30', sent: 3 },
      { ...none, day: '2026-11-02', replied: 1 },
    ],
    now,
  );
  expect(days).toHaveLength(22);
  expect(days.slice(0, 4).map(({ day, sent, replied }) => [day, sent, replied])).toEqual([
    ['2026-10-30', 3, 0],
    ['2026-10-31', 0, 0],
    ['2026-11-01', 0, 0],
    ['2026-11-02', 0, 1],
  ]);
  expect(days.at(-1)?.day).toBe('2026-11-20');
});

test('a campaign of today is no single bar, and one that has sent nothing has no days', () => {
  const days = everyDay([{ ...none, day: '2026-11-20', sent: 3 }], now);
  expect(days).toHaveLength(14);
  expect(days.at(-1)?.sent).toBe(3);
  expect(everyDay([], now)).toEqual([]);
});

test('a server whose clock is ahead of the browser loses no day', () => {
  expect(everyDay([{ ...none, day: '2026-11-21', sent: 1 }], now).at(-1)?.day).toBe('2026-11-21');
});

test('opens and clicks are shown where there are any', () => {
  expect(figuresOf([{ ...none, day: '2026-11-20', clicked: 1 }])).toEqual(['sent', 'replied', 'bounced', 'clicked']);
});
