// Stands in front of Gmail's emulator and notes each email handed to it: when its last byte was read, when it was acknowledged.
import http from 'node:http';

const SEND = /^\/(?:upload\/)?gmail\/v1\/users\/[^/]+\/messages\/send/;

function rawMessage(request, body) {
  if (/json/.test(request.headers['content-type'] ?? '')) return Buffer.from(JSON.parse(body).raw ?? '', 'base64url').toString('utf8');
  return body.toString('utf8');
}

export class GmailLog {
  /** `target` is the emulator's address; `url` is then the one to use instead. */
  static async start({ port, target }) {
    const log = new GmailLog();
    log.target = target;
    log.entries = [];
    log.owners = new Map();
    log.url = `http://127.0.0.1:${port}`;
    log.server = http.createServer((request, response) => {
      log.pass(request, response).catch((error) => response.destroy(error));
    });
    await new Promise((resolve, reject) => log.server.on('error', reject).listen(port, '127.0.0.1', resolve));
    return log;
  }

  async pass(request, response) {
    const parts = [];
    for await (const part of request) parts.push(part); // throws when the client goes away before its last byte
    const body = Buffer.concat(parts);
    const isSend = request.method === 'POST' && SEND.test(request.url);
    const entry = isSend ? { wall: Date.now(), mailbox: null, rcpt: null, raw: rawMessage(request, body), reply: null } : null;
    if (entry) await this.note(entry, request.headers.authorization ?? '');
    const { status, type, text } = await this.ask(request, body);
    if (entry) Object.assign(entry, { acknowledged: Date.now(), reply: String(status), answer: status === 200 ? JSON.parse(text) : null });
    response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) }).end(text);
  }

  async note(entry, authorization) {
    this.entries.push(entry);
    entry.rcpt = /^To:.*?([^\s<>,]+@[^\s<>,]+)/im.exec(entry.raw)?.[1].toLowerCase() ?? null;
    entry.mailbox = await this.ownerOf(authorization);
  }

  async ownerOf(authorization) {
    if (!this.owners.has(authorization)) {
      const answer = await fetch(`${this.target}/oauth2/v2/userinfo`, { headers: { authorization } });
      this.owners.set(authorization, answer.ok ? (await answer.json()).email : null);
    }
    return this.owners.get(authorization);
  }

  async ask(request, body) {
    const { host, connection, 'content-length': length, 'transfer-encoding': encoding, expect, ...headers } = request.headers;
    const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
    const answer = await fetch(this.target + request.url, { method: request.method, headers, ...(hasBody ? { body } : {}) });
    return { status: answer.status, type: answer.headers.get('content-type') ?? 'application/json', text: await answer.text() };
  }

  close() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
}
