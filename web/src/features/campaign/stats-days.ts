/*
 * stats-days: what came of a campaign day by day, without gaps between the days.
 */
import type { CampaignStats } from '../../lib/schema';

export type StatsDay = CampaignStats['by_day'][number];
export type DayFigure = 'sent' | 'replied' | 'bounced' | 'opened' | 'clicked';

const DAY = 86_400_000;
const FEWEST = 14;

const startOf = (day: string) => Date.parse(`${day}T00:00:00Z`);
const emptyDay = (at: number): StatsDay => ({
  day: new Date(at).toISOString().slice(0, 10),
  sent: 0,
  replied: 0,
  bounced: 0,
  opened: 0,
  clicked: 0,
});

/** Every day from the first on which anything was, to today; two weeks at least. */
export function everyDay(days: StatsDay[], now: number): StatsDay[] {
  const first = days[0];
  if (!first) return [];
  const today = Math.floor(now / DAY) * DAY;
  const last = Math.max(today, startOf(days.at(-1)?.day ?? first.day));
  const from = Math.min(startOf(first.day), last - (FEWEST - 1) * DAY);
  const known = new Map(days.map((day) => [day.day, day]));
  return Array.from({ length: (last - from) / DAY + 1 }, (_, at) => {
    const day = emptyDay(from + at * DAY);
    return known.get(day.day) ?? day;
  });
}

/** What is shown always, and what only where there is any of it. */
export function figuresOf(days: StatsDay[]): DayFigure[] {
  const tracked = (['opened', 'clicked'] as const).filter((name) => days.some((day) => day[name] > 0));
  return ['sent', 'replied', 'bounced', ...tracked];
}
