// Writes .br and .gz beside every built file, and fails when the page has grown beyond its budget.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url).pathname;
const budget = { entry: 110 * 1024, route: 60 * 1024, css: 15 * 1024 };

function* files(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else if (!/\.(br|gz|woff2)$/.test(name)) yield path;
  }
}

const sizes = new Map();
for (const path of files(dist)) {
  const bytes = readFileSync(path);
  const gz = gzipSync(bytes, { level: 9 });
  writeFileSync(`${path}.gz`, gz);
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  sizes.set(path.slice(dist.length), gz.length);
}

const html = readFileSync(join(dist, 'index.html'), 'utf8');
const linked = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((m) => m[1]);
const sum = (names) => names.reduce((total, name) => total + (sizes.get(name) ?? 0), 0);
const entry = sum(linked.filter((name) => name.endsWith('.js')));
const css = sum(linked.filter((name) => name.endsWith('.css')));
const routes = [...sizes].filter(([name]) => name.endsWith('.js') && !linked.includes(name));
const largest = routes.reduce((most, [, size]) => Math.max(most, size), 0);
const kb = (n) => `${(n / 1024).toFixed(1)} kB`;

console.log(`entry ${kb(entry)} of ${kb(budget.entry)}, css ${kb(css)} of ${kb(budget.css)}, largest route ${kb(largest)}`);
if (entry > budget.entry || css > budget.css || largest > budget.route) {
  console.error('The web UI is over its size budget.');
  process.exit(1);
}
