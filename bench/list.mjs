// Pages of 50 of a million contacts, asked for by eight clients at once: first ones, deep ones, of all and of a list.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { cpuMs, BUILD, keep, median, options, people } from './lib.mjs';

const { runs, quick } = options('usage: ./dev bench list: pages of 50 at 1,000,000 contacts, 8 clients');
const ROWS = quick ? 50_000 : 1_000_000;
const SECONDS = quick ? 2 : 10;
const outrider = await people(ROWS);
const pages = path.join(BUILD, 'pages.txt');

/** Where a hundred pages begin, spread evenly between the first contact's id and the last's, which is searched for. */
async function cursors() {
  const begin = BigInt((await outrider.api.get('/contacts?limit=1')).next_cursor);
  let [low, high] = [begin, begin + (1n << 44n)];
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if ((await outrider.api.get(`/contacts?limit=1&cursor=${middle}`)).items.length) low = middle;
    else high = middle;
  }
  return Array.from({ length: 100 }, (_, i) => begin + (low - begin) * BigInt(i) / 100n);
}

function load(paths) {
  writeFileSync(pages, `${paths.join('\n')}\n`);
  const cpu = cpuMs(outrider.process.pid);
  const out = execFileSync('wrk', ['-t', '1', '-c', '8', '-d', `${SECONDS}s`, '-s', path.join(import.meta.dirname, 'wrk_pages.lua'), outrider.url],
    { encoding: 'utf8', env: { ...process.env, PAGES: pages, KEY: outrider.key } });
  const seen = JSON.parse(out.trim().split('\n').at(-1));
  if (seen.bad) throw new Error(`${seen.bad} requests failed`);
  return { ...seen, cpuMs: (cpuMs(outrider.process.pid) - cpu) / (seen.perSecond * SECONDS) };
}

try {
  const from = await cursors();
  const paths = from.flatMap((cursor, i) => ['/api/v1/contacts?limit=50', `/api/v1/contacts?limit=50&cursor=${cursor}`, `/api/v1/contacts?limit=50&list=all&cursor=${from[99 - i]}`]);
  const tries = Array.from({ length: runs }, () => load(paths));
  const search = load(Array.from({ length: 100 }, (_, i) => `/api/v1/contacts?limit=50&query=last${i * 79}`));
  const of = (key) => median(tries.map((one) => one[key]));
  const show = ({ perSecond, p50, p99 }) => `${Math.round(perSecond).toLocaleString('en')}/s, p50 ${Number(p50.toPrecision(2))} ms, p99 ${Number(p99.toPrecision(2))} ms`;
  keep('list', [
    { figure: `API: list page of 50 at ${ROWS.toLocaleString('en')} contacts, 8 clients`, ours: `${show({ perSecond: of('perSecond'), p50: of('p50'), p99: of('p99') })}, ${of('cpuMs').toPrecision(2)} ms CPU each`,
      rival: 'a popular mail API, measured elsewhere: 28/s, p99 358–775 ms', must: 'p99 20 ms', aim: 'p99 5 ms, 5,000/s', met: of('p99') <= 20 },
    { figure: 'the same with a search for a part of a name, which looks at everybody', ours: show(search), must: '–' },
  ]);
} finally {
  await outrider.close();
}
