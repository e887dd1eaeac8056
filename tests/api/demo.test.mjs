// `demo/demo.mjs` as a stranger runs it: it fills itself, sends, stops, and leaves nothing behind.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Api } from '../lib/api.mjs';
import { OWNER } from '../lib/outrider.mjs';
import { waitFor } from '../lib/wait.mjs';
import { signInAtGoogle } from '../servers/google.mjs';

const PROGRAM = path.resolve(import.meta.dirname, '../../demo/demo.mjs');
const parent = mkdtempSync(path.join(tmpdir(), 'otr-demo-'));
const dir = path.join(parent, 'demo');
let demo;
let text = '';
let ended;
let api;

/** The processes below this one, each with its time of birth, as a pid may be used again. */
function descendants(pid) {
  const children = new Map();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const birth = birthOf(name);
    if (birth) children.set(birth.parent, [...(children.get(birth.parent) ?? []), { pid: Number(name), ...birth }]);
  }
  const below = (of) => (children.get(of) ?? []).flatMap((child) => [child, ...below(child.pid)]);
  return below(pid);
}

function birthOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(fields[1]), born: fields[19], name: stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')), state: fields[0] };
  } catch {
    return null; // gone meanwhile
  }
}

function isAlive({ pid, born }) {
  const now = birthOf(pid);
  return now !== null && now.born === born && now.state !== 'Z';
}

const taken = (log) => Number(/\((\d+) emails\)/.exec(log)[1]);
const command = async (...args) => (await promisify(execFile)(process.execPath, [PROGRAM, ...args, '--dir', dir])).stdout;
const mailboxes = async () => Object.fromEntries((await api.all('/mailboxes')).map((mailbox) => [mailbox.address, mailbox]));

before(async () => {
  demo = spawn(process.execPath, [PROGRAM, '--port', '0', '--dir', dir], { stdio: ['ignore', 'pipe', 'pipe'] });
  ended = new Promise((resolve) => demo.on('exit', (code, signal) => resolve(signal ?? code)));
  for (const stream of [demo.stdout, demo.stderr]) stream.on('data', (chunk) => { text += chunk; });
  const url = await waitFor('the tour', () => {
    if (demo.exitCode !== null) throw new Error(`the demo ended: ${text}`);
    return /Ctrl-C ends/.test(text) && /Open +(http:\S+)/.exec(text)[1];
  }, 120_000);
  api = new Api(url);
  assert.equal((await api.signIn(OWNER.email, OWNER.password)).status, 200);
});
after(async () => {
  api?.close();
  if (demo.exitCode === null && demo.signalCode === null) demo.kill('SIGTERM');
  await ended;
  rmSync(parent, { recursive: true, force: true });
});

test('the demo is filled as it says', async () => {
  const { 'ada@gmail.test': ada, 'ben@acme.test': ben, 'cleo@acme.test': cleo, ...others } = await mailboxes();
  assert.deepEqual([ada.status, ada.provider, ben.status, cleo.status, cleo.cause, others], ['active', 'google', 'active', 'inactive', 'auth_error', {}]);
  const campaigns = Object.fromEntries((await api.all('/campaigns')).map((one) => [one.name, [one.status, one.paused?.cause ?? null]]));
  assert.deepEqual(campaigns, {
    'Bookshop readings': ['paused', 'user'], 'Cafes in autumn': ['active', null], 'Hotel breakfasts': ['active', null], Welcome: ['evergreen', null],
  });
  assert.equal((await api.all('/contacts')).length, 300);
});

test('it sends while one looks, and a second demo does not start beside it', async () => {
  const sent = async () => Object.values(await mailboxes()).map((mailbox) => mailbox.sent_today);
  const [ada, ben] = await sent();
  await waitFor('emails of both mailboxes', async () => {
    const now = await sent();
    return now[0] > ada && now[1] > ben;
  }, 30_000);
  await assert.rejects(command('--port', '0'), /running already/);
});

// A stranger's browser: it brings its cookie along.
async function reconnectAs(id, account) {
  const { authorization_url: question } = await api.post(`/mailboxes/${id}/reconnect`);
  const cookie = [...api.cookies].map((pair) => pair.join('=')).join('; ');
  const answer = await fetch(await signInAtGoogle(question, account), { redirect: 'manual', headers: { cookie } });
  return new URL(answer.headers.get('location'), api.base).searchParams;
}

test('the tour can be walked: disconnect, log, reply, the wrong account, the right one, restart', async () => {
  const { 'ada@gmail.test': ada } = await mailboxes();
  const { mailbox, receipt } = await api.post(`/mailboxes/${ada.id}/disconnect`);
  assert.equal(mailbox.status, 'inactive');
  assert.deepEqual(receipt.campaigns_paused.map((campaign) => campaign.name).sort(), ['Cafes in autumn', 'Hotel breakfasts']);
  const replied = /^(\S+) has replied/.exec(await command('reply'))[1];
  const log = await command('log', 'ada@gmail.test');
  assert.match(log, /since then 0/);
  assert.match(log, /emails the server took after that: 0\n/);
  assert.match(log, new RegExp(`to ${replied}`));

  assert.equal((await reconnectAs(ada.id, 'eve@gmail.test')).get('reconnect_error'), 'wrong_account');
  assert.equal((await reconnectAs(ada.id, 'ada@gmail.test')).get('reconnected'), ada.id);
  const [contact] = (await api.get(`/contacts?query=${encodeURIComponent(replied)}`)).items;
  await waitFor('the reply to be read', async () => (await api.get(`/contacts/${contact.id}/timeline`)).items.some(({ type }) => type === 'reply'), 30_000);
  const { restartable_campaigns: stopped } = await api.get(`/mailboxes/${ada.id}`);
  await api.post(`/mailboxes/${ada.id}/restart-campaigns`, { campaign_ids: stopped, overdue: 'keep' });
  await waitFor('the mailbox to send again', async () => taken(await command('log', 'ada@gmail.test')) > taken(log), 30_000);
});

test('Ctrl-C ends everything it started and removes its data', async () => {
  const started = descendants(demo.pid);
  assert.ok(started.some(({ name }) => name === 'dovecot') && started.length > 3, JSON.stringify(started));
  demo.kill('SIGINT');
  assert.equal(await ended, 0, text);
  await waitFor('the last process to end', () => !started.some(isAlive), 10_000);
  assert.equal(existsSync(dir), false);
  await assert.rejects(command('log', 'ada@gmail.test'), /no demo is running/);
});
