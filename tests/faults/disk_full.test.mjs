// The disk is full in mid-campaign: the server says so, sending waits, and it goes on by itself when there is room again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { sleep, waitFor } from '../lib/wait.mjs';
import { assertHonest, assertSound, SmallDisk } from './disk.mjs';
import { Fleet } from './fleet.mjs';

const CONTACTS = 600;
const MEGABYTES = 24;

const disk = SmallDisk.mount(MEGABYTES);
const options = disk ? {} : { skip: 'only root may mount a file system' };
let smtp;
let outrider;
let fleet;

before(async () => {
  if (!disk) return;
  smtp = await SmtpServer.start({ latencyMs: 2, endLatencyMs: 10 });
  outrider = await Outrider.start({ dataDir: disk.dataDir });
  fleet = await Fleet.start({ outrider, smtp, mailboxes: 8, contacts: CONTACTS });
});
after(async () => {
  try {
    disk?.empty();
    await closeAll(outrider, smtp);
  } finally {
    disk?.unmount();
  }
});

const logged = (event) => outrider.logs().filter((line) => line.event === event);
const ready = async () => (await outrider.api.request('GET', '/readyz', undefined, { outside: true })).status;
const metrics = async () => (await outrider.api.request('GET', '/metrics', undefined, { outside: true })).text;

/** Fills the disk and waits until nothing moves: the last pages of the log file are used up first. */
async function fillUntilStill() {
  disk.fill();
  await waitFor('the server to say that the disk is full', () => logged('store_failing').length > 0, 20_000);
  let seen = -1;
  await waitFor('sending to stand still', async () => {
    const before = seen;
    seen = smtp.ends().length;
    return before === seen;
  }, 20_000, 1500);
  return seen;
}

test('a disk that fills in mid-campaign stops sending, is told of everywhere, and loses nothing', options, async (t) => {
  const { api } = outrider;
  await fleet.launch();
  await waitFor('mail to flow', () => smtp.ends().length >= 40, 30_000, 2);
  const taken = await fillUntilStill();
  assert.ok(taken < CONTACTS, 'the campaign was over before the disk was full');

  const [line] = logged('store_failing');
  assert.equal(line.level, 'error');
  assert.match(line.message, /disk is full.*free some space/i);
  const error = await api.refused(507, 'disk_full', 'POST', '/contacts', { email: 'late@d1.test' });
  assert.equal(error.kind, 'storage');
  assert.match(error.message, /free some space/i);
  await api.refused(507, 'disk_full', 'POST', '/imports?list=late', `email\n${'x'.repeat(300_000)}@d2.test\n`, { headers: { 'content-type': 'text/csv' } });
  assert.equal(await ready(), 503);
  assert.match(await metrics(), /^outrider_store_failing 1$/m);
  assert.match(await metrics(), /^outrider_store_failing_cause\{cause="disk_full"\} 1$/m);

  // What is read is read: people see what there is, and why nothing goes.
  assert.equal((await api.get('/mailboxes')).items.length, 8);
  const why = await api.get(`/campaigns/${fleet.campaign.id}/why`);
  assert.ok(JSON.stringify(why).includes('disk_full'), JSON.stringify(why));
  const { sending } = await api.get('/status'); // what the UI shows above every page
  assert.deepEqual([sending.state, sending.holds.map((hold) => hold.cause)], ['held', ['disk_full']]);

  // A stop that cannot be kept is not promised; sending stands still all the same.
  const [mailbox] = fleet.mailboxes;
  await api.refused(507, 'disk_full', 'POST', `/mailboxes/${mailbox.id}/disconnect`, {});
  assert.equal((await api.get(`/mailboxes/${mailbox.id}`)).status, 'active');
  await sleep(1500);
  assert.equal(smtp.ends().length, taken, 'something was handed over without a durable permit');
  const lines = logged('store_failing').length;
  assert.ok(lines <= 5, `${lines} lines about one full disk`);

  disk.empty();
  const emptied = performance.now();
  await waitFor('sending to go on', () => smtp.ends().length > taken, 5000, 5);
  const wentOnMs = performance.now() - emptied;
  await waitFor('the server to say so', () => logged('store_recovered').length > 0, 5000);
  assert.equal(await ready(), 200);
  assert.match(await metrics(), /^outrider_store_failing 0$/m);
  await waitFor('every email to be sent', async () => (await fleet.sends()).filter((send) => send.status === 'sent').length === CONTACTS, 60_000, 200);
  assert.deepEqual(assertHonest(smtp.ends(), await fleet.sends()), { taken: CONTACTS, unknown: 0 });
  t.diagnostic(`measured: disk full after ${taken} of ${CONTACTS}; went on ${wentOnMs.toFixed(0)} ms after there was room; nothing lost, doubled or unknown`);
});

test('an idle server notices by itself that there is room again', options, async () => {
  disk.fill();
  const full = logged('store_recovered').length;
  await waitFor('a write to fail', async () => (await outrider.api.request('POST', '/contacts', { email: `fill${Math.random()}@d3.test`, custom: {} })).status === 507, 30_000, 0);
  assert.equal(await ready(), 503);
  disk.empty();
  await waitFor('the server to be ready', async () => await ready() === 200, 5000);
  await waitFor('the server to say so', () => logged('store_recovered').length > full, 2000);
});

test('a stop while the disk is full ends the process, and the next start loses nothing', options, async () => {
  await fleet.addContacts(CONTACTS);
  const from = smtp.ends().length;
  await waitFor('mail to flow', () => smtp.ends().length >= from + 40, 30_000, 2);
  outrider.logText = '';
  await fillUntilStill();
  const began = performance.now();
  const { code } = await outrider.stop();
  assert.equal(code, 0);
  assert.ok(performance.now() - began < 20_000, 'the process waited for the disk');
  assertSound(disk.dataDir);

  disk.empty();
  await outrider.serve();
  await waitFor('every send to end', async () => {
    const sends = await fleet.sends();
    return sends.length === 2 * CONTACTS && sends.every((send) => ['sent', 'unknown'].includes(send.status));
  }, 60_000, 200);
  assertHonest(smtp.ends(), await fleet.sends(), { unknown: 8 });
});

test('a start on a full disk says what to do, and works when there is room', options, async () => {
  await outrider.stop();
  disk.fill();
  const { status, stderr } = await startAndEnd();
  if (status !== 0) assert.match(stderr, /disk is full|No space left/i);
  disk.empty();
  await outrider.serve();
  assert.equal(await ready(), 200);
});

/** Serves for as long as it takes to be ready, or to give up. */
async function startAndEnd() {
  try {
    await outrider.serve();
    await outrider.stop();
    return { status: 0, stderr: '' };
  } catch (error) {
    outrider.process.kill('SIGKILL');
    await outrider.ended;
    return { status: 1, stderr: outrider.logText + error.message };
  }
}
