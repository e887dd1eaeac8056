// A provider in trouble is no reason to deactivate a mailbox: a stopped issuer, 429, 500, 503, slowness, a wrong client secret, a dead mail server.
// A grant that is revoked while its campaign sends is one.
//
// The issuer's access tokens live for seconds, so that each sign-in needs it.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { closeAll } from '../lib/close.mjs';
import { freePort } from '../lib/net.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, fakeMailbox, launch, makeCampaign, step, waitForMail, waitForMailbox, waitForSends } from '../lib/scenario.mjs';
import { sleep, waitFor } from '../lib/wait.mjs';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { signInAtIssuer } from '../servers/issuer.mjs';
import { MailStack } from '../servers/stack.mjs';

let stack;
let outrider;
let api;
let mailbox;

before(async () => {
  const port = await freePort();
  stack = await MailStack.start({ only: ['mail', 'issuer'], redirectUris: [`http://127.0.0.1:${port}/oauth/callback`], issuer: { accessTokenSeconds: 2 } });
  outrider = await Outrider.start({ port, env: { ...stack.environment(), OUTRIDER_SYNC_INTERVAL: '1' } });
  api = outrider.api;
  mailbox = await connect('ada@acme.test');
});
after(() => closeAll(outrider, stack));
afterEach(async () => {
  stack.issuer.mode = 'ok';
  if (!stack.issuer.server.listening) await stack.issuer.listen();
});

async function connect(account) {
  const { authorization_url: url } = await api.post('/mailboxes/connect', { provider: 'oauth' });
  const response = await fetch(await signInAtIssuer(url, account), { redirect: 'manual' });
  const id = new URL(response.headers.get('location'), outrider.url).searchParams.get('connected');
  return api.patch(`/mailboxes/${id}`, { min_gap_seconds: 0, daily_cap: 100_000 });
}

async function campaignTo(address) {
  const contacts = await addContacts(api, [address]);
  const campaign = await makeCampaign(api, { name: `To ${address}`, mailboxIds: [mailbox.id], contacts, steps: [step('Hello', { subject: 'Hi' })] });
  await launch(api, campaign);
  return campaign;
}

async function assertUntouched(campaign) {
  const now = await api.get(`/mailboxes/${mailbox.id}`);
  assert.equal(now.status, 'active', JSON.stringify(now.last_error));
  assert.equal(now.epoch, mailbox.epoch);
  assert.notEqual((await api.get(`/campaigns/${campaign.id}`)).status, 'paused');
}

test('a stopped issuer deactivates nothing, and mail goes on when it is back', async () => {
  await stack.issuer.stop();
  await outrider.restart();
  const campaign = await campaignTo('stopped@prospect.test');
  await sleep(3000);

  await assertUntouched(campaign);
  assert.equal(stack.dovecot.messages('stopped@prospect.test').length, 0);

  await stack.issuer.listen();
  await outrider.restart();
  await waitForMail(stack, 'stopped@prospect.test', 1, 90_000);
});

for (const mode of ['429', '500', '503']) {
  test(`${mode} from the token endpoint deactivates nothing and is not asked again and again`, async () => {
    await sleep(2500); // the access token has run out
    stack.issuer.mode = mode;
    const asked = stack.issuer.refreshes;
    await outrider.restart();
    const campaign = await campaignTo(`answer${mode}@prospect.test`);
    await waitFor('the token endpoint to be asked', () => stack.issuer.refreshes > asked);
    await sleep(2500);

    assert.ok(stack.issuer.refreshes - asked <= 4, `the token endpoint was asked ${stack.issuer.refreshes - asked} times`);
    await assertUntouched(campaign);
    stack.issuer.mode = 'ok';
    await outrider.restart();
    await waitForMail(stack, `answer${mode}@prospect.test`, 1, 90_000);
  });
}

test('a token endpoint that takes five seconds is waited for, once', async () => {
  await sleep(2500);
  stack.issuer.mode = 'slow';
  const asked = stack.issuer.refreshes;
  await outrider.restart();
  const campaign = await campaignTo('slow@prospect.test');
  await waitFor('the token endpoint to be asked', () => stack.issuer.refreshes > asked);
  await sleep(4000); // both the sender and the reader want the token

  assert.equal(stack.issuer.refreshes - asked, 1);
  await waitForMail(stack, 'slow@prospect.test', 1, 90_000);
  await assertUntouched(campaign);
});

test('a grant that is revoked while its campaign sends: the mailbox is deactivated, and after a reconnect each person has one email', async () => {
  const people = Array.from({ length: 8 }, (_, i) => `mid${i}@prospect.test`);
  const inboxes = () => people.map((address) => stack.dovecot.messages(address).length);
  const count = () => inboxes().reduce((sum, length) => sum + length, 0);
  const own = await connect('bea@acme.test');
  await api.patch(`/mailboxes/${own.id}`, { min_gap_seconds: 1 });
  const campaign = await makeCampaign(api, { name: 'Revoked', mailboxIds: [own.id], contacts: await addContacts(api, people), steps: [step('Hello', { subject: 'Hi' })] });
  await launch(api, campaign);
  await waitFor('a few to be sent', () => count() >= 2);

  await stack.issuer.revokeGrants('bea@acme.test');
  const inactive = await waitForMailbox(api, own.id, 'inactive', (m) => m.status === 'inactive', 60_000);
  const sent = async () => (await api.all(`/campaigns/${campaign.id}/sends`)).filter((send) => send.status === 'sent').length;
  const taken = await sent();
  assert.equal(inactive.cause, 'auth_error');
  assert.ok(taken < people.length, 'all were sent before');
  assert.equal((await api.get(`/campaigns/${campaign.id}`)).paused.cause, 'mailbox_auth_error');

  const { authorization_url: url } = await api.post(`/mailboxes/${own.id}/reconnect`);
  await fetch(await signInAtIssuer(url, 'bea@acme.test'), { redirect: 'manual' });
  assert.equal(await sent(), taken, 'something was sent meanwhile');
  await api.patch(`/mailboxes/${own.id}`, { min_gap_seconds: 0 });
  await api.post(`/mailboxes/${own.id}/restart-campaigns`, { campaign_ids: [campaign.id], overdue: 'keep' });
  await waitForSends(api, campaign, people.length, undefined, 60_000);
  await waitFor('them to be delivered', () => count() >= people.length);
  assert.deepEqual(inboxes(), people.map(() => 1));
});

test('an error of our own client holds the provider and deactivates no mailbox', async () => {
  outrider.env.OUTRIDER_OAUTH_CLIENT_SECRET = 'not-the-secret';
  await sleep(2500);
  await outrider.restart();
  const campaign = await campaignTo('client@prospect.test');

  const asked = stack.issuer.refreshes;
  await waitForMailbox(api, mailbox.id, 'held for its provider', (m) => m.holds.some((hold) => hold.cause === 'provider'));
  await sleep(2000);
  assert.ok(stack.issuer.refreshes - asked <= 4, `the token endpoint was asked ${stack.issuer.refreshes - asked} times`);
  await assertUntouched(campaign);
  assert.equal(stack.dovecot.messages('client@prospect.test').length, 0);

  delete outrider.env.OUTRIDER_OAUTH_CLIENT_SECRET;
  Object.assign(outrider.env, stack.environment());
});

test('a mail server that is gone, slow to answer or full deactivates nothing and loses nothing', async () => {
  const smtp = await SmtpServer.start();
  const own = await connectMailbox(api, fakeMailbox(smtp, 'fake@acme.test'));
  const { port } = smtp;
  await smtp.stop();
  const contacts = await addContacts(api, ['gone@prospect.test']);
  const campaign = await makeCampaign(api, { name: 'Gone', mailboxIds: [own.id], contacts, steps: [step('Hello', { subject: 'Hi' })] });
  await launch(api, campaign);
  await sleep(1500);
  assert.equal((await api.get(`/mailboxes/${own.id}`)).status, 'active');
  const [send] = await api.all(`/campaigns/${campaign.id}/sends`);
  assert.ok(['due', 'claimed'].includes(send.status), JSON.stringify(send));

  await smtp.listen(port);
  await outrider.restart();
  await waitFor('the message after all', () => smtp.ends({ rcpt: 'gone@prospect.test' }).length === 1, 150_000);
  await smtp.close();
});

for (const [reply, status] of [['451 4.3.0 Temporary problem', 'due'], ['550 5.1.1 No such user', 'failed'], ['554 5.7.1 Message refused', 'failed']]) {
  test(`an answer ${reply.slice(0, 3)} makes a send ${status}, and the mailbox stays active`, async () => {
    const smtp = await SmtpServer.start({ rules: [{ on: 'RCPT', reply }] });
    const address = `code${reply.slice(0, 3)}@acme.test`;
    const own = await connectMailbox(api, fakeMailbox(smtp, address));
    const contacts = await addContacts(api, [`code${reply.slice(0, 3)}@prospect.test`]);
    const campaign = await makeCampaign(api, { name: reply, mailboxIds: [own.id], contacts, steps: [step('Hello', { subject: 'Hi' })] });
    await launch(api, campaign);

    const [send] = await waitForSends(api, campaign, 1, (s) => s.status === status && s.last_error);

    assert.ok(send.last_error, JSON.stringify(send));
    assert.equal((await api.get(`/mailboxes/${own.id}`)).status, 'active');
    assert.equal(smtp.ends().length, 0);
    await smtp.close();
  });
}

test('a password refused once deactivates nothing, and is not tried again and again', async () => {
  const smtp = await SmtpServer.start();
  const own = await connectMailbox(api, fakeMailbox(smtp, 'refused@acme.test'));
  smtp.set({ auth: 'refuse' });
  const contacts = await addContacts(api, ['refused@prospect.test']);
  const campaign = await makeCampaign(api, { name: 'Refused', mailboxIds: [own.id], contacts, steps: [step('Hello', { subject: 'Hi' })] });
  await launch(api, campaign);
  await waitFor('a refused sign-in', () => smtp.entries.some((entry) => entry.event === 'auth' && !entry.ok));
  await sleep(3000);

  assert.equal((await api.get(`/mailboxes/${own.id}`)).status, 'active');
  assert.equal(smtp.entries.filter((entry) => entry.event === 'auth' && !entry.ok).length, 1, 'providers lock accounts that try too often');
  await smtp.close();
});
