// nodemailer_sender.mjs, started, stopped and killed by the trials of rivals.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';

const SENDER = path.join(import.meta.dirname, 'nodemailer_sender.mjs');

export class NodemailerRival {
  static async start({ manner, port, dir, emails }) {
    const rival = new NodemailerRival();
    Object.assign(rival, { port, manner, file: path.join(dir, `${manner}.db`) });
    const database = new DatabaseSync(rival.file);
    database.exec('CREATE TABLE email (id INTEGER PRIMARY KEY, mailbox TEXT NOT NULL, rcpt TEXT NOT NULL, is_sent INTEGER NOT NULL DEFAULT 0); BEGIN');
    const add = database.prepare('INSERT INTO email (mailbox, rcpt) VALUES (?, ?)');
    for (const { mailbox, rcpt } of emails) add.run(mailbox, rcpt);
    database.exec('COMMIT');
    database.close();
    rival.resume();
    return rival;
  }

  resume() {
    this.process = spawn(process.execPath, [SENDER, String(this.port), this.file, this.manner], { stdio: ['pipe', 'pipe', 'ignore'], detached: true });
    this.process.stdin.on('error', () => {}); // it was killed
    this.ended = new Promise((resolve) => this.process.on('exit', resolve));
    this.lines = createInterface({ input: this.process.stdout });
    this.done = this.saying('done');
  }

  saying(word) {
    return new Promise((resolve) => this.lines.on('line', (line) => { if (line === word) resolve(process.hrtime.bigint()); }));
  }

  /** Resolves to the time of the answer. */
  stop(mailbox) {
    const answer = this.saying('stopped');
    this.process.stdin.write(`stop ${mailbox ?? 'all'}\n`);
    return answer;
  }

  async kill() {
    this.process.kill('SIGKILL');
    await this.ended;
  }

  async finish() {
    await this.done;
    return { unknown: [] };
  }

  close() { return this.kill(); }
}
