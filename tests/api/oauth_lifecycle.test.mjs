// A mailbox by OAuth, on a real issuer that Dovecot asks at each sign-in: connected, disconnected, reconnected, revoked.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closeAll } from '../lib/close.mjs';
import { freePort } from '../lib/net.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { addContacts, launch, makeCampaign, step, waitForMail, waitForMailbox, waitForSends } from '../lib/scenario.mjs';
import { sleep, waitFor } from '../lib/wait.mjs';
import { signInAtIssuer } from '../servers/issuer.mjs';
import { MailStack } from '../servers/stack.mjs';

let stack;
let outrider;
let api;

before(async () => {
  const port = await freePort();
  stack = await MailStack.start({ only: ['mail', 'issuer'], redirectUris: [`http://127.0.0.1:${port}/oauth/callback`] });
  outrider = await Outrider.start({ port, env: { ...stack.environment(), OUTRIDER_UNDO_SECONDS: '1', OUTRIDER_SYNC_INTERVAL: '1' } });
  api = outrider.api;
});
after(() => closeAll(outrider, stack));

// Follows the sign-in to its end; returns the page that the callback redirects to, as a URL.
async function finishSignIn(authorizationUrl, account, options) {
  const callback = await signInAtIssuer(authorizationUrl, account, options);
  const response = await fetch(callback, { redirect: 'manual' });
  const location = response.headers.get('location');
  assert.ok(location, `the callback answered ${response.status}: ${await response.text()}`);
  return new URL(location, outrider.url);
}

async function connect(account) {
  const { authorization_url: url } = await api.post('/mailboxes/connect', { provider: 'oauth', login_hint: account });
  const page = await finishSignIn(url, account);
  assert.ok(page.searchParams.get('connected'), `connected, not ${page}`);
  return api.patch(`/mailboxes/${page.searchParams.get('connected')}`, { min_gap_seconds: 0, daily_cap: 100_000 });
}

async function reconnect(mailbox, account, options) {
  const { authorization_url: url } = await api.post(`/mailboxes/${mailbox.id}/reconnect`);
  return (await finishSignIn(url, account, options)).searchParams;
}

async function campaignTo(mailbox, address) {
  const contacts = await addContacts(api, [address]);
  const campaign = await makeCampaign(api, { name: `To ${address}`, mailboxIds: [mailbox.id], contacts, steps: [step('Hello', { subject: 'Hi' }), step('Again', { afterSeconds: 3600 })] });
  await launch(api, campaign);
  return campaign;
}

test('the sign-in asks for what it must, and no more than once', async () => {
  const { authorization_url: text } = await api.post('/mailboxes/connect', { provider: 'oauth', login_hint: 'ada@acme.test' });
  const url = new URL(text);

  assert.equal(url.searchParams.get('code_challenge_method'), 'S256');
  assert.equal(url.searchParams.get('login_hint'), 'ada@acme.test');
  assert.ok(url.searchParams.get('state').length >= 22);
  await api.refused(409, 'provider_not_configured', 'POST', '/mailboxes/connect', { provider: 'microsoft' });
});

test('a mailbox connected by OAuth sends and reads with its token', async () => {
  const mailbox = await connect('ada@acme.test');
  assert.equal(mailbox.provider, 'oauth');
  assert.equal(mailbox.address, 'ada@acme.test');
  assert.equal(mailbox.status, 'active');

  await campaignTo(mailbox, 'ada-reader@prospect.test');

  await waitForMail(stack, 'ada-reader@prospect.test');
});

test('a callback counts once', async () => {
  const { authorization_url: url } = await api.post('/mailboxes/connect', { provider: 'oauth' });
  const callback = await signInAtIssuer(url, 'bea@acme.test');

  const first = await fetch(callback, { redirect: 'manual' });
  const second = await fetch(callback, { redirect: 'manual' });

  assert.match(first.headers.get('location'), /connected=/);
  assert.match(second.headers.get('location') ?? '', /connect_error=expired/);
});

test('a person who declines is told so, and nothing is connected', async () => {
  const { authorization_url: url } = await api.post('/mailboxes/connect', { provider: 'oauth' });

  const page = await finishSignIn(url, 'nobody@acme.test', { deny: true });

  assert.equal(page.searchParams.get('connect_error'), 'denied');
});

test('an address that is connected already is not connected twice', async () => {
  await connect('cal@acme.test');
  const { authorization_url: url } = await api.post('/mailboxes/connect', { provider: 'oauth' });

  const page = await finishSignIn(url, 'cal@acme.test');

  assert.equal(page.searchParams.get('connect_error'), 'exists');
});

test('a sign-in begun with a cookie comes back in the same session only', async () => {
  const session = await outrider.session();
  const { authorization_url: url } = await session.post('/mailboxes/connect', { provider: 'oauth' });
  const callback = await signInAtIssuer(url, 'sid@acme.test');

  const stranger = await fetch(callback, { redirect: 'manual' });

  assert.doesNotMatch(stranger.headers.get('location') ?? '', /connected=/);
  assert.ok((await api.all('/mailboxes')).every((mailbox) => mailbox.address !== 'sid@acme.test'));
  session.close();
});

test('after a disconnect the grant is revoked at the provider', async () => {
  const mailbox = await connect('dee@acme.test');
  assert.ok(await stack.issuer.hasGrant('dee@acme.test') || stack.issuer.grants.has('dee@acme.test'));

  const { receipt } = await api.post(`/mailboxes/${mailbox.id}/disconnect`);

  await waitFor('the grant to be revoked', async () => {
    const { grant } = await api.get(`/receipts/${receipt.id}`);
    return grant.local === 'deleted' && grant.provider === 'revoked';
  });
});

test('a disconnect does not fail when the provider cannot be reached to revoke', async () => {
  const mailbox = await connect('dot@acme.test');
  stack.issuer.mode = '503';

  const { mailbox: inactive } = await api.post(`/mailboxes/${mailbox.id}/disconnect`, { revoke_now: true });

  stack.issuer.mode = 'ok';
  assert.equal(inactive.status, 'inactive');
});

test('a reconnect as the same person restores the record', async () => {
  const mailbox = await connect('eli@acme.test');
  await api.post(`/mailboxes/${mailbox.id}/disconnect`, { revoke_now: true });

  const result = await reconnect(mailbox, 'eli@acme.test');

  assert.equal(result.get('reconnected'), mailbox.id);
  const back = await api.get(`/mailboxes/${mailbox.id}`);
  assert.equal(back.status, 'active');
  assert.ok(back.epoch > mailbox.epoch);
});

test('a reconnect as somebody else is refused and changes nothing', async () => {
  const mailbox = await connect('fay@acme.test');
  await api.post(`/mailboxes/${mailbox.id}/disconnect`, { revoke_now: true });

  const result = await reconnect(mailbox, 'mallory@acme.test');

  assert.equal(result.get('reconnect_error'), 'wrong_account');
  assert.equal((await api.get(`/mailboxes/${mailbox.id}`)).status, 'inactive');
  assert.ok((await api.all('/mailboxes')).every((m) => m.address !== 'mallory@acme.test'));
});

test('a reconnect that was declined leaves the mailbox inactive', async () => {
  const mailbox = await connect('gus@acme.test');
  await api.post(`/mailboxes/${mailbox.id}/disconnect`, { revoke_now: true });

  const result = await reconnect(mailbox, 'gus@acme.test', { deny: true });

  assert.equal(result.get('reconnect_error'), 'denied');
});

test('a sign-in that began before another disconnect is void', async () => {
  const mailbox = await connect('hal@acme.test');
  await api.post(`/mailboxes/${mailbox.id}/disconnect`, { revoke_now: true });
  const { authorization_url: early } = await api.post(`/mailboxes/${mailbox.id}/reconnect`);
  await reconnect(mailbox, 'hal@acme.test');
  await api.post(`/mailboxes/${mailbox.id}/disconnect`, { revoke_now: true });

  const page = await finishSignIn(early, 'hal@acme.test');

  assert.equal(page.searchParams.get('reconnect_error'), 'superseded');
  assert.equal((await api.get(`/mailboxes/${mailbox.id}`)).status, 'inactive');
});

test('a grant revoked at the provider deactivates at the next sign-in, with the reason, and pauses the campaigns', async () => {
  const mailbox = await connect('ivy@acme.test');
  await stack.issuer.revokeGrants('ivy@acme.test');

  const campaign = await campaignTo(mailbox, 'ivy-reader@prospect.test');

  const inactive = await waitForMailbox(api, mailbox.id, 'inactive', (m) => m.status === 'inactive');
  assert.equal(inactive.cause, 'auth_error');
  assert.equal(inactive.inactive_by, 'system');
  assert.ok(inactive.last_error.text.length > 10, JSON.stringify(inactive.last_error));
  assert.ok(inactive.allowed_actions.includes('reconnect'));
  const paused = await waitFor('the campaign to be paused', async () => {
    const now = await api.get(`/campaigns/${campaign.id}`);
    return now.status === 'paused' && now;
  });
  assert.equal(paused.paused.cause, 'mailbox_auth_error');
  assert.equal(stack.dovecot.messages('ivy-reader@prospect.test').length, 0);

  const result = await reconnect(mailbox, 'ivy@acme.test');
  assert.equal(result.get('reconnected'), mailbox.id);
  await api.post(`/mailboxes/${mailbox.id}/restart-campaigns`, { campaign_ids: [campaign.id], overdue: 'keep' });
  await waitForMail(stack, 'ivy-reader@prospect.test');
});

test('a password mailbox and Dovecot: a stopped mail server deactivates nothing', async () => {
  const body = stack.passwordMailbox('jan@acme.test', 'pw-jan');
  body.smtp.port = await freePort();
  await assert.rejects(api.post('/mailboxes', body));
  assert.ok((await api.all('/mailboxes')).every((m) => m.address !== 'jan@acme.test'));
});
