// The full trials: thousands of stops and kills against the real program, beside rivals. `./dev trials --help` tells the use.
//
// Every trial that passes is a line of the journal; the next run goes on behind the last line of the same version of the program.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Journal } from './journal.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const USAGE = `usage: ./dev trials [KIND…] [--count N] [--out DIR]
       ./dev trials report [--out DIR]

  kill           kill -9 at random moments under 100 senders: nobody written to twice, nothing lost (1,000)
  disconnect     one of 100 busy mailboxes is disconnected: no end of data after the answer (10,000)
  pause, hold, suppression, erasure
                 the same for a campaign, a mailbox, an address or a domain, a person (1,000 each)
  rivals         nodemailer, Postfix and Outrider side by side: what leaves after a stop, what a kill -9 repeats (20)
  all            all of these; without a KIND too
  report         puts the results into docs/promises.md

  --count N      so many trials of each kind named
  --out DIR      where results.jsonl is kept (build/trials)

Ctrl-C ends after the trials that are under way; the next run goes on from there.`;

const COUNTS = { kill: 1000, disconnect: 10_000, pause: 1000, hold: 1000, suppression: 1000, erasure: 1000, rivals: 20 };

const runners = {
  kill: async (options) => (await import('./kill.mjs')).runKills(options),
  rivals: async (options) => (await import('./rivals.mjs')).runRivals(options),
  ...Object.fromEntries(['disconnect', 'pause', 'hold', 'suppression', 'erasure'].map((kind) => [kind,
    async (options) => (await import('./stops.mjs')).runStops(kind, options)])),
};

function usage(message) {
  console.error(message ? `trials: ${message}\n${USAGE}` : USAGE);
  process.exit(message ? 2 : 0);
}

function readArguments() {
  try {
    return parseArgs({ allowPositionals: true, options: {
      count: { type: 'string' }, out: { type: 'string', default: path.join(root, 'build/trials') }, help: { type: 'boolean', short: 'h' },
    } });
  } catch (error) {
    return usage(error.message);
  }
}

const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();

// The last commit that changed the program; what changes beside it does not make old results worthless.
function versionOfProgram() {
  if (process.env.OUTRIDER_PROGRAM) return 'another'; // not built here
  const isChanged = git('status', '--porcelain', '--untracked-files=no', '--', 'src') !== '';
  return git('log', '-1', '--format=%h', '--', 'src') + (isChanged ? '-changed' : '');
}

// The program under trial is a copy, so that a build meanwhile changes nothing.
function keepProgram(out, version) {
  const kept = path.join(out, `program-${version}`);
  mkdirSync(kept, { recursive: true });
  for (const [name, from] of [['outrider', process.env.OUTRIDER_PROGRAM ?? path.join(root, 'build/outrider')], ['openapi.yaml', path.join(root, 'src/api/openapi.yaml')]]) {
    const fresh = path.join(kept, `${name}.${process.pid}`);
    copyFileSync(from, fresh);
    renameSync(fresh, path.join(kept, name)); // another run may be using the one that is there
  }
  process.env.OUTRIDER_PROGRAM = path.join(kept, 'outrider');
  process.env.OUTRIDER_CONTRACT = path.join(kept, 'openapi.yaml');
}

function listenForStops() {
  const signal = { isStopping: false };
  for (const name of ['SIGINT', 'SIGTERM']) {
    process.on(name, () => {
      if (signal.isStopping) process.exit(130);
      signal.isStopping = true;
      console.error('\ntrials: finishing what is under way; once more to end at once');
    });
  }
  return signal;
}

function teller(kind, journal, count) {
  const startedAt = Date.now();
  const already = journal.done(kind);
  let toldAt = 0;
  return () => {
    if (Date.now() - toldAt < (process.stdout.isTTY ? 1000 : 30_000)) return;
    toldAt = Date.now();
    const perSecond = (journal.done(kind) - already) / ((Date.now() - startedAt) / 1000);
    console.log(`${kind}: ${journal.done(kind)} of ${count}, ${perSecond.toFixed(1)}/s`);
  };
}

async function runKind(kind, { count, journal, out, signal }) {
  if (journal.done(kind) >= count) return console.log(`${kind}: ${journal.done(kind)} trials of ${journal.version} have passed already`);
  const result = await runners[kind]({ count, journal, out, signal, progress: teller(kind, journal, count) });
  return console.log(`${kind}: ${journal.done(kind)} of ${count} passed${result?.handedOver ? `; ${result.handedOver} emails in this run` : ''}`);
}

const { values, positionals } = readArguments();
if (values.help) usage();
const count = values.count === undefined ? null : Number(values.count);
if (count !== null && !(Number.isInteger(count) && count > 0)) usage('--count is a whole number from 1');
const unknown = positionals.find((kind) => !runners[kind] && kind !== 'all' && kind !== 'report');
if (unknown) usage(`no trials called ${unknown}`);
const results = path.join(values.out, 'results.jsonl');

if (positionals.includes('report')) {
  (await import('./report.mjs')).writeReport(results, path.join(root, 'docs/promises.md'));
  process.exit(0);
}

const version = versionOfProgram();
keepProgram(values.out, version);
const journal = new Journal(results, version);
const signal = listenForStops();
const kinds = !positionals.length || positionals.includes('all') ? Object.keys(runners) : positionals;
console.log(`trials of ${version}; results in ${results}`);
try {
  for (const kind of kinds) {
    if (!signal.isStopping) await runKind(kind, { count: count ?? COUNTS[kind], journal, out: values.out, signal });
  }
} catch (error) {
  console.error(`trials: FAILED: ${error.stack}`);
  process.exit(1);
}
process.exit(signal.isStopping ? 130 : 0);
