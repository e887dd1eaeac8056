// Finishes dist: compresses what is text, and holds the size budgets (gzip): the entry, what any page adds to it (more where emails
// are written), the styles.
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const DIST = path.resolve(import.meta.dirname, '../dist');
const KB = 1000;
const BUDGET = { entry: 110 * KB, page: 60 * KB, editor: 180 * KB, styles: 15 * KB, font: 50 * KB };
const TEXT = /\.(html|js|css|svg|json|txt)$/;

const manifest = JSON.parse(readFileSync(path.join(DIST, '.vite/manifest.json'), 'utf8'));
rmSync(path.join(DIST, '.vite'), { recursive: true });

function filesBelow(dir) {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(dir, entry.name);
    return entry.isDirectory() ? filesBelow(file) : [file];
  });
}

const zipped = new Map(); // path below dist → bytes
for (const file of filesBelow(DIST)) {
  if (!TEXT.test(file)) continue;
  const bytes = readFileSync(file);
  const gzip = gzipSync(bytes, { level: 9 });
  const brotli = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  writeFileSync(`${file}.gz`, gzip);
  writeFileSync(`${file}.br`, brotli);
  zipped.set(path.relative(DIST, file), gzip.length);
}

/** The files that come with a chunk: itself and what it imports at once. */
function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) closure(next, seen);
  return seen;
}

const size = (keys) => [...keys].reduce((sum, key) => sum + (zipped.get(manifest[key].file) ?? 0), 0);
const complaints = [];
function hold(name, bytes, budget) {
  const text = `${name.padEnd(44)} ${(bytes / KB).toFixed(1).padStart(6)} kB of ${budget / KB}`;
  console.log(text);
  if (bytes > budget) complaints.push(text);
}

const entryKey = Object.keys(manifest).find((key) => manifest[key].isEntry);
const entry = closure(entryKey);
hold('entry', size(entry), BUDGET.entry);
for (const key of Object.keys(manifest).filter((name) => manifest[name].isDynamicEntry)) {
  const more = [...closure(key)].filter((part) => !entry.has(part));
  // Emails are written in an editor that no other page loads.
  const budget = /sequence/.test(key) ? BUDGET.editor : BUDGET.page;
  hold(`page ${manifest[key].name}`, size(more), budget);
}
hold(
  'styles',
  [...zipped].filter(([name]) => name.endsWith('.css')).reduce((sum, [, bytes]) => sum + bytes, 0),
  BUDGET.styles,
);
for (const file of filesBelow(DIST).filter((name) => name.endsWith('.woff2'))) {
  if (/inter-latin-wght/.test(file)) hold('font', statSync(file).size, BUDGET.font);
}

if (complaints.length > 0) {
  console.error(`over budget:\n${complaints.join('\n')}`);
  process.exit(1);
}
