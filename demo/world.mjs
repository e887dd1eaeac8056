// The servers of the demo: one for acme.test that logs every email it takes, Dovecot to read from, an OAuth sign-in for both,
// and Google's emulator.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SmtpServer } from '../tests/fakes/smtp-server.mjs';
import { freePorts, makeCertificate } from '../tests/lib/net.mjs';
import { replyTo } from '../tests/lib/scenario.mjs';
import { Dovecot } from '../tests/servers/dovecot.mjs';
import { signInAtGoogle, startGoogle } from '../tests/servers/google.mjs';
import { Issuer } from '../tests/servers/issuer.mjs';
import { GmailLog } from './gmail-log.mjs';

const TAKES_MS = 60; // how long the mail server takes to acknowledge an email
const DOVECOT_PORTS = ['imap', 'imaps', 'lmtp', 'sasl', 'relay', 'submission', 'submissions', 'issuer'];

export class World {
  constructor() {
    this.dir = mkdtempSync(path.join(tmpdir(), 'outrider-demo-'));
    chmodSync(this.dir, 0o755); // Dovecot's own user looks in
  }

  async start({ redirectUri, googlePeople }) {
    this.redirectUri = redirectUri;
    this.tls = makeCertificate(path.join(this.dir, 'tls'));
    const numbers = await freePorts(DOVECOT_PORTS.length);
    this.ports = Object.fromEntries(DOVECOT_PORTS.map((name, i) => [name, numbers[i]]));
    this.issuer = await Issuer.start({ port: this.ports.issuer, redirectUris: [redirectUri] });
    await Promise.all([this.startSmtp(), this.startDovecot(), this.startGoogle(googlePeople)]);
  }

  async startSmtp() {
    this.smtp = await SmtpServer.start({
      starttls: true, certificateDir: path.join(this.dir, 'tls'), keepMessages: true,
      deliver: async ({ from, rcpt }) => {
        const entry = this.smtp.entries.findLast((one) => one.event === 'end_of_data' && one.from === from && one.rcpt === rcpt);
        await new Promise((resolve) => setTimeout(resolve, TAKES_MS));
        entry.acknowledged = Date.now();
      },
    });
  }

  // Without Dovecot the demo goes on: mailboxes of acme.test send, and nobody reads them.
  async startDovecot() {
    this.dovecot = await Dovecot.start({ dir: path.join(this.dir, 'd'), ...this.tls, ports: this.ports }).catch(() => null);
  }

  async startGoogle(people) {
    const [port, logPort] = await freePorts(2);
    this.google = await startGoogle({ port, redirectUris: [this.redirectUri], people });
    this.gmailLog = await GmailLog.start({ port: logPort, target: this.google.url });
  }

  environment() {
    return {
      OUTRIDER_CA_FILE: this.tls.cert,
      ...this.issuer.environment({ smtpUrl: `smtp://127.0.0.1:${this.smtp.port}`, imapUrl: `imap://127.0.0.1:${this.ports.imap}` }),
      OUTRIDER_OAUTH_NAME: 'Acme',
      ...this.google.environment, OUTRIDER_GOOGLE_API_URL: this.gmailLog.url,
    };
  }

  /** The body of POST /mailboxes for an address of acme.test, which may sign in from now on. */
  mailbox(address, password) {
    const login = { username: address, password };
    this.dovecot?.setPassword(address, password);
    return {
      provider: 'smtp', address, smtp: { host: '127.0.0.1', port: this.smtp.port, security: 'starttls', ...login },
      imap: this.dovecot ? { host: '127.0.0.1', port: this.dovecot.ports.imap, security: 'starttls', ...login } : null,
    };
  }

  /** What the mail servers took from this mailbox, oldest first: { wall, acknowledged, rcpt, raw, … }. */
  taken(mailbox = null) {
    return [...this.smtp.ends(), ...this.gmailLog.entries].filter((entry) => !mailbox || entry.mailbox === mailbox).sort((a, b) => a.wall - b.wall);
  }

  /** Puts a reply of this person into the mailbox that wrote last; returns that mailbox's address. */
  async reply(person) {
    const last = this.taken().findLast((entry) => entry.rcpt === person && entry.acknowledged);
    if (!last) throw new Error(`nobody has written to ${person} yet`);
    const raw = replyTo(last.raw, { from: person, text: 'Yes, that sounds good. Could you call me on Thursday?' });
    if (last.answer) await this.replyAtGoogle(last, raw);
    else if (this.dovecot) await this.dovecot.deliver({ from: person, to: last.mailbox, raw });
    else throw new Error(`${last.mailbox} cannot be read: Dovecot is not installed here`);
    return last.mailbox;
  }

  async replyAtGoogle({ mailbox, answer }, raw) {
    const response = await fetch(`${this.google.url}/gmail/v1/users/me/messages/import`, {
      method: 'POST', headers: { authorization: `Bearer ${await this.googleToken(mailbox)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ raw: Buffer.from(raw).toString('base64url'), threadId: answer.threadId, labelIds: ['INBOX', 'UNREAD'] }),
    });
    if (!response.ok) throw new Error(`the emulator answered ${response.status}: ${await response.text()}`);
  }

  // A token of the demo's own, as a mail program of the mailbox's owner would have.
  async googleToken(email) {
    const env = this.google.environment;
    const client = { client_id: env.OUTRIDER_GOOGLE_CLIENT_ID, redirect_uri: this.redirectUri };
    const question = new URLSearchParams({ ...client, scope: 'openid email https://mail.google.com/', state: 'demo' });
    const code = new URL(await signInAtGoogle(`${env.OUTRIDER_GOOGLE_AUTH_URL}?${question}`, email)).searchParams.get('code');
    const body = new URLSearchParams({ ...client, grant_type: 'authorization_code', code, client_secret: env.OUTRIDER_GOOGLE_CLIENT_SECRET });
    return (await (await fetch(env.OUTRIDER_GOOGLE_TOKEN_URL, { method: 'POST', body })).json()).access_token;
  }

  async close() {
    await Promise.allSettled([this.smtp?.close(), this.dovecot?.stop(), this.issuer?.stop(), this.gmailLog?.close(), this.google?.close()]);
    rmSync(this.dir, { recursive: true, force: true });
  }
}
