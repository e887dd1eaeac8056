// A real Postfix instance of our own: submission with the sign-in asked of Dovecot, genuine queue and bounces. Root only.
import { execFile } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { waitForPort } from '../lib/net.mjs';
import { spawnBound } from './dovecot.mjs';
import { fillTemplate } from './template.mjs';

const run = promisify(execFile);
const templates = path.join(import.meta.dirname, 'templates');

function postfixUid() {
  return Number(readFileSync('/etc/passwd', 'utf8').split('\n').find((line) => line.startsWith('postfix:')).split(':')[2]);
}

export class Postfix {
  static async start({ dir, cert, key, ports }) {
    const postfix = new Postfix();
    const etc = path.join(dir, 'etc');
    for (const folder of ['', 'etc', 'spool', 'data']) {
      mkdirSync(path.join(dir, folder), { recursive: true });
      chmodSync(path.join(dir, folder), 0o755);
    }
    chownSync(path.join(dir, 'data'), postfixUid(), 0);
    const values = { postfix: dir, cert, key, ...ports };
    fillTemplate('postfix-main.cf', path.join(etc, 'main.cf'), values);
    fillTemplate('postfix-master.cf', path.join(etc, 'master.cf'), values);
    copyFileSync(path.join(templates, 'postfix-recipients'), path.join(etc, 'recipients'));
    copyFileSync(path.join(templates, 'postfix-transport'), path.join(etc, 'transport'));
    await run('postfix', ['-c', etc, 'check']); // makes the queue's folders
    postfix.process = spawnBound('/usr/lib/postfix/sbin/master', ['-s', '-c', etc], { env: { ...process.env, MAIL_CONFIG: etc } });
    await waitForPort(ports.submission);
    return postfix;
  }

  stop() {
    return this.process.stop();
  }
}
