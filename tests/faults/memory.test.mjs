// The nth allocation finds no memory. Our own code ends the process then, and libraries may do as they like: what is held is
// what must hold after any death. Nothing is doubled, nothing lost, nothing called sent that was not, stops stay.
//
// MEMORY_POINTS says how many are tried, MEMORY_POINT=12345 tries that one and tells where it was.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { bound } from './fleet.mjs';
import { Life, makeTemplate } from './life.mjs';
import { ALLOCATIONS, FaultShim, SKIP } from './shim.mjs';

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

async function liveThrough(nth) {
  const shim = new FaultShim();
  const life = await Life.begin({ template, dataDir: shim.dataDir, smtp, env: shim.environment(), mayDie: () => true });
  try {
    shim.set('backtraced', process.env.MEMORY_POINT ? 1 : 0);
    shim.arm(ALLOCATIONS, { nth, reason: 'ENOMEM' });
    const sends = await life.live();
    const { unknown } = life.check(sends, { unknown: 1 });
    await life.end();
    return { unknown, count: shim.get('count'), struck: shim.get('struck'), deaths: life.deaths };
  } catch (error) {
    life.outrider.process.kill('SIGKILL');
    throw new Error(`MEMORY_POINT=${nth}: ${error.message}`, { cause: error });
  } finally {
    if (process.env.MEMORY_POINT) console.log(life.outrider.logText);
    shim.close();
  }
}

test('every nth allocation may fail', { skip: SKIP }, async (t) => {
  const { count } = await liveThrough(0);
  const wanted = Number(process.env.MEMORY_POINTS ?? 20);
  const todo = process.env.MEMORY_POINT ? [Number(process.env.MEMORY_POINT)]
    : Array.from({ length: wanted }, (_, i) => 1 + Math.floor((i + Math.random()) * count / wanted));
  const total = { tried: todo.length, struck: 0, unknown: 0, deaths: {} };
  const failures = [];
  const work = async () => {
    for (let nth = todo.shift(); nth !== undefined; nth = todo.shift()) {
      try {
        const seen = await liveThrough(nth);
        total.struck += seen.struck > 0;
        total.unknown += seen.unknown;
        for (const signal of seen.deaths) total.deaths[signal] = (total.deaths[signal] ?? 0) + 1;
      } catch (error) {
        failures.push(error.message);
        if (failures.length > 20) return;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  assert.deepEqual(failures, []);
  t.diagnostic(`measured: ${total.tried} of ${count} allocations of a life failed: deaths ${JSON.stringify(total.deaths)}, ${total.unknown} emails unknown; lost or doubled ${bound(total.tried)}`);
});
