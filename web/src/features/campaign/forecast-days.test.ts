import { expect, test } from 'vitest';
import { countByDay, levelOf, weeksOf } from './forecast-days';

test('weeks go from Monday to Sunday, whatever day is the first', () => {
  const weeks = weeksOf(
    countByDay([
      { date: '2026-11-29', count: 2 },
      { date: '2026-12-01', count: 5 },
    ]),
  );

  expect(weeks.map((week) => week[0]?.date)).toEqual(['2026-11-23', '2026-11-30']);
  expect(weeks[0]?.map(({ count }) => count)).toEqual([0, 0, 0, 0, 0, 0, 2]);
  expect(weeks[1]?.[1]).toEqual({ date: '2026-12-01', label: '1 Dec', count: 5 });
});

test('a week without emails between two others stays', () => {
  expect(
    weeksOf(
      countByDay([
        { date: '2026-11-02', count: 1 },
        { date: '2026-11-18', count: 1 },
      ]),
    ),
  ).toHaveLength(3);
});

test('mailboxes and steps of a day are added up', () => {
  const counts = countByDay([
    { date: '2026-11-02', count: 1 },
    { date: '2026-11-02', count: 4 },
  ]);
  expect(counts.get('2026-11-02')).toBe(5);
});

test('no emails are no weeks, and a day with few is not empty', () => {
  expect(weeksOf(new Map())).toEqual([]);
  expect([levelOf(0, 100), levelOf(1, 100), levelOf(100, 100)]).toEqual([0, 1, 4]);
});
