// One contact of a campaign: paused, resumed, stopped, at the goal; and what a colleague's reply ends.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closeAll } from '../lib/close.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, launch, makeCampaign, replyTo, step, waitForCampaign, waitForMail, waitForSends } from '../lib/scenario.mjs';
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

const connect = (name) => connectMailbox(api, stack.passwordMailbox(`${name}@acme.test`, `pw-${name}`));
const enrollments = (campaign) => api.all(`/campaigns/${campaign.id}/enrollments`);

async function start(name, people, { afterSeconds = 3600, ...more } = {}) {
  const mailbox = await connect(name);
  const ids = await addContacts(api, people);
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts: ids, steps: [step('First', { subject: name }), step('Second', { afterSeconds })], ...more });
  await launch(api, campaign);
  await waitForSends(api, campaign, people.length);
  return { mailbox, campaign, ids };
}

test('a paused contact gets nothing until resumed, and then what was due', async () => {
  const people = ['paused@one-prospect.test', 'other@two-prospect.test'];
  const { campaign, ids } = await start('pausing', people, { afterSeconds: 3 });
  const at = `/campaigns/${campaign.id}/contacts/${ids[0]}`;

  const paused = await api.post(`${at}/pause`);
  assert.ok(paused.paused_at);
  assert.deepEqual(paused.allowed_actions, ['resume', 'stop', 'goal']);
  await api.refused(409, 'invalid_state', 'POST', `${at}/pause`);
  await waitForMail(stack, people[1], 2);
  assert.equal(stack.dovecot.messages(people[0]).length, 1);
  const why = await api.get(`/campaigns/${campaign.id}/why`);
  assert.ok(why.reasons.some(({ reason, contacts }) => reason === 'contact_paused' && contacts === 1), JSON.stringify(why));

  const back = await api.post(`${at}/resume`);
  assert.equal(back.paused_at, null);
  await waitForMail(stack, people[0], 2);
  await waitForCampaign(api, campaign, 'completed');
});

test('a contact is stopped, another has reached the goal, and both are counted', async () => {
  const people = ['stop@three-prospect.test', 'goal@four-prospect.test'];
  const { campaign, ids } = await start('ending', people);

  const stopped = await api.post(`/campaigns/${campaign.id}/contacts/${ids[0]}/stop`);
  assert.deepEqual([stopped.status, stopped.end_reason], ['stopped', 'by_hand']);
  const reached = await api.post(`/campaigns/${campaign.id}/contacts/${ids[1]}/goal`);
  assert.deepEqual([reached.status, reached.end_reason, reached.allowed_actions], ['stopped', 'goal', []]);

  await waitForCampaign(api, campaign, 'completed');
  assert.equal((await api.get(`/campaigns/${campaign.id}/stats`)).goals, 1);
  await api.refused(404, 'not_found', 'POST', `/campaigns/${campaign.id}/contacts/con_0000000000001/stop`);
});

test('a reply ends it for colleagues where the campaign asks for it, and for nobody at a public mail domain', async () => {
  const people = ['grace@colleagues.example', 'alan@uk.colleagues.example', 'else@elsewhere.example'];
  const { mailbox, campaign } = await start('team', people, { stop_on_colleague_reply: true });
  assert.equal((await api.get(`/campaigns/${campaign.id}`)).stop_on_colleague_reply, true);
  const [first] = await waitForMail(stack, people[0]);

  await stack.dovecot.deliver({ from: people[0], to: mailbox.address, raw: replyTo(first, { from: people[0] }) });

  const ended = await waitFor('the colleague to be stopped', async () => {
    const list = await enrollments(campaign);
    return list.find(({ email, status }) => email === people[1] && status === 'stopped') && list;
  });
  const of = (email) => ended.find((one) => one.email === email);
  assert.equal(of(people[0]).status, 'replied');
  assert.equal(of(people[1]).end_reason, 'colleague_replied');
  assert.equal(of(people[2]).status, 'live');
});

test('the same where it is switched on after the contacts came in, and for who came to the company since', async () => {
  const mailbox = await connect('later');
  const people = ['ann@later-one.example', 'bob@eu.later-one.example', 'cat@later-two.example'];
  const ids = await addContacts(api, people);
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts: ids, steps: [step('First', { subject: 'later' }), step('Second', { afterSeconds: 3600 })] });
  await api.patch(`/campaigns/${campaign.id}`, { stop_on_colleague_reply: true });
  await api.patch(`/contacts/${ids[2]}`, { email: 'cat@later-one.example' });
  await launch(api, campaign);
  const [first] = await waitForMail(stack, people[0]);
  await waitForSends(api, campaign, 3);

  await stack.dovecot.deliver({ from: people[0], to: mailbox.address, raw: replyTo(first, { from: people[0] }) });

  await waitForCampaign(api, campaign, 'completed');
  assert.deepEqual((await enrollments(campaign)).map(({ end_reason: reason }) => reason), [null, 'colleague_replied', 'colleague_replied']);
});
