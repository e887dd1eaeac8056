// Uploads while the disk fills and while the server is killed: what was answered is there, whole, and nothing else stays. And large
// emails, which are never in memory as a whole.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, fakeMailbox, launch, makeCampaign, step, waitForSends } from '../lib/scenario.mjs';
import { waitFor } from '../lib/wait.mjs';
import { SmallDisk } from './disk.mjs';

const KILLS = Number(process.env.UPLOAD_KILLS ?? 5);
const hashOf = (bytes) => createHash('sha256').update(bytes).digest('hex');
const raw = { headers: { 'content-type': 'application/octet-stream' } };
const list = (outrider, folder) => {
  try {
    return readdirSync(path.join(outrider.dataDir, folder));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
};

async function download(outrider, id) {
  const answer = await fetch(`${outrider.url}/api/v1/attachments/${id}/content`, { headers: { authorization: `Bearer ${outrider.key}` } });
  assert.equal(answer.status, 200);
  return Buffer.from(await answer.arrayBuffer());
}

const disk = SmallDisk.mount(24);
test('a disk that is full refuses an upload with 507, keeps nothing of it, and takes it when there is room', disk ? {} : { skip: 'only root may mount a file system' }, async () => {
  const outrider = await Outrider.start({ dataDir: disk.dataDir });
  try {
    const first = await outrider.api.ok('POST', '/attachments?filename=first.bin', randomBytes(100_000), raw);
    const kept = list(outrider, 'attachments');
    disk.fill();
    const bytes = randomBytes(2_000_000);
    await outrider.api.refused(507, 'disk_full', 'POST', '/attachments?filename=second.bin', bytes, raw);
    assert.deepEqual(list(outrider, 'attachments'), kept);
    await waitFor('the upload to be tidied away', () => list(outrider, 'uploads').length === 0);
    assert.equal((await download(outrider, first.id)).length, 100_000, 'what is there is still given out');

    disk.empty();
    const second = await waitFor('the upload to be taken', async () => {
      const answer = await outrider.api.request('POST', '/attachments?filename=second.bin', bytes, raw);
      return answer.status === 201 && answer.body;
    });
    assert.deepEqual(await download(outrider, second.id), bytes);
  } finally {
    disk.empty();
    await outrider.close();
    disk.unmount();
  }
});

/** Uploads one file after the other until the server is gone; remembers what was answered. */
async function uploadUntilGone(outrider, answered) {
  for (;;) {
    const bytes = randomBytes(1 + Math.floor(Math.random() * 300_000));
    const answer = await outrider.api.request('POST', '/attachments?filename=a.bin', bytes, raw).catch(() => null);
    if (!answer) return;
    assert.equal(answer.status, 201, answer.text);
    answered.set(answer.body.id, bytes);
  }
}

test('a kill among uploads leaves whole files only, and every one that was answered', async () => {
  const outrider = await Outrider.start();
  const answered = new Map();
  try {
    for (let i = 0; i < KILLS; i += 1) {
      const goal = answered.size + 5 + Math.floor(Math.random() * 20);
      const uploads = [1, 2, 3, 4].map(() => uploadUntilGone(outrider, answered));
      await waitFor('some uploads', () => answered.size >= goal, 20_000, 1);
      await outrider.kill();
      await Promise.all(uploads);
      await outrider.serve();
    }
    for (const name of list(outrider, 'attachments')) assert.equal(hashOf(readFileSync(path.join(outrider.dataDir, 'attachments', name))), name, 'a file is what its name says');
    assert.deepEqual(list(outrider, 'uploads'), [], 'the start tidies away what was under way');
    for (const [id, bytes] of answered) assert.deepEqual(await download(outrider, id), bytes);
  } finally {
    await outrider.close();
  }
});

test('emails of 14 MB leave from eight mailboxes at once, and none of them is in memory as a whole', async () => {
  const smtp = await SmtpServer.start();
  const outrider = await Outrider.start();
  const { api } = outrider;
  const most = () => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${outrider.process.pid}/status`, 'utf8'))[1]) * 1024;
  try {
    const mailboxes = [];
    for (let i = 0; i < 8; i += 1) mailboxes.push(await connectMailbox(api, fakeMailbox(smtp, `m${i}@acme.test`)));
    const contacts = await addContacts(api, Array.from({ length: 16 }, (_, i) => `p${i}@prospect.test`));
    const before = most();
    const file = await api.ok('POST', '/attachments?filename=large.bin', randomBytes(10 * 1024 * 1024), raw);
    const campaign = await makeCampaign(api, { mailboxIds: mailboxes.map(({ id }) => id), contacts,
      steps: [{ ...step('Hello', { subject: 'Large' }), attachments: [{ id: file.id }] }] });
    await launch(api, campaign);
    await waitForSends(api, campaign, contacts.length, undefined, 60_000);
    const more = most() - before;
    // A sanitizer's own stacks and what it keeps of freed memory, by thread, would be counted too.
    if (!process.env.ASAN_OPTIONS) assert.ok(more < 14e6, `it took ${(more / 1e6).toFixed(1)} MB more`);
  } finally {
    await outrider.close();
    await smtp.close();
  }
});
