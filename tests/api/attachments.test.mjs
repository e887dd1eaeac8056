// Files that go with emails: taken in or refused, carried by steps, and read byte by byte by who gets them.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { simpleParser } from 'mailparser';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { closeAll } from '../lib/close.mjs';
import { Gmail } from '../lib/gmail.mjs';
import { freePort } from '../lib/net.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, fakeMailbox, launch, makeCampaign, step, waitForMail, waitForSends } from '../lib/scenario.mjs';
import { waitFor } from '../lib/wait.mjs';
import { signInAtGoogle } from '../servers/google.mjs';
import { MailStack } from '../servers/stack.mjs';

const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(200_000)]);
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

let stack;
let outrider;
let api;
let mailbox;

before(async () => {
  const port = await freePort();
  stack = await MailStack.start({ only: ['mail', 'google'], redirectUris: [`http://127.0.0.1:${port}/oauth/callback`] });
  outrider = await Outrider.start({ port, env: { ...stack.environment(), OUTRIDER_SYNC_INTERVAL: '1' } });
  api = outrider.api;
  mailbox = await connectMailbox(api, stack.passwordMailbox('ada@acme.test', 'secret'));
});
after(() => closeAll(outrider, stack));

const at = (name) => `/attachments?filename=${encodeURIComponent(name)}`;
const raw = { headers: { 'content-type': 'application/octet-stream' } };
const upload = (name, bytes) => api.ok('POST', at(name), bytes, raw);
const kept = () => readdirSync(path.join(outrider.dataDir, 'attachments'));
const fileOf = (bytes) => path.join(outrider.dataDir, 'attachments', createHash('sha256').update(bytes).digest('hex'));
const download = (id) => fetch(`${outrider.url}/api/v1/attachments/${id}/content`, { headers: { authorization: `Bearer ${outrider.key}` } });

async function refusedUpload(name, bytes) {
  const { details } = await api.refused(422, 'validation_failed', 'POST', at(name), bytes, raw);
  const [{ field, rule, value }] = details.errors;
  return [field, rule, value];
}

test('a file is taken in raw or in a form, told of, and given out as it was', async () => {
  const one = await upload('Übersicht 2026.pdf', PDF);
  assert.deepEqual([one.name, one.type, one.size, one.may_be_inline], ['Übersicht 2026.pdf', 'application/pdf', PDF.length, false]);
  assert.equal(one.sha256, createHash('sha256').update(PDF).digest('hex'));
  assert.deepEqual(await api.get(`/attachments/${one.id}`), one);

  const boundary = 'xyz';
  const form = Buffer.concat([Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="Logo ü.png"\r\nContent-Type: image/png\r\n\r\n`), PNG, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  const two = await api.ok('POST', '/attachments', form, { headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } });
  assert.deepEqual([two.name, two.type, two.size, two.may_be_inline], ['Logo ü.png', 'image/png', PNG.length, true]);

  const pdf = await download(one.id);
  assert.deepEqual(Buffer.from(await pdf.arrayBuffer()), PDF);
  assert.equal(pdf.headers.get('content-disposition'), "attachment; filename*=UTF-8''%C3%9Cbersicht%202026.pdf");
  assert.equal(pdf.headers.get('x-content-type-options'), 'nosniff');
  assert.match(pdf.headers.get('content-security-policy'), /default-src 'none'.*sandbox/);
  const png = await download(two.id);
  assert.deepEqual(Buffer.from(await png.arrayBuffer()), PNG);
  assert.match(png.headers.get('content-disposition'), /^inline;/);
  const page = await upload('page.html', Buffer.from('<script>alert(1)</script>'));
  assert.match((await download(page.id)).headers.get('content-disposition'), /^attachment;/);
});

test('the same content lies on the disk once', async () => {
  const bytes = randomBytes(1000);
  const before = kept().length;
  await upload('one.bin', bytes);
  await upload('two.bin', bytes);
  assert.equal(kept().length, before + 1);
  assert.equal(statSync(fileOf(bytes)).mode & 0o777, 0o600);
});

test('what nobody should send is refused, with the field, the rule and the value, and leaves nothing behind', async () => {
  const before = kept();
  assert.deepEqual(await refusedUpload('a.png', PDF), ['file', 'content_type', 'application/pdf']);
  assert.deepEqual(await refusedUpload('setup.exe', PDF), ['filename', 'blocked_type', 'setup.exe']);
  assert.deepEqual(await refusedUpload('invoice.pdf.js', PDF), ['filename', 'blocked_type', 'invoice.pdf.js']);
  assert.deepEqual(await refusedUpload('invoice.exe.pdf', PDF), ['filename', 'blocked_type', 'invoice.exe.pdf']);
  assert.deepEqual(await refusedUpload('../a.pdf', PDF), ['filename', 'characters', '../a.pdf']);
  assert.deepEqual(await refusedUpload('a"b.pdf', PDF), ['filename', 'characters', 'a"b.pdf']);
  assert.deepEqual(await refusedUpload('', PDF), ['filename', 'required', null]);
  assert.deepEqual(await refusedUpload('empty.txt', Buffer.alloc(0)), ['file', 'not_empty', '0']);
  assert.deepEqual(await refusedUpload('program.dat', Buffer.from('\x7fELF\x02\x01')), ['file', 'blocked_type', 'program.dat']);
  assert.deepEqual(await refusedUpload('large.bin', Buffer.alloc(10 * 1024 * 1024 + 1)), ['file', 'max_size', '10485761']);
  await api.refused(413, 'body_too_large', 'POST', at('huge.bin'), Buffer.alloc(12.5 * 1024 * 1024), raw);
  await api.refused(400, 'malformed_form', 'POST', '/attachments', Buffer.from('nothing'), { headers: { 'content-type': 'multipart/form-data; boundary=x' } });
  await api.refused(404, 'not_found', 'GET', '/attachments/att_0000000000000');
  assert.deepEqual(kept(), before);
  assert.deepEqual(readdirSync(path.join(outrider.dataDir, 'uploads')), []);
});

test('a step carries files; the answers tell of them, and what cannot be carried is refused', async () => {
  const pdf = await upload('a.pdf', PDF);
  const png = await upload('b.png', PNG);
  const svg = await upload('c.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'));
  const campaign = await api.post('/campaigns', { name: 'Files', steps: [{ subject: 'Hi', body_text: 'Hello', attachments: [{ id: pdf.id }, { id: png.id, inline: true }] }] });
  const [{ id, attachments }] = campaign.steps;
  assert.deepEqual(attachments.map(({ name, inline, content_id: cid }) => [name, inline, cid]), [['a.pdf', false, null], ['b.png', true, `${png.id}@outrider`]]);

  const patch = (step_) => api.patch(`/campaigns/${campaign.id}`, { steps: [{ id, ...step_ }] });
  assert.deepEqual((await patch({ body_text: 'Other words' })).steps[0].attachments, attachments, 'left out: they stay');
  assert.deepEqual((await api.post(`/campaigns/${campaign.id}/duplicate`)).steps[0].attachments, attachments);

  const refused = async (step_) => {
    const { details } = await api.refused(422, 'validation_failed', 'PATCH', `/campaigns/${campaign.id}`, { steps: [{ id, ...step_ }] });
    return details.errors.map(({ field, rule }) => `${field} ${rule}`);
  };
  assert.deepEqual(await refused({ attachments: [{ id: svg.id, inline: true }] }), ['steps[0].attachments[0].inline image_type']);
  assert.deepEqual(await refused({ attachments: [{ id: 'att_0000000000001' }] }), ['steps[0].attachments[0].id unknown']);
  assert.deepEqual(await refused({ attachments: [{ id: pdf.id }, { id: pdf.id }] }), ['steps[0].attachments[1].id unique']);
  assert.deepEqual(await refused({ attachments: [{}] }), ['steps[0].attachments[0].id required']);
  assert.deepEqual(await refused({ body_html: '<img src="cid:nobody">' }), ['steps[0].body_html unknown_content_id']);
  assert.deepEqual(await refused({ attachments: 'a.pdf' }), ['steps[0].attachments type']);
  const large = await Promise.all([1, 2].map((n) => upload(`large-${n}.bin`, Buffer.alloc(6 * 1024 * 1024, n))));
  assert.deepEqual(await refused({ attachments: large.map((file) => ({ id: file.id })) }), ['steps[0].attachments max_size']);

  await patch({ body_html: `<p>Hello <img src="cid:${attachments[1].content_id}"></p>` });
  const preview = await api.get(`/campaigns/${campaign.id}/preview?step=1`);
  assert.deepEqual(preview.attachments.map((file) => file.name), ['a.pdf', 'b.png']);
  const draft = await api.post(`/campaigns/${campaign.id}/preview`, { step: 1, body_text: 'Plain', body_html: null, attachments: [{ id: svg.id }] });
  assert.deepEqual(draft.attachments.map((file) => file.name), ['c.svg']);
});

test('the review advises on files, and refuses a launch when one is gone', async () => {
  const bytes = Buffer.alloc(5.5 * 1024 * 1024, 7);
  const files = [await upload('a.zip', Buffer.concat([Buffer.from('PK\x03\x04'), randomBytes(100)])), await upload('b.bin', bytes)];
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts: await addContacts(api, ['reviewed@prospect.test']),
    steps: [{ ...step('Hello', { subject: 'Hi' }), attachments: files.map(({ id }) => ({ id })) }] });
  const codes = (notes) => notes.map(({ code }) => code);
  const review = await api.get(`/campaigns/${campaign.id}/review`);
  for (const code of ['risky_attachment', 'large_attachments', 'first_step_attachment']) assert.ok(codes(review.warnings).includes(code), code);
  assert.ok(!codes(review.blocking).includes('attachment_missing'));

  renameSync(fileOf(bytes), `${fileOf(bytes)}.away`);
  assert.ok(codes((await api.get(`/campaigns/${campaign.id}/review`)).blocking).includes('attachment_missing'));
  await api.refused(409, 'attachment_missing', 'POST', `/campaigns/${campaign.id}/launch`);
  renameSync(`${fileOf(bytes)}.away`, fileOf(bytes));
});

/** What who got it reads: names, types and bytes. */
async function filesIn(message) {
  const mail = await simpleParser(message, { skipImageLinks: true });
  return { html: mail.html, files: mail.attachments.map(({ filename, contentType, contentDisposition, cid, content }) => ({ filename, contentType, contentDisposition, cid, bytes: content })) };
}

async function withFiles() {
  const pdf = await upload('Übersicht, „neu“ 2026.pdf', PDF);
  const png = await upload('logo.png', PNG);
  const big = randomBytes(3_000_000);
  const bin = await upload('data.bin', big);
  const cid = `${png.id}@outrider`;
  return {
    step: { ...step('Hello', { subject: 'With files' }), body_html: `<p>Hello <img src="cid:${cid}" alt="Logo"></p>`,
      attachments: [{ id: pdf.id }, { id: png.id, inline: true }, { id: bin.id }] },
    check: async (message) => {
      const { html, files } = await filesIn(message);
      assert.match(html, new RegExp(`cid:${cid}`));
      assert.deepEqual(files, [
        { filename: 'logo.png', contentType: 'image/png', contentDisposition: 'inline', cid, bytes: PNG },
        { filename: 'Übersicht, „neu“ 2026.pdf', contentType: 'application/pdf', contentDisposition: 'attachment', cid: undefined, bytes: PDF },
        { filename: 'data.bin', contentType: 'application/octet-stream', contentDisposition: 'attachment', cid: undefined, bytes: big },
      ]);
    },
  };
}

test('an email with files arrives byte by byte through SMTP, and so does its copy in Sent', async () => {
  const files = await withFiles();
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts: await addContacts(api, ['reader@prospect.test']), steps: [files.step] });
  await launch(api, campaign);
  await waitForSends(api, campaign, 1);
  const [mail] = await waitForMail(stack, 'reader@prospect.test');
  await files.check(mail);
  const copy = await waitFor('the copy in Sent', () => stack.dovecot.messages('ada@acme.test', 'Sent').find((text) => text.includes('reader@prospect.test')));
  await files.check(copy);
});

test('a test to oneself carries the files too', async () => {
  const files = await withFiles();
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts: await addContacts(api, ['nobody@prospect.test']), steps: [files.step] });
  const done = await api.post(`/campaigns/${campaign.id}/test-send`, { step: 1, to: 'ada@acme.test' });
  assert.equal(done.status, 'sent');
  const mail = await waitFor('the test', () => stack.dovecot.messages('ada@acme.test').find((text) => text.includes('[Test] With files')));
  await files.check(mail);
});

test('an email with files arrives byte by byte through the Gmail API', async () => {
  const callback = `${outrider.url}/oauth/callback`;
  const { authorization_url: url } = await api.post('/mailboxes/connect', { provider: 'google', login_hint: 'grace@gmail.test' });
  const back = await fetch(await signInAtGoogle(url, 'grace@gmail.test'), { redirect: 'manual' });
  const id = new URL(back.headers.get('location'), outrider.url).searchParams.get('connected');
  await api.patch(`/mailboxes/${id}`, { min_gap_seconds: 0, daily_cap: 100 });
  const files = await withFiles();
  const campaign = await makeCampaign(api, { mailboxIds: [id], contacts: await addContacts(api, ['gmail-reader@prospect.test']), steps: [files.step] });
  await launch(api, campaign);
  await waitForSends(api, campaign, 1);
  const gmail = new Gmail(stack.google, callback);
  const [message] = await waitFor('the message at Gmail', async () => {
    const found = await gmail.sentTo('grace@gmail.test', 'gmail-reader@prospect.test');
    return found.length > 0 && found;
  });
  await files.check(message);
});

test('an email whose file is altered or gone is held with the reason, and goes when the file is back', async () => {
  const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(100_000)]);
  const file = await upload('offer.pdf', bytes);
  const held = await makeCampaign(api, { name: 'Held', mailboxIds: [mailbox.id], contacts: await addContacts(api, ['held@prospect.test']),
    steps: [{ ...step('Hello', { subject: 'Held' }), attachments: [{ id: file.id }] }] });
  const altered = Buffer.from(bytes);
  altered[50_000] ^= 1;
  writeFileSync(fileOf(bytes), altered);
  await launch(api, held);
  const why = () => api.get(`/campaigns/${held.id}/why`);
  const reason = await waitFor('the reason', async () => (await why()).reasons.find(({ reason: name }) => name === 'attachment_missing'));
  assert.match(reason.text, /A file of step 1/);
  assert.equal(reason.action, 'attach');
  // Written up to that file's end, and no further: the server has got no email.
  const [send] = await waitForSends(api, held, 1, ({ last_error: error }) => error?.text.includes('offer.pdf'));
  assert.equal(send.status, 'due');
  assert.equal(send.attempts, 0);
  assert.equal(send.held_reason, 'attachment_missing');

  // Another email of the same mailbox goes meanwhile.
  const other = await makeCampaign(api, { name: 'Other', mailboxIds: [mailbox.id], contacts: await addContacts(api, ['other@prospect.test']), steps: [step('Hello', { subject: 'Other' })] });
  await launch(api, other);
  await waitForSends(api, other, 1);
  assert.equal(stack.dovecot.messages('held@prospect.test').length, 0);

  await upload('offer.pdf', bytes); // the same content takes the place of the damaged one
  assert.equal((await why()).reasons.some(({ reason: name }) => name === 'attachment_missing'), false);
  await waitForSends(api, held, 1, undefined, 90_000);
  const [mail] = await waitForMail(stack, 'held@prospect.test');
  assert.deepEqual((await filesIn(mail)).files.map((one) => one.bytes), [bytes]);
});

test('the doctor names the campaign, step and file that is missing or damaged, whether a server runs or not', async (t) => {
  const [gone, damaged] = [randomBytes(2000), randomBytes(3000)];
  const files = [await upload('gone.bin', gone), await upload('damaged.bin', damaged)];
  const steps = [{ ...step('One', { subject: 'Hi' }), attachments: [{ id: files[0].id }] }, { ...step('Two', { afterSeconds: 60 }), attachments: files.map(({ id }) => ({ id })) }];
  const campaign = await api.post('/campaigns', { name: 'Seen by the doctor', steps });
  const doctor = async () => JSON.parse((await outrider.command(['doctor', '--json'])).stdout).filter(({ check }) => check === 'files');
  const fine = [{ check: 'files', ok: true, message: 'The files of all campaigns are there, as they were attached.' }];
  assert.deepEqual(await doctor(), fine);

  rmSync(fileOf(gone));
  writeFileSync(fileOf(damaged), randomBytes(damaged.length));
  t.after(async () => { await upload('gone.bin', gone); await upload('damaged.bin', damaged); });
  const about = (at, text) => ({ check: 'files', ok: false, message: `Campaign “Seen by the doctor” (${campaign.id}), step ${at}: ${text} Attach it again, or take it out of the step.` });
  const missing = '“gone.bin” is not on the server\'s disk any more.';
  const faults = [about(1, missing), about(2, missing), about(2, '“damaged.bin” on the server\'s disk is not the file that was attached.')];
  assert.deepEqual(await doctor(), faults);
  const { items, faulty } = await api.get('/attachments/check');
  assert.equal(faulty, 3);
  assert.deepEqual(items[0], { campaign_id: campaign.id, campaign: 'Seen by the doctor', step: 1, file: 'gone.bin', code: 'attachment_missing', text: `${missing} Attach it again, or take it out of the step.` });

  await outrider.stop();
  try {
    assert.deepEqual(await doctor(), faults);
  } finally {
    await outrider.serve();
  }
});

test('a campaign whose file is missing is told of once in the log, and always by why', async () => {
  const bytes = randomBytes(4000);
  const file = await upload('once.bin', bytes);
  const campaign = await makeCampaign(api, { name: 'Once', mailboxIds: [mailbox.id], contacts: await addContacts(api, ['once-1@prospect.test', 'once-2@prospect.test', 'once-3@prospect.test']),
    steps: [{ ...step('Hello', { subject: 'Once' }), attachments: [{ id: file.id }] }] });
  await launch(api, campaign);
  rmSync(fileOf(bytes));
  const told = () => outrider.logs().filter(({ event, message }) => event === 'compose_failed' && message.includes('once.bin'));
  await waitFor('a line in the log', () => told().length > 0);
  // Another email of the mailbox leaves behind them: by then all three have been tried.
  const other = await makeCampaign(api, { name: 'Behind', mailboxIds: [mailbox.id], contacts: await addContacts(api, ['behind@prospect.test']), steps: [step('Hello', { subject: 'Behind' })] });
  await launch(api, other);
  await waitForSends(api, other, 1);
  const { reasons } = await api.get(`/campaigns/${campaign.id}/why`);
  assert.ok(reasons.some(({ reason }) => reason === 'attachment_missing'));
  assert.equal(told().length, 1);
  assert.ok(told()[0].message.includes(campaign.id), told()[0].message);
  await upload('once.bin', bytes);
});

test('the command line attaches, lists and takes away', async () => {
  const campaign = await api.post('/campaigns', { name: 'From the shell', steps: [step('One', { subject: 'Hi' }), step('Two', { afterSeconds: 60 })] });
  const file = path.join(outrider.dataDir, 'logo.png');
  writeFileSync(file, PNG);
  const attached = await outrider.command(['campaign', 'attach', campaign.id, file, '--step', '2', '--inline', '--json']);
  assert.equal(attached.status, 0, attached.stderr);
  const [one] = JSON.parse(attached.stdout).items;
  assert.deepEqual([one.name, one.type, one.inline], ['logo.png', 'image/png', true]);
  const listed = await outrider.command(['campaign', 'attachments', campaign.id, '--step', '2']);
  assert.match(listed.stdout, new RegExp(`logo\\.png.*image/png.*${PNG.length}.*${one.content_id}.*${one.id}`));
  assert.deepEqual((await api.get(`/campaigns/${campaign.id}`)).steps.map(({ attachments, body_text: text }) => [text, attachments.length]), [['One', 0], ['Two', 1]]);

  const refused = await outrider.command(['campaign', 'attach', campaign.id, path.join(outrider.dataDir, 'nothing.pdf')]);
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /file_unreadable/);
  assert.equal((await outrider.command(['campaign', 'detach', campaign.id, 'att_0000000000000', '--step', '2'])).status, 1);
  assert.equal((await outrider.command(['campaign', 'attach', campaign.id, file, '--step', '9'])).status, 1);
  const gone = await outrider.command(['campaign', 'detach', campaign.id, one.id, '--step', '2', '--json']);
  assert.deepEqual(JSON.parse(gone.stdout).items, []);
});

test('an email that is too large for the server fails for nobody: it waits, says why, and goes without the file', async (t) => {
  const smtp = await SmtpServer.start({ keepMessages: true, size: 200_000 });
  t.after(() => smtp.close());
  const small = await connectMailbox(api, fakeMailbox(smtp, 'small@acme.test'));
  const file = await upload('brochure.pdf', PDF);
  const campaign = await makeCampaign(api, { name: 'Too large', mailboxIds: [small.id], contacts: await addContacts(api, ['large@prospect.test']),
    steps: [{ ...step('Hello', { subject: 'Large' }), attachments: [{ id: file.id }] }] });
  await launch(api, campaign);
  const why = () => api.get(`/campaigns/${campaign.id}/why`);
  const reason = await waitFor('the reason', async () => (await why()).reasons.find(({ reason: name }) => name === 'email_too_large'));
  assert.match(reason.text, /^With its files the email of step 1 is larger than small@acme\.test can send/);
  const [send] = await api.all(`/campaigns/${campaign.id}/sends`);
  assert.deepEqual([send.status, send.attempts, send.held_reason], ['due', 0, 'email_too_large']);
  assert.match(send.last_error.text, /0\.3 MB, and the server takes 0\.2 MB/);

  await api.post(`/campaigns/${campaign.id}/pause`);
  await api.patch(`/campaigns/${campaign.id}`, { steps: [{ attachments: [] }] });
  await api.post(`/campaigns/${campaign.id}/resume`);
  assert.equal((await api.all(`/campaigns/${campaign.id}/enrollments`))[0].status, 'live', 'nobody was lost for it');
});

test('files outlive a kill of the server', async () => {
  const bytes = randomBytes(50_000);
  const file = await upload('kept.bin', bytes);
  await outrider.kill();
  await outrider.serve();
  assert.deepEqual(Buffer.from(await (await download(file.id)).arrayBuffer()), bytes);
});

test('a backup brings the files along, each once, and a restore takes back what is lacking or damaged', async () => {
  const bytes = randomBytes(40_000);
  const file = await upload('backed-up.bin', bytes);
  const name = path.basename(fileOf(bytes));
  const folder = mkdtempSync(path.join(tmpdir(), 'otr-backup-'));
  const damaged = randomBytes(1000);
  await upload('damaged.bin', damaged);
  writeFileSync(fileOf(damaged), 'something else');
  const wanted = kept().filter((one) => one !== path.basename(fileOf(damaged))).sort();

  const first = await outrider.command(['backup', path.join(folder, 'one.db')]);
  assert.equal(first.status, 0, first.stderr);
  const copied = readdirSync(path.join(folder, 'attachments')).sort();
  assert.deepEqual(copied, wanted, 'all but what is not what it says');
  assert.deepEqual(readFileSync(path.join(folder, 'attachments', name)), bytes);
  const before = statSync(path.join(folder, 'attachments', name)).mtimeMs;
  assert.equal((await outrider.command(['backup', path.join(folder, 'two.db')])).status, 0);
  assert.equal(statSync(path.join(folder, 'attachments', name)).mtimeMs, before, 'it is not copied again');

  await outrider.stop();
  writeFileSync(fileOf(bytes), randomBytes(bytes.length));
  const mended = await outrider.command(['restore', path.join(folder, 'one.db')]);
  assert.equal(mended.status, 0, mended.stderr);
  assert.deepEqual(readFileSync(fileOf(bytes)), bytes, 'a damaged file is replaced by the good one');

  rmSync(path.join(outrider.dataDir, 'attachments'), { recursive: true });
  const restored = await outrider.command(['restore', path.join(folder, 'two.db')]);
  assert.equal(restored.status, 0, restored.stderr);
  await outrider.serve();
  assert.deepEqual(kept().sort(), wanted);
  assert.deepEqual(Buffer.from(await (await download(file.id)).arrayBuffer()), bytes);
  rmSync(folder, { recursive: true });
});
