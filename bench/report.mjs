// Takes the measurements made here into bench/results, and writes the table of all that are there into README.md and
// docs/performance.md, between their markers.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BUILD, ROOT } from './lib.mjs';

const RESULTS = path.join(ROOT, 'bench/results');
const ORDER = ['pipeline', 'latency', 'render', 'silence', 'disconnect', 'kill', 'start', 'import', 'list', 'memory', 'web'];

const measured = (dir) => (existsSync(dir) ? readdirSync(dir) : []).filter((name) => ORDER.includes(path.basename(name, '.json')) && name.endsWith('.json'));

for (const name of measured(BUILD)) writeFileSync(path.join(RESULTS, name), readFileSync(path.join(BUILD, name)));
const results = measured(RESULTS).map((name) => JSON.parse(readFileSync(path.join(RESULTS, name), 'utf8'))).sort((a, b) => ORDER.indexOf(a.name) - ORDER.indexOf(b.name));

const ratioOf = (row) => (row.ratio ? `${row.ratio.toPrecision(2)} × (${row.spread})` : '–');
const verdict = (row) => row.verdict ?? (row.must === '–' ? '–' : row.met ? 'met' : '**not met**');
const table = ['| figure | Outrider | beside it | ratio (spread) | wanted | |', '|---|---|---|---|---|---|',
  ...results.flatMap(({ rows }) => rows).map((row) => `| ${row.figure} | ${row.ours} | ${row.rival ?? '–'} | ${ratioOf(row)} | ${row.must} | ${verdict(row)} |`)].join('\n');
const days = [...Map.groupBy(results, ({ date }) => date)].sort().map(([date, of]) => `${date}: ${of.map(({ name }) => name).join(', ')}`).join('; ');

for (const file of ['README.md', 'docs/performance.md']) {
  const where = path.join(ROOT, file);
  const text = readFileSync(where, 'utf8');
  const block = `<!-- measured -->\n${table}\n\nMeasured on ${days}. Medians of runs side by side on one shared machine of two cores; \`./dev bench NAME\` measures again.\n<!-- /measured -->`;
  if (!text.includes('<!-- measured -->')) throw new Error(`${file} has no place for the table`);
  writeFileSync(where, text.replace(/<!-- measured -->[^]*<!-- \/measured -->/, () => block));
}
console.log(table);
