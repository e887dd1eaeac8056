// Emails that we build, read by others: GMime, mailparser and Python find in them what was put in, and the bytes are such that no relay has
// to change them, so that a DKIM signature made on the way out holds.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { before, test } from 'node:test';
import { domainToASCII } from 'node:url';
import { simpleParser } from 'mailparser';
import { Generator } from './generate.mjs';

const build = process.env.OUTRIDER_BUILD ?? path.resolve(import.meta.dirname, '../../build');
const count = Number(process.env.MAIL_COUNT ?? 1000);
const seed = Number(process.env.MAIL_SEED ?? 1);

/** A line in, a JSON line out. */
function ask(command, args, lines) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const out = [];
    child.stdout.on('data', (chunk) => out.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) reject(new Error(`${command} ended with ${code}`));
      else resolve(Buffer.concat(out).toString().trim().split('\n').map((line) => JSON.parse(line)));
    });
    child.stdin.end(lines.map((line) => `${line}\n`).join(''));
  });
}

const buildAll = (messages) => ask(path.join(build, 'tests/mime/build_lines'), [], messages.map((message) => JSON.stringify(message)));

let messages;
let raws;
before(async () => {
  const generator = new Generator(seed);
  messages = Array.from({ length: count }, () => generator.message());
  const built = await buildAll(messages);
  raws = built.map(({ bytes, error }, i) => { assert.ok(bytes, `${error}: ${JSON.stringify(messages[i])}`); return bytes; });
});

const lines = (text) => text.replace(/\r\n?/g, '\n');
const body = (text) => lines(text).replace(/\n$/, ''); // a last line end is a matter of form
const decoded = (part) => body(Buffer.from(part.bytes, 'base64').toString());
// Readers differ in whether they show the quotes of a local part, and a domain's letters or its ASCII form.
function plain(address) {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  return `${/^".*"$/.test(local) ? local.slice(1, -1).replace(/\\(.)/g, '$1') : local}@${domainToASCII(address.slice(at + 1))}`;
}
const person = (name, address) => [[name, plain(address)]];

const wanted = (message) => ({
  subject: message.subject, from: person(message.from_name, message.from_address), to: person(message.to_name, message.to_address),
  reply_to: message.reply_to ? person('', message.reply_to) : [], message_id: message.message_id, in_reply_to: message.in_reply_to ?? null, references: message.references ?? null,
  bodies: [['text/plain', body(message.text)], ...(message.html ? [['text/html', body(message.html)]] : [])],
  files: filesOf(message),
});

// Images of the HTML stand before the files beside it; a plain email has the latter alone.
function filesOf(message) {
  const isInline = (file) => Boolean(file.content_id && message.html);
  const inOrder = [...message.files.filter(isInline), ...message.files.filter((file) => !isInline(file))];
  return inOrder.map((file) => ({ name: file.name, type: file.type, disposition: isInline(file) ? 'inline' : 'attachment', content_id: isInline(file) ? file.content_id : null, bytes: file.bytes }));
}

const people = (list) => list.map(([name, address]) => [name, plain(address)]);
const found = (read) => ({
  subject: read.subject, from: people(read.from), to: people(read.to), reply_to: people(read.reply_to), message_id: read.message_id, in_reply_to: read.in_reply_to, references: read.references?.replace(/\s+/g, ' ') ?? null,
  bodies: read.parts.filter((part) => part.disposition == null).map((part) => [part.type, decoded(part)]),
  files: read.parts.filter((part) => part.disposition != null).map(({ name, type, disposition, content_id, bytes }) => ({ name, type, disposition, content_id, bytes })),
});

function compare(name, all, each) {
  all.forEach((read, i) => {
    try {
      each(read, wanted(messages[i]));
    } catch (error) {
      error.message = `${name}, message ${i} of seed ${seed}: ${error.message}\n${Buffer.from(raws[i], 'base64').toString().slice(0, 3000)}`;
      throw error;
    }
  });
}

test('GMime reads what was written', async () => {
  compare('GMime', await ask(path.join(build, 'tests/mime/read_lines'), [], raws), (read, want) => assert.deepEqual(found(read), want));
});

test('Python reads what was written, and finds no defect', async () => {
  compare('Python', await ask('python3', [path.join(import.meta.dirname, 'read_lines.py')], raws), (read, want) => {
    assert.deepEqual({ ...found(read), from: people(read.old_from), to: people(read.old_to) }, want);
    // Its newer half keeps the space between two encoded words of a name (before 3.13), against RFC 2047.
    for (const [name, words] of Object.entries(read.words)) if (words < 2) assert.deepEqual(people(read[name]), want[name]);
    assert.equal(read.old_subject, want.subject);
    assert.deepEqual(read.defects, []);
    assert.deepEqual(read.parts.flatMap((part) => part.defects), []);
  });
});

test('mailparser reads what was written', async () => {
  const all = [];
  for (const raw of raws) all.push(await simpleParser(Buffer.from(raw, 'base64'), { skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true }));
  const those = (list) => people((list?.value ?? []).map(({ name, address }) => [name, address]));
  compare('mailparser', all, (mail, want) => {
    const bodies = [['text/plain', body(mail.text ?? '')], ...(mail.html ? [['text/html', body(mail.html)]] : [])];
    const read = { subject: mail.subject ?? '', from: those(mail.from), to: those(mail.to), reply_to: those(mail.replyTo), message_id: mail.messageId, in_reply_to: mail.inReplyTo ?? null,
      references: mail.references ? [mail.references].flat().join(' ') : null, bodies,
      files: mail.attachments.map((file) => ({ name: file.filename, type: file.contentType, disposition: file.contentDisposition, content_id: file.cid ?? null, bytes: file.content.toString('base64') })) };
    // It guesses the type of what is of none by its name.
    const guessed = want.files.map((file, i) => (file.type === 'application/octet-stream' ? { ...file, type: read.files[i]?.type } : file));
    assert.deepEqual(read, { ...want, files: guessed });
  });
});

test('no relay has to change a byte: CRLF only, short lines, 7 bits, headers folded where a space was', () => {
  compare('bytes', raws, (raw) => {
    const bytes = Buffer.from(raw, 'base64').toString('latin1');
    assert.ok(!/[^\r]\n|\r[^\n]|^\n|\r$/.test(bytes), 'only CRLF');
    assert.ok(bytes.endsWith('\r\n'), 'the last line is ended');
    assert.ok(!/[^\t\r\n\x20-\x7e]/.test(bytes), '7 bits, no controls');
    const [head] = bytes.split('\r\n\r\n', 1);
    for (const line of head.split('\r\n')) {
      assert.ok(line.trim(), 'no header line of spaces only');
      assert.ok(!/[ \t]$/.test(line), `no space at the end of a header line: ${line}`);
      assert.ok(line.length <= 78 || !/\S+\s+\S+\s+\S/.test(line.trim().replace(/"[^"]*"/g, 'x')), `a header line longer than 78 is one word: ${line}`);
      assert.ok(line.length <= 998, 'a header line of at most 998');
      for (const word of line.match(/=\?utf-8\?[QB]\?[^ ?]*\?=/gi) ?? []) assert.ok(word.length <= 75 && line.length <= 76, `encoded words as RFC 2047 wants them: ${line}`);
    }
    for (const line of bytes.slice(head.length).split('\r\n')) {
      if (/^Content-Type: \S+;( type="[^"]*";)?$|^Content-Type: multipart/.test(line)) continue; // one word of a header
      assert.ok(line.length <= 76, `a body line of at most 76: ${line}`);
      assert.ok(!/^\.|^From |[ \t]$/.test(line), `nothing that is stuffed, quoted or trimmed on the way: ${line}`);
    }
  });
});

test('a control character in a header is refused, whichever and wherever', async () => {
  const fine = new Generator(7).message();
  const fields = ['from_name', 'from_address', 'reply_to', 'to_name', 'to_address', 'subject', 'message_id', 'in_reply_to', 'references', 'list_unsubscribe_url'];
  const controls = [...Array.from({ length: 31 }, (_, i) => String.fromCharCode(i + 1)), '\x7f', '\r\nBcc: eve@evil.example', '\n\n<html>'];
  const cases = fields.flatMap((field) => controls.flatMap((control) => ['front', 'middle', 'end'].map((place) => {
    const value = fine[field] || 'ada@example.org';
    const at = place === 'front' ? 0 : place === 'end' ? value.length : value.length >> 1;
    return { ...fine, [field]: value.slice(0, at) + control + value.slice(at) };
  })));
  const built = await buildAll(cases);
  assert.deepEqual(built.filter(({ error }) => !error), []);
});
