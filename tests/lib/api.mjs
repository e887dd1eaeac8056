// A client of the HTTP API, by key or by cookie. Answers carry the monotonic time of their arrival.
import assert from 'node:assert/strict';
import http from 'node:http';

export class Api {
  constructor(baseUrl, { key = null, observe = null } = {}) {
    this.base = new URL(baseUrl);
    this.key = key;
    this.cookies = new Map();
    this.csrf = null;
    this.observe = observe; // told of each answer: (method, path, answer)
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 200 });
  }

  /** Signs in with a session; later calls carry its cookie and CSRF token. */
  async signIn(email, password) {
    const answer = await this.request('POST', '/session', { email, password });
    if (answer.status === 200) this.csrf = answer.body.csrf_token;
    return answer;
  }

  headers(method, body) {
    const headers = { accept: 'application/json' };
    if (this.key) headers.authorization = `Bearer ${this.key}`;
    if (this.cookies.size) headers.cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    if (this.csrf && method !== 'GET') headers['x-csrf-token'] = this.csrf;
    if (this.cookies.size && method !== 'GET') headers.origin = this.base.origin;
    if (body !== undefined) headers['content-type'] = 'application/json';
    return headers;
  }

  /** `path` below /api/v1, or from the root with `outside`. → { status, headers, body, text, at (ns) } */
  request(method, path, body, { headers = {}, outside = false, timeoutMs = 60_000 } = {}) {
    const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
    const payload = body === undefined ? undefined : isRaw ? body : JSON.stringify(body);
    const options = {
      agent: this.agent, host: this.base.hostname, port: this.base.port, method, path: outside ? path : `/api/v1${path}`,
      headers: { ...this.headers(method, body), ...headers, ...(payload === undefined ? {} : { 'content-length': Buffer.byteLength(payload) }) },
    };
    return new Promise((resolve, reject) => {
      const request = http.request(options, (response) => {
        const at = process.hrtime.bigint();
        const parts = [];
        response.on('data', (part) => parts.push(part)).on('error', reject);
        response.on('end', () => {
          const answer = this.read(response, Buffer.concat(parts).toString('utf8'), at);
          this.observe?.(method, path, answer);
          resolve(answer);
        });
      });
      request.setTimeout(timeoutMs, () => request.destroy(new Error(`${method} ${path}: no answer within ${timeoutMs} ms`)));
      request.on('error', reject);
      request.end(payload);
    });
  }

  read(response, text, at) {
    for (const cookie of response.headers['set-cookie'] ?? []) {
      const [pair] = cookie.split(';');
      const split = pair.indexOf('=');
      if (/max-age=0/i.test(cookie)) this.cookies.delete(pair.slice(0, split));
      else this.cookies.set(pair.slice(0, split), pair.slice(split + 1));
    }
    const isJson = /\bjson/.test(response.headers['content-type'] ?? '');
    return { status: response.statusCode, headers: response.headers, text, body: isJson && text ? JSON.parse(text) : null, at };
  }

  /** As request, but anything but a 2xx fails the test; returns the body. */
  async ok(method, path, body, options) {
    const answer = await this.request(method, path, body, options);
    assert.ok(answer.status >= 200 && answer.status < 300, `${method} ${path} answered ${answer.status}: ${answer.text.slice(0, 600)}`);
    return answer.body;
  }

  /** As request, but it must be refused with this status and code; returns the error. */
  async refused(status, code, method, path, body, options) {
    const answer = await this.request(method, path, body, options);
    assert.equal(`${answer.status} ${answer.body?.error?.code}`, `${status} ${code}`, `${method} ${path} answered: ${answer.text.slice(0, 600)}`);
    return answer.body.error;
  }

  get(path, options) { return this.ok('GET', path, undefined, options); }
  post(path, body = {}, options) { return this.ok('POST', path, body, options); }
  patch(path, body, options) { return this.ok('PATCH', path, body, options); }
  delete(path, body, options) { return this.ok('DELETE', path, body, options); }

  /** All items of a list, page by page. */
  async all(path) {
    const items = [];
    for (let cursor = null; ;) {
      const query = `${path.includes('?') ? '&' : '?'}limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`;
      const page = await this.get(path + query);
      items.push(...page.items);
      cursor = page.next_cursor;
      if (!cursor) return items;
    }
  }

  close() { this.agent.destroy(); }
}
