// Follow-ups in their thread, and what ends a sequence: a reply, an opt-out, a bounce, also while the mailbox was away.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closeAll } from '../lib/close.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, header, launch, makeCampaign, replyTo, step, waitForMail, waitForMailbox, waitForSends } from '../lib/scenario.mjs';
import { sleep, waitFor } from '../lib/wait.mjs';
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

async function start(name, { afterSeconds, people = [`${name}@prospect-${name}.test`] }) {
  const mailbox = await connectMailbox(api, stack.passwordMailbox(`${name}@acme.test`, `pw-${name}`));
  const contacts = await addContacts(api, people);
  const campaign = await makeCampaign(api, { name, mailboxIds: [mailbox.id], contacts, steps: [step('First', { subject: `About ${name}` }), step('Second', { afterSeconds })] });
  await launch(api, campaign);
  await waitForSends(api, campaign, people.length);
  return { mailbox, campaign, person: people[0] };
}

function enrollmentStatus(campaign, email) {
  return api.all(`/campaigns/${campaign.id}/enrollments`).then((list) => list.find((enrollment) => enrollment.email === email)?.status);
}

test('a follow-up is in the thread of the first email', async () => {
  const { person } = await start('thread', { afterSeconds: 2 });

  const [first, second] = await waitForMail(stack, person, 2);

  assert.equal(header(second, 'In-Reply-To'), header(first, 'Message-ID'));
  assert.ok(header(second, 'References').includes(header(first, 'Message-ID')));
  assert.equal(header(second, 'Subject'), `Re: ${header(first, 'Subject')}`);
  assert.notEqual(header(second, 'Message-ID'), header(first, 'Message-ID'));
  assert.match(second, /Second/);
});

test('a reply ends the sequence', async () => {
  const { campaign, person, mailbox } = await start('reply', { afterSeconds: 6 });
  const [first] = await waitForMail(stack, person);

  await stack.dovecot.deliver({ from: person, to: mailbox.address, raw: replyTo(first, { from: person }) });

  await waitFor('the reply to be seen', async () => await enrollmentStatus(campaign, person) === 'replied');
  await sleep(6500);
  assert.equal(stack.dovecot.messages(person).length, 1);
  assert.equal((await api.get(`/campaigns/${campaign.id}`)).counts.replied, 1);
});

test('an automatic answer does not end it', async () => {
  const { campaign, person, mailbox } = await start('auto', { afterSeconds: 4 });
  const [first] = await waitForMail(stack, person);

  await stack.dovecot.deliver({ from: person, to: mailbox.address, raw: replyTo(first, { from: person, text: 'I am away.', headers: { 'Auto-Submitted': 'auto-replied' } }) });

  await waitForMail(stack, person, 2);
  assert.notEqual(await enrollmentStatus(campaign, person), 'replied');
});

test('a reply that says stop puts the address on Do Not Contact', async () => {
  const { campaign, person, mailbox } = await start('stop', { afterSeconds: 3600 });
  const [first] = await waitForMail(stack, person);

  await stack.dovecot.deliver({ from: person, to: mailbox.address, raw: replyTo(first, { from: person, text: 'Unsubscribe\r\n\r\n> First' }) });

  await waitFor('the suppression', async () => (await api.all('/do-not-contact')).some((entry) => entry.value === person));
  assert.notEqual(await enrollmentStatus(campaign, person), 'live');
});

test('a bounce ends the sequence as bounced', { skip: process.getuid() !== 0 && 'genuine bounces need Postfix, which needs root' }, async () => {
  const { campaign } = await start('bounces', { afterSeconds: 3600, people: ['bounce@nowhere.test'] });

  await waitFor('the bounce', async () => (await api.get(`/campaigns/${campaign.id}`)).counts.bounced === 1);
});

test('a reply that came while the mailbox was disconnected ends the sequence before any follow-up', async () => {
  const { campaign, person, mailbox } = await start('away', { afterSeconds: 2 });
  const [first] = await waitForMail(stack, person);
  await api.post(`/mailboxes/${mailbox.id}/disconnect`, { revoke_now: true });
  await stack.dovecot.deliver({ from: person, to: mailbox.address, raw: replyTo(first, { from: person }) });
  const before = stack.dovecot.messages(person).length;
  await sleep(2200); // the follow-up is overdue now

  const back = await api.post(`/mailboxes/${mailbox.id}/reconnect`, { password: 'pw-away' });
  assert.ok(back.holds.some((hold) => hold.cause === 'catch_up'), JSON.stringify(back.holds));
  await api.post(`/mailboxes/${mailbox.id}/restart-campaigns`, { campaign_ids: [campaign.id], overdue: 'keep' });

  await waitFor('the reply to be seen', async () => await enrollmentStatus(campaign, person) === 'replied');
  await waitForMailbox(api, mailbox.id, 'that has caught up', (m) => m.holds.every((hold) => hold.cause !== 'catch_up'));
  await sleep(1500);
  assert.equal(stack.dovecot.messages(person).length, before);
});

test('the link in the email opts out by one POST, without login, and a GET changes nothing', async () => {
  const { campaign, person } = await start('optout', { afterSeconds: 5 });
  const [first] = await waitForMail(stack, person);
  const url = new URL(/<(http[^>]+)>/.exec(header(first, 'List-Unsubscribe'))[1]);

  const page = await fetch(new URL(url.pathname, outrider.url));
  assert.equal(page.status, 200);
  assert.equal((await api.all('/do-not-contact')).filter((entry) => entry.value === person).length, 0);
  const post = await fetch(new URL(url.pathname, outrider.url), { method: 'POST', redirect: 'manual', body: 'List-Unsubscribe=One-Click',
    headers: { 'content-type': 'application/x-www-form-urlencoded' } });

  assert.equal(post.status, 200);
  assert.equal((await api.all('/do-not-contact')).filter((entry) => entry.value === person).length, 1);
  await sleep(5500);
  assert.equal(stack.dovecot.messages(person).length, 1);
  assert.equal((await api.get(`/campaigns/${campaign.id}`)).counts.unsubscribed, 1);
  const again = await fetch(new URL(url.pathname, outrider.url), { method: 'POST' });
  assert.equal(again.status, 200);
  assert.equal((await fetch(new URL('/u/not-a-token', outrider.url), { method: 'POST' })).status, 404);
});
