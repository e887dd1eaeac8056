// What a campaign of several mailboxes does when it loses one: pause, or go on with the others, while who is in a conversation with
// the lost one waits for it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closeAll } from '../lib/close.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, launch, makeCampaign, step, waitForCampaign, waitForSends } from '../lib/scenario.mjs';
import { waitFor } from '../lib/wait.mjs';
import { MailStack } from '../servers/stack.mjs';

let stack;
let outrider;
let api;

before(async () => {
  stack = await MailStack.start({ only: ['mail'] });
  outrider = await Outrider.start({ env: { ...stack.environment(), OUTRIDER_SYNC_INTERVAL: '1' } });
  api = outrider.api;
});
after(() => closeAll(outrider, stack));

const PEOPLE = 8;
const connect = (name) => connectMailbox(api, stack.passwordMailbox(`${name}@acme.test`, `pw-${name}`));
const disconnect = (mailbox) => api.post(`/mailboxes/${mailbox.id}/disconnect`, {});
const reconnect = (mailbox, name) => api.post(`/mailboxes/${mailbox.id}/reconnect`, { password: `pw-${name}` });
const people = (campaign) => api.all(`/campaigns/${campaign.id}/enrollments`);
const why = (campaign, contact) => api.get(`/campaigns/${campaign.id}/why?contact_id=${contact}`);

/** Two mailboxes have sent the first email, each to some; the second is due in a moment. Which contacts belong to the first. */
async function begun(name, { afterSeconds = 3, ...settings } = {}) {
  const [ada, ben] = [await connect(`${name}-a`), await connect(`${name}-b`)];
  const contacts = await addContacts(api, Array.from({ length: PEOPLE }, (_, i) => `p${i}@${name}.test`));
  const campaign = await makeCampaign(api, {
    name, mailboxIds: [ada.id, ben.id], contacts, steps: [step('One', { subject: 'One' }), step('Two', { afterSeconds })], ...settings,
  });
  await launch(api, campaign);
  const sends = await waitForSends(api, campaign, PEOPLE);
  const ofAda = sends.filter(({ mailbox_id: id }) => id === ada.id).map(({ contact_id: id }) => id);
  assert.ok(ofAda.length > 0 && ofAda.length < PEOPLE, `${ofAda.length} of ${PEOPLE} belong to the first`);
  return { ada, ben, campaign, ofAda };
}

const secondSteps = async (campaign) =>
  (await api.all(`/campaigns/${campaign.id}/sends?status=sent`)).filter(({ step: position }) => position === 2);

test('a campaign that pauses at a loss sends nothing more, from any mailbox, and names the cause', async () => {
  const { ada, ben, campaign } = await begun('halt', { afterSeconds: 3600 });
  const { receipt } = await disconnect(ada);

  assert.deepEqual(receipt.campaigns_paused.map(({ id }) => id), [campaign.id]);
  const paused = await api.get(`/campaigns/${campaign.id}`);
  assert.deepEqual([paused.status, paused.paused.cause, paused.paused.mailbox_ids], ['paused', 'mailbox_disconnected', [ada.id]]);
  for (const { contact_id: id } of await people(campaign)) {
    const { reason, text, next_send_at: next } = await why(campaign, id);
    assert.deepEqual([reason, next], ['campaign_paused', null]);
    assert.match(text, new RegExp(`^Paused: ${ada.address} was disconnected`));
  }
  assert.equal((await api.get(`/mailboxes/${ben.id}`)).status, 'active');
});

test('a campaign that goes on writes from the other; who talks to the lost one waits for it, and it is said; then they go on', async () => {
  const { ada, ben, campaign, ofAda } = await begun('goon', { on_mailbox_loss: 'continue_with_others' });
  const { receipt } = await disconnect(ada);
  assert.deepEqual(receipt.campaigns_paused, []);

  await waitFor('the others to get their second email', async () => (await secondSteps(campaign)).length === PEOPLE - ofAda.length);
  assert.equal((await api.get(`/campaigns/${campaign.id}`)).status, 'active');
  for (const send of await secondSteps(campaign)) assert.equal(send.mailbox_id, ben.id);
  for (const enrollment of (await people(campaign)).filter(({ contact_id: id }) => ofAda.includes(id))) {
    assert.deepEqual([enrollment.status, enrollment.step, enrollment.mailbox_id], ['live', 2, ada.id], 'nobody is moved');
    const { reason, reasons } = await why(campaign, enrollment.contact_id);
    assert.equal(reason, 'mailbox_inactive');
    assert.deepEqual([reasons[0].mailbox_id, reasons[0].text, reasons[0].action], [ada.id, `${ada.address} is not connected.`, 'reconnect']);
  }
  const all = await api.get(`/campaigns/${campaign.id}/why`);
  const [lost] = all.reasons.filter(({ reason }) => reason === 'mailbox_inactive');
  assert.deepEqual([lost.mailbox_id, lost.contacts], [ada.id, ofAda.length]);
  assert.equal(all.next_send_at, null, 'what is due waits for the lost one');

  await reconnect(ada, 'goon-a');
  await waitForCampaign(api, campaign, 'completed');
  const sent = await secondSteps(campaign);
  assert.equal(new Set(sent.map(({ contact_id: id }) => id)).size, PEOPLE);
  assert.equal(sent.length, PEOPLE, 'nobody twice');
  for (const send of sent) assert.equal(send.mailbox_id, ofAda.includes(send.contact_id) ? ada.id : ben.id);
});

test('who was not written to yet goes on with another mailbox', async () => {
  const [ada, ben] = [await connect('free-a'), await connect('free-b')];
  for (const { id } of [ada, ben]) await api.post(`/mailboxes/${id}/hold`, {});
  const contacts = await addContacts(api, Array.from({ length: PEOPLE }, (_, i) => `p${i}@free.test`));
  const campaign = await makeCampaign(api, { mailboxIds: [ada.id, ben.id], contacts, steps: [step('One', { subject: 'One' })], on_mailbox_loss: 'continue_with_others' });
  await launch(api, campaign);
  await disconnect(ada);
  await api.delete(`/mailboxes/${ben.id}/hold`);
  await waitForCampaign(api, campaign, 'completed');

  const sent = await api.all(`/campaigns/${campaign.id}/sends?status=sent`);
  assert.deepEqual([sent.length, new Set(sent.map(({ mailbox_id: id }) => id)).size], [PEOPLE, 1]);
});

test('when the last one is lost the campaign pauses, whatever it was told, and each way back works', async () => {
  const { ada, ben, campaign } = await begun('last', { afterSeconds: 3600, on_mailbox_loss: 'continue_with_others' });
  await disconnect(ada);
  assert.equal((await api.get(`/campaigns/${campaign.id}`)).status, 'active');
  const { receipt } = await disconnect(ben);

  assert.deepEqual(receipt.campaigns_paused.map(({ id }) => id), [campaign.id]);
  const paused = await api.get(`/campaigns/${campaign.id}`);
  assert.deepEqual([paused.status, paused.paused.cause, paused.active_mailboxes], ['paused', 'mailbox_disconnected', 0]);
  assert.ok(paused.paused.mailbox_ids.includes(ben.id));
  await api.refused(409, 'no_active_mailbox', 'POST', `/campaigns/${campaign.id}/resume`, {});

  await reconnect(ben, 'last-b');
  assert.deepEqual((await api.get(`/mailboxes/${ben.id}`)).restartable_campaigns, [campaign.id]);
  await api.post(`/mailboxes/${ben.id}/restart-campaigns`, { campaign_ids: [campaign.id], overdue: 'keep' });
  assert.equal((await api.get(`/campaigns/${campaign.id}`)).status, 'active', 'it goes on without the one that is still away');
});
