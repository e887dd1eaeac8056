// Preparing a large campaign: it tells how far it is, others write meanwhile, and a cancel, a pause or a kill -9 in the middle leaves nobody lost and nothing sent.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { closeAll } from '../lib/close.mjs';
import { EventStream } from '../lib/events.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { ALWAYS, connectMailbox, fakeMailbox, importContacts, waitForCampaign } from '../lib/scenario.mjs';
import { sleep, waitFor } from '../lib/wait.mjs';
import { times } from './fleet.mjs';

const CONTACTS = times('PREPARE_CONTACTS', 8000);
const LACKING = 12; // contacts without the field that the text needs
const DEADLINE_MS = 20_000 + CONTACTS * 5;

// Each batch is a commit, so that a disk that takes 25 ms for a sync gives everybody time to see the middle, however fast the rest is.
const SLOW_DISK = path.resolve(import.meta.dirname, '../../build/bench/slow_sync.so');
const slowly = process.env.OUTRIDER_PROGRAM || !existsSync(SLOW_DISK) ? {} : { LD_PRELOAD: SLOW_DISK, SLOW_SYNC_US: '25000' };

let smtp;
let outrider;
let api;
let campaign;

// The window is never open while these tests run: a day whose hours are all past or all to come would do, too.
const CLOSED = { ...ALWAYS, sending_days: [((new Date().getUTCDay() + 2) % 7) + 1] };
const text = (n) => `Hi {{ first_name }},\n\n${`Word {{ custom.topic | default: "of step ${n}" }} and more. `.repeat(12)}\n`;

async function importAll(list) {
  const rows = Array.from({ length: CONTACTS }, (_, i) => `p${i}@d${i % 997}.test,${i % Math.floor(CONTACTS / LACKING) === 1 && i < CONTACTS - 1 ? '' : `Person ${i}`}`);
  const { id } = await api.post(`/imports?list=${list}`, `email,first_name\n${rows.join('\n')}\n`, { headers: { 'content-type': 'text/csv' } });
  await waitFor('the import', async () => (await api.get(`/imports/${id}`)).status === 'done', DEADLINE_MS, 100);
  return rows.filter((row) => row.endsWith(',')).length;
}

let lacking;
before(async () => {
  smtp = await SmtpServer.start();
  outrider = await Outrider.start({ env: slowly });
  api = outrider.api;
  const mailbox = await connectMailbox(api, fakeMailbox(smtp, 'prepare@acme.test'));
  lacking = await importAll('all');
  campaign = await api.post('/campaigns', { name: 'Large', mailbox_ids: [mailbox.id], ...CLOSED,
    steps: [{ subject: 'Hello {{ first_name }}', body_text: text(1) }] });
  const { added } = await api.post(`/campaigns/${campaign.id}/contacts`, { list: 'all' });
  assert.equal(added, CONTACTS);
});
after(() => closeAll(outrider, smtp));

const now = () => api.get(`/campaigns/${campaign.id}`);
const post = (action) => api.post(`/campaigns/${campaign.id}/${action}`, {});

// User and system time of the server, in hundredths of a second.
const cpuSeconds = () => readFileSync(`/proc/${outrider.process.pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;

// Launches, and waits until some contacts were checked and others not.
async function launchToTheMiddle() {
  assert.equal((await post('launch')).status, 'preparing');
  return waitFor('the middle', async () => {
    const { status, preparing } = await now();
    assert.equal(status, 'preparing', 'it was over before anybody looked');
    return preparing.checked > CONTACTS / 10 && preparing;
  }, DEADLINE_MS, 5);
}

test('preparing tells how far it is, by the API and by events', async () => {
  const stream = await EventStream.open(outrider);

  const { checked, total } = await launchToTheMiddle();

  assert.equal(total, CONTACTS);
  assert.ok(checked < total);
  const { data } = await stream.waitFor('campaign.preparing');
  assert.equal(data.data.total, CONTACTS);
  assert.ok(data.data.checked > 0 && data.data.checked <= CONTACTS);
  stream.close();
});

test('a cancel in the middle makes it a draft again, which can be edited and launched', async () => {
  const draft = await post('cancel-launch');

  assert.equal(draft.status, 'draft');
  assert.equal(draft.preparing, null);
  assert.equal(draft.launched_at, null);
  assert.equal(draft.counts.contacts, CONTACTS);
  await api.refused(409, 'invalid_state', 'POST', `/campaigns/${campaign.id}/cancel-launch`, {});
  await sleep(300);
  assert.equal((await now()).status, 'draft', 'its worker goes on');
  assert.equal((await api.patch(`/campaigns/${campaign.id}`, { name: 'Larger' })).name, 'Larger');
});

test('a pause in the middle is kept, and a resume begins the check anew', async () => {
  await launchToTheMiddle();

  const paused = await post('pause');
  assert.equal(paused.status, 'paused');
  assert.equal(paused.paused.previous_status, 'preparing');
  const resumed = await post('resume');
  assert.equal(resumed.status, 'preparing');
  assert.ok(resumed.preparing.checked < CONTACTS / 10, JSON.stringify(resumed.preparing));
});

test('after a kill -9 in the middle it is a draft, and the next launch checks everybody once', async () => {
  await waitFor('the middle', async () => (await now()).preparing.checked > CONTACTS / 10, DEADLINE_MS, 5);
  await outrider.kill();
  for (const name of Object.keys(slowly)) delete outrider.env[name]; // what follows is measured
  await outrider.serve();

  const draft = await now();
  assert.equal(draft.status, 'draft');
  assert.equal(draft.counts.contacts, CONTACTS);
  assert.equal(smtp.ends().length, 0);
});

test('others write meanwhile, and at its end everybody was checked', async (t) => {
  const startedAt = performance.now();
  const waits = [];
  const cpuAt = cpuSeconds();
  await post('launch');
  while ((await now()).status === 'preparing') {
    const at = performance.now();
    await api.post('/contacts', { email: `meanwhile${waits.length}@late.test` });
    waits.push(performance.now() - at);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const done = await waitForCampaign(api, campaign, 'active', DEADLINE_MS);

  assert.equal(done.preparing, null);
  const review = await api.get(`/campaigns/${campaign.id}/review`);
  assert.equal(review.counts.in_review, lacking);
  assert.equal(review.counts.to_write_to, CONTACTS - lacking);
  const held = await api.all(`/campaigns/${campaign.id}/enrollments?status=review`);
  assert.equal(held.length, lacking);
  assert.ok(held.every((one) => one.review_field === 'first_name'));
  const longest = Math.max(...waits);
  t.diagnostic(`measured: ${CONTACTS} contacts in ${seconds.toFixed(1)} s, ${(cpuSeconds() - cpuAt).toFixed(1)} s of CPU; ` +
    `${waits.length} writes by others, the longest took ${longest.toFixed(0)} ms`);
  assert.ok(longest < 1000, `somebody waited ${longest} ms for the writer`);
  assert.equal(smtp.ends().length, 0, 'nothing is sent outside the window');
});
