// The command line: setup, keys, mailboxes; exit statuses; what reaches a running server and what works without one.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider, OWNER, PROGRAM } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, fakeMailbox, launch, makeCampaign, step, waitForSends } from '../lib/scenario.mjs';

let smtp;
let outrider;
let api;

before(async () => {
  smtp = await SmtpServer.start();
  outrider = await Outrider.start({ env: { OUTRIDER_UNDO_SECONDS: '20' } });
  api = outrider.api;
});
after(() => closeAll(outrider, smtp));

const run = (...args) => outrider.command(args);

test('help and version need no data, wrong usage is 2', () => {
  const plain = (args, env = {}) => spawnSync(PROGRAM, args, { encoding: 'utf8', cwd: tmpdir(), env: { PATH: process.env.PATH, ...env } });

  assert.equal(plain(['--help']).status, 0);
  assert.match(plain(['--help']).stdout, /serve/);
  assert.match(plain(['version']).stdout, /\d+\.\d+\.\d+/);
  for (const command of ['serve', 'setup', 'key', 'mailbox', 'campaign'])
    assert.equal(plain([command, '--help']).status, 0, command);
  assert.equal(plain([]).status, 2);
  assert.equal(plain(['nonsense']).status, 2);
  assert.equal(plain(['mailbox', 'explode', 'x']).status, 2);
  assert.equal(plain(['serve', '--no-such-flag']).status, 2);
});

test('a bad setting stops the start with one line that names it', () => {
  for (const [name, value] of [['OUTRIDER_LISTEN', 'nowhere'], ['OUTRIDER_UNDO_SECONDS', 'soon'], ['OUTRIDER_BASE_URL', 'ftp://x'], ['OUTRIDER_ALLOW_PRIVATE_HOSTS', 'perhaps']]) {
    const dir = mkdtempSync(path.join(tmpdir(), 'otr-data-'));
    const { status, stderr } = spawnSync(PROGRAM, ['serve'], { encoding: 'utf8', timeout: 10_000, env: { PATH: process.env.PATH, OUTRIDER_DATA: dir, [name]: value } });

    assert.equal(status, 1, `${name}=${value}: ${stderr}`);
    assert.equal(stderr.trim().split('\n').length, 1, stderr);
    assert.match(stderr, new RegExp(name.replace('OUTRIDER_', '').replace('_', '.'), 'i'));
    rmSync(dir, { recursive: true });
  }
});

test('a second owner by setup is refused', async () => {
  const { status, stderr } = await outrider.command(['setup', '--email', 'second@acme.test', '--password-stdin'], { input: 'another long password\n' });

  assert.equal(status, 1);
  assert.equal(stderr.trim().split('\n').length, 1, stderr);
});

test('a second server on the same data is refused', async () => {
  const { status, stderr } = await outrider.command(['serve'], { env: { OUTRIDER_LISTEN: '127.0.0.1:0' } });

  assert.equal(status, 1, stderr);
});

test('a mailbox is listed, disconnected, undone, held, disconnected and removed from the shell', async () => {
  const mailbox = await connectMailbox(api, fakeMailbox(smtp, 'shell@acme.test'));
  const contacts = await addContacts(api, ['shell@prospect.test']);
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts, evergreen: true, steps: [step('Hi', { subject: 'Hi' })] });
  await launch(api, campaign);
  await waitForSends(api, campaign, 1);

  const list = await run('mailbox', 'list', '--json');
  assert.equal(list.status, 0, list.stderr);
  assert.deepEqual(JSON.parse(list.stdout).items.map((m) => m.address), ['shell@acme.test']);
  assert.match((await run('mailbox', 'list')).stdout, /shell@acme\.test/);
  assert.match((await run('mailbox', 'impact', 'shell@acme.test')).stdout, /A campaign/);

  assert.equal((await run('mailbox', 'disconnect', 'shell@acme.test')).status, 0);
  assert.equal((await api.get(`/mailboxes/${mailbox.id}`)).status, 'inactive');
  assert.equal((await api.get(`/campaigns/${campaign.id}`)).status, 'paused');
  const twice = await run('mailbox', 'disconnect', mailbox.id);
  assert.equal(twice.status, 1);
  assert.match(twice.stderr, /mailbox_not_active/);
  assert.equal((await run('mailbox', 'undo', mailbox.id)).status, 0);
  assert.equal((await api.get(`/campaigns/${campaign.id}`)).status, 'evergreen');
  assert.equal((await run('mailbox', 'hold', mailbox.id)).status, 0);
  assert.deepEqual((await api.get(`/mailboxes/${mailbox.id}`)).holds.map((hold) => hold.cause), ['user']);

  assert.equal((await run('mailbox', 'disconnect', mailbox.id)).status, 0);
  assert.equal((await run('mailbox', 'remove', mailbox.id, '--confirm', 'wrong@acme.test')).status, 1);
  assert.equal((await run('mailbox', 'remove', mailbox.id, '--confirm', 'shell@acme.test')).status, 0);
  assert.deepEqual(await api.all('/mailboxes'), []);
});

test('what stands in a campaign is told by the shell, in words and as JSON', async () => {
  const mailbox = await connectMailbox(api, fakeMailbox(smtp, 'views@acme.test'));
  const contacts = await addContacts(api, [{ email: 'view1@prospect.test', first_name: '=Ada' }, 'view2@prospect.test']);
  const campaign = await makeCampaign(api, { name: 'Seen', mailboxIds: [mailbox.id], contacts, steps: [step('Hi', { subject: 'Hi' })], sending_hours: [(new Date().getUTCHours() + 12) % 24] });
  await launch(api, campaign);
  const say = async (...args) => {
    const done = await run('campaign', ...args);
    assert.equal(done.status, 0, done.stderr);
    return done.stdout;
  };

  assert.match(await say('show', campaign.id), /name +Seen\n[^]*contacts +2/);
  assert.match(await say('why', campaign.id), /window[^]*Next email: \d{4}-/);
  assert.match(await say('why', campaign.id, '--contact', 'view2@prospect.test'), /window/);
  assert.equal(JSON.parse(await say('why', campaign.id, '--contact', 'VIEW2@prospect.test', '--json')).reason, 'window');
  assert.match(await say('contacts', campaign.id, '--status', 'live'), /view1@prospect\.test +live +1/);
  assert.match(await say('sends', campaign.id), /TO +STEP/);
  assert.deepEqual(JSON.parse(await say('sends', campaign.id, '--status', 'sent', '--step', '1', '--json')).items, []);
  assert.match(await say('activity', campaign.id), /The command line|An API key/);
  assert.match(await say('export', campaign.id), /^email,name,[^]*"view1@prospect\.test","'=Ada","","live","1",/);
  assert.match(await say('duplicate', campaign.id), /Copy of Seen is draft/);
  assert.match((await run('campaign', 'archive', campaign.id)).stderr, /invalid_state/);
  assert.match((await run('campaign', 'why', campaign.id, '--contact', 'nobody@prospect.test')).stderr, /not_found/);
  assert.match((await run('campaign', 'sends', campaign.id, '--status', 'lost')).stderr, /status/);
  for (const verb of ['show', 'why', 'sends', 'contacts', 'activity', 'export'])
    assert.equal((await run('campaign', verb, '--help')).status, 0, verb);
});

test('who a campaign is from, and its format, are read and set by the shell', async () => {
  const campaign = await api.post('/campaigns', { name: 'Sender' });
  const set = (...args) => run('campaign', 'sender', campaign.id, ...args);

  assert.match((await set()).stdout, /^name +-\n[^]*format +as_written\n$/);
  const changed = await set('--name', 'The team', '--signature', 'Ada\nAcme', '--signature-html', '<b>Ada</b>', '--format', 'html', '--opt-out', 'Say no: {{ unsubscribe_url }}');
  assert.equal(changed.status, 0, changed.stderr);
  assert.match(changed.stdout, /name +The team\n[^]*format +html/);
  const now = await api.get(`/campaigns/${campaign.id}`);
  assert.deepEqual([now.sender.name, now.sender.signature, now.sender.signature_html, now.format, now.opt_out_text],
    ['The team', 'Ada\nAcme', '<b>Ada</b>', 'html', 'Say no: {{ unsubscribe_url }}']);

  assert.equal(JSON.parse((await set('--name', '', '--json')).stdout).sender.name, null, 'an empty text gives the mailbox’s back');
  assert.equal((await api.get(`/campaigns/${campaign.id}`)).sender.signature, 'Ada\nAcme', 'what is not named stays');
  assert.match((await set('--format', 'pdf')).stderr, /as_written, plain or html/);
  assert.equal((await set('--reply-to', 'nobody@elsewhere.test')).status, 1);
  assert.equal((await run('campaign', 'sender', '--help')).status, 0);
});

test('campaigns are listed, paused and resumed from the shell', async () => {
  const mailbox = await connectMailbox(api, fakeMailbox(smtp, 'shell2@acme.test'));
  const campaign = await makeCampaign(api, { name: 'From the shell', mailboxIds: [mailbox.id], contacts: await addContacts(api, ['shell2@prospect.test']), evergreen: true, steps: [step('Hi', { subject: 'Hi' })] });

  assert.equal((await run('campaign', 'launch', campaign.id)).status, 0);
  await waitForSends(api, campaign, 1);
  assert.match((await run('campaign', 'list')).stdout, /From the shell/);
  assert.equal((await run('campaign', 'pause', campaign.id)).status, 0);
  assert.equal((await api.get(`/campaigns/${campaign.id}`)).status, 'paused');
  assert.equal((await run('campaign', 'resume', campaign.id)).status, 0);
  assert.equal((await api.get(`/campaigns/${campaign.id}`)).status, 'evergreen');
});

test('emails in doubt are listed and decided about from the shell; a refusal is named and fails', async () => {
  const mailbox = await connectMailbox(api, fakeMailbox(smtp, 'shell3@acme.test'));
  const campaign = await makeCampaign(api, { name: 'In doubt', mailboxIds: [mailbox.id], contacts: await addContacts(api, ['reset-shell3@prospect.test']), steps: [step('Hi', { subject: 'Hi' })] });
  await launch(api, campaign);
  const [send] = await waitForSends(api, campaign, 1, ({ status }) => status === 'unknown');

  assert.match((await run('send', 'list')).stdout, new RegExp(`reset-shell3@prospect\\.test +In doubt +shell3@acme\\.test .* cannot_read +${send.id}`));
  assert.equal((await run('send', 'resolve', send.id)).status, 2);
  assert.equal((await run('send', 'resolve', ...Array(16).fill(send.id), '--as', 'sent')).status, 2);
  assert.match((await run('send', 'resolve', send.id, '--as', 'sent')).stdout, /^1 decided\.$/m);
  assert.equal((await api.get(`/sends/${send.id}`)).status, 'sent');
  const again = await run('send', 'resolve', send.id, '--as', 'drop');
  assert.equal(again.status, 1);
  assert.match(again.stderr, new RegExp(`invalid_state: ${send.id}: `));
});

test('a command reaches a server elsewhere with an address and a key', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'otr-data-'));
  const { status, stdout, stderr } = await outrider.command(['mailbox', 'list', '--json', '--url', outrider.url, '--key', outrider.key], { env: { OUTRIDER_DATA: dir } });
  rmSync(dir, { recursive: true });

  assert.equal(status, 0, stderr);
  assert.ok(Array.isArray(JSON.parse(stdout).items));
});

test('without a server a command says so, in one line', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'otr-data-'));
  const { status, stderr } = await outrider.command(['mailbox', 'list'], { env: { OUTRIDER_DATA: dir } });
  rmSync(dir, { recursive: true });

  assert.equal(status, 1);
  assert.equal(stderr.trim().split('\n').length, 1, stderr);
});

test('a clean stop exits 0', async () => {
  assert.deepEqual(await outrider.stop(), { code: 0, signal: null });
  assert.match(outrider.cli(['key', 'create', '--name', 'offline']), /ork_/);
  await outrider.serve();
  const session = await outrider.session(OWNER);
  assert.equal((await session.get('/me')).user.email, OWNER.email);
  session.close();
});
