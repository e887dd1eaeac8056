// A real Dovecot under an ordinary user: IMAP, submission, LMTP, and the sign-in that Postfix asks.
import { spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { waitForPort } from '../lib/net.mjs';
import { sleep } from '../lib/wait.mjs';
import { fillTemplate } from './template.mjs';

const isRoot = process.getuid() === 0;

function ordinaryUser() {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'));
  const [user, , uid, gid] = lines.find(([name, , id]) => (isRoot ? name === 'nobody' : Number(id) === process.getuid()));
  const group = readFileSync('/etc/group', 'utf8').split('\n').map((line) => line.split(':')).find(([, , id]) => id === gid)[0];
  return { user, group, uid: Number(uid), gid: Number(gid) };
}

// Ends the command when the pipe on descriptor 3 closes: when we let go of it, or are killed. (A parent-death signal would be
// simpler, but the kernel forgets it when a process changes its user, as Postfix's master does.)
const GUARD = 'setsid "$@" 3<&- & pid=$!; (read _ <&3; kill $pid) 2>/dev/null & wait $pid';

/** Runs `command` so that it ends with us, as `account` when given and we are root. `stop()` ends it and waits. */
export function spawnBound(command, args, { account = null, env = process.env } = {}) {
  const drop = account && isRoot ? ['setpriv', `--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups'] : [];
  const child = spawn('sh', ['-c', GUARD, 'sh', ...drop, command, ...args], { env, stdio: ['ignore', 'ignore', 'pipe', 'pipe'], detached: true });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  const bound = { complaint: '', ended };
  child.stderr.on('data', (chunk) => { bound.complaint += chunk; });
  child.stdio[3].on('error', () => {}); // it ended by itself
  bound.stop = () => { child.stdio[3].destroy(); return ended; };
  return bound;
}

export class Dovecot {
  static async start({ dir, cert, key, ports }) {
    const dovecot = new Dovecot();
    dovecot.dir = dir;
    dovecot.ports = ports;
    const account = ordinaryUser();
    dovecot.account = account;
    for (const folder of ['', 'base', 'state', 'mail', 'passwords']) dovecot.ownedFolder(path.join(dir, folder), account);
    const values = { run: dir, user: account.user, group: account.group, cert, key, ...ports };
    fillTemplate('dovecot.conf', path.join(dir, 'dovecot.conf'), values);
    fillTemplate('introspection.conf', path.join(dir, 'introspection.conf'), values);
    dovecot.process = spawnBound('dovecot', ['-F', '-c', path.join(dir, 'dovecot.conf')], { account });
    const died = dovecot.process.ended.then(() => { throw new Error(`dovecot ended: ${dovecot.process.complaint}${dovecot.log()}`); });
    died.catch(() => {});
    await Promise.race([Promise.all([ports.imap, ports.lmtp, ports.sasl].map((port) => waitForPort(port))), died]);
    return dovecot;
  }

  ownedFolder(folder, account) {
    mkdirSync(folder, { recursive: true });
    if (isRoot) chownSync(folder, account.uid, account.gid);
    chmodSync(folder, 0o755);
  }

  log() {
    try {
      return readFileSync(path.join(this.dir, 'dovecot.log'), 'utf8').split('\n').slice(-15).join('\n');
    } catch {
      return '';
    }
  }

  /**
   * Sets or, with null, takes away an app password. A new address may sign in at once; a change is seen when the returned
   * promise resolves: Dovecot looks at a file once a second, and compares its time.
   */
  async setPassword(address, password) {
    const file = path.join(this.dir, 'passwords', address.toLowerCase());
    const changes = existsSync(file) ? Math.round(statSync(file).mtimeMs / 1000) : 0;
    writeFileSync(file, password === null ? '' : `${address.toLowerCase()}:{PLAIN}${password}\n`);
    if (!changes) return;
    utimesSync(file, changes + 10, changes + 10);
    await sleep(1100);
  }

  folder(address, folder) {
    return path.join(this.dir, 'mail', address.toLowerCase(), 'Maildir', folder === 'INBOX' ? '' : `.${folder}`);
  }

  /** The raw messages of a folder, oldest first; read from the files, so without a login. */
  messages(address, folder = 'INBOX') {
    const found = [];
    for (const part of ['new', 'cur']) {
      const dir = path.join(this.folder(address, folder), part);
      let names = [];
      try {
        names = readdirSync(dir);
      } catch {
        continue; // nothing was ever delivered there
      }
      for (const name of names) {
        try {
          found.push({ name: name.split(':')[0], raw: readFileSync(path.join(dir, name), 'utf8') });
        } catch (error) {
          if (error.code !== 'ENOENT') throw error; // moved from new to cur meanwhile: found there
        }
      }
    }
    found.sort((a, b) => (a.name < b.name ? -1 : 1));
    return found.map((entry) => entry.raw);
  }

  /** Puts a message into a folder, as a provider files a copy of what it took. */
  file(address, folder, raw) {
    const dir = this.folder(address, folder);
    for (const part of ['', 'cur', 'new', 'tmp']) this.ownedFolder(path.join(dir, part), this.account);
    const copy = path.join(dir, 'new', `${Date.now()}.copy.test`);
    writeFileSync(copy, raw.replace(/\r?\n/g, '\n'));
    if (isRoot) chownSync(copy, this.account.uid, this.account.gid);
  }

  /** Takes a message out of a folder, as its owner might. */
  remove(address, folder, messageId) {
    for (const part of ['new', 'cur']) {
      const dir = path.join(this.folder(address, folder), part);
      for (const name of existsSync(dir) ? readdirSync(dir) : []) {
        if (readFileSync(path.join(dir, name), 'utf8').includes(messageId)) rmSync(path.join(dir, name));
      }
    }
  }

  /** Files a message by LMTP, as if it had come from outside. */
  async deliver({ from, to, raw }) {
    const socket = net.connect(this.ports.lmtp, '127.0.0.1');
    const body = raw.replace(/\r?\n/g, '\r\n').replace(/^\./gm, '..');
    const lines = [`LHLO test`, `MAIL FROM:<${from}>`, `RCPT TO:<${to}>`, 'DATA', `${body}\r\n.`, 'QUIT'];
    let text = '';
    for await (const chunk of socket) {
      text += chunk;
      let match;
      while ((match = /^(\d{3}) [^\n]*\n/m.exec(text))) {
        text = text.slice(match.index + match[0].length);
        if (!'23'.includes(match[1][0])) throw new Error(`LMTP refused: ${match[0]}`);
        const next = lines.shift();
        if (next === undefined) return;
        socket.write(`${next}\r\n`);
      }
    }
  }

  stop() {
    return this.process.stop();
  }
}
