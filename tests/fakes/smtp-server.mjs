// An SMTP server that keeps an honest log: every end of data, with the monotonic time at which it was read.
//
// It speaks over raw sockets, so that it does not become the bottleneck, and misbehaves on demand. Three ways to ask:
// - by recipient: the local part names what happens (see `byRecipient`), as `lost@example.org` or `lost-17@example.org`;
// - by rule: `rules: [{ on: 'RCPT', reply: '451 4.3.0 Later', times: 3, mailbox: 'ada@acme.test' }]`;
// - by option: latency, PIPELINING, AUTH, TLS; all may be changed while it runs (`set`).
//
// A log entry of an end of data: { event, ns, wall, connection, mailbox, from, rcpt, messageId, subject, bytes, reply }.
// `mailbox` is who signed in, else MAIL FROM. `reply` is what was answered, null when nothing was.
//
//   node tests/fakes/smtp-server.mjs [--port N] [--control N] [--log FILE] [--options JSON]
// serves alone, prints one JSON line when ready, answers on the control port, and ends with its standard input.
import { once } from 'node:events';
import { createWriteStream, readFileSync, mkdtempSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { parseArgs } from 'node:util';
import { makeCertificate } from '../lib/net.mjs';

const DEFAULTS = {
  latencyMs: 0, // before each reply
  endLatencyMs: 0, // more, before the reply to the end of data
  pipelining: true,
  auth: 'any', // 'any' | 'refuse' | 'none' (not offered) | { user: password }
  starttls: false,
  implicitTls: false,
  keepMessages: false, // entries carry the whole message as `raw`
  deliver: null, // async ({ from, rcpt, raw }): called with each message that is taken, before the answer; needs keepMessages
  events: null, // a list of the events that are logged; null is all
  size: 36_700_160,
  rules: [],
};

const MAX_LINE = 64 * 1024;
const HEADER_KEPT = 8 * 1024;
const END_OF_DATA = Buffer.from('\r\n.\r\n');

// What a recipient's local part makes happen. `at`: RCPT, DATA (its first reply) or END (after the final dot).
const byRecipient = {
  lost: { at: 'END', then: 'close' }, // taken, but the answer never comes: the connection closes
  reset: { at: 'END', then: 'reset' },
  silent: { at: 'END', then: 'silence' },
  okreset: { at: 'END', reply: '250 2.0.0 Ok', then: 'reset' },
  slow: { at: 'END', reply: '250 2.0.0 Ok', byteMs: 100 },
  trickle: { at: 'END', reply: '250 2.0.0 Ok', byteMs: 1000 },
  flood: { at: 'END', reply: `250 ${'x'.repeat(10 * 1024 * 1024)}` },
  garbage: { at: 'END', reply: '\u0000\u0001 not a reply' },
  end421: { at: 'END', reply: '421 4.3.2 Shutting down', then: 'close' },
  data421: { at: 'DATA', reply: '421 4.3.2 Shutting down', then: 'close' },
  hangdata: { at: 'DATA', then: 'silence' },
  hangrcpt: { at: 'RCPT', then: 'silence' },
  closercpt: { at: 'RCPT', then: 'close' },
  refused354: { at: 'RCPT', reply: '550 5.1.1 No such user', yet354: true },
  rate: { at: 'RCPT', reply: '421 4.7.0 Try again later, closing connection', then: 'close' },
  limit: { at: 'RCPT', reply: '550 5.4.5 Daily user sending limit exceeded' },
};

const texts = {
  421: '4.7.0 Try again later', 450: '4.2.1 Mailbox busy', 451: '4.3.0 Temporary problem', 452: '4.2.2 Mailbox full',
  550: '5.1.1 No such user here', 552: '5.2.2 Mailbox over quota', 553: '5.1.3 Bad address', 554: '5.7.1 Message refused',
};

function behaviourOf(address) {
  const word = /^[a-z0-9]+/i.exec(address)?.[0].toLowerCase() ?? '';
  if (byRecipient[word]) return byRecipient[word];
  const coded = /^([rd])([45]\d\d)$/.exec(word);
  if (!coded) return null;
  return { at: coded[1] === 'r' ? 'RCPT' : 'END', reply: `${coded[2]} ${texts[coded[2]] ?? 'Refused'}` };
}

function addressIn(line) {
  return /<([^>]*)>/.exec(line)?.[1] ?? '';
}

function headerIn(head, name) {
  const match = new RegExp(`^${name}:[ \\t]*((?:[^\\r\\n]|\\r\\n[ \\t])*)`, 'im').exec(head);
  return match ? match[1].replace(/\r\n[ \t]+/g, ' ').trim() : null;
}

// One client connection: bytes in, replies out in order, each not before its time.
class Session {
  constructor(server, socket, id) {
    this.server = server;
    this.id = id;
    this.user = null;
    this.isSecure = server.options.implicitTls;
    this.outgoing = [];
    this.attach(socket);
    this.resetEnvelope();
    this.isOver = false;
    if (!this.rule('CONNECT')) this.reply('220 fake.loop.test ESMTP');
  }

  attach(socket) {
    this.socket = socket;
    this.parts = [];
    this.partsLength = 0;
    this.state = 'command';
    socket.on('data', (chunk) => this.take(chunk));
    socket.on('error', () => {});
    socket.on('close', () => this.closed(socket));
  }

  closed(socket) {
    if (socket !== this.socket || this.isOver) return;
    this.isOver = true;
    const isMidData = this.state === 'data';
    this.server.note({ event: 'close', connection: this.id, mailbox: this.user, midData: isMidData, rcpt: this.rcpts[0] ?? null });
    this.server.sessions.delete(this);
  }

  resetEnvelope() {
    this.from = null;
    this.rcpts = [];
    this.behaviour = null;
    this.dataBytes = 0;
    this.head = '';
    this.kept = [];
    this.tail = Buffer.from('\r\n');
  }

  // Replies leave in order; one may be delayed, and those after it wait. One timer serves them all: two of almost the same
  // length may fire in either order.
  reply(text, extraMs = 0, { byteMs = 0, then = null } = {}) {
    const at = Math.max(this.outgoing.at(-1)?.at ?? 0, performance.now() + this.server.options.latencyMs + extraMs);
    this.outgoing.push({ at, text, byteMs, then });
    if (this.outgoing.length === 1) this.letGo();
  }

  letGo() {
    while (this.outgoing.length) {
      const [next] = this.outgoing;
      const left = next.at - performance.now();
      if (left > 0) return setTimeout(() => this.letGo(), Math.ceil(left));
      this.outgoing.shift();
      this.write(next.text, next.byteMs, next.then);
    }
    return undefined;
  }

  write(text, byteMs, then) {
    const { socket } = this;
    if (socket.destroyed) return;
    if (text !== null && byteMs) return this.writeSlowly(Buffer.from(`${text}\r\n`), byteMs, then);
    if (text !== null) socket.write(`${text}\r\n`);
    this.finish(then);
  }

  writeSlowly(bytes, byteMs, then) {
    let sent = 0;
    const timer = setInterval(() => {
      if (this.socket.destroyed) return clearInterval(timer);
      this.socket.write(bytes.subarray(sent, sent + 1));
      if (++sent < bytes.length) return;
      clearInterval(timer);
      this.finish(then);
    }, byteMs);
    timer.unref();
  }

  finish(then) {
    if (then === 'close') this.socket.end();
    if (then === 'reset') this.raw().resetAndDestroy();
  }

  raw() {
    return this.plain ?? this.socket;
  }

  // A rule that matches here answers instead of the server. Returns whether one did.
  rule(command) {
    const rule = this.server.options.rules.find((r) => r.on === command && (r.times ?? Infinity) > 0
      && (!r.mailbox || r.mailbox === this.user || r.mailbox === this.from) && (!r.rcpt || this.rcpts.includes(r.rcpt)));
    if (!rule) return false;
    if (rule.times !== undefined) rule.times--;
    if (rule.then === 'silence' && !rule.reply) return true;
    this.reply(rule.reply ?? null, rule.delayMs ?? 0, rule);
    return true;
  }

  take(chunk) {
    if (this.state === 'data') return this.takeData(chunk);
    this.parts.push(chunk);
    this.partsLength += chunk.length;
    let buffer = this.parts.length === 1 ? chunk : Buffer.concat(this.parts, this.partsLength);
    let end;
    while ((end = buffer.indexOf(10)) >= 0) {
      const line = buffer.toString('latin1', 0, end > 0 && buffer[end - 1] === 13 ? end - 1 : end);
      buffer = buffer.subarray(end + 1);
      this.handle(line, buffer);
      if (this.state === 'tls') return;
      if (this.state === 'data') {
        this.parts = [];
        this.partsLength = 0;
        if (buffer.length) this.takeData(buffer);
        return;
      }
    }
    this.parts = buffer.length ? [buffer] : [];
    this.partsLength = buffer.length;
    if (buffer.length > MAX_LINE) this.socket.destroy();
  }

  handle(line, rest) {
    if (this.state !== 'command') return this.continueAuth(line);
    const verb = line.slice(0, 4).toUpperCase();
    const command = { STAR: 'STARTTLS' }[verb] ?? verb.trim();
    const handler = commands[command];
    if (this.server.options.logCommands) this.server.note({ event: 'command', connection: this.id, line });
    if (command !== 'RCPT' && this.rule(command)) return;
    if (!handler) return this.reply('502 5.5.2 Command not recognised');
    handler.call(this, line, rest);
  }

  signIn(user, password) {
    const { auth } = this.server.options;
    const isTaken = auth === 'any' || (typeof auth === 'object' && auth[user] !== undefined && auth[user] === password);
    this.server.note({ event: 'auth', connection: this.id, user, ok: isTaken });
    this.state = 'command';
    if (!isTaken) return this.reply('535 5.7.8 Username and password not accepted');
    this.user = user;
    this.reply('235 2.7.0 Accepted');
  }

  plainAnswer(encoded) {
    const [, user = '', password = ''] = Buffer.from(encoded, 'base64').toString('utf8').split('\0');
    this.signIn(user, password);
  }

  bearerAnswer(encoded) {
    const text = Buffer.from(encoded, 'base64').toString('utf8');
    const user = /user=([^\x01]*)/.exec(text)?.[1] ?? /a=([^,\x01]*)/.exec(text)?.[1] ?? '';
    this.signIn(user, /auth=Bearer ([^\x01]*)/i.exec(text)?.[1] ?? '');
  }

  continueAuth(line) {
    if (this.state === 'plain') return this.plainAnswer(line);
    if (this.state === 'bearer') return this.bearerAnswer(line);
    const text = Buffer.from(line, 'base64').toString('utf8');
    if (this.state === 'login-user') {
      this.loginUser = text;
      this.state = 'login-password';
      return this.reply(`334 ${Buffer.from('Password:').toString('base64')}`);
    }
    this.signIn(this.loginUser, text);
  }

  // Looks for the end of data across chunk borders with the last four bytes of what came before.
  takeData(chunk) {
    const window = Buffer.concat([this.tail, chunk]);
    const at = window.indexOf(END_OF_DATA);
    // Less than nothing of this chunk is text when the end began in the one before: what was taken for text is given back.
    const length = at < 0 ? chunk.length : at + 2 - this.tail.length;
    const own = chunk.subarray(0, Math.max(0, length));
    this.dataBytes += length;
    if (this.head.length < HEADER_KEPT) this.head += own.toString('latin1', 0, HEADER_KEPT);
    if (this.server.options.keepMessages) {
      this.kept.push(Buffer.from(own));
      if (length < 0) this.kept = [Buffer.concat(this.kept).subarray(0, length)];
    }
    if (at < 0) {
      this.tail = window.subarray(Math.max(0, window.length - 4));
      return;
    }
    const rest = window.subarray(at + END_OF_DATA.length);
    this.state = 'command';
    this.endOfData();
    if (rest.length) this.take(rest);
  }

  endOfData() {
    const plan = this.planEnd();
    const { from, rcpts: [rcpt] } = this;
    const isSilent = plan.then === 'silence' || plan.reply === null;
    this.server.note({
      event: 'end_of_data', connection: this.id, mailbox: this.user ?? this.from, from: this.from, rcpt: this.rcpts[0] ?? null,
      messageId: headerIn(this.head, 'Message-ID'), subject: headerIn(this.head, 'Subject'), bytes: this.dataBytes,
      reply: isSilent ? null : plan.reply.slice(0, 80),
      ...(this.server.options.keepMessages ? { raw: Buffer.concat(this.kept).toString('utf8') } : {}),
    });
    const raw = this.server.options.deliver ? Buffer.concat(this.kept).toString('utf8').replace(/^\.\./gm, '.') : null;
    this.resetEnvelope();
    if (plan.then === 'silence' && plan.reply === null) return;
    const answer = () => this.reply(plan.reply, this.server.options.endLatencyMs, plan);
    if (raw === null || plan.reply?.[0] !== '2') answer();
    else this.server.options.deliver({ from, rcpt, raw }).then(answer, (error) => this.reply(`451 4.3.0 ${error.message}`));
  }

  planEnd() {
    const rule = this.server.options.rules.find((r) => r.on === 'END' && (r.times ?? Infinity) > 0
      && (!r.mailbox || r.mailbox === (this.user ?? this.from)) && (!r.rcpt || this.rcpts.includes(r.rcpt)));
    if (rule) {
      if (rule.times !== undefined) rule.times--;
      return { reply: null, ...rule };
    }
    if (this.behaviour?.at === 'END') return { reply: null, ...this.behaviour };
    if (!this.rcpts.length) return { reply: '554 5.5.1 No valid recipients' };
    return { reply: '250 2.0.0 Ok: queued' };
  }
}

const commands = {
  EHLO() {
    const { options } = this.server;
    const lines = ['fake.loop.test', '8BITMIME', 'ENHANCEDSTATUSCODES', 'SMTPUTF8', `SIZE ${options.size}`];
    if (options.pipelining) lines.push('PIPELINING');
    if (options.starttls && !this.isSecure) lines.push('STARTTLS');
    if (options.auth !== 'none') lines.push('AUTH PLAIN LOGIN XOAUTH2 OAUTHBEARER');
    this.reply(lines.map((line, i) => `250${i === lines.length - 1 ? ' ' : '-'}${line}`).join('\r\n'));
  },
  HELO() { this.reply('250 fake.loop.test'); },
  STARTTLS() {
    if (!this.server.options.starttls || this.isSecure) return this.reply('502 5.5.1 Not offered');
    this.reply('220 2.0.0 Go ahead');
    const plain = this.socket;
    plain.removeAllListeners('data');
    this.state = 'tls';
    this.plain = plain;
    const secure = new tls.TLSSocket(plain, { isServer: true, ...this.server.certificate });
    this.isSecure = true;
    this.attach(secure);
  },
  AUTH(line) {
    if (this.server.options.auth === 'none') return this.reply('502 5.5.1 Not offered');
    const [, mechanism = '', initial] = line.split(' ');
    switch (mechanism.toUpperCase()) {
      case 'PLAIN':
        if (initial) return this.plainAnswer(initial);
        this.state = 'plain';
        return this.reply('334 ');
      case 'LOGIN':
        this.state = initial ? 'login-password' : 'login-user';
        if (initial) this.loginUser = Buffer.from(initial, 'base64').toString('utf8');
        return this.reply(`334 ${Buffer.from(initial ? 'Password:' : 'Username:').toString('base64')}`);
      case 'XOAUTH2':
      case 'OAUTHBEARER':
        if (initial) return this.bearerAnswer(initial);
        this.state = 'bearer';
        return this.reply('334 ');
      default:
        return this.reply('504 5.5.4 Unknown mechanism');
    }
  },
  MAIL(line) {
    if (typeof this.server.options.auth !== 'string' && !this.user) return this.reply('530 5.7.0 Authentication required');
    this.resetEnvelope();
    this.from = addressIn(line);
    this.reply('250 2.1.0 Ok');
  },
  RCPT(line) {
    if (this.from === null) return this.reply('503 5.5.1 MAIL first');
    const address = addressIn(line);
    this.rcpts.push(address);
    if (this.rule('RCPT')) return this.rcpts.pop();
    this.behaviour = behaviourOf(address);
    if (this.behaviour?.at !== 'RCPT') return this.reply('250 2.1.5 Ok');
    this.rcpts.pop();
    if (this.behaviour.yet354) this.rcpts.push(address);
    if (!this.behaviour.reply && this.behaviour.then === 'silence') return undefined;
    return this.reply(this.behaviour.reply ?? null, 0, this.behaviour);
  },
  DATA() {
    if (!this.rcpts.length) return this.reply('503 5.5.1 RCPT first');
    if (this.behaviour?.at === 'DATA') {
      if (!this.behaviour.reply && this.behaviour.then === 'silence') return undefined;
      return this.reply(this.behaviour.reply, 0, this.behaviour);
    }
    this.state = 'data';
    return this.reply('354 Go ahead');
  },
  RSET() { this.resetEnvelope(); this.reply('250 2.0.0 Ok'); },
  NOOP() { this.reply('250 2.0.0 Ok'); },
  VRFY() { this.reply('252 2.0.0 Cannot say'); },
  QUIT() { this.reply('221 2.0.0 Bye', 0, { then: 'close' }); },
};

export class SmtpServer {
  /** Starts one in this process; `port` 0 takes a free one. */
  static async start({ port = 0, logFile = null, certificateDir = null, ...options } = {}) {
    const server = new SmtpServer();
    server.options = { ...DEFAULTS, ...options };
    server.entries = [];
    server.sessions = new Set();
    server.file = logFile ? createWriteStream(logFile, { flags: 'a' }) : null;
    if (server.options.starttls || server.options.implicitTls) {
      const { key, cert } = makeCertificate(certificateDir ?? mkdtempSync(path.join(tmpdir(), 'outrider-tls-')));
      server.certificate = { key: readFileSync(key), cert: readFileSync(cert) };
      server.caFile = cert;
    }
    server.connections = 0;
    await server.listen(port);
    return server;
  }

  async listen(port) {
    const accept = (socket) => {
      socket.setNoDelay(true);
      const id = ++this.connections;
      this.note({ event: 'connect', connection: id });
      this.sessions.add(new Session(this, socket, id));
    };
    this.listener = this.options.implicitTls ? tls.createServer(this.certificate, accept) : net.createServer(accept);
    this.listener.on('tlsClientError', () => {});
    this.listener.listen({ port, host: '127.0.0.1', backlog: 4096 });
    await once(this.listener, 'listening');
    this.port = this.listener.address().port;
  }

  note(entry) {
    if (this.options.events && !this.options.events.includes(entry.event)) return;
    const stamped = { ns: process.hrtime.bigint(), wall: Date.now(), ...entry };
    this.entries.push(stamped);
    if (this.file) this.file.write(`${JSON.stringify({ ...stamped, ns: String(stamped.ns) })}\n`);
  }

  /** Ends of data, oldest first; `filter` picks by equal fields. */
  ends(filter = {}) {
    return this.entries.filter((e) => e.event === 'end_of_data' && Object.entries(filter).every(([k, v]) => e[k] === v));
  }

  set(options) { Object.assign(this.options, options); }

  /** Drops what was logged so far; of one mailbox only, when it is named. */
  forget(mailbox) { this.entries = mailbox ? this.entries.filter((entry) => entry.mailbox !== mailbox) : []; }

  /** Stops listening and cuts every connection; `listen(port)` starts again on the same port. */
  async stop() {
    const closed = new Promise((resolve) => this.listener.close(resolve));
    for (const session of this.sessions) session.raw().resetAndDestroy();
    await closed;
  }

  async close() {
    await this.stop();
    if (this.file) await new Promise((resolve) => this.file.end(resolve));
  }
}

// GET /log?after=N → { entries, next }; POST /take: the same, and they are forgotten; POST /set with options; POST /forget.
function serveControl(server, port) {
  const control = http.createServer((request, response) => {
    const url = new URL(request.url, 'http://control');
    let body = '';
    request.on('data', (chunk) => { body += chunk; });
    request.on('end', () => {
      if (url.pathname === '/set') server.set(JSON.parse(body));
      else if (url.pathname === '/forget') server.forget();
      else if (url.pathname !== '/log' && url.pathname !== '/take') return response.writeHead(404).end();
      const after = Number(url.searchParams.get('after') ?? 0);
      const entries = ['/log', '/take'].includes(url.pathname) ? server.entries.slice(after) : [];
      if (url.pathname === '/take') server.forget();
      const text = JSON.stringify({ entries, next: server.entries.length }, (_key, value) => (typeof value === 'bigint' ? String(value) : value));
      return response.writeHead(200, { 'content-type': 'application/json' }).end(text);
    });
  });
  return new Promise((resolve) => control.listen(port, '127.0.0.1', () => resolve(control.address().port)));
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: {
    port: { type: 'string', default: '0' }, control: { type: 'string', default: '0' },
    log: { type: 'string' }, options: { type: 'string', default: '{}' },
  } });
  const server = await SmtpServer.start({ port: Number(values.port), logFile: values.log, ...JSON.parse(values.options) });
  const control = await serveControl(server, Number(values.control));
  console.log(JSON.stringify({ ready: true, port: server.port, control, ca: server.caFile ?? null, pid: process.pid }));
  process.stdin.on('end', () => process.exit(0)).on('error', () => process.exit(0)).resume();
}
