// Two campaigns, one person: the second one's first email does not go, it is said why and because of whom, and who allows it writes
// all the same.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, fakeMailbox, launch, makeCampaign, step, waitForCampaign, waitForSends } from '../lib/scenario.mjs';

let smtp;
let outrider;
let api;

before(async () => {
  smtp = await SmtpServer.start();
  outrider = await Outrider.start();
  api = outrider.api;
});
after(() => closeAll(outrider, smtp));

const connect = (name) => connectMailbox(api, fakeMailbox(smtp, `${name}@acme.test`));
const ONE = [step('Hello there.', { subject: 'Hello' })];
const subjects = (rcpt) => smtp.ends({ rcpt }).map(({ subject }) => subject);
const enrollmentOf = async (campaign, contact) => (await api.all(`/campaigns/${campaign.id}/enrollments`)).find(({ contact_id: id }) => id === contact);
const why = (campaign, contact) => api.get(`/campaigns/${campaign.id}/why?contact_id=${contact}`);

async function assertLeftOut(campaign, contact, other) {
  const enrollment = await enrollmentOf(campaign, contact);
  assert.deepEqual([enrollment.status, enrollment.end_reason], ['stopped', 'overlap']);
  const { reason, reasons, next_send_at: next } = await why(campaign, contact);
  assert.deepEqual([reason, reasons.length, next], ['overlap', 1, null]);
  assert.equal(reasons[0].campaign_id, other.id);
  assert.match(reasons[0].text, new RegExp(`^“${other.name}” wrote to ${enrollment.email} on \\d{4}-\\d\\d-\\d\\d\\.$`));
  assert.equal(reasons[0].action, 'allow_overlap');
}

test('who was added before the other campaign wrote is left out at the launch, with the other one named', async () => {
  const mailbox = await connect('launch');
  const [both, alone] = await addContacts(api, ['both@launch.test', 'alone@launch.test']);
  const second = await makeCampaign(api, { name: 'Second', mailboxIds: [mailbox.id], steps: [step('Two', { subject: 'Two' })], contacts: [both, alone] });
  const first = await makeCampaign(api, { name: 'First', mailboxIds: [mailbox.id], steps: [step('One', { subject: 'One' })], contacts: [both] });
  await launch(api, first);
  await waitForCampaign(api, first, 'completed');
  await launch(api, second);
  await waitForCampaign(api, second, 'completed');

  assert.deepEqual(subjects('both@launch.test'), ['One']);
  assert.deepEqual(subjects('alone@launch.test'), ['Two']);
  await assertLeftOut(second, both, first);
  const review = (await api.get(`/campaigns/${second.id}/why`)).reasons.find(({ reason }) => reason === 'overlap');
  assert.match(review.text, /1 contact of it/);
});

/** Both run with the same contact, and neither has written: their mailboxes are on hold. */
async function bothRunning(name, settings = {}) {
  const [a, b] = [await connect(`${name}-a`), await connect(`${name}-b`)];
  for (const { id } of [a, b]) await api.post(`/mailboxes/${id}/hold`, {});
  const [contact] = await addContacts(api, [`one@${name}.test`]);
  const first = await makeCampaign(api, { name: `${name} first`, mailboxIds: [a.id], steps: [step('One', { subject: 'One' })], contacts: [contact] });
  const second = await makeCampaign(api, { name: `${name} second`, mailboxIds: [b.id], steps: [step('Two', { subject: 'Two' })], contacts: [contact], ...settings });
  await launch(api, first);
  await api.post(`/campaigns/${first.id}/pause`);
  await launch(api, second);
  await api.post(`/campaigns/${first.id}/resume`, {});
  return { a, b, contact, first, second };
}

test('of two that run with the same person the first to write wins; the permit of the other refuses', async () => {
  const { a, b, contact, first, second } = await bothRunning('permit');
  await api.delete(`/mailboxes/${a.id}/hold`);
  await waitForCampaign(api, first, 'completed');
  assert.equal((await enrollmentOf(second, contact)).status, 'live', 'nothing is left out before its turn');
  await api.delete(`/mailboxes/${b.id}/hold`);
  await waitForCampaign(api, second, 'completed');

  assert.deepEqual(subjects('one@permit.test'), ['One']);
  await assertLeftOut(second, contact, first);
  assert.deepEqual((await api.all(`/campaigns/${second.id}/sends`)).map(({ status }) => status), ['cancelled']);
});

test('before its turn comes, why says already who has written', async () => {
  const { a, b, contact, first, second } = await bothRunning('before');
  await api.delete(`/mailboxes/${a.id}/hold`);
  await waitForCampaign(api, first, 'completed');
  await api.post(`/campaigns/${second.id}/pause`);
  await api.delete(`/mailboxes/${b.id}/hold`);

  await api.patch(`/campaigns/${second.id}`, { sending_hours: [(new Date().getUTCHours() + 12) % 24] });
  await api.post(`/campaigns/${second.id}/resume`, {});
  await waitForCampaign(api, second, ['active', 'completed']);
  const [overlap] = (await why(second, contact)).reasons.filter(({ reason }) => reason === 'overlap');
  assert.equal(overlap.campaign_id, first.id);
});

test('a campaign that allows it writes to whom another one wrote', async () => {
  const { a, b, first, second } = await bothRunning('allow', { overlap: 'allow' });
  await api.delete(`/mailboxes/${a.id}/hold`);
  await waitForCampaign(api, first, 'completed');
  await api.delete(`/mailboxes/${b.id}/hold`);
  await waitForCampaign(api, second, 'completed');

  assert.deepEqual(subjects('one@allow.test'), ['One', 'Two']);
});

test('who comes to a running campaign while another one writes to them is skipped, and comes in where that is allowed', async () => {
  const mailbox = await connect('late');
  const [contact] = await addContacts(api, ['one@late.test']);
  const first = await makeCampaign(api, { name: 'Late first', mailboxIds: [mailbox.id], steps: ONE, contacts: [contact] });
  await launch(api, first);
  await waitForSends(api, first, 1);
  const second = await makeCampaign(api, { name: 'Late second', mailboxIds: [mailbox.id], evergreen: true, steps: ONE });
  const third = await makeCampaign(api, { name: 'Late third', mailboxIds: [mailbox.id], evergreen: true, overlap: 'allow', steps: [step('Three', { subject: 'Three' })] });
  for (const campaign of [second, third]) await launch(api, campaign);

  assert.deepEqual((await api.post(`/campaigns/${second.id}/contacts`, { contact_ids: [contact] })).skipped, [{ contact_id: contact, reason: 'overlap' }]);
  assert.equal((await api.post(`/campaigns/${third.id}/contacts`, { contact_ids: [contact] })).added, 1);
  await waitForSends(api, third, 1);
  assert.deepEqual(subjects('one@late.test'), ['Hello', 'Three']);
});
