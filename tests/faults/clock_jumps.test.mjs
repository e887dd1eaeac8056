// The machine's clock jumps to and fro while emails leave: nothing leaves meanwhile, nothing is lost, sent twice, or sent before
// the gap of its mailbox is over.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { closeAll } from '../lib/close.mjs';
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
after(() => {
  shim?.set('wallOffsetMs', 0);
  return closeAll(outrider, smtp, shim);
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

// The clock of the program stands five seconds before the change; the campaign has one sending hour.
const CHANGES = [
  { name: 'the spring change of Berlin, into the hour after the one that is left out', at: '2027-03-28T01:00:00Z', zone: 'Europe/Berlin', hour: 3, opens: true },
  { name: 'the spring change of New York, into the hour after the one that is left out', at: '2027-03-14T07:00:00Z', zone: 'America/New_York', hour: 3, opens: true },
  { name: 'the autumn change of Berlin, before the hour that comes after the doubled one', at: '2027-10-31T01:00:00Z', zone: 'Europe/Berlin', hour: 3, opens: false },
  { name: 'the autumn change of New York, before the hour that comes after the doubled one', at: '2027-11-07T06:00:00Z', zone: 'America/New_York', hour: 2, opens: false },
];
const BEFORE_MS = 5000;

for (const change of CHANGES)
  test(`${change.name}: nothing leaves early`, { skip: SKIP }, async () => {
    const own = new FaultShim();
    mkdirSync(own.dataDir);
    own.set('wallOffsetMs', Date.parse(change.at) - BEFORE_MS - Date.now());
    const began = performance.now();
    const mail = await SmtpServer.start();
    const server = await Outrider.start({ dataDir: own.dataDir, env: own.environment() });
    try {
      const wall = () => Date.parse(change.at) - BEFORE_MS + (performance.now() - began);
      const fleet = await Fleet.start({ outrider: server, smtp: mail, mailboxes: 1, contacts: 3, campaign: { timezone: change.zone, sending_days: [1, 2, 3, 4, 5, 6, 7], sending_hours: [change.hour] } });
      await fleet.launch();
      assert.ok(wall() < Date.parse(change.at), 'the machine was too slow for this test');
      const [{ address }] = fleet.mailboxes;
      await sleep(Date.parse(change.at) - wall() - 500);
      assert.deepEqual(mail.ends({ mailbox: address }), [], 'before the change');
      if (change.opens) await waitFor('mail after the change', () => mail.ends({ mailbox: address }).length === 3, 5000, 20);
      else await sleep(2500);
      assert.equal(mail.ends({ mailbox: address }).length, change.opens ? 3 : 0);
    } finally {
      await server.close();
      await mail.close();
      own.close();
    }
  });
