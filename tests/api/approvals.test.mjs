// A step that somebody approves: nothing of it leaves before, what was approved leaves word for word, and a change voids it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, fakeMailbox, header, launch, makeCampaign, replyTo, step, waitForCampaign, waitForMail, waitForSends } from '../lib/scenario.mjs';
import { waitFor } from '../lib/wait.mjs';
import { MailStack } from '../servers/stack.mjs';

let stack;
let smtp;
let outrider;
let api;

before(async () => {
  smtp = await SmtpServer.start({ keepMessages: true });
  stack = await MailStack.start({ only: ['mail'] });
  outrider = await Outrider.start({ env: { ...stack.environment(), OUTRIDER_SYNC_INTERVAL: '1' } });
  api = outrider.api;
});
after(() => closeAll(outrider, smtp, stack));

const arrived = (address) => smtp.ends().filter(({ rcpt }) => rcpt === address);
const inBox = (address, count = 1) => waitFor(`${count} emails for ${address}`, () => arrived(address).length >= count && arrived(address));
const approvals = (campaign, query = '') => api.all(`/campaigns/${campaign.id}/approvals${query}`);
const waiting = (campaign, count) => waitFor(`${count} emails to approve`, async () => {
  const items = await approvals(campaign);
  return items.length === count && items;
});

/** A running campaign whose first step asks, and the emails of these people, which wait. */
async function ask(name, people, { steps, isRead = false, ...more } = {}) {
  const address = `${name}@acme.test`;
  const mailbox = await connectMailbox(api, isRead ? stack.passwordMailbox(address, `pw-${name}`) : fakeMailbox(smtp, address));
  const contacts = await addContacts(api, people);
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts,
    steps: steps ?? [{ ...step('Hi {{ first_name | default: "there" }}.', { subject: name }), review: true }], ...more });
  await launch(api, campaign);
  return { mailbox, campaign, contacts, items: await waiting(campaign, people.length) };
}

test('nothing leaves before it is approved, and then exactly what was shown', async () => {
  const people = [{ email: 'grace@first.test', first_name: 'Grace', company: 'First Ltd' }, { email: 'alan@first.test', first_name: 'Alan' }];
  const { campaign, contacts, mailbox, items } = await ask('first', people);
  const [grace, alan] = items;

  assert.deepEqual([grace.contact.email, grace.contact.name, grace.contact.company, grace.step, grace.mailbox_id], [people[0].email, 'Grace', 'First Ltd', 1, mailbox.id]);
  assert.equal(grace.subject, 'first');
  assert.match(grace.text, /^Hi Grace\.\n[^]*unsubscribe/);
  assert.equal(grace.body_text, 'Hi Grace.');
  assert.equal((await api.get(`/campaigns/${campaign.id}`)).counts.to_approve, 2);
  const [held] = await api.all(`/campaigns/${campaign.id}/sends`);
  assert.deepEqual([held.status, held.held_reason], ['due', 'review']);
  const why = await api.get(`/campaigns/${campaign.id}/why?contact_id=${contacts[0]}`);
  assert.deepEqual([why.reason, why.action], ['review', 'approve']);
  assert.equal((await api.get(`/campaigns/${campaign.id}/why`)).reasons.find(({ reason }) => reason === 'review').contacts, 2);
  assert.deepEqual((await api.all(`/campaigns/${campaign.id}/enrollments`)).map(({ approval_id: id }) => id), [grace.id, alan.id]);
  assert.match((await outrider.command(['campaign', 'export', campaign.id])).stdout, /^"grace@first\.test",.*"approve"\r?$/m);
  assert.equal((await api.all('/approvals')).filter((one) => one.campaign_id === campaign.id).length, 2);
  assert.deepEqual((await approvals(campaign, '?q=ALAN')).map(({ id }) => id), [alan.id]);

  const sent = await api.post(`/approvals/${grace.id}/approve`, { version: grace.version });
  assert.equal(sent.id, grace.id);
  const [mail] = await inBox(people[0].email);
  const words = mail.raw.replace(/\r\n/g, '\n').replace(/=\n/g, '').split('\n\n').slice(1).join('\n\n');
  assert.equal(words.trim(), grace.text.trim());
  assert.equal(header(mail.raw, 'Subject'), grace.subject);
  assert.equal((await api.post(`/approvals/${grace.id}/approve`, { version: grace.version })).id, grace.id, 'approving twice does nothing');
  assert.equal(arrived(people[0].email).length, 1);
  assert.equal((await api.all(`/campaigns/${campaign.id}/enrollments`))[0].approval_id, null);
  assert.equal(arrived(people[1].email).length, 0);
  const said = (await api.all(`/campaigns/${campaign.id}/activity`)).find(({ action }) => action === 'campaign.approve_email');
  assert.match(said.text, /approved/);
});

test('an edited email is sent word for word, with the opt-out line', async () => {
  const people = [{ email: 'grace@edit.test', first_name: 'Grace' }];
  const { items: [email] } = await ask('edit', people);

  await api.refused(422, 'validation_failed', 'POST', `/approvals/${email.id}/approve`, { body_text: '  ' });
  await api.refused(422, 'validation_failed', 'POST', `/approvals/${email.id}/approve`, { subject: ' ' });
  await api.post(`/approvals/${email.id}/approve`, { version: email.version, subject: 'For Grace {{ only }}', body_text: 'Dear Grace,\n\nin my own words.' });

  const [mail] = await inBox(people[0].email);
  assert.equal(header(mail.raw, 'Subject'), 'For Grace {{ only }}');
  assert.match(mail.raw, /Dear Grace,\r\n\r\nin my own words\.\r\n\r\n[^]*unsubscribe/);
  assert.doesNotMatch(mail.raw, /Hi Grace/);
});

test('a change after the approval voids it: the email waits again and says so', async () => {
  const people = [{ email: 'grace@void.test', first_name: 'Grace' }];
  const { campaign, contacts, items: [email] } = await ask('void', people);
  await api.post(`/campaigns/${campaign.id}/pause`);
  await api.post(`/approvals/${email.id}/approve`, { version: email.version });
  assert.deepEqual(await approvals(campaign), []);

  await api.patch(`/contacts/${contacts[0]}`, { first_name: 'Hedy' });
  await api.post(`/campaigns/${campaign.id}/resume`);
  const [again] = await waiting(campaign, 1);
  assert.match(again.text, /Hi Hedy\./);
  assert.ok(again.approved_before.at);
  assert.equal(arrived(people[0].email).length, 0);

  await api.refused(412, 'version_mismatch', 'POST', `/approvals/${again.id}/approve`, { version: email.version });
  await api.post(`/approvals/${again.id}/approve`, { version: again.version });
  assert.match((await inBox(people[0].email))[0].raw, /Hi Hedy\./);
});

test('who is skipped goes on to the next step, and is finished after the last', async () => {
  const people = ['grace@skip-prospect.test', 'alan@skip-prospect.test'];
  const steps = [{ ...step('One.', { subject: 'skip' }), review: true }, step('Two.', { afterSeconds: 1 })];
  const { campaign, items: [grace, alan] } = await ask('skip', people, { steps, isRead: true });

  const skipped = await api.post(`/approvals/${grace.id}/skip`);
  assert.equal(skipped.status, 'cancelled');
  assert.equal((await api.post(`/approvals/${grace.id}/skip`)).status, 'cancelled');
  const [raw] = await waitForMail(stack, people[0]);
  assert.match(raw, /Two\./);
  assert.equal(header(raw, 'Subject'), 'skip', 'a thread of its own');
  await api.refused(409, 'invalid_state', 'POST', `/approvals/${grace.id}/approve`, {});

  await api.post(`/approvals/${alan.id}/approve`, {});
  await waitForMail(stack, people[1], 2);
  await waitForCampaign(api, campaign, 'completed');
});

test('a reply ends a follow-up that waits, and a follow-up keeps the subject of its thread', async () => {
  const people = ['grace@reply-prospect.test', 'alan@reply-prospect.test'];
  const steps = [step('One.', { subject: 'thread' }), { ...step('Two.', { afterSeconds: 1 }), review: true }];
  const { mailbox, campaign } = await ask('thread', people, { steps, isRead: true });
  const [first] = await waitForMail(stack, people[0]);

  await stack.dovecot.deliver({ from: people[0], to: mailbox.address, raw: replyTo(first, { from: people[0] }) });
  const [left] = await waiting(campaign, 1);
  assert.deepEqual([left.contact.email, left.subject, left.in_thread, left.step], [people[1], 'Re: thread', true, 2]);
  const error = await api.refused(422, 'validation_failed', 'POST', `/approvals/${left.id}/approve`, { subject: 'Another' });
  assert.deepEqual(error.details.errors, [{ field: 'subject', rule: 'in_thread', value: 'Another' }]);

  await api.post(`/approvals/${left.id}/approve`, { subject: left.subject, body_text: 'Two, by hand.' });
  const [, second] = await waitForMail(stack, people[1], 2);
  assert.match(second, /Two, by hand\./);
  assert.ok(header(second, 'In-Reply-To'));
  assert.equal(stack.dovecot.messages(people[0]).length, 1);
});

test('many are decided at once, each by itself', async () => {
  const people = [1, 2, 3, 4].map((n) => `p${n}@many.test`);
  const { campaign, items } = await ask('many', people);
  const ids = items.map(({ id }) => id);

  const versions = { ...Object.fromEntries(items.map(({ id, version }) => [id, version])), [ids[1]]: `${'0'.repeat(64)}.1` };
  const approved = await api.post('/approvals/approve', { ids: [ids[0], ids[1], ids[2], 'snd_0000000000001'], versions });
  assert.equal(approved.done, 2);
  assert.deepEqual(approved.results.map(({ ok, code }) => [ok, code]), [[true, null], [false, 'version_mismatch'], [true, null], [false, 'not_found']]);
  const skipped = await api.post('/approvals/skip', { ids: [ids[1], ids[3]] });
  assert.equal(skipped.done, 2);
  await api.refused(422, 'validation_failed', 'POST', '/approvals/skip', { ids: [] });

  await waitForCampaign(api, campaign, 'completed');
  assert.deepEqual(people.map((person) => arrived(person).length), [1, 0, 1, 0]);
});

test('what waits stands before nobody else of the mailbox', async () => {
  const people = Array.from({ length: 120 }, (_, n) => `p${n}@front.test`);
  const { mailbox, campaign } = await ask('front', people.slice(0, 5));
  await api.post(`/campaigns/${campaign.id}/contacts`, { contact_ids: await addContacts(api, people.slice(5)) });
  await waiting(campaign, 100);
  const other = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts: await addContacts(api, ['other@front.test']), steps: [step('Now.', { subject: 'Now' })] });

  await launch(api, other);
  await inBox('other@front.test');
  assert.equal((await api.get(`/mailboxes/${mailbox.id}`)).sent_today, 1);

  const { done } = await api.post('/approvals/approve', { ids: (await approvals(campaign)).slice(0, 30).map(({ id }) => id) });
  assert.equal(done, 30);
  await waiting(campaign, 90);
});

test('opt-out, stop, disconnect and reconnect, erasure: what waited ends, or waits again', async () => {
  const people = ['stop@ends.test', 'dnc@ends.test', 'erased@ends.test', 'stays@ends.test'];
  const { mailbox, campaign, contacts } = await ask('ends', people);

  await api.post(`/campaigns/${campaign.id}/contacts/${contacts[0]}/stop`);
  await api.post('/do-not-contact', { value: people[1] });
  await api.delete(`/contacts/${contacts[2]}`);
  const [left] = await waiting(campaign, 1);
  assert.equal(left.contact.email, people[3]);
  await api.post(`/approvals/${left.id}/approve`, { body_text: 'Written by hand.' });
  await inBox(people[3]);
  assert.deepEqual(people.map((person) => arrived(person).length), [0, 0, 0, 1]);
  assert.equal((await api.get(`/mailboxes/${mailbox.id}`)).sent_today, 1);
});

test('after a disconnect and a reconnect it waits again, and an approval that was given still counts', async () => {
  const people = ['grace@again.test', 'alan@again.test'];
  const { mailbox, campaign, items } = await ask('again', people);
  await api.post(`/campaigns/${campaign.id}/pause`);
  await api.post(`/approvals/${items[0].id}/approve`, { version: items[0].version, body_text: 'By hand.' });

  await api.post(`/mailboxes/${mailbox.id}/disconnect`, { revoke_now: true });
  await api.post(`/mailboxes/${mailbox.id}/reconnect`, { password: 'pw-again@acme.test' });
  await api.post(`/campaigns/${campaign.id}/resume`);

  const [first] = await inBox(people[0]);
  assert.match(first.raw, /By hand\./);
  const [left] = await waiting(campaign, 1);
  assert.equal(left.contact.email, people[1]);
});

test('a copy of the campaign asks too, and a viewer approves nothing', async () => {
  const { campaign, items: [email] } = await ask('copy', ['grace@copy.test']);
  const copy = await api.post(`/campaigns/${campaign.id}/duplicate`);
  assert.deepEqual(copy.steps.map(({ review }) => review), [true]);
  const { key } = await api.post('/api-keys', { name: 'reads', scopes: ['campaigns:read'] });
  await outrider.client({ key }).refused(403, 'scope_missing', 'POST', `/approvals/${email.id}/approve`, {});
});

test('the command line lists, approves and skips', async () => {
  const people = ['grace@shell.test', 'alan@shell.test'];
  const { campaign, items } = await ask('shell', people);
  const run = (...args) => outrider.command(args);

  const table = await run('campaign', 'approvals', campaign.id);
  assert.equal(table.status, 0, table.stderr);
  assert.match(table.stdout, /grace@shell\.test/);
  assert.match((await run('campaign', 'approvals', campaign.id, '--texts')).stdout, /Subject: shell\n\nHi there\./);
  assert.equal(JSON.parse((await run('campaign', 'approvals', campaign.id, '--json')).stdout).items.length, 2);
  assert.match((await run('campaign', 'approve', items[0].id)).stdout, /1 approved/);
  assert.match((await run('campaign', 'skip', items[1].id)).stdout, /1 skipped/);
  const late = await run('campaign', 'approve', items[1].id);
  assert.deepEqual([late.status, /invalid_state/.test(late.stderr)], [1, true]);
  await waitForSends(api, campaign, 1);
});
