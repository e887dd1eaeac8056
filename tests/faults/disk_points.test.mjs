// Every nth write, sync or opening fails, once or until it is over, in the life of one mailbox: nothing is lost, doubled, or
// called sent that was not; stops hold; the database is sound; sending goes on.
//
// DISK_POINTS says how many of these points are tried, `all` for every one. DISK_POINT=writes:ENOSPC:once:17 tries that one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { bound } from './fleet.mjs';
import { Life, makeTemplate } from './life.mjs';
import { FaultShim, OPENS, SKIP, SYNCS, WRITES } from './shim.mjs';

const KINDS = { writes: WRITES, syncs: SYNCS, opens: OPENS };
const REASONS = { writes: ['ENOSPC', 'EIO'], syncs: ['EIO', 'ENOSPC'], opens: ['ENOSPC', 'EIO'] };
const OVER_AFTER_MS = 150;
const AT_ONCE = 3;

let smtp;
let template;

before(async () => {
  if (SKIP) return;
  smtp = await SmtpServer.start({ endLatencyMs: 1 });
  template = await makeTemplate();
});
after(async () => {
  await smtp?.close();
  await template?.close();
});

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
    throw new Error(`DISK_POINT=${point.kind}:${point.reason}:${point.form}:${point.nth}: ${error.message}`, { cause: error });
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
  const all = Object.keys(KINDS).flatMap((kind) => REASONS[kind].flatMap((reason) => ['once', 'stays'].flatMap((form) =>
    Array.from({ length: counts[kind] }, (_, i) => ({ kind, reason, form, nth: i + 1 })))));
  if (wanted === 'all') return all;
  // Evenly over all, but other ones each time.
  const stride = all.length / Number(wanted);
  return Array.from({ length: Number(wanted) }, (_, i) => all[Math.floor((i + Math.random()) * stride)]);
}

test('every nth write, sync and opening may fail', { skip: SKIP }, async (t) => {
  const counts = await countAll();
  const points = pointsOf(counts, process.env.DISK_POINTS ?? '20');
  const total = { struck: 0, refused: 0, deaths: 0, unknown: 0 };
  const failures = [];
  const todo = [...points];
  const work = async () => {
    for (let point = todo.shift(); point; point = todo.shift()) {
      try {
        const seen = await liveThrough(point);
        total.struck += seen.struck > 0;
        total.refused += seen.refused > 0;
        total.deaths += seen.deaths;
        total.unknown += seen.unknown;
      } catch (error) {
        failures.push(error);
        if (failures.length > 20) return;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  assert.deepEqual(failures.map((error) => error.message), []);
  t.diagnostic(`measured: ${points.length} points of failure (a life has ${counts.writes} writes, ${counts.syncs} syncs, ${counts.opens} openings): `
    + `${total.struck} struck, ${total.refused} seen by a caller, ${total.deaths} starts refused, ${total.unknown} emails unknown; lost or doubled ${bound(points.length)}`);
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
