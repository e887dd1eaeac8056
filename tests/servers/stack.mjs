// The mail world of a test: Dovecot, Postfix (as root; else Dovecot's own submission and a relay), an OAuth issuer, Google.
//
// Nothing leaves the machine, state is in a temporary folder, and all of it ends with the process that started it.
//
//   node tests/servers/stack.mjs [--port-base N] [--redirect URL] [--no-google]
// serves alone, prints one JSON line when ready, and ends with its standard input.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { freePorts, makeCertificate } from '../lib/net.mjs';
import { Dovecot } from './dovecot.mjs';
import { startGoogle } from './google.mjs';
import { Issuer } from './issuer.mjs';
import { Postfix } from './postfix.mjs';

const NAMES = ['imap', 'imaps', 'lmtp', 'sasl', 'relay', 'dovecotSubmission', 'dovecotSubmissions', 'submission', 'submissions', 'issuer', 'google'];

async function choosePorts(portBase) {
  const numbers = portBase ? NAMES.map((_, i) => portBase + i) : await freePorts(NAMES.length);
  return Object.fromEntries(NAMES.map((name, i) => [name, numbers[i]]));
}

export class MailStack {
  /** `redirectUris`: where Outrider's OAuth callback will be. `only`: the parts wanted, of issuer, mail, google. */
  static async start({ portBase = 0, redirectUris = [], only = ['issuer', 'mail', 'google'], issuer = {} } = {}) {
    const stack = new MailStack();
    stack.dir = mkdtempSync(path.join(tmpdir(), 'otr-mail-'));
    chmodSync(stack.dir, 0o755);
    stack.ports = await choosePorts(portBase);
    const tls = makeCertificate(path.join(stack.dir, 'tls'));
    stack.caFile = tls.cert;
    const starts = [];
    if (only.includes('issuer')) starts.push(stack.startIssuer(redirectUris, issuer));
    if (only.includes('mail')) starts.push(stack.startMail(tls));
    if (only.includes('google')) starts.push(stack.startGoogle(redirectUris));
    await Promise.all(starts);
    return stack;
  }

  async startIssuer(redirectUris, options) {
    this.issuer = await Issuer.start({ port: this.ports.issuer, redirectUris, ...options });
  }

  async startGoogle(redirectUris) {
    this.google = await startGoogle({ port: this.ports.google, redirectUris });
  }

  async startMail(tls) {
    const { ports } = this;
    const hasPostfix = process.getuid() === 0;
    this.dovecot = await Dovecot.start({
      dir: path.join(this.dir, 'd'),
      ...tls,
      ports: { ...ports, submission: ports.dovecotSubmission, submissions: ports.dovecotSubmissions },
    });
    if (hasPostfix) {
      this.postfix = await Postfix.start({ dir: path.join(this.dir, 'p'), ...tls, ports });
    } else {
      this.relay = await SmtpServer.start({
        port: ports.relay, auth: 'none', keepMessages: true,
        deliver: ({ from, rcpt, raw }) => this.dovecot.deliver({ from, to: rcpt, raw }),
      });
      this.ports = { ...ports, submission: ports.dovecotSubmission, submissions: ports.dovecotSubmissions };
    }
  }

  /** The environment of a server that uses this world. */
  environment() {
    const { ports } = this;
    return {
      OUTRIDER_ALLOW_PRIVATE_HOSTS: '1',
      OUTRIDER_CA_FILE: this.caFile,
      ...(this.issuer?.environment({ smtpUrl: `smtp://127.0.0.1:${ports.submission}`, imapUrl: `imap://127.0.0.1:${ports.imap}` }) ?? {}),
      ...(this.google?.environment ?? {}),
    };
  }

  /** The body of POST /mailboxes for a password mailbox here; the password is set. */
  passwordMailbox(address, password, { security = 'starttls', imap = true, ...more } = {}) {
    this.dovecot.setPassword(address, password);
    const { ports } = this;
    const login = { username: address, password };
    const port = (name) => (security === 'tls' ? ports[`${name}s`] : ports[name]);
    return {
      provider: 'smtp', address, name: address.split('@')[0],
      smtp: { host: '127.0.0.1', port: port('submission'), security, ...login },
      imap: imap ? { host: '127.0.0.1', port: port('imap'), security, ...login } : null,
      ...more,
    };
  }

  async close() {
    await Promise.allSettled([this.postfix?.stop(), this.dovecot?.stop(), this.issuer?.stop(), this.google?.close(), this.relay?.close()]);
    rmSync(this.dir, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: {
    'port-base': { type: 'string', default: '0' }, redirect: { type: 'string', multiple: true, default: [] }, 'no-google': { type: 'boolean', default: false },
  } });
  const redirectUris = values.redirect.length ? values.redirect : ['http://127.0.0.1:8080/oauth/callback'];
  const only = values['no-google'] ? ['issuer', 'mail'] : ['issuer', 'mail', 'google'];
  const stack = await MailStack.start({ portBase: Number(values['port-base']), redirectUris, only });
  stack.dovecot.setPassword('ada@acme.test', 'app-pass-ada');
  stack.dovecot.setPassword('ben@acme.test', 'app-pass-ben');
  console.log(JSON.stringify({ ready: true, ports: stack.ports, environment: stack.environment(), dir: stack.dir, pid: process.pid }));
  const end = async () => { await stack.close(); process.exit(0); };
  process.on('SIGTERM', end).on('SIGINT', end);
  process.stdin.on('end', end).on('error', end).resume();
}
