// A Google mailbox over the Gmail API, against an emulator of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closeAll } from '../lib/close.mjs';
import { freePort } from '../lib/net.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { addContacts, header, launch, makeCampaign, replyTo, step, waitForSends } from '../lib/scenario.mjs';
import { waitFor } from '../lib/wait.mjs';
import { signInAtGoogle } from '../servers/google.mjs';
import { MailStack } from '../servers/stack.mjs';

let stack;
let outrider;
let api;

before(async () => {
  const port = await freePort();
  stack = await MailStack.start({ only: ['google'], redirectUris: [`http://127.0.0.1:${port}/oauth/callback`] });
  outrider = await Outrider.start({ port, env: { ...stack.environment(), OUTRIDER_CA_FILE: '', OUTRIDER_SYNC_INTERVAL: '1', OUTRIDER_UNDO_SECONDS: '1' } });
  api = outrider.api;
});
after(() => closeAll(outrider, stack));

async function follow(authorizationUrl, email) {
  const response = await fetch(await signInAtGoogle(authorizationUrl, email), { redirect: 'manual' });
  return new URL(response.headers.get('location'), outrider.url).searchParams;
}

// The emulator takes any bearer for its first user unless it is a real one; the trap's mailbox must stay empty.
async function sentMessages(email) {
  const { token } = await emulatorToken(email);
  const headers = { authorization: `Bearer ${token}` };
  const list = await (await fetch(`${stack.google.url}/gmail/v1/users/${email}/messages?q=in:sent`, { headers })).json();
  return Promise.all((list.messages ?? []).map(async ({ id }) => (await fetch(`${stack.google.url}/gmail/v1/users/${email}/messages/${id}?format=raw`, { headers })).json()));
}

async function emulatorToken(email) {
  const env = stack.google.environment;
  const query = new URLSearchParams({ client_id: env.OUTRIDER_GOOGLE_CLIENT_ID, redirect_uri: `${outrider.url}/oauth/callback`, scope: 'openid email', state: 'x' });
  const code = new URL(await signInAtGoogle(`${env.OUTRIDER_GOOGLE_AUTH_URL}?${query}`, email)).searchParams.get('code');
  const response = await fetch(env.OUTRIDER_GOOGLE_TOKEN_URL, { method: 'POST', body: new URLSearchParams({ grant_type: 'authorization_code', code,
    client_id: env.OUTRIDER_GOOGLE_CLIENT_ID, client_secret: env.OUTRIDER_GOOGLE_CLIENT_SECRET, redirect_uri: `${outrider.url}/oauth/callback` }) });
  return { token: (await response.json()).access_token };
}

test('a Google mailbox is connected, sends, is disconnected and reconnected', async () => {
  const { authorization_url: url } = await api.post('/mailboxes/connect', { provider: 'google', login_hint: 'grace@gmail.test' });
  const id = (await follow(url, 'grace@gmail.test')).get('connected');
  const mailbox = await api.patch(`/mailboxes/${id}`, { min_gap_seconds: 0, daily_cap: 100_000 });
  assert.equal(mailbox.address, 'grace@gmail.test');
  assert.equal(mailbox.provider, 'google');

  const contacts = await addContacts(api, ['google-reader@prospect.test']);
  const campaign = await makeCampaign(api, { mailboxIds: [id], contacts, steps: [step('Hello', { subject: 'Through Gmail' }), step('Again', { afterSeconds: 3600 })] });
  await launch(api, campaign);
  await waitForSends(api, campaign, 1);
  const [message] = await waitFor('the message in Sent', async () => {
    const found = await sentMessages('grace@gmail.test');
    return found.length && found;
  });
  const raw = Buffer.from(message.raw, 'base64url').toString();
  assert.match(raw, /^Subject: Through Gmail\r$/m);
  assert.match(raw, /^To: .*google-reader@prospect\.test/m);
  assert.match(raw, /^List-Unsubscribe: <[^>]*\/u\//m);

  const { mailbox: inactive, receipt } = await api.post(`/mailboxes/${id}/disconnect`);
  assert.equal(inactive.status, 'inactive');
  assert.deepEqual(receipt.campaigns_paused.map((c) => c.id), [campaign.id]);
  await waitFor('the grant to be revoked', async () => (await api.get(`/receipts/${receipt.id}`)).grant.provider === 'revoked');

  const { authorization_url: other } = await api.post(`/mailboxes/${id}/reconnect`);
  assert.equal((await follow(other, 'hugo@gmail.test')).get('reconnect_error'), 'wrong_account');
  const { authorization_url: again } = await api.post(`/mailboxes/${id}/reconnect`);
  assert.equal((await follow(again, 'grace@gmail.test')).get('reconnected'), id);
  assert.equal((await api.get(`/mailboxes/${id}`)).status, 'active');
});

async function connectGoogle(email) {
  const { authorization_url: url } = await api.post('/mailboxes/connect', { provider: 'google', login_hint: email });
  const id = (await follow(url, email)).get('connected');
  return api.patch(`/mailboxes/${id}`, { min_gap_seconds: 0, daily_cap: 100_000 });
}

async function receive(email, raw) {
  const { token } = await emulatorToken(email);
  const response = await fetch(`${stack.google.url}/gmail/v1/users/${email}/messages/import`, {
    method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ raw: Buffer.from(raw).toString('base64url'), labelIds: ['INBOX', 'UNREAD'] }),
  });
  assert.equal(response.status, 200);
}

const rawSentTo = async (email, person) => (await sentMessages(email)).map((message) => ({ ...message, raw: Buffer.from(message.raw, 'base64url').toString() }))
  .filter(({ raw }) => header(raw, 'To')?.includes(person));

function waitForStatus(campaign, email, status) {
  return waitFor(`${email} to be ${status}`, async () => (await api.all(`/campaigns/${campaign.id}/enrollments`)).find((enrollment) => enrollment.email === email)?.status === status);
}

test('a follow-up stays in its thread at Gmail, and replies end the sequence, also one that came while the mailbox was away', async () => {
  const mailbox = await connectGoogle('hugo@gmail.test');
  const people = ['follows@prospect.test', 'answers@prospect.test', 'answers-late@prospect.test'];
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts: await addContacts(api, people), steps: [step('Hello', { subject: 'In a thread' }), step('Again', { afterSeconds: 8 })] });
  await launch(api, campaign);
  await waitForSends(api, campaign, 3);

  const [toAnswer] = await rawSentTo('hugo@gmail.test', 'answers@prospect.test');
  await receive('hugo@gmail.test', replyTo(toAnswer.raw, { from: 'answers@prospect.test' }));
  await waitForStatus(campaign, 'answers@prospect.test', 'replied');

  const [late] = await rawSentTo('hugo@gmail.test', 'answers-late@prospect.test');
  await api.post(`/mailboxes/${mailbox.id}/disconnect`);
  await receive('hugo@gmail.test', replyTo(late.raw, { from: 'answers-late@prospect.test' }));
  const { authorization_url: url } = await api.post(`/mailboxes/${mailbox.id}/reconnect`);
  assert.equal((await follow(url, 'hugo@gmail.test')).get('reconnected'), mailbox.id);
  await api.post(`/mailboxes/${mailbox.id}/restart-campaigns`, { campaign_ids: [campaign.id], overdue: 'keep' });
  await waitForStatus(campaign, 'answers-late@prospect.test', 'replied');

  const [first, second] = await waitFor('the follow-up', async () => {
    const found = await rawSentTo('hugo@gmail.test', 'follows@prospect.test');
    return found.length === 2 && found.sort((a, b) => Number(a.internalDate) - Number(b.internalDate));
  }, 20_000);
  assert.equal(second.threadId, first.threadId);
  assert.equal(header(second.raw, 'In-Reply-To'), header(first.raw, 'Message-ID'));
  assert.equal((await rawSentTo('hugo@gmail.test', 'answers@prospect.test')).length, 1);
  assert.equal((await rawSentTo('hugo@gmail.test', 'answers-late@prospect.test')).length, 1);
});
