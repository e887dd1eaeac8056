// A test email to oneself: it goes through the fence like every other, takes a place of the day, and is nobody's first step.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { Outrider, OWNER } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, fakeMailbox, header, makeCampaign, step } from '../lib/scenario.mjs';
import { waitFor } from '../lib/wait.mjs';

let smtp;
let outrider;
let api;

before(async () => { smtp = await SmtpServer.start({ keepMessages: true }); });
after(async () => { await smtp?.close(); });

/** Each test has a server of its own: only a few tests may be sent in a minute. */
async function scene(name, body) {
  outrider = await Outrider.start();
  try {
    api = outrider.api;
    const mailbox = await connectMailbox(api, fakeMailbox(smtp, `${name}@acme.test`));
    const contacts = await addContacts(api, [{ email: `grace@${name}.test`, first_name: 'Grace' }, `alan@${name}.test`]);
    const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts,
      steps: [step('Hi {{ first_name }}, a word.', { subject: 'Hello' }), step('Again.', { afterSeconds: 60 })], sending_hours: [(new Date().getUTCHours() + 12) % 24] });
    await body({ mailbox, campaign, contacts, send: (wish) => api.post(`/campaigns/${campaign.id}/test-send`, wish) });
  } finally {
    await outrider.close();
  }
}
const arrived = (address) => smtp.ends().filter(({ rcpt }) => rcpt === address);

test('a test arrives at once, outside the hours, marked as one, and counts as written to nobody', () => scene('once', async ({ mailbox, campaign, contacts, send }) => {
  const done = await send({ step: 1, to: mailbox.address });
  assert.deepEqual([done.status, done.to, done.error, done.step], ['sent', mailbox.address, null, 1]);
  const [mail] = arrived(mailbox.address);
  assert.equal(header(mail.raw, 'Subject'), '[Test] Hello');
  assert.match(header(mail.raw, 'To'), /once@acme\.test/);
  assert.match(mail.raw, /Hi Grace, a word\./);
  assert.match(header(mail.raw, 'List-Unsubscribe'), /\/u\/preview>/, 'its opt-out link opts nobody out');

  const follow = await send({ step: 2, to: mailbox.address, contact_id: contacts[0] });
  assert.equal(follow.status, 'sent');
  assert.equal(header(arrived(mailbox.address)[1].raw, 'Subject'), '[Test] Re: Hello');

  assert.deepEqual(await api.all(`/campaigns/${campaign.id}/sends`), []);
  const now = await api.get(`/campaigns/${campaign.id}`);
  assert.equal(now.counts.sent, 0);
  assert.equal((await api.get(`/mailboxes/${mailbox.id}`)).sent_today, 2, 'it takes a place of the day');
}));

test('tests go to one’s own addresses only, a few a minute, within the day’s cap', () => scene('own', async ({ mailbox, campaign, contacts, send }) => {
  const refused = (status, code, wish) => api.refused(status, code, 'POST', `/campaigns/${campaign.id}/test-send`, wish);
  await refused(422, 'validation_failed', { to: 'grace@own.test' });
  await refused(422, 'validation_failed', { to: 'nonsense' });
  await refused(404, 'not_found', { step: 3, to: mailbox.address });
  await refused(422, 'missing_field', { to: mailbox.address, contact_id: contacts[1] });
  const own = await (await outrider.session()).post(`/campaigns/${campaign.id}/test-send`, {});
  assert.deepEqual([own.status, own.to], ['sent', OWNER.email], 'the caller’s own address is the default');

  await api.patch(`/mailboxes/${mailbox.id}`, { daily_cap: 1 });
  const held = await refused(409, 'test_held', { to: mailbox.address });
  assert.equal(held.details.reason, 'cap');
  await api.patch(`/mailboxes/${mailbox.id}`, { daily_cap: 100 });
  for (let i = 0; i < 4; i += 1) await send({ to: mailbox.address });
  await refused(429, 'too_many_tests', { to: mailbox.address });
}));

test('a server that says no is quoted, and takes no place of the day', () => scene('r550', async ({ mailbox, send }) => {
  const done = await send({ to: mailbox.address });
  assert.deepEqual([done.status, done.error.code], ['failed', 'refused']);
  assert.match(done.error.text, /No such user here/);
  assert.equal((await api.get(`/mailboxes/${mailbox.id}`)).sent_today, 0);
}));

test('an answer that never comes leaves it unknown, and it is not sent again', () => scene('lost', async ({ mailbox, send }) => {
  const done = await send({ to: mailbox.address });
  assert.equal(done.status, 'unknown');
  assert.equal((await api.get(`/mailboxes/${mailbox.id}`)).sent_today, 1);
  await outrider.restart();
  assert.equal(arrived(mailbox.address).length, 1);
}));

test('a disconnect stops the test that is under way', () => scene('hangdata', async ({ mailbox, campaign, send }) => {
  const sending = send({ to: mailbox.address });
  await waitFor('the test on the wire', async () => (await api.get(`/mailboxes/${mailbox.id}/impact`)).sends_in_flight === 1);
  const startedAt = performance.now();
  await api.post(`/mailboxes/${mailbox.id}/disconnect`);
  assert.ok(performance.now() - startedAt < 5_000, 'it does not wait for the server');
  const done = await sending;
  assert.deepEqual([done.status, done.error.code], ['cancelled', 'stopped']);
  assert.equal(arrived(mailbox.address).length, 0);
  await api.refused(409, 'no_active_mailbox', 'POST', `/campaigns/${campaign.id}/test-send`, { to: mailbox.address });
}));

test('after a hold or a disconnect no test leaves', () => scene('stopped', async ({ mailbox, campaign, send }) => {
  const refused = (code) => api.refused(409, code, 'POST', `/campaigns/${campaign.id}/test-send`, { to: mailbox.address });
  await api.post(`/mailboxes/${mailbox.id}/hold`, {});
  assert.equal((await refused('test_held')).details.reason, 'mailbox_hold');
  await api.request('DELETE', `/mailboxes/${mailbox.id}/hold`);
  assert.equal((await send({ to: mailbox.address })).status, 'sent');
  await api.post(`/mailboxes/${mailbox.id}/disconnect`);
  await refused('no_active_mailbox');
  assert.equal(arrived(mailbox.address).length, 1);
}));
