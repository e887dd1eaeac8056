// Runs the stages of `./dev test` in order and ends with one line: N passed, N failed.
//
//   node tests/run.mjs [--full] [--only STAGE]… [FILE…]
import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const root = path.resolve(import.meta.dirname, '..');
const build = process.env.OUTRIDER_BUILD ?? path.join(root, 'build');
const MINUTE = 60_000;

// Short form: what a developer waits for. Full form (--full): the figures that the project promises.
const SHORT = { DISCONNECT_TRIES: '12', PAUSE_TRIES: '4', HOLD_TRIES: '4', SUPPRESSION_TRIES: '4', KILL_ROUNDS: '6', SIMULATION_SEEDS: '10000', ISOLATION_MAILBOXES: '100',
  DISK_POINTS: '20', MEMORY_POINTS: '15', POWER_CUTS: '30', CLOCK_JUMPS: '8' };
const FULL = { DISCONNECT_TRIES: '200', PAUSE_TRIES: '50', HOLD_TRIES: '50', SUPPRESSION_TRIES: '50', KILL_ROUNDS: '100', SIMULATION_SEEDS: '100000', ISOLATION_MAILBOXES: '1000',
  DISK_POINTS: '600', MEMORY_POINTS: '600', POWER_CUTS: '1000', CLOCK_JUMPS: '100' };

const stages = {
  unit: () => runMeson(),
  simulation: () => runSimulation(),
  servers: () => runNode(['tests/fakes/*.test.mjs', 'tests/servers/*.test.mjs', 'tests/trials/*.test.mjs', 'tests/templates/*.test.mjs', 'tests/holidays/*.test.mjs', 'tests/mime/*.test.mjs']),
  web: () => runWeb(),
  api: () => runNode(['tests/api/*.test.mjs']),
  faults: () => runNode(['tests/faults/*.test.mjs'], { concurrency: 1 }),
  journeys: () => runNode(['tests/journeys/*.test.mjs'], { concurrency: 1 }),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { full: { type: 'boolean', default: false }, only: { type: 'string', multiple: true, default: [] } },
});
const lengths = values.full ? FULL : SHORT;

function run(command, args, { env = {}, cwd = root, limitMs = 30 * MINUTE, quiet = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'] });
    let output = '';
    for (const stream of quiet ? [child.stdout, child.stderr] : []) stream.on('data', (chunk) => { output += chunk; });
    const timer = setTimeout(() => { console.error(`stopped after ${limitMs / MINUTE} minutes`); child.kill('SIGTERM'); }, limitMs);
    child.on('exit', (code) => { clearTimeout(timer); resolve({ code: code ?? 1, output }); });
  });
}

// Counts the tests inside each TAP program, not the programs.
async function runMeson() {
  const { code, output } = await run('meson', ['test', '-C', build, '--print-errorlogs'], { quiet: true, env: { CMOCKA_MESSAGE_OUTPUT: 'TAP' } });
  let passed = 0;
  let failed = 0;
  const log = path.join(build, 'meson-logs/testlog.json');
  for (const line of existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter(Boolean) : []) {
    const { stdout = '', result } = JSON.parse(line);
    const counts = { ok: stdout.match(/^ok \d+/gm)?.length ?? 0, bad: stdout.match(/^not ok \d+/gm)?.length ?? 0 };
    passed += counts.ok;
    failed += counts.bad || (result === 'OK' || result === 'EXPECTEDFAIL' || result === 'SKIP' ? 0 : 1);
  }
  if (code !== 0) console.log(output.split('\n').slice(-60).join('\n'));
  return { passed, failed: failed || (code === 0 ? 0 : 1) };
}

// Each promise on many seeds; seeds that once found something; and that a seed gives the same run again.
async function runSimulation() {
  const simulate = path.join(build, 'tests/simulation/simulate');
  const seeds = { ...lengths, ...overrides() }.SIMULATION_SEEDS;
  let passed = 0;
  let failed = 0;
  for (const args of [['--list', 'tests/simulation/seeds.txt'], ['--twice', '--count', '20'], ['--count', seeds, '--jobs', String(availableParallelism())]]) {
    const { code } = await run(simulate, args, { limitMs: 60 * MINUTE });
    if (code === 0) passed++;
    else failed++;
  }
  return { passed, failed };
}

async function runNode(patterns, { concurrency = 2 } = {}) {
  const files = patterns.flatMap((pattern) => globSync(pattern, { cwd: root })).sort();
  if (!files.length) return { passed: 0, failed: 0 };
  const dir = mkdtempSync(path.join(tmpdir(), 'otr-run-'));
  const tap = path.join(dir, 'tap');
  await run(process.execPath, ['--test', `--test-concurrency=${concurrency}`, `--test-timeout=${(values.full ? 180 : 15) * MINUTE}`,
    `--test-reporter=${path.join(import.meta.dirname, 'lib/reporter.mjs')}`, '--test-reporter-destination=stdout',
    '--test-reporter=tap', `--test-reporter-destination=${tap}`, ...files],
  { env: { ...lengths, ...overrides() }, limitMs: (values.full ? 180 : 30) * MINUTE });
  const text = existsSync(tap) ? readFileSync(tap, 'utf8') : '';
  rmSync(dir, { recursive: true, force: true });
  const count = (name) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  const failed = count('fail') + count('cancelled');
  const passed = count('pass');
  return { passed, failed: failed || (passed || count('skipped') ? 0 : 1), skipped: count('skipped') };
}

// What the caller's environment says about lengths counts more than the short or full form.
function overrides() {
  return Object.fromEntries(Object.keys(SHORT).filter((name) => process.env[name]).map((name) => [name, process.env[name]]));
}

async function runWeb() {
  const manifest = path.join(root, 'web/package.json');
  if (!existsSync(manifest) || !JSON.parse(readFileSync(manifest, 'utf8')).scripts?.test) return { passed: 0, failed: 0 };
  const { code, output } = await run('npm', ['run', '--silent', 'test'], { quiet: true, cwd: path.join(root, 'web'), env: { CI: '1' } });
  const plain = output.replace(/\x1b\[[0-9;]*m/g, '');
  const [, failed = 0] = /Tests\s+.*?(\d+) failed/.exec(plain) ?? [];
  const [, passed = 0] = /Tests\s+.*?(\d+) passed/.exec(plain) ?? [];
  if (code !== 0) console.log(output.split('\n').slice(-60).join('\n'));
  return { passed: Number(passed), failed: Number(failed) || (code === 0 ? 0 : 1) };
}

const unknown = values.only.filter((name) => !stages[name]);
if (unknown.length) {
  console.error(`no stage ${unknown.join(', ')}; stages: ${Object.keys(stages).join(', ')}`);
  process.exit(2);
}
const chosen = positionals.length ? { files: () => runNode(positionals, { concurrency: 1 }) }
  : Object.fromEntries(Object.entries(stages).filter(([name]) => !values.only.length || values.only.includes(name)));

const total = { passed: 0, failed: 0 };
for (const [name, stage] of Object.entries(chosen)) {
  const from = Date.now();
  console.log(`== ${name}`);
  const { passed, failed, skipped = 0 } = await stage();
  console.log(`   ${name}: ${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}, ${((Date.now() - from) / 1000).toFixed(1)} s`);
  total.passed += passed;
  total.failed += failed;
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed ? 1 : 0);
