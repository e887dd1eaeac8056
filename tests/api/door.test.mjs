// The doors: signing in and out, keys, writes by cookie, idempotency, names and frames that are refused, the first owner.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Api } from '../lib/api.mjs';
import { freePort } from '../lib/net.mjs';
import { OWNER, Outrider, PROGRAM } from '../lib/outrider.mjs';
import { waitFor } from '../lib/wait.mjs';

let outrider;
let api;

before(async () => {
  outrider = await Outrider.start({ settings: false });
  api = outrider.api;
});
after(() => outrider?.close());

/** Sends bytes as they are; resolves to everything that comes back until the server closes, or says nothing for a while. */
function raw(bytes, patienceMs = 5000) {
  return new Promise((resolve) => {
    const socket = net.connect(outrider.port, '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.setTimeout(patienceMs, () => socket.destroy());
    socket.on('data', (part) => { text += part; }).on('close', () => resolve(text)).on('error', () => {});
  });
}

test('signing in gives a cookie that scripts cannot read, and signing out ends it', async () => {
  const client = outrider.client({ key: null });

  const wrong = await client.refused(401, 'wrong_credentials', 'POST', '/session', { email: OWNER.email, password: 'not this one at all' });
  const unknown = await client.refused(401, 'wrong_credentials', 'POST', '/session', { email: 'nobody@acme.test', password: OWNER.password });
  assert.equal(wrong.message, unknown.message);
  const answer = await client.signIn(OWNER.email, OWNER.password);
  const [cookie] = answer.headers['set-cookie'];
  assert.match(cookie, /HttpOnly/);
  assert.match(cookie, /SameSite=Lax/);
  assert.equal(answer.body.user.role, 'owner');

  const me = await client.get('/me');
  assert.deepEqual(me.user, answer.body.user);
  assert.equal(me.csrf_token, answer.body.csrf_token);

  const kept = [...client.cookies];
  await client.delete('/session');
  assert.equal(client.cookies.size, 0);
  for (const [name, value] of kept) client.cookies.set(name, value);
  await client.refused(401, 'unauthenticated', 'GET', '/me');
  client.close();
});

test('a write by cookie needs its token, its own origin and JSON', async () => {
  const session = await outrider.session();
  const body = { name: 'by cookie' };

  await session.refused(403, 'csrf_token_missing', 'POST', '/api-keys', body, { headers: { 'x-csrf-token': '' } });
  await session.refused(403, 'csrf_token_missing', 'POST', '/api-keys', body, { headers: { 'x-csrf-token': 'x'.repeat(session.csrf.length) } });
  await session.refused(403, 'wrong_origin', 'POST', '/api-keys', body, { headers: { origin: 'https://evil.example' } });
  await session.refused(403, 'wrong_origin', 'POST', '/api-keys', body, { headers: { origin: 'null' } });
  await session.refused(415, 'json_required', 'POST', '/api-keys', JSON.stringify(body), { headers: { 'content-type': 'text/plain' } });
  assert.match((await session.post('/api-keys', body)).key, /^ork_/);
  session.close();
});

test('a sign-in from another site is refused', async () => {
  const client = outrider.client({ key: null });

  await client.refused(403, 'wrong_origin', 'POST', '/session', OWNER, { headers: { origin: 'https://evil.example' } });
  client.close();
});

test('a key is shown once, does what its scopes say, and ends when revoked', async () => {
  const made = await api.post('/api-keys', { name: 'reader', scopes: ['mailboxes:read'] });
  const reader = outrider.client({ key: made.key });
  const listed = (await api.all('/api-keys')).find((key) => key.id === made.id);

  assert.deepEqual(listed.scopes, ['mailboxes:read']);
  assert.ok(!JSON.stringify(await api.all('/api-keys')).includes(made.key.slice(4)));
  assert.equal((await reader.get('/me')).scopes, 'mailboxes:read');
  assert.equal((await reader.refused(403, 'scope_missing', 'POST', '/api-keys', { name: 'x' })).kind, 'denied');
  await api.delete(`/api-keys/${made.id}`);
  await reader.refused(401, 'bad_key', 'GET', '/me');
  await api.refused(404, 'key_not_found', 'DELETE', `/api-keys/${made.id}`);
  reader.close();
});

test('a refused value is told with field and rule', async () => {
  const error = await api.refused(422, 'validation_failed', 'POST', '/api-keys', { name: 'x', scopes: ['everything'] });

  assert.equal(error.field, 'scopes');
  assert.deepEqual(error.details.errors, [{ field: 'scopes', rule: 'unknown', value: 'everything' }]);
});

test('a write with an Idempotency-Key happens once', async () => {
  const made = await api.post('/api-keys', { name: 'once' });
  const headers = { 'idempotency-key': 'revoke-1' };

  const answers = await Promise.all([1, 2, 3].map(() => api.request('DELETE', `/api-keys/${made.id}`, undefined, { headers })));

  assert.deepEqual(answers.map((answer) => answer.status), [200, 200, 200]);
  assert.equal(new Set(answers.map((answer) => answer.text)).size, 1);
  assert.equal(answers.filter((answer) => answer.headers['idempotency-replayed']).length, 2);
  await api.refused(404, 'key_not_found', 'DELETE', `/api-keys/${made.id}`);
});

test('an Idempotency-Key is for one request, and never replays a secret', async () => {
  const headers = { 'idempotency-key': 'create-1' };
  const before = (await api.all('/api-keys')).length;

  await api.post('/api-keys', { name: 'first' }, { headers });
  await api.refused(409, 'already_done', 'POST', '/api-keys', { name: 'first' }, { headers });
  await api.refused(422, 'idempotency_key_reused', 'POST', '/api-keys', { name: 'second' }, { headers });

  assert.equal((await api.all('/api-keys')).length, before + 1);
  await api.refused(422, 'validation_failed', 'POST', '/api-keys', { name: 'x' }, { headers: { 'idempotency-key': 'with blanks' } });
});

test('an Idempotency-Key of somebody else is another one', async () => {
  const other = outrider.client({ key: (await api.post('/api-keys', { name: 'other' })).key });
  const headers = { 'idempotency-key': 'shared' };

  await api.post('/api-keys', { name: 'mine' }, { headers });
  assert.equal((await other.post('/api-keys', { name: 'theirs' }, { headers })).name, 'theirs');
  other.close();
});

test('what is no JSON object, too large, unknown or asked in the wrong way is refused', async () => {
  const json = { headers: { 'content-type': 'application/json' } };

  await api.refused(400, 'malformed_json', 'POST', '/api-keys', '{"name":', json);
  await api.refused(400, 'malformed_json', 'POST', '/api-keys', '{"name":"a","name":"b"}', json);
  await api.refused(400, 'malformed_json', 'POST', '/api-keys', '[]', json);
  await api.refused(400, 'malformed_json', 'POST', '/api-keys', `{"name":${'['.repeat(40)}${']'.repeat(40)}}`, json);
  await api.refused(413, 'body_too_large', 'POST', '/api-keys', 'x'.repeat(1024 * 1024 + 1), json);
  await api.refused(404, 'not_found', 'GET', '/nothing-here');
  await api.refused(404, 'not_found', 'DELETE', '/api-keys/key_nonsense');
  const answer = await api.request('PUT', '/api-keys');
  assert.equal(answer.status, 405);
  assert.equal(answer.headers.allow, 'GET, POST');
});

test('only its own names are answered', async () => {
  const foreign = await raw('GET /api/v1/me HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n');
  const probe = await raw('GET /readyz HTTP/1.1\r\nHost: 10.0.0.7\r\nConnection: close\r\n\r\n');
  const page = await raw(`GET /mailboxes?x=1 HTTP/1.1\r\nHost: localhost:${outrider.port}\r\nAccept: text/html\r\nConnection: close\r\n\r\n`);

  assert.match(foreign, /^HTTP\/1\.1 421 /);
  assert.match(foreign, /"code":"misdirected"/);
  assert.match(probe, /^HTTP\/1\.1 200 /);
  assert.match(page, /^HTTP\/1\.1 302 /);
  assert.ok(page.includes(`Location: ${outrider.url}/mailboxes?x=1`));
});

test('no request hides another one', async () => {
  const hidden = `GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${outrider.key}\r\n\r\n`;
  const frames = {
    'length beside coding': `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
    'two lengths': `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
    'blank before the colon': `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length : ${hidden.length}\r\n\r\n${hidden}`,
    'folded line': `POST / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n Content-Length: ${hidden.length}\r\n\r\n${hidden}`,
    'bare line feed': `POST / HTTP/1.1\r\nHost: localhost\nContent-Length: 0\r\n\r\n${hidden}`,
    'NUL': `POST / HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n${hidden}`,
    'no host': `GET / HTTP/1.1\r\n\r\n${hidden}`,
  };

  for (const [name, bytes] of Object.entries(frames)) {
    const answer = await raw(bytes, 500);
    assert.doesNotMatch(answer, /HTTP\/1\.1 2\d\d /, name);
  }
  assert.match(await raw(hidden.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')), /HTTP\/1\.1 200 /);
});

test('pages carry the strict policy, answers none at all', async () => {
  const browser = new Api(outrider.url);
  const page = await browser.request('GET', '/', undefined, { outside: true });
  const answer = await api.request('GET', '/me');

  assert.match(page.headers['content-security-policy'], /default-src 'none'; script-src 'self'; .*frame-ancestors 'none'/);
  for (const { headers } of [page, answer]) {
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['referrer-policy'], 'no-referrer');
    assert.match(headers['content-security-policy'], /frame-ancestors 'none'/);
  }
  assert.equal(answer.headers['cache-control'], 'no-store');
  browser.close();
});

test('a file of the UI is known again by its tag', async () => {
  const client = new Api(outrider.url);
  const first = await client.request('GET', '/', undefined, { outside: true, headers: { 'accept-encoding': 'gzip' } });

  assert.equal(first.headers['cache-control'], 'no-cache');
  const again = await client.request('GET', '/', undefined, { outside: true, headers: { 'accept-encoding': 'gzip', 'if-none-match': first.headers.etag } });
  assert.equal(again.status, 304);
  assert.equal(again.headers['content-security-policy'], first.headers['content-security-policy']);
  const other = await client.request('GET', '/', undefined, { outside: true, headers: { 'accept-encoding': 'identity' } });
  assert.notEqual(other.headers.etag, first.headers['content-encoding'] ? first.headers.etag : null);
  client.close();
});

test('metrics are for this machine, or for a key', async () => {
  const stranger = outrider.client({ key: null });
  const forwarded = { outside: true, headers: { 'x-forwarded-for': '192.0.2.1' } };

  assert.match((await stranger.request('GET', '/metrics', undefined, { outside: true })).text, /outrider_http_answers_total/);
  assert.equal((await stranger.request('GET', '/metrics', undefined, forwarded)).status, 401);
  assert.equal((await api.request('GET', '/metrics', undefined, forwarded)).status, 200);
  stranger.close();
});

test('the first owner needs the code that the server printed, once', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'otr-data-'));
  const port = await freePort();
  const server = spawn(PROGRAM, ['serve', '--data', dataDir, '--listen', `127.0.0.1:${port}`], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => server.on('exit', resolve));
  let printed = '';
  server.stdout.on('data', (part) => { printed += part; });
  const client = new Api(`http://127.0.0.1:${port}`);
  const owner = { email: 'ada@acme.test', password: 'correct horse battery', workspace: 'Acme' };

  try {
    const [, code] = await waitFor('the set-up link', () => /\/setup\?code=(\S+)/.exec(printed));
    assert.equal((await client.get('/setup/state')).needed, true);
    await client.refused(403, 'wrong_setup_code', 'POST', '/setup', { ...owner, code: 'x'.repeat(code.length) });
    await client.refused(422, 'validation_failed', 'POST', '/setup', { ...owner, code, password: 'short' });
    const made = await client.post('/setup', { ...owner, code });
    client.csrf = made.csrf_token;
    assert.equal((await client.get('/me')).user.email, owner.email);
    assert.equal((await client.get('/setup/state')).needed, false);
    await client.refused(409, 'already_set_up', 'POST', '/setup', { ...owner, code });
  } finally {
    client.close();
    server.kill('SIGTERM');
    assert.equal(await ended, 0);
    rmSync(dataDir, { recursive: true });
  }
});
