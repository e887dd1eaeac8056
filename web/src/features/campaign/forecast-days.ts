/*
 * forecast-days: the days of a forecast as weeks from Monday to Sunday. Dates are plain: the zone is the campaign's.
 */
export type CalendarDay = { date: string; label: string; count: number };

const DAY_MS = 24 * 3_600_000;
const LEVELS = 4;

export function countByDay(days: { date: string; count: number }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { date, count } of days) counts.set(date, (counts.get(date) ?? 0) + count);
  return counts;
}

function toDate(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** "12", and "1 Dec" where a month begins. */
function labelOf(date: string, isFirst: boolean): string {
  const day = Number(date.slice(8));
  if (day !== 1 && !isFirst) return day.toString();
  return new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' }).format(new Date(date));
}

/** Whole weeks from the first day with an email to the last; none without one. */
export function weeksOf(counts: Map<string, number>): CalendarDay[][] {
  const dates = [...counts.keys()].sort();
  const [first, last] = [dates[0], dates.at(-1)];
  if (!first || !last) return [];
  const begins = mondayOf(Date.parse(first) / DAY_MS);
  const ends = mondayOf(Date.parse(last) / DAY_MS) + 7;
  const weeks: CalendarDay[][] = [];
  for (let monday = begins; monday < ends; monday += 7) {
    weeks.push(
      Array.from({ length: 7 }, (_, at) => {
        const date = toDate(monday + at);
        return { date, label: labelOf(date, monday === begins && at === 0), count: counts.get(date) ?? 0 };
      }),
    );
  }
  return weeks;
}

/** 1 January 1970 was a Thursday. */
function mondayOf(day: number): number {
  return day - ((day + 3) % 7);
}

/** How full a day is, beside the fullest: 0 to 4. */
export function levelOf(count: number, most: number): number {
  return count === 0 ? 0 : Math.max(1, Math.ceil((count / most) * LEVELS));
}
