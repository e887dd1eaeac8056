// Contacts who wait for a mailbox that is gone go on with others; whoever is in a conversation only when it is said of them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, fakeMailbox, launch, makeCampaign, step, waitForCampaign, waitForSends } from '../lib/scenario.mjs';
import { waitFor } from '../lib/wait.mjs';

let smtp;
let outrider;
let api;

before(async () => {
  smtp = await SmtpServer.start({ keepMessages: true });
  outrider = await Outrider.start();
  api = outrider.api;
});
after(() => closeAll(outrider, smtp));

const connect = (name) => connectMailbox(api, fakeMailbox(smtp, `${name}@acme.test`));
const people = (name, count) => addContacts(api, Array.from({ length: count }, (_, i) => `p${i}@${name}.test`));
const ONE = [step('Hello there.', { subject: 'Hello' })];
const mailboxesOf = async (campaign) => (await api.all(`/campaigns/${campaign.id}/enrollments`)).map(({ mailbox_id }) => mailbox_id);

test('those who were planned for a mailbox and not written to go on with another', async () => {
  const [ada, ben] = [await connect('ada'), await connect('ben')];
  // One email an hour: nearly everybody still waits when the campaign is paused.
  for (const { id } of [ada, ben]) await api.patch(`/mailboxes/${id}`, { min_gap_seconds: 3600 });
  const campaign = await makeCampaign(api, { mailboxIds: [ada.id, ben.id], steps: ONE, contacts: await people('planned', 10) });
  await launch(api, campaign);
  await waitForSends(api, campaign, 2);
  await waitFor('all are planned', async () => (await mailboxesOf(campaign)).every(Boolean));
  const ask = (body) => api.post(`/campaigns/${campaign.id}/reassign`, { from_mailbox_id: ada.id, ...body });

  await api.refused(409, 'campaign_locked', 'POST', `/campaigns/${campaign.id}/reassign`, { from_mailbox_id: ada.id });
  const { revision } = await api.post(`/campaigns/${campaign.id}/pause`);
  const preview = await ask({ preview: true });
  assert.deepEqual([preview.moved, preview.kept_threads], [4, 0], 'who has had the only step is not waiting');
  assert.equal((await api.get(`/campaigns/${campaign.id}`)).revision, revision);

  assert.deepEqual(await ask({ to_mailbox_ids: [ben.id] }), preview);
  assert.ok((await api.get(`/campaigns/${campaign.id}`)).revision > revision);
  const live = (await api.all(`/campaigns/${campaign.id}/enrollments?status=live`)).map(({ mailbox_id }) => mailbox_id);
  assert.deepEqual(new Set(live), new Set([ben.id]));
  await api.patch(`/mailboxes/${ben.id}`, { min_gap_seconds: 0 });
  await api.post(`/campaigns/${campaign.id}/resume`);
  await waitFor('everybody is written to once', async () => smtp.ends().filter(({ rcpt }) => rcpt.endsWith('@planned.test')).length === 10);
  await waitForCampaign(api, campaign, 'completed');
  const sends = await api.all(`/campaigns/${campaign.id}/sends?status=sent`);
  assert.equal(new Set(sends.map(({ email }) => email)).size, 10);
  assert.equal(sends.filter(({ mailbox_id }) => mailbox_id === ada.id).length, 1);
});

test('what is not the campaign’s is refused by name', async () => {
  const [ada, ben, other] = [await connect('cleo'), await connect('dan'), await connect('eve')];
  const campaign = await makeCampaign(api, { mailboxIds: [ada.id, ben.id], steps: ONE, contacts: await people('names', 1) });
  for (const body of [{}, { from_mailbox_id: other.id }, { from_mailbox_id: ada.id, to_mailbox_ids: [ada.id] },
    { from_mailbox_id: ada.id, to_mailbox_ids: [other.id] }])
    await api.refused(422, 'validation_failed', 'POST', `/campaigns/${campaign.id}/reassign`, body);
});

test('with no other active mailbox it says what to do', async () => {
  const ada = await connect('only');
  const campaign = await makeCampaign(api, { mailboxIds: [ada.id], steps: ONE, contacts: await people('only', 1) });
  await api.refused(409, 'no_active_mailbox', 'POST', `/campaigns/${campaign.id}/reassign`, { from_mailbox_id: ada.id });
});
