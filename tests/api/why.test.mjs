// Why a campaign, and one contact of it, gets nothing now. Every cause has its case in src/ops/campaign_why_test.c.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, fakeMailbox, launch, makeCampaign, step } from '../lib/scenario.mjs';

let outrider, api, smtp, mailbox;

before(async () => {
  smtp = await SmtpServer.start();
  outrider = await Outrider.start();
  api = outrider.api;
  mailbox = await connectMailbox(api, fakeMailbox(smtp, 'why@acme.test'));
});
after(() => closeAll(outrider, smtp));

const steps = [step('Hi', { subject: 'Hi' })];
const hourFromNow = (hours) => (new Date().getUTCHours() + hours) % 24;

async function waitingCampaign(name) {
  const [id] = await addContacts(api, [`${name}@${name}.test`]);
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts: [id], steps, sending_hours: [hourFromNow(12)] });
  await launch(api, campaign);
  return { campaign, id };
}

test('a contact is told what holds it, what frees it, and when it goes', async () => {
  const { campaign, id } = await waitingCampaign('ada');

  const why = await api.get(`/campaigns/${campaign.id}/why?contact_id=${id}`);
  assert.deepEqual([why.reason, why.action], ['window', 'wait']);
  assert.equal(why.reasons[0].next_at, why.next_send_at);
  assert.equal(new Date(why.next_send_at).getUTCHours(), hourFromNow(12));

  await api.post(`/campaigns/${campaign.id}/pause`);
  const paused = await api.get(`/campaigns/${campaign.id}/why?contact_id=${id}`);
  assert.deepEqual([paused.reason, paused.action, paused.next_send_at], ['campaign_paused', 'resume', null]);
});

test('somebody on Do Not Contact is named, and does not stand above what holds the others', async () => {
  const { campaign, id } = await waitingCampaign('ben');
  const [other] = await addContacts(api, ['cleo@cleo.test']);
  await api.post(`/campaigns/${campaign.id}/contacts`, { contact_ids: [other] });
  await api.post('/do-not-contact', { value: 'ben@ben.test' });

  const his = await api.get(`/campaigns/${campaign.id}/why?contact_id=${id}`);
  assert.deepEqual([his.reason, his.action, his.next_send_at], ['suppressed', 'lift', null]);
  const all = await api.get(`/campaigns/${campaign.id}/why`);
  assert.equal(all.reason, 'window');
  assert.deepEqual(all.reasons.map(({ reason, contacts }) => [reason, contacts]).at(-1), ['suppressed', 1]);
});

test('who is not in the campaign is not found, and what is no id is refused', async () => {
  const { campaign } = await waitingCampaign('dora');
  const [stranger] = await addContacts(api, ['stranger@stranger.test']);

  await api.refused(404, 'not_found', 'GET', `/campaigns/${campaign.id}/why?contact_id=${stranger}`);
  await api.refused(422, 'validation_failed', 'GET', `/campaigns/${campaign.id}/why?contact_id=nobody`);
});
