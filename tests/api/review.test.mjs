// Before a launch and after it: who needs review, who is left out and why, when it would send, and what is worth a look.
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
  smtp = await SmtpServer.start({ keepMessages: true });
  outrider = await Outrider.start();
  api = outrider.api;
});
after(() => closeAll(outrider, smtp));

const connect = (name) => connectMailbox(api, fakeMailbox(smtp, `${name}@acme.test`));
const GREETING = [step('Hi {{ first_name }}, about {{ custom.topic }}.', { subject: 'Hello' })];
const inReview = (campaign) => api.all(`/campaigns/${campaign.id}/enrollments?status=review`);

test('a contact who lacks a field is held, and goes on when it is filled in', async () => {
  const mailbox = await connect('fix');
  const [grace, alan] = await addContacts(api, [
    { email: 'grace@fix.test', first_name: 'Grace', custom: { topic: 'compilers' } }, { email: 'alan@fix.test', custom: { topic: 'machines' } }]);
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], steps: GREETING, contacts: [grace, alan] });
  const running = await launch(api, campaign);

  assert.equal(running.counts.in_review, 1);
  const [held] = await inReview(campaign);
  assert.deepEqual([held.contact_id, held.review_field], [alan, 'first_name']);
  await waitForSends(api, campaign, 1);
  await api.patch(`/contacts/${alan}`, { first_name: 'Alan' });

  await waitForSends(api, campaign, 2);
  assert.deepEqual(await inReview(campaign), []);
  await waitForCampaign(api, campaign, 'completed');
});

test('all who lack a field can be left out at once, and then the campaign completes', async () => {
  const mailbox = await connect('leave');
  const ids = await addContacts(api, [{ email: 'one@leave.test', first_name: 'One', custom: { topic: 'x' } }, 'two@leave.test', 'three@leave.test',
    { email: 'four@leave.test', first_name: 'Four' }]);
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], steps: GREETING, contacts: ids });
  await launch(api, campaign);
  await waitForSends(api, campaign, 1);
  const held = await inReview(campaign);
  assert.deepEqual(held.map((one) => one.review_field), ['first_name', 'first_name', 'custom.topic']);

  for (const body of [{}, { status: 'live' }, { status: 'review', enrollment_ids: [held[0].id] }])
    await api.refused(422, 'validation_failed', 'POST', `/campaigns/${campaign.id}/leave-out`, body);
  assert.deepEqual(await api.post(`/campaigns/${campaign.id}/leave-out`, { enrollment_ids: [held[0].id] }), { left_out: 1 });
  assert.deepEqual(await api.post(`/campaigns/${campaign.id}/leave-out`, { status: 'review' }), { left_out: 2 });
  assert.deepEqual(await api.post(`/campaigns/${campaign.id}/leave-out`, { status: 'review' }), { left_out: 0 });

  const stopped = await api.all(`/campaigns/${campaign.id}/enrollments?status=stopped`);
  assert.deepEqual(stopped.map((one) => one.end_reason), ['left_out', 'left_out', 'left_out']);
  const done = await waitForCampaign(api, campaign, 'completed');
  assert.equal(done.counts.in_review, 0);
  assert.equal(done.counts.sent, 1);
});

test('nobody of another campaign can be left out through this one', async () => {
  const mailbox = await connect('other');
  const [mine, theirs] = await Promise.all(['mine', 'theirs'].map(async (name) => {
    const campaign = await makeCampaign(api, { name, mailboxIds: [mailbox.id], steps: GREETING, evergreen: true,
      contacts: await addContacts(api, [{ email: `${name}@other.test` }]) });
    await launch(api, campaign);
    return campaign;
  }));
  const [held] = await inReview(theirs);

  assert.deepEqual(await api.post(`/campaigns/${mine.id}/leave-out`, { enrollment_ids: [held.id] }), { left_out: 0 });
  assert.equal((await inReview(theirs)).length, 1);
});

test('who was left out by one check is looked at again by the next', async () => {
  const mailbox = await connect('again');
  const ids = await addContacts(api, [{ email: 'a@again.test' }, { email: 'b@again.test' }]);
  const hello = [step('Hello there.', { subject: 'Hello' })];
  const draft = await makeCampaign(api, { mailboxIds: [mailbox.id], steps: hello, contacts: ids });
  const other = await makeCampaign(api, { mailboxIds: [mailbox.id], steps: hello, evergreen: true, contacts: [ids[0]] });
  await launch(api, other);
  await waitForSends(api, other, 1);
  await api.post('/do-not-contact', { value: 'b@again.test' });

  // Nobody is left who may be written to, so the launch is refused and says so.
  await api.refused(409, 'no_contacts', 'POST', `/campaigns/${draft.id}/launch`, {});
  const stopped = await api.all(`/campaigns/${draft.id}/enrollments?status=stopped`);
  assert.deepEqual(stopped.map((one) => one.end_reason), ['overlap']);
  assert.equal((await api.all(`/campaigns/${draft.id}/enrollments?status=suppressed`)).length, 1);

  await api.patch(`/campaigns/${draft.id}`, { overlap: 'allow' });
  await launch(api, draft);
  await waitForSends(api, draft, 1);
});

test('advice is about every wording, and about whom the campaign says it is from', async () => {
  const mailbox = await connect('advice');
  await api.patch(`/mailboxes/${mailbox.id}`, { name: '', signature: '' });
  const campaign = await makeCampaign(api, {
    mailboxIds: [mailbox.id], contacts: await addContacts(api, ['one@advice.test']),
    steps: [{ ...step('word '.repeat(40), { subject: 'A question' }), variants: [{ subject: 'BUY THIS NOW', body_text: 'word '.repeat(40) }] }],
  });
  const warnings = async () => (await api.get(`/campaigns/${campaign.id}/review`)).warnings.map(({ code, step: of, variant }) => [code, of, variant]);

  assert.deepEqual(await warnings(), [['shouting', 1, 'B'], ['no_sender_name', null, null], ['no_signature', null, null]]);
  const { warnings: [{ text }] } = await api.get(`/campaigns/${campaign.id}/review`);
  assert.match(text, /^The subject of step 1, variant B, is in capitals/);
  await api.patch(`/campaigns/${campaign.id}`, { sender: { name: 'The team', signature_html: '<p>The team</p>' } });
  assert.deepEqual(await warnings(), [['shouting', 1, 'B']]);
});
