/*
 * campaign-calendar: the first and the last day of a campaign, and the days in between on which it sends nothing.
 */
import { X } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import type { Campaign } from '../../lib/schema';
import { Button } from '../../ui/button';
import { Field, Select } from '../../ui/field';
import { calendarTexts as texts } from './campaign-texts';
import { HOLIDAY_COUNTRIES } from './holiday-countries';

export type Calendar = Pick<Campaign, 'holidays'> & { starts_on: string; ends_on: string };

type CardProps = { calendar: Calendar; onChange: (change: Partial<Calendar>) => void; errors: Record<string, string> };

const regionNames = new Intl.DisplayNames(['en'], { type: 'region' });
const days = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});

const nameOf = (country: string) => regionNames.of(country) ?? country;
const dayOf = (date: string) => days.format(new Date(`${date}T00:00:00Z`));

export function CalendarCard({ calendar, onChange, errors }: CardProps) {
  const { holidays } = calendar;
  const setCountries = (countries: string[]) => onChange({ holidays: { ...holidays, countries } });
  const setDates = (dates: string[]) => onChange({ holidays: { ...holidays, dates } });
  return (
    <section className="card padded stack" aria-label={texts.title}>
      <h2>{texts.title}</h2>
      <div className="two">
        <Field
          label={texts.startsOn}
          type="date"
          value={calendar.starts_on}
          onChange={(starts_on) => onChange({ starts_on })}
          error={errors.starts_on}
        />
        <Field
          label={texts.endsOn}
          hint={texts.endsOnHint}
          type="date"
          value={calendar.ends_on}
          onChange={(ends_on) => onChange({ ends_on })}
          error={errors.ends_on}
        />
      </div>
      <Countries chosen={holidays.countries} onChange={setCountries} error={errors['holidays.countries']} />
      <Dates chosen={holidays.dates} onChange={setDates} error={errors['holidays.dates']} />
    </section>
  );
}

type ListProps = { chosen: string[]; onChange: (chosen: string[]) => void; error: string | undefined };

/** Choosing one adds it at once. */
function Countries({ chosen, onChange, error }: ListProps) {
  const others = HOLIDAY_COUNTRIES.filter((country) => !chosen.includes(country))
    .map((country) => [country, nameOf(country)] as const)
    .toSorted(([, one], [, other]) => one.localeCompare(other));
  return (
    <div className="stack tight">
      <Select
        label={texts.countries}
        hint={texts.countriesHint}
        value=""
        options={[['', texts.addCountry], ...others]}
        onChange={(country) => onChange([...chosen, country].filter(Boolean).toSorted())}
        error={error}
      />
      <Chosen label={texts.chosenCountries} items={chosen} textOf={nameOf} onChange={onChange} />
    </div>
  );
}

function Dates({ chosen, onChange, error }: ListProps) {
  const [date, setDate] = useState('');
  const form = useId();
  function add(event: FormEvent) {
    event.preventDefault();
    if (date) onChange([...new Set([...chosen, date])].toSorted());
    setDate('');
  }
  return (
    <div className="stack tight">
      <form id={form} className="with-button" onSubmit={add}>
        <Field label={texts.date} type="date" value={date} onChange={setDate} error={error} />
        <Button type="submit" disabled={!date}>
          {texts.addDate}
        </Button>
      </form>
      <Chosen label={texts.chosenDates} items={chosen} textOf={dayOf} onChange={onChange} />
    </div>
  );
}

type ChosenProps = {
  label: string;
  items: string[];
  textOf: (item: string) => string;
  onChange: (items: string[]) => void;
};

/** What was chosen; pressing one takes it away. */
function Chosen({ label, items, textOf, onChange }: ChosenProps) {
  if (items.length === 0) return null;
  return (
    <ul className="chips" aria-label={label}>
      {items.map((item) => (
        <li key={item}>
          <button
            type="button"
            className="chip"
            aria-label={texts.remove(textOf(item))}
            onClick={() => onChange(items.filter((other) => other !== item))}
          >
            {textOf(item)}
            <X size={12} aria-hidden="true" />
          </button>
        </li>
      ))}
    </ul>
  );
}
