// What a browser waits for: the size of what the first page needs, the time to the first list, and how much it moves about; on
// loopback, and over slow 4G (1.6 Mbit/s, 150 ms) with a CPU four times slower.
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { Browser, signIn } from '../tests/lib/browser.mjs';
import { OWNER } from '../tests/lib/outrider.mjs';
import { keep, median, options, people, ROOT, Sink } from './lib.mjs';

const { runs, quick } = options('usage: ./dev bench web: size of the entry, time to the first list, layout shift');
const TRIES = quick ? 1 : 3 * runs;
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 94_000 };
const sink = await Sink.start();
const outrider = await people(1000);
const browser = await Browser.start();

/** The scripts that index.html asks for, as they go over the wire with gzip. */
function entryKb() {
  const dist = path.join(ROOT, 'web/dist');
  const html = readFileSync(path.join(dist, 'index.html'), 'utf8');
  const scripts = [...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map((match) => match[1]);
  return scripts.reduce((sum, name) => sum + statSync(path.join(dist, `${name}.gz`)).size, 0) / 1000;
}

/** Signed in already, with nothing in the cache: from the address to the first row of the list. */
async function firstList(slow) {
  const { page, profile, close } = await browser.visit();
  await signIn(page, outrider.url, OWNER);
  const cdp = await profile.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.clearBrowserCache');
  if (slow) {
    await cdp.send('Network.emulateNetworkConditions', SLOW_4G);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  }
  await page.addInitScript(() => {
    globalThis.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  page.setDefaultTimeout(60_000);
  const began = performance.now();
  await page.goto(`${outrider.url}/mailboxes`, { waitUntil: 'commit' });
  await page.getByRole('link', { name: 's0@acme.test' }).first().waitFor();
  const seconds = (performance.now() - began) / 1000;
  await page.waitForTimeout(500);
  const shift = await page.evaluate(() => globalThis.shift);
  await close();
  return { seconds, shift };
}

try {
  for (let i = 0; i < 20; i++) {
    const body = { provider: 'smtp', address: `s${i}@acme.test`, name: `S${i}`, imap: null, smtp: { host: '127.0.0.1', port: sink.port, security: 'none', username: '', password: '' } };
    await outrider.api.post('/mailboxes', body);
  }
  const fast = [];
  const slow = [];
  for (let i = 0; i < TRIES; i++) {
    fast.push(await firstList(false));
    slow.push(await firstList(true));
  }
  const seconds = (tries) => median(tries.map((one) => one.seconds));
  const shift = Math.max(...[...fast, ...slow].map((one) => one.shift));
  const kb = entryKb();
  keep('web', [
    { figure: 'web UI: scripts that the first page needs, gzip', ours: `${kb.toFixed(1)} kB`, must: '110 kB', met: kb <= 110 },
    { figure: 'the first list on loopback, nothing cached', ours: `${seconds(fast).toFixed(2)} s`, must: '1.2 s', met: seconds(fast) <= 1.2 },
    { figure: 'how much it moves while loading (CLS)', ours: shift.toFixed(3), must: '0.01', met: shift <= 0.01 },
    { figure: 'the first list over slow 4G (1.6 Mbit/s, 150 ms), CPU 4 × slower', ours: `${seconds(slow).toFixed(1)} s`, must: '–', aim: '3.0 s' },
  ]);
} finally {
  await browser.close();
  await outrider.close();
  sink.close();
}
