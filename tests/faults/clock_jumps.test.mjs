// The machine's clock jumps to and fro while emails leave: nothing leaves meanwhile, nothing is lost, sent twice, or sent before
// the gap of its mailbox is over.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { sleep, waitFor } from '../lib/wait.mjs';
import { assertHonest } from './disk.mjs';
import { Fleet, times } from './fleet.mjs';
import { FaultShim, SKIP } from './shim.mjs';

const HOUR = 3_600_000;
const JUMPS = [HOUR, -HOUR, 24 * HOUR, -24 * HOUR, 365 * 24 * HOUR, -365 * 24 * HOUR, 90_000, -90_000];
const GAP_S = 1;
const TOLERANCE_MS = 300;

let shim;
let smtp;
let outrider;

before(async () => {
  if (SKIP) return;
  shim = new FaultShim();
  mkdirSync(shim.dataDir);
  smtp = await SmtpServer.start();
  outrider = await Outrider.start({ dataDir: shim.dataDir, env: shim.environment() });
});
after(async () => {
  shim?.set('wallOffsetMs', 0);
  await outrider?.close();
  await smtp?.close();
  shim?.close();
});

test('a clock that jumps away and back holds sending until a manager lets it go on', { skip: SKIP }, async (t) => {
  const { api } = outrider;
  const jumps = times('CLOCK_JUMPS', 8);
  const fleet = await Fleet.start({ outrider, smtp, mailboxes: 6, contacts: 6 * (3 * jumps + 10) });
  for (const { id } of fleet.mailboxes) await api.patch(`/mailboxes/${id}`, { min_gap_seconds: GAP_S });
  await fleet.launch();
  const isHeld = async () => (await api.get('/status')).sending.holds.some((hold) => hold.cause === 'clock_hold');

  for (let n = 0; n < jumps; n++) {
    const from = smtp.ends().length;
    await waitFor(`mail to flow after jump ${n}`, () => smtp.ends().length > from, 20_000, 5);
    shim.set('wallOffsetMs', JUMPS[n % JUMPS.length]);
    const jumped = process.hrtime.bigint();
    assert.ok(await isHeld(), 'a jump holds sending at once');
    await sleep(1200);
    shim.set('wallOffsetMs', 0);
    assert.ok(await isHeld());
    await sleep(200);
    // What had its permit before the jump may end; a mailbox has one connection.
    const late = smtp.ends().filter((end) => end.ns > jumped + 100_000_000n);
    assert.deepEqual(late.map((end) => end.rcpt), [], 'handed over while the clock was in doubt');
    await api.post('/sending/release', { cause: 'clock_hold' });
  }
  const target = smtp.ends().length + 12;
  await waitFor('mail to flow at the end', () => smtp.ends().length >= target, 20_000, 5);
  const ends = smtp.ends();
  for (const { address } of fleet.mailboxes) {
    const moments = ends.filter((end) => end.mailbox === address).map((end) => Number(end.ns) / 1e6);
    for (let i = 1; i < moments.length; i++) assert.ok(moments[i] - moments[i - 1] >= GAP_S * 1000 - TOLERANCE_MS, `${address}: ${moments[i] - moments[i - 1]} ms apart`);
  }
  await Promise.all(fleet.mailboxes.map(({ id }) => api.post(`/mailboxes/${id}/disconnect`, {})));
  assertHonest(smtp.ends(), await fleet.sends());
  t.diagnostic(`measured: ${jumps} jumps of the clock by up to a year to and fro: nothing early, twice or lost among ${smtp.ends().length}`);
});
