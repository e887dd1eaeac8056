// A backup of an hour ago is put back over a live data directory: nothing is sent until a person says so, every stop holds
// again, and nobody gets an email twice. On a real Dovecot and Postfix.
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { closeAll } from '../lib/close.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, header, launch, makeCampaign, step, waitForMail, waitForSends } from '../lib/scenario.mjs';
import { sleep, waitFor } from '../lib/wait.mjs';
import { MailStack } from '../servers/stack.mjs';

const PEOPLE = Number(process.env.RESTORE_PEOPLE ?? 50);
let stack, outrider, api, dir, backup;

before(async () => {
  stack = await MailStack.start({ only: ['mail'] });
  outrider = await Outrider.start({ env: { ...stack.environment(), OUTRIDER_UNDO_SECONDS: '0', OUTRIDER_SYNC_INTERVAL: '1' } });
  api = outrider.api;
  dir = mkdtempSync(path.join(tmpdir(), 'otr-backup-'));
  backup = path.join(dir, 'an-hour-ago.db');
});
after(async () => {
  if (dir) rmSync(dir, { recursive: true, force: true });
  await closeAll(outrider, stack);
});

const connect = (name) => connectMailbox(api, stack.passwordMailbox(`${name}@acme.test`, `pw-${name}`));
const people = (name, count) => Array.from({ length: count }, (_, i) => `${name}${i}@prospect.test`);
const inbox = (address) => stack.dovecot.messages(address).length;
const holds = async () => (await api.get('/status')).sending.holds;

const find = async (name) => (await api.all('/mailboxes')).find((mailbox) => mailbox.address === `${name}@acme.test`);

async function liftHold(name) {
  assert.equal((await api.request('DELETE', `/mailboxes/${(await find(name)).id}/hold`)).status, 200);
}

async function campaignOf(mailbox, name, addresses) {
  const contacts = await addContacts(api, addresses);
  const campaign = await makeCampaign(api, { name, mailboxIds: [mailbox.id], contacts, steps: [step('Hello', { subject: `Hi from ${name}` })] });
  await launch(api, campaign);
  return campaign;
}

// What stands at the backup: three mailboxes, one of them about to send, and people who are still to be written to.
async function prepare() {
  const world = { ada: await connect('ada'), bea: await connect('bea'), cleo: await connect('cleo') };
  for (const name of ['ada', 'bea']) await api.post(`/mailboxes/${world[name].id}/hold`, {});
  world.spring = await campaignOf(world.ada, 'Spring', people('spring', PEOPLE));
  world.autumn = await campaignOf(world.bea, 'Autumn', people('autumn', 4));
  return world;
}

// The hour that is lost: emails leave, and people stop things.
async function live(world) {
  await liftHold('ada');
  await waitForSends(api, world.spring, PEOPLE, undefined, 120_000);
  await waitFor('the copies in Sent', () => stack.dovecot.messages('ada@acme.test', 'Sent').length >= PEOPLE, 30_000);
  await api.post(`/mailboxes/${world.bea.id}/disconnect`, {});
  await api.post(`/mailboxes/${world.cleo.id}/disconnect`, {});
  assert.equal((await api.request('DELETE', `/mailboxes/${world.cleo.id}?confirm=cleo@acme.test`)).status, 200);
  const [first] = await waitForMail(stack, 'spring0@prospect.test');
  const link = /<(http[^>]+)>/.exec(header(first, 'List-Unsubscribe'))[1];
  assert.equal((await fetch(new URL(new URL(link).pathname, outrider.url), { method: 'POST' })).status, 200);
  const [erased] = await api.all('/contacts?query=autumn1@prospect.test');
  assert.equal((await api.request('DELETE', `/contacts/${erased.id}`)).status, 200);
}

test('a backup is one private file without the key, made while the server runs, and never over another', async () => {
  const world = await prepare();
  const { status, stdout } = await outrider.command(['backup', backup]);

  assert.equal(status, 0);
  assert.match(stdout, /The master key is not in it/);
  assert.equal(statSync(backup).mode & 0o777, 0o600);
  const again = await outrider.command(['backup', backup]);
  assert.equal(again.status, 1);
  assert.match(again.stderr, /file_exists/);
  const refused = await api.request('POST', '/backup', { file: path.join(dir, 'by-key.db') });
  assert.equal(refused.status, 403);
  assert.ok(!existsSync(path.join(dir, 'by-key.db')));
  await live(world);
});

test('a restore is refused while the server runs, and of a file that is no backup', async () => {
  const running = await outrider.command(['restore', backup]);
  await outrider.stop();
  const other = await outrider.command(['restore', path.join(outrider.dataDir, 'stops.journal')]);

  assert.match(running.stderr, /data_dir_in_use/);
  assert.match(other.stderr, /not_a_backup/);
  await outrider.serve();
  assert.deepEqual(await holds(), []);
});

test('after a restore nothing is sent, it is said plainly, and the stops of the lost hour hold again', async () => {
  await outrider.kill();
  const { stdout } = await outrider.command(['restore', backup]);
  assert.match(stdout, /The former one is kept as .*outrider\.db\.before-/);
  const doctor = await outrider.command(['doctor']);
  assert.match(doctor.stdout, /look +sending +The database is older/);
  await outrider.serve();

  const [hold] = await holds();
  assert.equal(hold.cause, 'restore_hold');
  assert.deepEqual(hold.allowed_actions, ['release']);
  assert.deepEqual(hold.details.disconnected.map((mailbox) => mailbox.address), ['bea@acme.test']);
  assert.deepEqual(hold.details.removed.map((mailbox) => mailbox.address), ['cleo@acme.test']);
  assert.equal(hold.details.suppressed, 1);
  assert.equal(hold.details.erased, 1);
  assert.ok(outrider.logs().some((line) => line.event === 'restore_hold' && /Nothing is sent until/.test(line.message)));
  const [{ id }] = (await api.all('/campaigns')).filter((campaign) => campaign.name === 'Spring');
  const why = await api.get(`/campaigns/${id}/why`);
  assert.equal(why.reason, 'restore_hold');
  assert.equal(why.next_send_at, null);
  assert.match((await api.request('GET', '/metrics', undefined, { outside: true })).text, /outrider_sending_held\{cause="restore_hold"\} 1/);
  const mailboxes = await api.all('/mailboxes');
  assert.deepEqual(mailboxes.map((mailbox) => [mailbox.address, mailbox.status]).sort(), [['ada@acme.test', 'active'], ['bea@acme.test', 'inactive']]);
  assert.deepEqual(await api.all('/contacts?query=autumn1@prospect.test'), []);
  assert.equal((await api.all('/do-not-contact?query=spring0')).length, 1);
  assert.match((await outrider.command(['doctor'])).stdout, /removed again: cleo@acme\.test/);
});

test('what was sent in the lost hour is found in Sent mail by its Message-ID and marked; what is not found waits for a decision', async () => {
  const lost = stack.dovecot.messages('ada@acme.test', 'Sent').find((raw) => header(raw, 'To').includes('spring1@'));
  stack.dovecot.remove('ada@acme.test', 'Sent', header(lost, 'Message-ID'));
  const [{ id: campaignId }] = (await api.all('/campaigns')).filter((campaign) => campaign.name === 'Spring');
  await liftHold('ada');
  assert.equal((await api.get('/status')).sending.state, 'held');
  const released = await outrider.command(['release-hold']);
  assert.match(released.stdout, /disconnected again: bea@acme\.test[^]*Sending goes on\./);

  // One unsubscribed in the lost hour: his email is not looked for, he gets no other.
  await waitFor('the emails to be found', async () => {
    const sends = await api.all(`/campaigns/${campaignId}/sends`);
    return sends.filter((send) => send.status === 'sent').length >= PEOPLE - 2;
  }, 120_000);
  await sleep(2000);
  const sends = await api.all(`/campaigns/${campaignId}/sends`);
  assert.deepEqual([...new Set(sends.filter((send) => send.status !== 'sent').map((send) => `${send.email} ${send.status}`))].sort(),
    ['spring0@prospect.test cancelled', 'spring1@prospect.test unknown'].filter((line) => sends.some((send) => line.startsWith(send.email))));
  assert.equal((await api.get('/status')).unknown_sends, 1);
  for (const address of people('spring', PEOPLE)) assert.equal(inbox(address), 1, address);
  for (const address of people('autumn', 4)) assert.equal(inbox(address), 0, address);
});

test('a second restore of the same backup is found too, and sends nothing again', async () => {
  await outrider.stop();
  await outrider.command(['restore', backup]);
  await outrider.serve();
  assert.equal((await holds())[0].cause, 'restore_hold');
  await liftHold('ada');
  await outrider.command(['release-hold']);
  assert.deepEqual(await holds(), []);
  const [{ id }] = (await api.all('/campaigns')).filter((campaign) => campaign.name === 'Spring');
  await waitForSends(api, { id }, PEOPLE - 2, undefined, 120_000);
  await outrider.restart();
  assert.deepEqual(await holds(), []);
  for (const address of people('spring', PEOPLE)) assert.equal(inbox(address), 1, address);
  for (const address of people('autumn', 4)) assert.equal(inbox(address), 0, address);
});

test('a mark that was lost is found', async () => {
  await outrider.stop();
  unlinkSync(path.join(outrider.dataDir, 'sending.mark'));
  await outrider.serve();
  assert.equal((await holds())[0].details.reason, 'no_mark');
  await outrider.command(['release-hold']);
});

test('a copy made by hand, an email sent, and the copy put back, all within one boot: it is found, and the email is not sent again', async () => {
  const ada = await find('ada');
  await api.post(`/mailboxes/${ada.id}/hold`, {});
  const winter = await campaignOf(ada, 'Winter', people('winter', 1));
  await outrider.stop();
  const copy = path.join(dir, 'by-hand.db');
  copyFileSync(path.join(outrider.dataDir, 'outrider.db'), copy);
  await outrider.serve();
  await liftHold('ada');
  await waitForSends(api, winter, 1);
  await waitFor('the copy in Sent', () => stack.dovecot.messages('ada@acme.test', 'Sent').some((raw) => header(raw, 'To').includes('winter0@')));
  await outrider.stop();
  copyFileSync(copy, path.join(outrider.dataDir, 'outrider.db'));
  await outrider.serve();
  assert.equal((await holds())[0].details.reason, 'older');
  assert.ok(readFileSync(path.join(outrider.dataDir, 'sending.mark'), 'utf8').includes('high_water'));

  await liftHold('ada');
  await outrider.command(['release-hold']);
  await waitForSends(api, winter, 1, undefined, 60_000);
  assert.equal(inbox('winter0@prospect.test'), 1);
});
