/*
 * campaign-days: what came of the campaign day by day: a strip of bars for each figure, each on its own scale, and the same as a
 * table.
 */
import '../../styles/days.css';
import { useState } from 'react';
import { formatDay, formatNumber } from '../../lib/format';
import type { CampaignStats } from '../../lib/schema';
import { Button } from '../../ui/button';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '../../ui/table';
import { daysTexts as texts } from './days-texts';
import { type DayFigure, everyDay, figuresOf, type StatsDay } from './stats-days';

const dayName = (day: string) => formatDay(`${day}T12:00:00Z`, 'UTC');

export function CampaignDays({ stats }: { stats: CampaignStats }) {
  const [isTable, setIsTable] = useState(false);
  const days = everyDay(stats.by_day, Date.now());
  if (days.length === 0) return null;
  const figures = figuresOf(days);
  return (
    <section className="card padded" aria-label={texts.title}>
      <div className="card-head">
        <h2>{texts.title}</h2>
        <Button slim onClick={() => setIsTable(!isTable)}>
          {isTable ? texts.asChart : texts.asTable}
        </Button>
      </div>
      {isTable ? (
        <DayTable days={stats.by_day} figures={figures} />
      ) : (
        <>
          <div className="day-strips">
            {figures.map((figure) => (
              <Strip key={figure} figure={figure} days={days} />
            ))}
          </div>
          <p className="day-scale small faint">
            <span>{dayName(days[0]?.day ?? '')}</span>
            <span>{dayName(days.at(-1)?.day ?? '')}</span>
          </p>
        </>
      )}
      <p className="small faint day-note">
        {texts.note} {isTable ? null : texts.scales}
      </p>
    </section>
  );
}

const HEIGHT = 40;
const SLOT = 10;
const GAP = 2;
const LEAST = 2; // one of many is seen, too

function Strip({ figure, days }: { figure: DayFigure; days: StatsDay[] }) {
  const values = days.map((day) => day[figure]);
  const sum = values.reduce((all, value) => all + value, 0);
  const top = Math.max(...values);
  const at = days[values.indexOf(top)]?.day ?? '';
  const height = (value: number) => (value === 0 ? 0 : Math.max(LEAST, (HEIGHT * value) / top));
  return (
    <div className="day-strip">
      <p>
        <strong>{texts.figures[figure]}</strong> <span className="small faint">{texts.most(sum, top)}</span>
      </p>
      <svg
        className={figure}
        viewBox={`0 0 ${SLOT * days.length - GAP} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={texts.summary(figure, sum, top, dayName(at))}
      >
        {days.map((day, slot) => (
          <g key={day.day}>
            <title>{texts.day(dayName(day.day), figure, day[figure])}</title>
            <rect className="slot" x={slot * SLOT} width={SLOT - GAP} height={HEIGHT} />
            <rect x={slot * SLOT} y={HEIGHT - height(day[figure])} width={SLOT - GAP} height={height(day[figure])} />
          </g>
        ))}
      </svg>
    </div>
  );
}

/** Newest first, without the days on which nothing was. */
function DayTable({ days, figures }: { days: StatsDay[]; figures: DayFigure[] }) {
  return (
    <div className="boxed">
      <Table cards aria-label={texts.title}>
        <TableHead>
          <HeadCell>{texts.dayHead}</HeadCell>
          {figures.map((figure) => (
            <HeadCell key={figure} className="end">
              {texts.figures[figure]}
            </HeadCell>
          ))}
        </TableHead>
        <TableBody>
          {[...days].reverse().map((day) => (
            <Row key={day.day}>
              <Cell className="wide">{dayName(day.day)}</Cell>
              {figures.map((figure) => (
                <Cell key={figure} className="end" data-label={texts.figures[figure]}>
                  {formatNumber(day[figure])}
                </Cell>
              ))}
            </Row>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
