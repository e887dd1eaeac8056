// What the measurements share: runs side by side, CPU time, medians, and the file that the report is made of.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { freePort } from '../tests/lib/net.mjs';
import { Outrider } from '../tests/lib/outrider.mjs';
import { waitFor } from '../tests/lib/wait.mjs';

export const ROOT = path.resolve(import.meta.dirname, '..');
export const BUILD = path.join(ROOT, 'build/bench');

/** --runs N, --quick; `usage` is told with --help. */
export function options(usage) {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '3' }, quick: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } } });
  if (values.help) {
    console.log(`${usage}\n  --runs N   so many of each (3)\n  --quick    a tenth of the work, for trying the script`);
    process.exit(0);
  }
  return { runs: Number(values.runs), quick: values.quick };
}

/** A server with so many contacts, on a list named "all". */
export async function people(rows, env = {}) {
  const outrider = await Outrider.start({ env: { OUTRIDER_LOG: 'error', ...env } });
  const { id } = await outrider.api.post('/imports?list=all', readFileSync(peopleCsv(rows)), { headers: { 'content-type': 'text/csv' } });
  await waitFor('the import', async () => (await outrider.api.get(`/imports/${id}`)).status === 'done', 600_000, 200);
  return outrider;
}

/** CPU time of a process so far, its own and that of children it has waited for, in ms. */
export function cpuMs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * 10;
}

/** CPU time of all processes below this one, which may come and go: what the machine spent, less what it spent before. */
export function machineMs() {
  const [, user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8').split('\n')[0].split(/\s+/).map(Number);
  return (user + nice + system + irq + softirq) * 10;
}

/** The most memory that the process had resident so far, in MB; what it has now. */
export const peakMb = (pid) => memoryLine(pid, 'VmHWM');
export const residentMb = (pid) => memoryLine(pid, 'VmRSS');
const memoryLine = (pid, name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

/** A CSV file of so many people, made once; gives its path. */
export function peopleCsv(rows) {
  mkdirSync(BUILD, { recursive: true });
  const file = path.join(BUILD, `people-${rows}.csv`);
  if (existsSync(file)) return file;
  const out = openSync(file, 'w');
  writeSync(out, 'email,first_name,last_name,company,title\n');
  for (let from = 0; from < rows; from += 1000)
    writeSync(out, Array.from({ length: 1000 }, (_, i) => from + i)
      .map((n) => `p${n}@d${n % 9973}.test,First${n % 1009},Last${n % 7919},Company ${n % 9973},Title ${n % 97}\n`).join(''));
  closeSync(out);
  return file;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** Runs each contestant once a round, so that whatever else the machine does meets them all. → { name: [result, …] } */
export async function sideBySide(runs, contestants) {
  const results = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 1; round <= runs; round++)
    for (const [name, run] of Object.entries(contestants)) {
      const result = await run();
      results[name].push(result);
      console.log(`round ${round}: ${name}: ${Object.entries(result).map(([key, value]) => `${key} ${Number(value.toPrecision(3))}`).join(', ')}`);
    }
  return results;
}

/** The ratios of each round, as their median and spread: "3.1 (2.9–3.3)". */
export function ratio(ours, rivals) {
  const ratios = ours.map((value, i) => value / rivals[i]);
  return { ratio: median(ratios), spread: `${Math.min(...ratios).toPrecision(2)}–${Math.max(...ratios).toPrecision(2)}` };
}

/** Keeps the rows of a measurement for `./dev bench report`; those of a quick run are only told. */
export function keep(name, rows, date = new Date().toISOString().slice(0, 10)) {
  mkdirSync(BUILD, { recursive: true });
  if (!process.argv.includes('--quick')) writeFileSync(path.join(BUILD, `${name}.json`), `${JSON.stringify({ name, date, rows }, null, 1)}\n`);
  for (const row of rows) console.log(`${row.figure}: ${row.ours}${row.rival ? `; ${row.rival}` : ''}${row.ratio ? `; ratio ${row.ratio.toPrecision(2)} (${row.spread})` : ''}${row.must === '–' ? '' : `; must ${row.must}: ${row.verdict ?? (row.met ? 'met' : 'NOT MET')}`}`);
}

/** Postfix's smtp-sink: takes whatever comes and keeps nothing. */
export class Sink {
  static async start() {
    const sink = new Sink();
    sink.port = await freePort();
    const user = process.getuid() === 0 ? ['-u', 'postfix'] : [];
    sink.process = spawn('/usr/sbin/smtp-sink', [...user, '-m', '4000', `127.0.0.1:${sink.port}`, '2000'], { stdio: 'ignore' });
    await waitFor('smtp-sink', () => new Promise((resolve) => {
      const socket = net.connect(sink.port, '127.0.0.1', () => { socket.destroy(); resolve(true); });
      socket.on('error', () => resolve(false));
    }));
    return sink;
  }

  close() { this.process.kill(); }
}

/** A TCP proxy that holds every byte back for half of `roundTripMs` in each direction. */
export class Distance {
  static async start(port, roundTripMs) {
    const distance = new Distance();
    distance.process = spawn(path.join(BUILD, 'distance'), [String(port), String(roundTripMs * 500)], { stdio: ['pipe', 'pipe', 'inherit'] });
    distance.port = Number(await new Promise((resolve) => distance.process.stdout.once('data', resolve)));
    return distance;
  }

  close() { this.process.stdin.end(); }
}

/** Two kilobytes of a letter in two parts, as text and as HTML. */
const SENTENCES = 'A sentence of the usual length, which says something. '.repeat(16);
export const LETTER = {
  subject: 'Hello {{ first_name }}',
  text: `Hello {{ first_name }},\n\n${SENTENCES}\n`,
  html: `<p>Hello {{ first_name }},</p><p>${SENTENCES}</p>`,
};
