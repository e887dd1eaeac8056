// The table that the program carries, against the package it was made from.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import Holidays from 'date-holidays';
import { files } from '../../tools/holidays.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const table = readFileSync(path.join(root, 'src/model/holiday_table.inc'), 'utf8');

// The days of a country and a year, as the C source has them.
function daysOf(country, year) {
  const [, body] = new RegExp(`${country.toLowerCase()}_days\\[\\] = \\{([^}]*)\\}`).exec(table);
  return body.split(',').map((day) => day.trim()).filter((day) => day.startsWith(String(year)));
}

test('the table and the list of the UI are what the package gives', () => {
  for (const [name, text] of Object.entries(files())) assert.equal(readFileSync(path.join(root, name), 'utf8'), text, `${name}: run ./dev node tools/holidays.mjs`);
});

test('the days of some countries are the public holidays that the package names', () => {
  for (const country of ['DE', 'US', 'GB', 'FR', 'ES', 'NL', 'PL', 'BR']) {
    const calendar = new Holidays(country, { types: ['public'] });
    for (const year of [2026, 2031, 2036]) {
      const wanted = calendar.getHolidays(year).map(({ date }) => date.slice(0, 10).replaceAll('-', ''));
      assert.deepEqual(daysOf(country, year), [...new Set(wanted)].sort(), `${country} ${year}`);
    }
  }
});

test('days that anybody can check are in it', () => {
  const known = { DE: ['20261003', '20270326', '20360414'], US: ['20261126', '20270118', '20280704'], FR: ['20260714', '20271101'], GB: ['20261228', '20270503'], JP: ['20260211', '20260503'],
    SE: ['20260620', '20260606'], CH: ['20260801'], PL: ['20261111', '20260503'] };
  for (const [country, days] of Object.entries(known)) for (const day of days) assert.ok(daysOf(country, day.slice(0, 4)).includes(day), `${country} ${day}`);
});

test('each country has holidays in each year, in order and once', () => {
  const countries = [...table.matchAll(/\{"(\w\w)",/g)].map(([, code]) => code);
  assert.ok(countries.length >= 40);
  for (const country of countries) {
    for (let year = 2026; year <= 2036; year++) {
      const days = daysOf(country, year);
      assert.ok(days.length >= 4 && days.length <= 30, `${country} ${year}: ${days.length}`);
      assert.deepEqual(days, [...new Set(days)].sort(), `${country} ${year}`);
    }
  }
});
