// Postfix as a rival: its queue filled and held, then let go to the mail server of the trials over 100 connections. A stop is
// `postsuper -h`, of all or of what one sender has in the queue. Root only, like Postfix itself.
import { execFile } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import nodemailer from 'nodemailer';
import { freePort, waitForPort } from '../lib/net.mjs';
import { waitFor } from '../lib/wait.mjs';
import { spawnBound } from '../servers/dovecot.mjs';

const CONNECTIONS = 100;
const MASTER = '/usr/lib/postfix/sbin/master';

export const canRunPostfix = () => process.getuid() === 0 && existsSync(MASTER);

function settings({ dir, relay, connections }) {
  return `# Everything that is taken is held; everything let go leaves to the one server, over many connections.
compatibility_level = 3.7
queue_directory = ${dir}/spool
data_directory = ${dir}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = ${dir}/postfix.log
maillog_file_prefixes = ${dir}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.loop.test
mydestination =
mynetworks = 127.0.0.0/8
local_recipient_maps =
alias_maps =
relayhost = [127.0.0.1]:${relay}
smtp_host_lookup = native
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = check_client_access static:HOLD, permit_mynetworks, reject
smtpd_client_connection_count_limit = 0
default_process_limit = ${connections + 20}
initial_destination_concurrency = ${connections}
default_destination_concurrency_limit = ${connections}
smtp_destination_concurrency_limit = ${connections}
in_flow_delay = 0
queue_run_delay = 5s
minimal_backoff_time = 5s
maximal_backoff_time = 10s
`;
}

function services({ port, connections }) {
  return `127.0.0.1:${port} inet n - n - 60 smtpd
postlog   unix-dgram n - n - 1 postlogd
pickup    unix n - n 60 1 pickup
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
proxymap  unix - - n - - proxymap
showq     unix n - n - - showq
error     unix - - n - - error
retry     unix - - n - - error
smtp      unix - - n - ${connections} smtp
tlsmgr    unix - - n 1000? 1 tlsmgr
anvil     unix - - n - 1 anvil
scache    unix - - n - 1 scache
`;
}

// The processes of a session: the master and all that it started.
function processesOf(session) {
  return readdirSync('/proc').filter((name) => {
    try {
      // pid (name) state parent group session; zombies are gone
      const [state, , , id] = readFileSync(`/proc/${name}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
      return Number(id) === session && state !== 'Z';
    } catch {
      return false; // no process, or it ended while we looked
    }
  }).map(Number);
}

export class PostfixRival {
  static async start({ port: relay, dir, emails, connections = CONNECTIONS }) {
    const rival = new PostfixRival();
    rival.dir = path.join(dir, 'postfix');
    rival.etc = path.join(rival.dir, 'etc');
    for (const folder of ['', 'etc', 'spool', 'data']) {
      mkdirSync(path.join(rival.dir, folder), { recursive: true });
      chmodSync(path.join(rival.dir, folder), 0o755);
    }
    const uid = Number(readFileSync('/etc/passwd', 'utf8').split('\n').find((line) => line.startsWith('postfix:')).split(':')[2]);
    chownSync(path.join(rival.dir, 'data'), uid, 0);
    rival.port = await freePort();
    writeFileSync(path.join(rival.etc, 'main.cf'), settings({ dir: rival.dir, relay, connections }));
    writeFileSync(path.join(rival.etc, 'master.cf'), services({ port: rival.port, connections }));
    await rival.run('postfix', ['check']);
    await rival.resume();
    await rival.fill(emails);
    await rival.run('postsuper', ['-H', 'ALL']); // into the deferred queue, which is looked at seldom
    await rival.run('postqueue', ['-f']);
    return rival;
  }

  /** Runs one of Postfix's commands on our instance and returns what it printed. */
  run(command, args, input = '') {
    return new Promise((resolve, reject) => {
      const child = execFile(command, ['-c', this.etc, ...args], { maxBuffer: 64 * 1024 * 1024 }, (error, stdout) => (error ? reject(error) : resolve(stdout)));
      child.stdin.on('error', () => {});
      child.stdin.end(input);
    });
  }

  async resume() {
    this.master = spawnBound(MASTER, ['-s', '-c', this.etc], { env: { ...process.env, MAIL_CONFIG: this.etc } });
    await waitForPort(this.port);
  }

  async fill(emails) {
    const transport = nodemailer.createTransport({ pool: true, maxConnections: 20, maxMessages: Infinity, host: '127.0.0.1', port: this.port, ignoreTLS: true });
    await Promise.all(emails.map(({ mailbox, rcpt }) => transport.sendMail({ from: mailbox, to: rcpt, subject: 'Step one', text: 'Hello' })));
    transport.close();
  }

  /** Holds everything, or what one sender has; resolves to the time at which the command has ended. */
  async stop(mailbox) {
    if (!mailbox) await this.run('postsuper', ['-h', 'ALL']);
    else await this.run('postsuper', ['-h', '-'], await this.queuedFor(mailbox));
    return process.hrtime.bigint();
  }

  async queuedFor(mailbox) {
    const queue = (await this.run('postqueue', ['-j'])).split('\n').filter(Boolean).map((line) => JSON.parse(line));
    return queue.filter((entry) => entry.sender === mailbox).map((entry) => `${entry.queue_id}\n`).join('');
  }

  /** kill -9 of the master and all that it started. */
  async kill() {
    const master = Number(readFileSync(path.join(this.dir, 'spool/pid/master.pid'), 'utf8'));
    await waitFor('Postfix to be gone', () => {
      const alive = processesOf(master);
      alive.forEach(killAtOnce);
      return !alive.length;
    }, 15_000, 5);
    await this.master.stop();
  }

  async finish() {
    await waitFor('an empty queue', async () => (await this.run('postqueue', ['-j'])) === '', 120_000, 200);
    return { unknown: [] };
  }

  async close() {
    await this.master.stop();
  }
}

function killAtOnce(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
