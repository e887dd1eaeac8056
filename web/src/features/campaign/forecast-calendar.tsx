/*
 * forecast-calendar: what will leave when, week by week; a day opens its list, and the same is there as a table.
 */
import { CalendarDays } from 'lucide-react';
import { useState } from 'react';
import { formatDay, formatNumber, formatWhen, formatWords } from '../../lib/format';
import type { Campaign } from '../../lib/schema';
import { Button } from '../../ui/button';
import { Pairs } from '../../ui/facts';
import { Empty, ErrorNotice } from '../../ui/page';
import { BlockSkeleton } from '../../ui/skeleton';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '../../ui/table';
import { type Forecast, useForecast } from './campaign-queries';
import '../../styles/forecast.css';
import { type CalendarDay, countByDay, levelOf, weeksOf } from './forecast-days';
import { calendarTexts as texts } from './forecast-texts';
import { SendLines } from './send-lines';

const FEW_DAYS = 28;
const MANY_DAYS = 182;

export function ForecastCalendar({ campaign }: { campaign: Campaign }) {
  const [days, setDays] = useState(FEW_DAYS);
  const forecast = useForecast(campaign.id, days);

  return (
    <section className="card padded stack" aria-label={texts.title}>
      <h2>{texts.title}</h2>
      {forecast.status === 'pending' ? <BlockSkeleton height={320} /> : null}
      {forecast.status === 'error' ? <ErrorNotice error={forecast.error} onRetry={forecast.refetch} /> : null}
      {forecast.status === 'success' ? (
        <Calendar
          forecast={forecast.data}
          {...(days === FEW_DAYS && hasMore(forecast.data) ? { onMore: () => setDays(MANY_DAYS) } : {})}
        />
      ) : null}
    </section>
  );
}

function hasMore({ total, days }: Forecast): boolean {
  return days.reduce((sum, { count }) => sum + count, 0) < total;
}

function Calendar({ forecast, onMore }: { forecast: Forecast; onMore?: () => void }) {
  const [isTable, setTable] = useState(false);
  if (forecast.total === 0) {
    return (
      <>
        <Empty icon={<CalendarDays size={28} />} title={texts.none} text={texts.noneText} />
        <Notes forecast={forecast} />
      </>
    );
  }
  return (
    <>
      <Totals forecast={forecast} />
      <Notes forecast={forecast} />
      <fieldset className="cluster calendar-view">
        <legend className="visually-hidden">{texts.view}</legend>
        <Button slim aria-pressed={!isTable} onClick={() => setTable(false)}>
          {texts.asCalendar}
        </Button>
        <Button slim aria-pressed={isTable} onClick={() => setTable(true)}>
          {texts.asTable}
        </Button>
        <span className="muted small">{texts.zone(forecast.timezone)}</span>
      </fieldset>
      {isTable ? <DayTable forecast={forecast} /> : <Weeks forecast={forecast} />}
      {onMore ? (
        <div>
          <Button slim onClick={onMore}>
            {texts.more}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function Totals({ forecast }: { forecast: Forecast }) {
  const { first_send_at: first, last_send_at: last, timezone, total } = forecast;
  return (
    <Pairs
      pairs={[
        { name: texts.total, value: formatNumber(total) },
        ...(first ? [{ name: texts.first, value: formatWhen(first, timezone) }] : []),
        ...(last ? [{ name: texts.last, value: formatWhen(last, timezone) }] : []),
      ]}
    />
  );
}

function Notes({ forecast }: { forecast: Forecast }) {
  const shared = forecast.mailboxes.filter(({ shared_with }) => shared_with > 0).map(({ address }) => address);
  const { conditional_steps: conditional, steps_to_approve: toApprove } = forecast;
  return (
    <div className="muted small">
      <p>{texts.assumes[forecast.assumes]}</p>
      {conditional.length > 0 ? <p>{texts.conditional(formatWords(conditional.map(String)))}</p> : null}
      {toApprove.length > 0 ? <p>{texts.toApprove(formatWords(toApprove.map(String)))}</p> : null}
      {shared.length > 0 ? <p>{texts.shared(formatWords(shared))}</p> : null}
      {forecast.held > 0 ? <p>{texts.held(forecast.held)}</p> : null}
    </div>
  );
}

function Weeks({ forecast }: { forecast: Forecast }) {
  const [open, setOpen] = useState<string | null>(null);
  const counts = countByDay(forecast.days);
  const weeks = weeksOf(counts);
  const most = Math.max(1, ...counts.values());

  if (weeks.length === 0) return <p className="muted">{texts.noneHere}</p>;
  return (
    <>
      <div className="calendar">
        <div className="calendar-week head" aria-hidden="true">
          {texts.weekdays.map((name) => (
            <span key={name}>{name}</span>
          ))}
        </div>
        {weeks.map((week) => (
          <div className="calendar-week" key={week[0]?.date}>
            {week.map((day) => (
              <Day
                key={day.date}
                day={day}
                level={levelOf(day.count, most)}
                isOpen={open === day.date}
                onOpen={() => setOpen(open === day.date ? null : day.date)}
              />
            ))}
          </div>
        ))}
      </div>
      {open ? <DayList forecast={forecast} date={open} onClose={() => setOpen(null)} /> : null}
    </>
  );
}

type DayProps = { day: CalendarDay; level: number; isOpen: boolean; onOpen: () => void };

function Day({ day, level, isOpen, onOpen }: DayProps) {
  if (day.count === 0) {
    return (
      <span className="calendar-day" data-level={0}>
        <span>{day.label}</span>
      </span>
    );
  }
  return (
    <button type="button" className="calendar-day" data-level={level} aria-expanded={isOpen} onClick={onOpen}>
      <span aria-hidden="true">{day.label}</span>
      <strong aria-hidden="true">{formatNumber(day.count)}</strong>
      <span className="visually-hidden">{texts.dayLabel(nameOf(day.date), day.count)}</span>
    </button>
  );
}

/** One day: how many each mailbox sends of each step, and to whom, as far as that can be told. */
function DayList({ forecast, date, onClose }: { forecast: Forecast; date: string; onClose: () => void }) {
  const lines = forecast.days.filter((day) => day.date === date);
  const next = forecast.next.filter(({ at }) => dateIn(at, forecast.timezone) === date);
  const addressOf = addresses(forecast);
  const title = nameOf(date);

  return (
    <section className="boxed day-list stack tight" aria-label={title}>
      <div className="card-head">
        <h3>{title}</h3>
        <Button slim onClick={onClose}>
          {texts.close}
        </Button>
      </div>
      <ul className="list-lines">
        {lines.map(({ mailbox_id, step, count }) => (
          <li key={`${mailbox_id} ${step}`}>
            <span>{addressOf(mailbox_id)}</span>
            <span className="muted">{texts.step(step)}</span>
            <span className="n">{texts.emails(count)}</span>
          </li>
        ))}
      </ul>
      {next.length > 0 ? (
        <>
          <h4>{texts.upcoming}</h4>
          <SendLines
            label={texts.upcoming}
            sends={next}
            timeOf={(at) => clockIn(at, forecast.timezone)}
            addressOf={addressOf}
          />
        </>
      ) : (
        <p className="muted small">{texts.counted}</p>
      )}
    </section>
  );
}

function DayTable({ forecast }: { forecast: Forecast }) {
  const addressOf = addresses(forecast);
  return (
    <Table cards aria-label={texts.title}>
      <TableHead>
        <HeadCell>{texts.columns.day}</HeadCell>
        <HeadCell>{texts.columns.mailbox}</HeadCell>
        <HeadCell>{texts.columns.step}</HeadCell>
        <HeadCell className="end">{texts.columns.count}</HeadCell>
      </TableHead>
      <TableBody>
        {forecast.days.map(({ date, mailbox_id, step, count }) => (
          <Row key={`${date} ${mailbox_id} ${step}`}>
            <Cell data-label={texts.columns.day}>{nameOf(date)}</Cell>
            <Cell data-label={texts.columns.mailbox}>{addressOf(mailbox_id)}</Cell>
            <Cell data-label={texts.columns.step}>{texts.step(step)}</Cell>
            <Cell data-label={texts.columns.count} className="end">
              {formatNumber(count)}
            </Cell>
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}

function addresses({ mailboxes }: Forecast) {
  const byId = new Map(mailboxes.map(({ id, address }) => [id, address]));
  return (id: string) => byId.get(id) ?? id;
}

/** "Thu, 12 Nov 2026": a plain date, whatever the zone. */
function nameOf(date: string): string {
  return formatDay(`${date}T12:00:00Z`, 'UTC');
}

/** "2026-11-12" of an instant in a zone. */
function dateIn(at: string, zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date(at));
}

function clockIn(at: string, zone: string): string {
  const options: Intl.DateTimeFormatOptions = { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  return new Intl.DateTimeFormat('en-GB', options).format(new Date(at));
}
