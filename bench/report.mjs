// Writes the table of the last measurements into README.md and docs/performance.md, between their markers.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BUILD, ROOT } from './lib.mjs';

const files = readdirSync(BUILD).filter((name) => name.endsWith('.json')).sort();
const kept = files.map((name) => JSON.parse(readFileSync(path.join(BUILD, name), 'utf8')));
const ORDER = ['pipeline', 'latency', 'disconnect', 'start', 'import', 'list', 'memory', 'web'];
kept.sort((a, b) => (ORDER.indexOf(a.name) + 99) % 99 - (ORDER.indexOf(b.name) + 99) % 99);
const rows = kept.flatMap(({ rows: list, date }) => list.map((row) => ({ ...row, date })));

const ratioOf = (row) => (row.ratio ? `${row.ratio.toPrecision(2)} × (${row.spread})` : '–');
const verdict = (row) => (row.must === '–' ? '–' : row.met ? 'met' : '**not met**');
const table = ['| figure | Outrider | beside it | ratio (spread) | wanted | |', '|---|---|---|---|---|---|',
  ...rows.map((row) => `| ${row.figure} | ${row.ours} | ${row.rival ?? '–'} | ${ratioOf(row)} | ${row.must} | ${verdict(row)} |`)].join('\n');
const date = rows.map((row) => row.date).sort().at(-1);

for (const file of ['README.md', 'docs/performance.md']) {
  const where = path.join(ROOT, file);
  const text = readFileSync(where, 'utf8');
  const block = `<!-- measured -->\n${table}\n\nMeasured on ${date}, medians of runs side by side on one shared machine of two cores; \`./dev bench\` measures again.\n<!-- /measured -->`;
  if (!text.includes('<!-- measured -->')) throw new Error(`${file} has no place for the table`);
  writeFileSync(where, text.replace(/<!-- measured -->[^]*<!-- \/measured -->/, () => block));
}
console.log(table);
