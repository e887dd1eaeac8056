// Writes the public holidays of some countries, from the npm package date-holidays, as a table in C and as the list that the
// UI offers. Run it when the package has news: `npm install date-holidays@latest` in tests/, then `./dev node tools/holidays.mjs`.
//
//   node tools/holidays.mjs [--check]      --check: writes nothing, fails when a file would change
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const require = createRequire(path.join(root, 'tests/package.json'));
const { default: Holidays } = await import(require.resolve('date-holidays'));

const FIRST_YEAR = 2026;
const LAST_YEAR = 2036;
const COUNTRIES = ['AR', 'AT', 'AU', 'BE', 'BG', 'BR', 'CA', 'CH', 'CL', 'CO', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GB', 'GR', 'HR',
  'HU', 'IE', 'IL', 'IS', 'IT', 'JP', 'KR', 'LI', 'LT', 'LU', 'LV', 'MT', 'MX', 'NL', 'NO', 'NZ', 'PL', 'PT', 'RO', 'SE', 'SG', 'SI', 'SK',
  'TR', 'UA', 'US', 'ZA'];

const dayAfter = (date) => new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

// Local dates, "2026-12-25". A holiday that begins at sunset counts from the day after; one of several days is each of them.
export function holidaysOf(country, year) {
  const calendar = new Holidays(country, { types: ['public'] });
  const days = new Set();
  for (const { date, start, end } of calendar.getHolidays(year)) {
    days.add(date.slice(0, 10));
    const nights = Math.ceil((end - start) / 86_400_000) - 1;
    for (let day = date.slice(0, 10), i = 0; i < nights; i++) days.add((day = dayAfter(day)));
  }
  return [...days].filter((day) => day.startsWith(`${year}-`)).sort();
}

function yearsOf(country) {
  const lines = [];
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year++) {
    const dates = holidaysOf(country, year).map((day) => day.replaceAll('-', ''));
    for (let i = 0; i < dates.length; i += 11) lines.push(`\t${dates.slice(i, i + 11).join(', ')},`);
  }
  return lines.join('\n');
}

function table() {
  const version = JSON.parse(readFileSync(path.join(root, 'tests/node_modules/date-holidays/package.json'), 'utf8')).version;
  const arrays = COUNTRIES.map((code) => `static const int ${code.toLowerCase()}_days[] = {\n${yearsOf(code)}\n};`);
  const rows = COUNTRIES.map((code) => `\t{"${code}", ${code.toLowerCase()}_days, ARRAY_COUNT(${code.toLowerCase()}_days)},`);
  return `/*
 * Written by tools/holidays.mjs from the npm package date-holidays ${version}: national public holidays, ${FIRST_YEAR} to ${LAST_YEAR}, yyyymmdd.
 * Its data is under the Creative Commons Attribution licence: https://github.com/commenthol/date-holidays
 */
/* clang-format off */
${arrays.join('\n')}

static const struct country countries[] = {
${rows.join('\n')}
};
/* clang-format on */
`;
}

function list() {
  const lines = [];
  for (let i = 0; i < COUNTRIES.length; i += 16) lines.push(`  ${COUNTRIES.slice(i, i + 16).map((code) => `'${code}',`).join(' ')}`);
  return `// Written by tools/holidays.mjs: the countries whose public holidays the server knows.
// biome-ignore format: a list
export const HOLIDAY_COUNTRIES = [
${lines.join('\n')}
] as const;
`;
}

export const files = () => ({
  'src/model/holiday_table.inc': table(),
  'web/src/features/campaign/holiday-countries.ts': list(),
});

if (process.argv[1] === import.meta.filename) {
  const stale = Object.entries(files()).filter(([name, text]) => readFileSync(path.join(root, name), { encoding: 'utf8', flag: 'a+' }) !== text);
  for (const [name, text] of stale) {
    if (!process.argv.includes('--check')) writeFileSync(path.join(root, name), text);
    console.log(name);
  }
  if (stale.length && process.argv.includes('--check')) process.exitCode = 1;
}
