// A CSV file of a million people, read, checked, merged with those there are, indexed and put into a list; beside sqlite3's
// .import, which does nothing of that, and a Node program that checks and merges.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { Outrider } from '../tests/lib/outrider.mjs';
import { waitFor } from '../tests/lib/wait.mjs';
import { BUILD, cpuMs, keep, median, options, peakMb, peopleCsv, ratio, sideBySide } from './lib.mjs';

const { runs, quick } = options('usage: ./dev bench import: 1,000,000 contacts from a CSV file');
const ROWS = quick ? 50_000 : 1_000_000;
const file = peopleCsv(ROWS);
const database = path.join(BUILD, 'rival.db');

function forget() {
  for (const end of ['', '-wal', '-shm']) rmSync(`${database}${end}`, { force: true });
}

async function ours() {
  const outrider = await Outrider.start({ env: { OUTRIDER_LOG: 'error' } });
  const [began, cpu] = [performance.now(), cpuMs(outrider.process.pid)];
  const { id } = await outrider.api.post('/imports?list=all', readFileSync(file), { headers: { 'content-type': 'text/csv' } });
  const job = await waitFor('the import', async () => {
    const seen = await outrider.api.get(`/imports/${id}`);
    return ['done', 'failed'].includes(seen.status) && seen;
  }, 600_000, 100);
  const result = { seconds: (performance.now() - began) / 1000, cpuSeconds: (cpuMs(outrider.process.pid) - cpu) / 1000, peakMb: peakMb(outrider.process.pid) };
  if (job.status !== 'done' || job.added !== ROWS) throw new Error(JSON.stringify(job));
  await outrider.close();
  return result;
}

function dotImport() {
  forget();
  const began = performance.now();
  execFileSync('sqlite3', [database, 'PRAGMA journal_mode = WAL', 'CREATE TABLE contact (email TEXT, first_name TEXT, last_name TEXT, company TEXT, title TEXT)', `.import --csv --skip 1 ${file} contact`], { stdio: 'ignore' });
  return { seconds: (performance.now() - began) / 1000 };
}

async function node() {
  forget();
  const began = performance.now();
  const child = spawn(process.execPath, ['--no-warnings', path.join(import.meta.dirname, 'node_import.mjs'), file, database], { stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the Node import ended with ${code}`);
  return { seconds: (performance.now() - began) / 1000 };
}

const results = await sideBySide(runs, { ours, dotImport, node });
forget();
const of = (name, key) => results[name].map((result) => result[key]);
const seconds = (name) => `${median(of(name, 'seconds')).toFixed(1)} s`;
const speed = ratio(of('node', 'seconds'), of('ours', 'seconds'));
keep('import', [
  { figure: `import of ${ROWS.toLocaleString('en')} contacts (${Math.round(statSync(file).size / 1e6)} MB CSV): checked, merged, indexed, in a list`, ours: seconds('ours'),
    rival: `node + node:sqlite, checked and merged ${seconds('node')}; sqlite3 .import, neither ${seconds('dotImport')}`, ...speed, must: '1 × node', aim: '1.1 × .import', met: speed.ratio >= 1 },
  { figure: 'most memory in that run', ours: `${Math.round(median(of('ours', 'peakMb')))} MB`, must: '–', aim: '64 MB' },
]);
