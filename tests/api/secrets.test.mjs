// Passwords, tokens, keys: not in files, logs, answers; and the doors that guard them.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { closeAll } from '../lib/close.mjs';
import { freePort } from '../lib/net.mjs';
import { Outrider, OWNER } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, launch, makeCampaign, step, waitForSends } from '../lib/scenario.mjs';
import { findSecrets } from '../lib/secrets.mjs';
import { CLIENT_SECRET, signInAtIssuer } from '../servers/issuer.mjs';
import { MailStack } from '../servers/stack.mjs';

let stack;
let outrider;
let api;

before(async () => {
  const port = await freePort();
  stack = await MailStack.start({ only: ['mail', 'issuer'], redirectUris: [`http://127.0.0.1:${port}/oauth/callback`] });
  outrider = await Outrider.start({ port, record: true, env: { ...stack.environment(), OUTRIDER_LOG: 'debug' } });
  api = outrider.api;
});
after(() => closeAll(outrider, stack));

// Every token that the issuer hands out, as it passes.
function watchTokens() {
  const tokens = {};
  const { provider } = stack.issuer;
  provider.on('grant.success', (context) => {
    for (const kind of ['access_token', 'refresh_token']) if (context.body?.[kind]) tokens[`${kind} ${Object.keys(tokens).length}`] = context.body[kind];
  });
  return tokens;
}

test('no secret shows after a life of connecting, sending, failing and disconnecting', async () => {
  const secrets = watchTokens();
  Object.assign(secrets, { 'app password': 'planted-app-password-5bd1e', 'wrong password': 'planted-wrong-password-9f3c2', 'owner password': OWNER.password, 'client secret': CLIENT_SECRET });
  const mailbox = await connectMailbox(api, stack.passwordMailbox('ada@acme.test', secrets['app password']));
  const { authorization_url: url } = await api.post('/mailboxes/connect', { provider: 'oauth' });
  secrets['authorization code'] = new URL(await signInAtIssuer(url, 'bea@acme.test')).searchParams.get('code');
  const { authorization_url: second } = await api.post('/mailboxes/connect', { provider: 'oauth' });
  const connected = await fetch(await signInAtIssuer(second, 'bea@acme.test'), { redirect: 'manual' });
  const oauthId = new URL(connected.headers.get('location'), outrider.url).searchParams.get('connected');
  assert.ok(Object.keys(secrets).some((name) => name.startsWith('refresh_token')), 'tokens were seen');

  const contacts = await addContacts(api, ['secret-reader@prospect.test']);
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id, oauthId], contacts, steps: [step('Hello', { subject: 'Hi' })] });
  await launch(api, campaign);
  await waitForSends(api, campaign, 1);
  await api.request('POST', '/mailboxes', stack.passwordMailbox('wrong@acme.test', 'x', {}));
  const refused = stack.passwordMailbox('refused@acme.test', 'right');
  refused.smtp.password = refused.imap.password = secrets['wrong password'];
  assert.equal((await api.request('POST', '/mailboxes', refused)).status, 422);
  const session = await outrider.session();
  for (const where of ['/mailboxes', '/settings', '/me', '/campaigns', `/mailboxes/${oauthId}/activity`]) await session.request('GET', where);
  await api.post(`/mailboxes/${mailbox.id}/disconnect`, { revoke_now: true });

  const texts = { 'the log': outrider.logText, 'the answers': outrider.answers.join('\n') };
  assert.deepEqual(findSecrets(secrets, { dir: outrider.dataDir, texts }), []);
  assert.deepEqual(findSecrets({ 'API key': outrider.key }, { dir: outrider.dataDir, texts: { 'the log': outrider.logText } }), []);
  assert.deepEqual(findSecrets({ 'session cookie': [...session.cookies.values()].join('') || 'none' }, { dir: outrider.dataDir, texts: { 'the log': outrider.logText } }), []);
  session.close();
});

test('the search for secrets finds one where there is one', () => {
  const found = findSecrets({ planted: 'a-planted-secret' }, { texts: { 'a text': `x ${Buffer.from('a-planted-secret').toString('base64')} y` } });

  assert.ok(found.includes('planted (base64) is in a text'), found.join('; '));
});

test('files of the data directory are for their owner alone', () => {
  const open = [];
  const walk = (dir) => {
    for (const entry of readdirSync(dir, { withFileTypes: true })) {
      const file = path.join(dir, entry.name);
      if (statSync(file).mode & 0o077) open.push(`${path.relative(outrider.dataDir, file)} ${(statSync(file).mode & 0o777).toString(8)}`);
      if (entry.isDirectory()) walk(file);
    }
  };
  walk(outrider.dataDir);

  assert.deepEqual(open, []);
});

test('a start with another key is refused', async () => {
  const other = await Outrider.start({ settings: false });
  await other.stop();
  const keyFile = path.join(outrider.dataDir, readdirSync(outrider.dataDir).find((name) => /key/.test(name)));

  const answer = await other.command(['serve'], { env: { OUTRIDER_MASTER_KEY_FILE: keyFile } });

  assert.equal(answer.status, 1, answer.stderr);
  assert.equal(answer.stderr.trim().split('\n').length, 1, answer.stderr);
  assert.ok(!answer.stderr.includes(readFileSync(keyFile, 'utf8').trim()));
  await other.serve();
  await other.close();
});

test('without a key or a session there is no answer', async () => {
  const nobody = outrider.client({ key: null });

  for (const [method, where] of [['GET', '/mailboxes'], ['POST', '/mailboxes'], ['GET', '/me'], ['GET', '/events'], ['DELETE', '/mailboxes/mbx_1']])
    assert.equal((await nobody.request(method, where, method === 'POST' ? {} : undefined)).status, 401, where);
  assert.equal((await outrider.client({ key: 'ork_wrong' }).request('GET', '/mailboxes')).status, 401);
});

test('a write by cookie needs the CSRF token and the right origin', async () => {
  const session = await outrider.session();
  const token = session.csrf;
  const write = (options) => session.request('POST', '/contacts', { email: 'csrf@prospect.test' }, options);

  session.csrf = null;
  assert.equal((await write()).status, 403);
  session.csrf = 'wrong';
  assert.equal((await write()).status, 403);
  session.csrf = token;
  assert.equal((await write({ headers: { origin: 'http://evil.test' } })).status, 403);
  assert.equal((await write({ headers: { 'content-type': 'text/plain' } })).status, 415);
  assert.equal((await write()).status, 201);
  session.close();
});

test('a foreign host name is turned away', async () => {
  assert.equal((await api.request('GET', '/mailboxes', undefined, { headers: { host: 'evil.test' } })).status, 421);
});

test('an ended session is over', async () => {
  const session = await outrider.session();
  assert.equal((await session.request('GET', '/me')).status, 200);
  const cookies = new Map(session.cookies);

  await session.ok('DELETE', '/session');

  session.cookies = cookies;
  assert.equal((await session.request('GET', '/me')).status, 401);
  session.close();
});

test('a key reaches no further than its scopes', async () => {
  const key = /ork_\S+/.exec(outrider.cli(['key', 'create', '--name', 'reader', '--scope', 'mailboxes:read']))[0];
  const reader = outrider.client({ key });

  assert.equal((await reader.request('GET', '/mailboxes')).status, 200);
  assert.equal((await reader.request('GET', '/campaigns')).status, 403);
  assert.equal((await reader.request('POST', '/mailboxes', {})).status, 403);
  reader.close();
});
