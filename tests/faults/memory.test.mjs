// The nth allocation finds no memory. Our own code ends the process then, and libraries may do as they like: what is held is
// what must hold after any death. Nothing is doubled, nothing lost, nothing called sent that was not, stops stay.
//
// MEMORY_POINTS says how many are tried, MEMORY_POINT=12345 tries that one and tells where it was. MEMORY_SITES=all tries each place that
// allocates once, at its first allocation, however often it is passed: places are told apart by the innermost return addresses. Those that
// passed are kept in build/memory_sites.jsonl, and a run that was cut short goes on from there.
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { closeAll } from '../lib/close.mjs';
import { bound } from './fleet.mjs';
import { Life, makeTemplate } from './life.mjs';
import { ALLOCATIONS, FaultShim, SKIP } from './shim.mjs';
import { sweep, sweepTheRest } from './sweep.mjs';

const SITE_DEPTH = 4; // return addresses

let smtp;
let template;

before(async () => {
  if (SKIP) return;
  smtp = await SmtpServer.start({ endLatencyMs: 1 });
  template = await makeTemplate();
});
after(() => closeAll(smtp, template));

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

const told = (seen) => {
  const deaths = Object.groupBy(seen.flatMap((one) => one.deaths), (how) => how);
  return `${seen.filter((one) => one.struck > 0).length} struck: deaths ${JSON.stringify(Object.fromEntries(Object.entries(deaths).map(([how, of]) => [how, of.length])))}, `
    + `${seen.reduce((sum, one) => sum + one.unknown, 0)} emails unknown; lost or doubled ${bound(seen.length)}`;
};

test('every nth allocation may fail', { skip: SKIP || (process.env.MEMORY_SITES && 'places are tried') }, async (t) => {
  const { count } = await liveThrough({});
  const wanted = Number(process.env.MEMORY_POINTS ?? 20);
  const points = process.env.MEMORY_POINT ? [{ nth: Number(process.env.MEMORY_POINT) }]
    : Array.from({ length: wanted }, (_, i) => ({ nth: 1 + Math.floor((i + Math.random()) * count / wanted) }));
  const seen = await sweep(points, liveThrough);
  t.diagnostic(`measured: ${seen.length} of ${count} allocations of a life failed, ${told(seen)}`);
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
  const points = picked.map((site) => ({ site, depth: SITE_DEPTH }));
  const fail = async (point) => ({ ...await liveThrough(point), sites: undefined });
  const seen = process.env.MEMORY_SITES === 'all' ? await sweepTheRest('memory_sites', points, ({ site }) => String(site), fail) : await sweep(points, fail);
  t.diagnostic(`measured: ${seen.length} of ${all.length} places that allocate in a life failed, ${told(seen)}`);
});
