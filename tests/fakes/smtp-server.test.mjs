import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { after, test } from 'node:test';
import tls from 'node:tls';
import { readFileSync } from 'node:fs';
import { SmtpServer } from './smtp-server.mjs';

const servers = [];
after(() => Promise.all(servers.map((server) => server.close())));

async function start(options) {
  const server = await SmtpServer.start(options);
  servers.push(server);
  return server;
}

// A client that reads whole replies, and tells of the end of the connection.
class Client {
  constructor(socket) {
    this.socket = socket;
    this.text = '';
    this.waiting = null;
    this.ended = null;
    socket.on('data', (chunk) => { this.text += chunk.toString('latin1'); this.wake(); });
    socket.on('error', (error) => { this.ended = error.code; this.wake(); });
    socket.on('close', () => { this.ended ??= 'closed'; this.wake(); });
  }

  static async connect(server) {
    const client = new Client(net.connect(server.port, '127.0.0.1'));
    await client.reply();
    return client;
  }

  wake() { this.waiting?.(); }

  async reply() {
    for (;;) {
      const match = /^(?:\d{3}-[^\n]*\n)*(\d{3}) [^\n]*\n/.exec(this.text);
      if (match) {
        this.text = this.text.slice(match[0].length);
        return match[0].trimEnd();
      }
      if (this.ended) return this.ended;
      await new Promise((resolve) => { this.waiting = resolve; });
    }
  }

  async ask(line) {
    this.socket.write(`${line}\r\n`);
    return this.reply();
  }

  async send(to, { dot = true } = {}) {
    await this.ask('MAIL FROM:<ada@acme.test>');
    const rcpt = await this.ask(`RCPT TO:<${to}>`);
    const data = await this.ask('DATA');
    if (!data.startsWith('354')) return [rcpt, data];
    this.socket.write('Message-ID: <one@acme.test>\r\nSubject: A long\r\n subject\r\n\r\nHello\r\n..dots\r\n');
    return dot ? [rcpt, data, await this.ask('.')] : [rcpt, data];
  }
}

test('an end of data is logged with who, whom and when', async () => {
  const server = await start();
  const client = await Client.connect(server);
  await client.ask('EHLO test');
  assert.match(await client.ask(`AUTH PLAIN ${Buffer.from('\0ada@acme.test\0secret').toString('base64')}`), /^235/);

  const before = process.hrtime.bigint();
  const replies = await client.send('bob@example.org');

  assert.match(replies[2], /^250/);
  const [end] = server.ends();
  assert.equal(end.mailbox, 'ada@acme.test');
  assert.equal(end.rcpt, 'bob@example.org');
  assert.equal(end.messageId, '<one@acme.test>');
  assert.equal(end.subject, 'A long subject');
  assert.ok(end.ns > before && end.ns < process.hrtime.bigint());
});

test('a message without its dot is no end of data', async () => {
  const server = await start();
  const client = await Client.connect(server);

  await client.send('bob@example.org', { dot: false });
  client.socket.resetAndDestroy();
  await new Promise((resolve) => setTimeout(resolve, 50));

  assert.equal(server.ends().length, 0);
  assert.ok(server.entries.some((entry) => entry.event === 'close' && entry.midData));
});

test('the end of data is found however the bytes are cut', async () => {
  const server = await start();
  const client = await Client.connect(server);
  await client.ask('MAIL FROM:<a@b.c>');
  await client.ask('RCPT TO:<d@e.f>');
  await client.ask('DATA');

  for (const byte of 'Subject: x\r\n\r\nab\r\n.\r\n') {
    client.socket.write(byte);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }

  assert.match(await client.reply(), /^250/);
  assert.equal(server.ends()[0].bytes, 'Subject: x\r\n\r\nab\r\n'.length);
});

test('commands in one packet are answered in order', async () => {
  const server = await start();
  const client = await Client.connect(server);

  client.socket.write('MAIL FROM:<a@b.c>\r\nRCPT TO:<r550@e.f>\r\nRCPT TO:<d@e.f>\r\nDATA\r\n');

  assert.match(await client.reply(), /^250 2\.1\.0/);
  assert.match(await client.reply(), /^550/);
  assert.match(await client.reply(), /^250 2\.1\.5/);
  assert.match(await client.reply(), /^354/);
});

for (const [to, at, expected] of [
  ['r451@e.f', 0, /^451/], ['d554@e.f', 2, /^554/], ['lost@e.f', 2, /^closed$/], ['reset-7@e.f', 2, /^ECONNRESET$/],
  ['data421@e.f', 1, /^421/], ['refused354@e.f', 0, /^550/], ['end421@e.f', 2, /^421/], ['slow@e.f', 2, /^250/], ['limit@e.f', 0, /^550 5\.4\.5/],
]) {
  test(`a recipient ${to} is treated as its name says`, async () => {
    const server = await start();
    const client = await Client.connect(server);

    const replies = await client.send(to);

    assert.match(replies[at], expected);
    client.socket.destroy();
  });
}

test('a rule answers so many times and then lets go', async () => {
  const server = await start({ rules: [{ on: 'RCPT', reply: '452 4.2.2 Full', times: 1 }] });
  const client = await Client.connect(server);
  await client.ask('MAIL FROM:<a@b.c>');

  assert.match(await client.ask('RCPT TO:<d@e.f>'), /^452/);
  assert.match(await client.ask('RCPT TO:<d@e.f>'), /^250/);
});

test('latency holds back replies, and the end of data longer', async () => {
  const server = await start({ latencyMs: 30, endLatencyMs: 60 });
  const client = await Client.connect(server);
  await client.ask('MAIL FROM:<a@b.c>');
  await client.ask('RCPT TO:<d@e.f>');
  await client.ask('DATA');

  const from = performance.now();
  await client.ask('Subject: x\r\n\r\n.');
  assert.ok(performance.now() - from >= 89);
});

test('a table of passwords refuses the wrong one', async () => {
  const server = await start({ auth: { 'ada@acme.test': 'right' } });
  const client = await Client.connect(server);
  const encoded = (password) => Buffer.from(`\0ada@acme.test\0${password}`).toString('base64');

  assert.match(await client.ask(`AUTH PLAIN ${encoded('wrong')}`), /^535/);
  assert.match(await client.ask('MAIL FROM:<a@b.c>'), /^530/);
  assert.match(await client.ask(`AUTH PLAIN ${encoded('right')}`), /^235/);
});

test('STARTTLS turns the connection secret', async () => {
  const server = await start({ starttls: true });
  const client = await Client.connect(server);
  assert.match(await client.ask('EHLO x'), /STARTTLS/);
  assert.match(await client.ask('STARTTLS'), /^220/);
  client.socket.removeAllListeners('data');

  const secure = tls.connect({ socket: client.socket, ca: readFileSync(server.caFile), servername: 'localhost' });
  await once(secure, 'secureConnect');
  const inside = new Client(secure);

  const greeting = await inside.ask('EHLO x');
  assert.doesNotMatch(greeting, /STARTTLS/);
  assert.match((await inside.send('bob@example.org'))[2], /^250/);
  secure.destroy();
});

test('a stopped server refuses connections until it listens again', async () => {
  const server = await start();
  const { port } = server;
  await server.stop();
  const refused = await new Promise((resolve) => net.connect(port, '127.0.0.1').on('error', (error) => resolve(error.code)));
  assert.equal(refused, 'ECONNREFUSED');

  await server.listen(port);
  const client = await Client.connect(server);
  assert.match(await client.ask('NOOP'), /^250/);
  client.socket.destroy();
});

test('replies to commands that came together leave in their order, however short the delay', async () => {
  const server = await start({ latencyMs: 3 });
  const client = await Client.connect(server);
  const asked = [];

  for (let i = 0; i < 300; i++) {
    client.socket.write('VRFY a\r\nNOOP\r\n');
    asked.push('252', '250');
    if (i % 3 === 0) await new Promise((resolve) => { setImmediate(resolve); });
  }
  const codes = [];
  while (codes.length < asked.length) codes.push((await client.reply()).slice(0, 3));

  assert.deepEqual(codes, asked);
});
