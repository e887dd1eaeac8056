// The disk fails, or turns read-only, in mid-campaign: as with a full one the server says so, waits, and goes on.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { sleep, waitFor } from '../lib/wait.mjs';
import { assertHonest, assertSound, SmallDisk } from './disk.mjs';
import { Fleet } from './fleet.mjs';
import { FaultShim, OPENS, SKIP, SYNCS, WRITES } from './shim.mjs';

const CONTACTS = 300;
const options = { skip: SKIP };
let shim;
let smtp;
let outrider;
let fleet;

before(async () => {
  if (SKIP) return;
  shim = new FaultShim();
  mkdirSync(shim.dataDir);
  smtp = await SmtpServer.start({ latencyMs: 2, endLatencyMs: 10 });
  outrider = await Outrider.start({ dataDir: shim.dataDir, env: shim.environment() });
  fleet = await Fleet.start({ outrider, smtp, mailboxes: 8, contacts: 10 });
  await fleet.launch();
});
after(() => {
  shim?.clear();
  return closeAll(outrider, smtp, shim);
});

const logged = (event) => outrider.logs().filter((line) => line.event === event);
const ready = async () => (await outrider.api.request('GET', '/readyz', undefined, { outside: true })).status;

const troubles = [
  { name: 'takes no writes and no syncs (EIO)', code: 'io_error', reason: 'EIO', operations: WRITES | SYNCS, words: /cannot be read or written|cannot be written/ },
  { name: 'takes no syncs (EIO)', code: 'io_error', reason: 'EIO', operations: SYNCS, words: /cannot be read or written|cannot be written/ },
  { name: 'is read-only (EROFS)', code: 'read_only', reason: 'EROFS', operations: WRITES | OPENS, words: /read-only/ },
  { name: 'is over its quota (EDQUOT)', code: 'disk_full', reason: 'EDQUOT', operations: WRITES, words: /disk is full/ },
  { name: 'finds no room at a sync (ENOSPC)', code: 'disk_full', reason: 'ENOSPC', operations: SYNCS, words: /disk is full/ },
];

for (const { name, code, reason, operations, words } of troubles) {
  test(`a disk that ${name} in mid-campaign stops sending and loses nothing`, options, async (t) => {
    const { api } = outrider;
    outrider.logText = '';
    const from = smtp.ends().length;
    await fleet.addContacts(CONTACTS);
    await waitFor('mail to flow', () => smtp.ends().length >= from + 30, 30_000, 1);
    shim.arm(operations, { reason, stays: true });
    await waitFor('the server to say so', () => logged('store_failing').length > 0, 10_000);
    assert.match(logged('store_failing')[0].message, words);

    let taken;
    await waitFor('sending to stand still', () => taken === (taken = smtp.ends().length), 10_000, 500);
    assert.ok(taken < fleet.contactCount, 'the campaign was over before');
    const answer = await api.request('POST', '/contacts', { email: `late-${reason}@d1.test` });
    assert.equal(answer.status, 507, answer.text);
    assert.match(answer.body.error.message, words);
    const stop = await api.request('POST', `/mailboxes/${fleet.mailboxes[0].id}/disconnect`, {});
    assert.equal(stop.status, 507, stop.text);
    assert.equal((await api.get(`/mailboxes/${fleet.mailboxes[0].id}`)).status, 'active');
    assert.equal(await ready(), 503);
    const { sending } = await api.get('/status');
    assert.deepEqual([sending.state, sending.holds.map((hold) => [hold.cause, hold.details.code])], ['held', [['disk_full', code]]]);
    assert.match(sending.holds[0].text, words);
    const metrics = (await api.request('GET', '/metrics', undefined, { outside: true })).text;
    assert.match(metrics, new RegExp(`^outrider_store_failing_cause\\{cause="${code}"\\} 1$`, 'm'));
    await sleep(1000);
    assert.equal(smtp.ends().length, taken, 'something was handed over without a durable permit');
    assert.ok(logged('store_failing').length <= 5, 'the log is flooded');

    shim.clear();
    const cleared = performance.now();
    await waitFor('sending to go on', () => smtp.ends().length > taken, 5000, 5);
    t.diagnostic(`measured: ${reason}: went on ${(performance.now() - cleared).toFixed(0)} ms after it was over`);
    await waitFor('every send to end', async () => {
      const sends = await fleet.sends();
      return sends.length === fleet.contactCount && sends.every((send) => send.status === 'sent');
    }, 60_000, 200);
    assertHonest(smtp.ends(), await fleet.sends());
    assert.equal((await api.get('/status')).sending.state, 'running');
    assert.equal(await ready(), 200);
  });
}

test('after all of it the database is sound', options, async () => {
  await outrider.stop();
  assertSound(shim.dataDir);
  await outrider.serve();
});

test('a start on a read-only file system says so, and works when it is writable', async (t) => {
  const disk = SmallDisk.mount(24);
  if (!disk) return t.skip('only root may mount a file system');
  let other;
  try {
    other = await Outrider.start({ dataDir: disk.dataDir });
    await other.stop();
    disk.remount('ro');
    other.logText = '';
    await assert.rejects(other.serve());
    assert.match(other.logText, /read-only/i);
    disk.remount('rw');
    await other.serve();
  } finally {
    await other?.close();
    disk.unmount();
  }
  return undefined;
});
