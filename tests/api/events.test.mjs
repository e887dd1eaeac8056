// The event stream: every change tells, in order, and a reader that comes back misses nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { closeAll } from '../lib/close.mjs';
import { EventStream } from '../lib/events.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, fakeMailbox, launch, makeCampaign, step, waitForSends } from '../lib/scenario.mjs';

let smtp;
let outrider;
let api;

before(async () => {
  smtp = await SmtpServer.start();
  outrider = await Outrider.start();
  api = outrider.api;
});
after(() => closeAll(outrider, smtp));

test('a mailbox\'s life is told as it happens, and again to a reader that comes back', async () => {
  const stream = await EventStream.open(outrider);
  assert.equal(stream.status, 200);

  const mailbox = await connectMailbox(api, fakeMailbox(smtp, 'ada@acme.test'));
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts: await addContacts(api, ['ada@prospect.test']), evergreen: true, steps: [step('Hi', { subject: 'Hi' })] });
  await launch(api, campaign);
  await waitForSends(api, campaign, 1);
  await api.post(`/mailboxes/${mailbox.id}/disconnect`);

  for (const type of ['mailbox.connected', 'campaign.launched', 'send.sent', 'campaign.paused', 'mailbox.disconnected']) await stream.waitFor(type);
  const connected = await stream.waitFor('mailbox.connected');
  const ids = stream.events.map((event) => event.id);
  assert.ok(ids.every((id) => /^evt_/.test(id)));
  assert.equal(new Set(ids).size, ids.length);
  stream.close();

  const again = await EventStream.open(outrider, { lastEventId: connected.id });
  await again.waitFor('mailbox.disconnected');
  assert.deepEqual(again.events.map((event) => event.id).slice(0, 3), ids.slice(ids.indexOf(connected.id) + 1, ids.indexOf(connected.id) + 4));
  again.close();
});

test('the stream of an ended key ends', async () => {
  const key = await api.post('/api-keys', { name: 'short-lived' });
  const stream = await EventStream.open(outrider, { key: key.key });
  assert.equal(stream.status, 200);

  await api.delete(`/api-keys/${key.id}`);
  await connectMailbox(api, fakeMailbox(smtp, 'late@acme.test'));

  await Promise.race([stream.ended, new Promise((_, reject) => setTimeout(() => reject(new Error('the stream is still open after 20 s')), 20_000).unref())]);
  assert.ok(stream.events.every((event) => event.data.address !== 'late@acme.test'));
});

test('health and readiness answer without a login', async () => {
  for (const where of ['/healthz', '/readyz'])
    assert.equal((await outrider.client({ key: null }).request('GET', where, undefined, { outside: true })).status, 200, where);
});
