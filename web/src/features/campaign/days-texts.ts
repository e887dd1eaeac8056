/*
 * days-texts: the words of what came of a campaign day by day.
 */
import { formatNumber } from '../../lib/format';
import type { DayFigure } from './stats-days';

const figures: Record<DayFigure, string> = {
  sent: 'Sent',
  replied: 'Replied',
  bounced: 'Bounced',
  opened: 'Opened',
  clicked: 'Clicked',
};

export const daysTexts = {
  title: 'By day',
  figures,
  asTable: 'Show as table',
  asChart: 'Show as chart',
  dayHead: 'Day',
  most: (sum: number, top: number) => (sum === 0 ? 'none' : `${formatNumber(sum)}, at most ${formatNumber(top)} a day`),
  summary: (figure: DayFigure, sum: number, top: number, day: string) =>
    sum === 0
      ? `${figures[figure]} by day: none`
      : `${figures[figure]} by day: ${formatNumber(sum)}, at most ${formatNumber(top)}, on ${day}`,
  day: (day: string, figure: DayFigure, count: number) =>
    `${day}: ${formatNumber(count)} ${figures[figure].toLowerCase()}`,
  note: 'The last 90 days, in UTC. An answer and a bounce count on the day on which they ended it for the contact.',
  scales: 'Each strip has its own scale.',
};
