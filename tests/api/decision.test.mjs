// Emails of which nobody knows whether the provider took them: listed with what is known, and decided about one by one or many at once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, fakeMailbox, launch, makeCampaign, step, waitForSends } from '../lib/scenario.mjs';
import { waitFor } from '../lib/wait.mjs';

const servers = [];
let outrider;
let api;

before(async () => {
  outrider = await Outrider.start();
  api = outrider.api;
});
after(() => closeAll(outrider, ...servers));

/**
 * Emails whose connection is reset after the final dot, once. Each has a mailbox on a server of its own: several mailboxes that fail
 * at one server make Outrider wait for that server.
 */
async function unknownSends(name, count) {
  const mailboxIds = [];
  for (let i = 0; i < count; i++) {
    const smtp = await SmtpServer.start({ rules: [{ on: 'END', then: 'reset', times: 1 }] });
    servers.push(smtp);
    mailboxIds.push((await connectMailbox(api, fakeMailbox(smtp, `${name}-${i}@acme.test`))).id);
  }
  const people = Array.from({ length: count }, (_, i) => `${name}-${i}@prospect.test`);
  const campaign = await makeCampaign(api, { name, mailboxIds, contacts: await addContacts(api, people), steps: [step('Hello', { subject: 'Hi' })] });
  await launch(api, campaign);
  return waitForSends(api, campaign, count, (send) => send.status === 'unknown');
}

const statusOf = async ({ id }) => (await api.get(`/sends/${id}`)).status;

test('an email in doubt is listed with its campaign, its mailbox and how the search stands', async () => {
  const [send] = await unknownSends('listed', 1);
  const [listed] = await api.all('/sends?status=unknown');

  assert.equal(listed.id, send.id);
  assert.equal(listed.campaign_name, 'listed');
  assert.equal(listed.mailbox_address, 'listed-0@acme.test');
  assert.equal(listed.search.reason, 'no_answer');
  assert.equal(listed.search.state, 'cannot_read');
  assert.match(listed.search.text, /^listed-0@acme\.test cannot be read/);
  assert.equal(listed.search.found_at, null);
  assert.equal((await api.get('/status')).unknown_sends, 1);

  await api.post(`/sends/${send.id}/resolve`, { as: 'drop' });
  assert.equal((await api.get(`/sends/${send.id}`)).search.state, 'ended');
  assert.equal((await api.get('/status')).unknown_sends, 0);
});

test('many are decided about at once; those that need no decision are refused and named', async () => {
  const [first, second, third] = await unknownSends('many', 3);
  await api.post(`/sends/${third.id}/resolve`, { as: 'drop' });

  const answer = await api.post('/sends/resolve', { ids: [first.id, third.id, second.id], as: 'sent' });

  assert.equal(answer.resolved, 2);
  assert.deepEqual(answer.refused.map(({ id, code }) => [id, code]), [[third.id, 'invalid_state']]);
  assert.match(answer.refused[0].message, /only an unknown one can be resolved/);
  assert.deepEqual(await Promise.all([first, second, third].map(statusOf)), ['sent', 'sent', 'cancelled']);
});

test('those to be sent again leave once more', async () => {
  const sends = await unknownSends('again', 2);
  const arrivals = () => servers.flatMap((smtp) => smtp.ends()).filter((end) => end.rcpt.startsWith('again-')).map((end) => end.rcpt).sort();
  assert.deepEqual(arrivals(), ['again-0@prospect.test', 'again-1@prospect.test']);

  assert.deepEqual(await api.post('/sends/resolve', { ids: sends.map(({ id }) => id), as: 'resend' }), { refused: [], resolved: 2 });

  await waitFor('both to be sent', async () => (await Promise.all(sends.map(statusOf))).every((status) => status === 'sent'), 40_000);
  assert.deepEqual(arrivals(), ['again-0@prospect.test', 'again-0@prospect.test', 'again-1@prospect.test', 'again-1@prospect.test']);
});

test('a decision about none, about too many, or of another kind is refused', async () => {
  const id = 'snd_0000000000001';
  await api.refused(422, 'validation_failed', 'POST', '/sends/resolve', { ids: [], as: 'sent' });
  await api.refused(422, 'validation_failed', 'POST', '/sends/resolve', { ids: Array(201).fill(id), as: 'sent' });
  await api.refused(422, 'validation_failed', 'POST', '/sends/resolve', { ids: [id], as: 'perhaps' });
});
