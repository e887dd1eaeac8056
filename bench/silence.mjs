// From a disconnect to silence: ten busy mailboxes on a provider 20 ms away that takes 50 ms more at the end of data; all are stopped at a
// random moment. Beside a nodemailer loop that looks at a flag before each email, and Postfix's `postsuper -h`.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { sleep, waitFor } from '../tests/lib/wait.mjs';
import { ANSWERED_MS, PROVIDER } from '../tests/trials/rig.mjs';
import { NodemailerRival } from '../tests/trials/rival_nodemailer.mjs';
import { OutriderContestant } from '../tests/trials/rival_outrider.mjs';
import { canRunPostfix, PostfixRival } from '../tests/trials/rival_postfix.mjs';
import { Witness } from '../tests/trials/witness.mjs';
import { keep, options, percentile } from './lib.mjs';

const { runs, quick } = options('usage: ./dev bench silence: what leaves after ten busy mailboxes were stopped, and how long the answer takes');
const ROUNDS = quick ? 2 : 10 * runs;
const MAILBOXES = 10;
const EMAILS = 400;
const OVER_MS = 50; // more than what was in flight
const WATCHED_MS = 1500;

const ms = (ns) => Number(ns) / 1e6;
const ends = [];
const witness = await Witness.start({ options: PROVIDER, onEnd: (end) => ends.push(end) });
const ours = await OutriderContestant.start(witness, MAILBOXES);
let jobs = 0;

const makeEmails = () => Array.from({ length: EMAILS }, (_, i) => ({ mailbox: `sender${i % MAILBOXES}@acme.test`, rcpt: `job${jobs}-${i}@d${i}.test` }));

/** Gives a contestant a job, stops it in the middle of it; `stop` resolves to [{ address, at }], address null for all. */
async function round(start, stop) {
  jobs++;
  ends.length = 0;
  const dir = mkdtempSync(path.join(tmpdir(), 'otr-silence-'));
  chmodSync(dir, 0o755); // Postfix's own user lives here
  const contestant = await start({ port: witness.port, dir, emails: makeEmails(), connections: MAILBOXES });
  try {
    await waitFor('traffic', () => ends.length >= 3 * MAILBOXES, 60_000, 10);
    await sleep(Math.random() * 200);
    const askedAt = process.hrtime.bigint();
    const answers = await stop(contestant);
    await sleep(WATCHED_MS);
    await witness.read();
    return answers.map((answer) => judge(answer, askedAt));
  } finally {
    await contestant.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** What left after an answer, and by how much it outlasted the last email that was on the wire. */
function judge({ address, at }, askedAt) {
  const own = ends.filter((end) => !address || end.from === address);
  const late = own.filter((end) => end.ns > at);
  const inFlight = own.filter((end) => end.ns <= at).at(-1);
  const quietMs = inFlight ? Math.max(0, ms(inFlight.ns - askedAt) + ANSWERED_MS) : 0;
  const tookMs = ms(at - askedAt);
  return { late: late.length, lastMs: late.length ? ms(late.at(-1).ns - at) : 0, tookMs, overMs: Math.max(0, tookMs - quietMs) };
}

async function disconnectAll({ api, mailboxes }) {
  return Promise.all(mailboxes.map(async ({ id, address }) => {
    const answer = await api.request('POST', `/mailboxes/${id}/disconnect`, {});
    if (answer.status !== 200) throw new Error(answer.text);
    return { address, at: answer.at };
  }));
}

const reconnectAll = ({ api, mailboxes }) => Promise.all(mailboxes.map(({ id, address }) => api.post(`/mailboxes/${id}/reconnect`, { password: `pw-${address}` })));

const stopAll = async (rival) => [{ address: null, at: await rival.stop(null) }];

const contestants = {
  async outrider() {
    const results = await round(({ emails }) => ours.job(emails), disconnectAll);
    await reconnectAll(ours);
    return results;
  },
  nodemailer: () => round((scene) => NodemailerRival.start({ ...scene, manner: 'flag' }), stopAll),
  ...(canRunPostfix() ? { postfix: () => round((scene) => PostfixRival.start(scene), stopAll) } : {}),
};

function leaks(name, results) {
  const counts = results.map(({ late }) => late);
  return `${name}: ${Math.min(...counts)}–${Math.max(...counts)} after a stop, the last ${Math.max(...results.map(({ lastMs }) => lastMs)).toFixed(0)} ms later`;
}

try {
  const seen = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (let i = 1; i <= ROUNDS; i++) {
    for (const [name, run] of Object.entries(contestants)) seen[name].push(...await run());
    console.log(`round ${i}: ${Object.entries(seen).map(([name, results]) => `${name} ${results.reduce((sum, { late }) => sum + late, 0)} late`).join(', ')}`);
  }
  const late = seen.outrider.reduce((sum, result) => sum + result.late, 0);
  const load = loadavg()[1];
  const isQuick = percentile(seen.outrider.map(({ overMs }) => overMs), 0.99) <= OVER_MS;
  // Times on a machine that does other work as well say nothing against the program.
  const verdict = late === 0 && !isQuick && load > availableParallelism() ? '0: met; the time is not judged at this load' : undefined;
  const of = (field, share) => percentile(seen.outrider.map((result) => result[field]), share).toFixed(0);
  keep('silence', [{ figure: 'disconnect to silence: ten busy mailboxes, a provider 20 ms away that takes 50 ms more at the end of data',
    ours: `${late} emails after ${seen.outrider.length} answers; answer p50 ${of('tookMs', 0.5)} ms, p99 ${of('tookMs', 0.99)} ms; over what was in flight p50 ${of('overMs', 0.5)} ms, p99 ${of('overMs', 0.99)} ms (load of the machine ${load.toFixed(0)})`,
    rival: [leaks('nodemailer, a flag before each email', seen.nodemailer), ...(seen.postfix ? [leaks('Postfix, `postsuper -h`', seen.postfix)] : [])].join('; '),
    must: `0; p99 ≤ in flight + ${OVER_MS} ms`, aim: 'p99 ≤ 250 ms', met: late === 0 && isQuick, verdict }]);
} finally {
  await ours.close();
  await witness.close();
}
