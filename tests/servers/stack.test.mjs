import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { waitFor } from '../lib/wait.mjs';
import { CLIENT_ID, CLIENT_SECRET, signInAtIssuer } from './issuer.mjs';
import { GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET, signInAtGoogle } from './google.mjs';
import { MailStack } from './stack.mjs';

const CALLBACK = 'http://127.0.0.1:8080/oauth/callback';
const verifier = 'v'.repeat(64);
const challenge = createHash('sha256').update(verifier).digest('base64url');
let stack;

before(async () => { stack = await MailStack.start({ redirectUris: [CALLBACK] }); });
after(() => stack.close());

// The first reply to each line; enough for SMTP and, with tags, for IMAP.
async function converse(port, lines, isFinal) {
  const socket = net.connect(port, '127.0.0.1');
  let text = '';
  const replies = [];
  let next = 0;
  for await (const chunk of socket) {
    text += chunk;
    let match;
    while ((match = isFinal.exec(text))) {
      replies.push(match[0].trim());
      text = text.slice(match.index + match[0].length);
      if (next === lines.length) { socket.destroy(); return replies; }
      socket.write(`${lines[next++]}\r\n`);
    }
  }
  return replies;
}

const smtp = (port, lines) => converse(port, lines, /^\d{3} [^\n]*\n/m);
const imap = (port, lines) => converse(port, lines, /^(\* OK|\+|[a-z]\d+) ?[^\n]*\n/m);
const plain = (address, password) => Buffer.from(`\0${address}\0${password}`).toString('base64');

function authorizationUrl() {
  const query = new URLSearchParams({ client_id: CLIENT_ID, response_type: 'code', redirect_uri: CALLBACK, scope: 'openid email offline_access mail',
    prompt: 'consent', state: 'x', code_challenge: challenge, code_challenge_method: 'S256' });
  return `${stack.issuer.url}/auth?${query}`;
}

async function token(fields) {
  const response = await fetch(`${stack.issuer.url}/token`, { method: 'POST', body: new URLSearchParams({ client_id: CLIENT_ID, client_secret: CLIENT_SECRET, ...fields }) });
  return { status: response.status, ...(await response.json().catch(() => ({}))) };
}

async function grant(account) {
  const code = new URL(await signInAtIssuer(authorizationUrl(), account)).searchParams.get('code');
  return token({ grant_type: 'authorization_code', code, redirect_uri: CALLBACK, code_verifier: verifier });
}

const bearer = (account, accessToken) => Buffer.from(`user=${account}\x01auth=Bearer ${accessToken}\x01\x01`).toString('base64');

test('mail handed in with a password reaches the other mailbox', async () => {
  stack.dovecot.setPassword('ada@acme.test', 'pw-ada');

  const replies = await smtp(stack.ports.submission, ['EHLO test', `AUTH PLAIN ${plain('ada@acme.test', 'pw-ada')}`, 'MAIL FROM:<ada@acme.test>',
    'RCPT TO:<bob@example.org>', 'DATA', 'Subject: to Bob\r\n\r\nHello\r\n.']);

  assert.match(replies.at(-1), /^250/);
  await waitFor('the message in Bob\'s inbox', () => stack.dovecot.messages('bob@example.org').some((raw) => raw.includes('Subject: to Bob')));
});

test('a changed app password is refused at once', async () => {
  stack.dovecot.setPassword('cleo@acme.test', 'old');
  assert.match((await imap(stack.ports.imap, ['a1 LOGIN cleo@acme.test old'])).at(-1), /^a1 OK/);

  await stack.dovecot.setPassword('cleo@acme.test', 'new');

  assert.match((await imap(stack.ports.imap, ['a1 LOGIN cleo@acme.test old'])).at(-1), /^a1 NO/);
  assert.match((await imap(stack.ports.imap, ['a1 LOGIN cleo@acme.test new'])).at(-1), /^a1 OK/);
});

test('a token of the issuer signs in to read and to send, until the grant is revoked', async () => {
  const { access_token: accessToken, refresh_token: refreshToken } = await grant('dora@acme.test');
  const signIn = async () => [
    (await imap(stack.ports.imap, [`a1 AUTHENTICATE XOAUTH2 ${bearer('dora@acme.test', accessToken)}`])).at(-1),
    (await smtp(stack.ports.submission, ['EHLO test', `AUTH XOAUTH2 ${bearer('dora@acme.test', accessToken)}`])).at(-1),
  ];
  const [read, send] = await signIn();
  assert.match(read, /^a1 OK/);
  assert.match(send, /^235/);

  await stack.issuer.revokeGrants('dora@acme.test');

  const [readAfter, sendAfter] = await signIn();
  assert.doesNotMatch(readAfter, /OK/);
  assert.doesNotMatch(sendAfter, /^235/);
  assert.equal((await token({ grant_type: 'refresh_token', refresh_token: refreshToken })).error, 'invalid_grant');
});

test('a token of one person does not open the mailbox of another', async () => {
  const { access_token: accessToken } = await grant('dora@acme.test');

  const [, , answer] = await smtp(stack.ports.submission, ['EHLO test', `AUTH XOAUTH2 ${bearer('ada@acme.test', accessToken)}`]);

  assert.doesNotMatch(answer, /^235/);
});

test('the issuer can be down, and refuses a wrong client secret', async () => {
  const { refresh_token: refreshToken } = await grant('eve@acme.test');

  stack.issuer.mode = '503';
  assert.equal((await token({ grant_type: 'refresh_token', refresh_token: refreshToken })).status, 503);
  stack.issuer.mode = 'ok';
  assert.equal((await token({ grant_type: 'refresh_token', refresh_token: refreshToken, client_secret: 'wrong' })).error, 'invalid_client');
  await stack.issuer.stop();
  await assert.rejects(token({ grant_type: 'refresh_token', refresh_token: refreshToken }));
  await stack.issuer.listen();

  assert.equal((await token({ grant_type: 'refresh_token', refresh_token: refreshToken })).status, 200);
});

test('Google gives a code for the person picked, and mail can be sent with its token', async () => {
  const query = new URLSearchParams({ client_id: GOOGLE_CLIENT_ID, response_type: 'code', redirect_uri: CALLBACK, scope: 'openid email', state: 'x',
    code_challenge: challenge, code_challenge_method: 'S256' });
  const code = new URL(await signInAtGoogle(`${stack.google.url}/o/oauth2/v2/auth?${query}`, 'grace@gmail.test')).searchParams.get('code');
  const response = await fetch(`${stack.google.url}/oauth2/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'authorization_code', code,
    client_id: GOOGLE_CLIENT_ID, client_secret: GOOGLE_CLIENT_SECRET, redirect_uri: CALLBACK, code_verifier: verifier }) });
  const { access_token: accessToken } = await response.json();

  const raw = Buffer.from('To: bob@example.org\r\nSubject: from Grace\r\n\r\nHello').toString('base64url');
  const sent = await fetch(`${stack.google.url}/gmail/v1/users/grace@gmail.test/messages/send`, { method: 'POST', body: JSON.stringify({ raw }),
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' } });

  assert.equal(sent.status, 200);
});

test('a bounce comes back to the sender', { skip: process.getuid() !== 0 && 'genuine bounces need Postfix, which needs root' }, async () => {
  stack.dovecot.setPassword('finn@acme.test', 'pw');

  await smtp(stack.ports.submission, ['EHLO test', `AUTH PLAIN ${plain('finn@acme.test', 'pw')}`, 'MAIL FROM:<finn@acme.test>',
    'RCPT TO:<bounce@example.org>', 'DATA', 'Subject: never\r\n\r\nHello\r\n.']);

  await waitFor('the bounce', () => stack.dovecot.messages('finn@acme.test').some((raw) => raw.includes('Content-Type: message/delivery-status')));
});

test('the servers end with the process that started them, even a killed one', async () => {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'stack.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  const { ports } = JSON.parse(line);

  child.kill('SIGKILL');

  const isClosed = (port) => new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('connect', () => { socket.destroy(); resolve(false); }).on('error', () => resolve(true));
  });
  await waitFor('closed ports', async () => (await Promise.all([ports.imap, ports.submission, ports.issuer].map(isClosed))).every(Boolean), 20_000);
});
