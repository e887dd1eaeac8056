// Every nth write, sync or opening fails, once or until it is over, in the life of one mailbox: nothing is lost, doubled, or
// called sent that was not; stops hold; the database is sound; sending goes on.
//
// DISK_POINTS says how many of these points are tried, `all` for every one; those that passed are kept in build/disk_points.jsonl, and a run that was
// cut short goes on from there. DISK_POINT=writes:ENOSPC:once:17 tries that one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { closeAll } from '../lib/close.mjs';
import { bound } from './fleet.mjs';
import { Life, makeTemplate } from './life.mjs';
import { FaultShim, OPENS, SKIP, SYNCS, WRITES } from './shim.mjs';
import { sweep, sweepTheRest } from './sweep.mjs';

const KINDS = { writes: WRITES, syncs: SYNCS, opens: OPENS };
const REASONS = { writes: ['ENOSPC', 'EIO'], syncs: ['EIO', 'ENOSPC'], opens: ['ENOSPC', 'EIO'] };
const WAYS = [[0, 'once'], [1, 'stays'], [0, 'stays'], [1, 'once']]; // by which of these reasons, and in which form
const OVER_AFTER_MS = 150;

let smtp;
let template;

before(async () => {
  if (SKIP) return;
  smtp = await SmtpServer.start({ endLatencyMs: 1 });
  template = await makeTemplate();
});
after(() => closeAll(smtp, template));

/** Ends a fault that stays, some time after it has struck. */
function watch(shim) {
  let since = 0;
  const timer = setInterval(() => {
    if (!shim.get('struck')) return;
    since ||= performance.now();
    if (performance.now() - since > OVER_AFTER_MS) shim.clear();
  }, 10);
  return () => clearInterval(timer);
}

async function liveThrough(point) {
  const shim = new FaultShim();
  const life = await Life.begin({ template, dataDir: shim.dataDir, smtp, env: shim.environment() });
  const unwatch = watch(shim);
  try {
    shim.arm(KINDS[point.kind], { nth: point.nth, reason: point.reason, stays: point.form === 'stays' });
    const sends = await life.live();
    const count = shim.get('count');
    const struck = shim.get('struck');
    shim.clear();
    // A settlement that waits for the disk when the process is told to stop becomes unknown: one connection, one email.
    const counted = life.check(sends, { unknown: 1 });
    await life.end();
    return { ...counted, count, struck, refused: life.refused, deaths: life.deaths.length + (life.startsRefused ?? 0) };
  } catch (error) {
    life.outrider.process.kill('SIGKILL');
    throw new Error(`DISK_POINT=${nameOf(point)}: ${error.message}`, { cause: error });
  } finally {
    unwatch();
    shim.close();
  }
}

/** How many operations of each kind there are in a life in which nothing fails. */
async function countAll() {
  const counts = {};
  for (const kind of Object.keys(KINDS)) counts[kind] = (await liveThrough({ kind, nth: 0, reason: 'EIO', form: 'once' })).count;
  return counts;
}

function pointsOf(counts, wanted) {
  if (process.env.DISK_POINT) {
    const [kind, reason, form, nth] = process.env.DISK_POINT.split(':');
    return [{ kind, reason, form, nth: Number(nth) }];
  }
  // Each operation once before any of them a second time.
  const all = WAYS.flatMap(([which, form]) => Object.keys(KINDS).flatMap((kind) =>
    Array.from({ length: counts[kind] }, (_, i) => ({ kind, reason: REASONS[kind][which], form, nth: i + 1 }))));
  if (wanted === 'all') return all;
  // Evenly over all, but other ones each time.
  const stride = all.length / Number(wanted);
  return Array.from({ length: Number(wanted) }, (_, i) => all[Math.floor((i + Math.random()) * stride)]);
}

const nameOf = ({ kind, reason, form, nth }) => `${kind}:${reason}:${form}:${nth}`;

test('every nth write, sync and opening may fail', { skip: SKIP }, async (t) => {
  const counts = await countAll();
  const wanted = process.env.DISK_POINTS ?? '20';
  const points = pointsOf(counts, wanted);
  const seen = wanted === 'all' ? await sweepTheRest('disk_points', points, nameOf, liveThrough) : await sweep(points, liveThrough);
  const sum = (of) => seen.reduce((total, one) => total + Number(of(one)), 0);
  t.diagnostic(`measured: ${seen.length} points of failure (a life has ${counts.writes} writes, ${counts.syncs} syncs, ${counts.opens} openings): ${sum((one) => one.struck > 0)} struck, `
    + `${sum((one) => one.refused > 0)} seen by a caller, ${sum((one) => one.deaths)} starts refused, ${sum((one) => one.unknown)} emails unknown; lost or doubled ${bound(seen.length)}`);
});

test('a request with an Idempotency-Key is done once, whichever write or sync fails in it', { skip: SKIP }, async () => {
  const shim = new FaultShim();
  const life = await Life.begin({ template, dataDir: shim.dataDir, smtp, env: shim.environment() });
  const { api } = life;
  try {
    for (const kind of ['writes', 'syncs']) {
      for (let nth = 1, struck = true; struck && nth < 60; nth++) {
        const email = `${kind}-${nth}@once.test`;
        const post = () => api.request('POST', '/contacts', { email }, { headers: { 'idempotency-key': email }, timeoutMs: 5000 });
        shim.arm(KINDS[kind], { nth, stays: true, reason: 'EIO' });
        const first = await post();
        struck = shim.get('struck') > 0;
        shim.clear();
        assert.equal(first.status, struck ? first.status : 201, first.text);
        const again = await post();
        assert.equal(again.status, 201, `${kind} ${nth}: ${first.status}, then ${again.text}`);
        assert.equal((await api.get(`/contacts?query=${encodeURIComponent(email)}`)).items.length, 1);
      }
    }
  } finally {
    shim.clear();
    await life.end();
    shim.close();
  }
});
