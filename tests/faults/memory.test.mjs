// The nth allocation finds no memory. Our own code ends the process then, and libraries may do as they like: what is held is
// what must hold after any death. Nothing is doubled, nothing lost, nothing called sent that was not, stops stay.
//
// MEMORY_POINTS says how many are tried, MEMORY_POINT=12345 tries that one and tells where it was. MEMORY_SITES=all tries each place that
// allocates once, at its first allocation, however often it is passed: places are told apart by the innermost return addresses.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { bound } from './fleet.mjs';
import { Life, makeTemplate } from './life.mjs';
import { ALLOCATIONS, FaultShim, SKIP } from './shim.mjs';

const AT_ONCE = 3;
const SITE_DEPTH = 4; // return addresses

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

/** A life in which the nth allocation fails, or the first one of a place; 0 of both: none. */
async function liveThrough({ nth = 0, site = 0n, depth = 0 }) {
  const shim = new FaultShim();
  const life = await Life.begin({ template, dataDir: shim.dataDir, smtp, env: shim.environment(), mayDie: () => true });
  try {
    shim.set('backtraced', process.env.MEMORY_POINT || process.env.MEMORY_SITE ? 1 : 0);
    shim.set('siteDepth', depth);
    shim.set('site', site);
    shim.arm(ALLOCATIONS, { nth, reason: 'ENOMEM' });
    const sends = await life.live();
    const { unknown } = life.check(sends, { unknown: 1 });
    await life.end();
    return { unknown, count: shim.get('count'), struck: shim.get('struck'), deaths: life.deaths, sites: depth ? shim.sites() : [] };
  } catch (error) {
    life.outrider.process.kill('SIGKILL');
    throw new Error(`${site ? `MEMORY_SITE=${site}` : `MEMORY_POINT=${nth}`}: ${error.message}`, { cause: error });
  } finally {
    if (process.env.MEMORY_POINT || process.env.MEMORY_SITE) console.log(life.outrider.logText);
    shim.close();
  }
}

/** Lives through each of these; what they had in common. */
async function liveThroughAll(points) {
  const total = { tried: points.length, struck: 0, unknown: 0, deaths: {} };
  const todo = [...points];
  const failures = [];
  const work = async () => {
    for (let point = todo.shift(); point !== undefined; point = todo.shift()) {
      try {
        const seen = await liveThrough(point);
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
  return total;
}

const told = (total) => `${total.struck} struck: deaths ${JSON.stringify(total.deaths)}, ${total.unknown} emails unknown; lost or doubled ${bound(total.tried)}`;

test('every nth allocation may fail', { skip: SKIP || (process.env.MEMORY_SITES && 'places are tried') }, async (t) => {
  const { count } = await liveThrough({});
  const wanted = Number(process.env.MEMORY_POINTS ?? 20);
  const points = process.env.MEMORY_POINT ? [{ nth: Number(process.env.MEMORY_POINT) }]
    : Array.from({ length: wanted }, (_, i) => ({ nth: 1 + Math.floor((i + Math.random()) * count / wanted) }));
  const total = await liveThroughAll(points);
  t.diagnostic(`measured: ${total.tried} of ${count} allocations of a life failed, ${told(total)}`);
});

/** The places of some lives: what runs beside each other does not pass the same ones each time. */
async function survey(lives) {
  const found = new Set();
  for (let i = 0; i < lives; i++) for (const site of (await liveThrough({ depth: SITE_DEPTH })).sites) found.add(site);
  return [...found];
}

test('the allocation of every place may fail', { skip: SKIP || process.env.MEMORY_POINT }, async (t) => {
  const all = await survey(process.env.MEMORY_SITES ? 5 : 1);
  const wanted = process.env.MEMORY_SITES === 'all' ? all.length : Number(process.env.MEMORY_SITES ?? 10);
  const picked = process.env.MEMORY_SITE ? [BigInt(process.env.MEMORY_SITE)]
    : Array.from({ length: wanted }, (_, i) => all[Math.floor((i + Math.random()) * all.length / wanted)]);
  const total = await liveThroughAll(picked.map((site) => ({ site, depth: SITE_DEPTH })));
  t.diagnostic(`measured: ${total.tried} of ${all.length} places that allocate in a life failed, ${told(total)}`);
});
