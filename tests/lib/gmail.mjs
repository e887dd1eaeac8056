// The emulated Gmail of a person, seen from their side: what they sent, and what somebody sends them.
import assert from 'node:assert/strict';
import { header } from './scenario.mjs';
import { signInAtGoogle } from '../servers/google.mjs';

export class Gmail {
  /** `callback` is a redirect URI that the emulator knows. */
  constructor(google, callback) {
    this.google = google;
    this.callback = callback;
  }

  async token(email) {
    const env = this.google.environment;
    const query = new URLSearchParams({ client_id: env.OUTRIDER_GOOGLE_CLIENT_ID, redirect_uri: this.callback, scope: 'openid email', state: 'x' });
    const code = new URL(await signInAtGoogle(`${env.OUTRIDER_GOOGLE_AUTH_URL}?${query}`, email)).searchParams.get('code');
    const body = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: this.callback,
      client_id: env.OUTRIDER_GOOGLE_CLIENT_ID, client_secret: env.OUTRIDER_GOOGLE_CLIENT_SECRET });
    return (await (await fetch(env.OUTRIDER_GOOGLE_TOKEN_URL, { method: 'POST', body })).json()).access_token;
  }

  async call(email, path, init = {}) {
    const headers = { authorization: `Bearer ${await this.token(email)}`, 'content-type': 'application/json' };
    const response = await fetch(`${this.google.url}/gmail/v1/users/${email}${path}`, { ...init, headers });
    assert.equal(response.status, 200, `${path} of ${email}`);
    return response.json();
  }

  /** The raw messages that `email` sent to `person`, oldest first. */
  async sentTo(email, person) {
    const { messages = [] } = await this.call(email, '/messages?q=in:sent');
    const full = await Promise.all(messages.map(({ id }) => this.call(email, `/messages/${id}?format=raw`)));
    return full.sort((a, b) => Number(a.internalDate) - Number(b.internalDate))
      .map(({ raw }) => Buffer.from(raw, 'base64url').toString())
      .filter((raw) => header(raw, 'To')?.includes(person));
  }

  /** Puts a message into the inbox of `email`. */
  receive(email, raw) {
    return this.call(email, '/messages/import', {
      method: 'POST', body: JSON.stringify({ raw: Buffer.from(raw).toString('base64url'), labelIds: ['INBOX', 'UNREAD'] }),
    });
  }
}
