// A short life on one data directory, lived through whatever fails: connect, import, launch, disconnect, undo, disconnect,
// reconnect, suppress, restart. Each step is repeated as a person would, and what was promised is held against the mail
// server's log at the end.
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { Outrider } from '../lib/outrider.mjs';
import { ALWAYS, fakeMailbox } from '../lib/scenario.mjs';
import { sleep, waitFor } from '../lib/wait.mjs';
import { assertHonest, assertSound } from './disk.mjs';

export const PEOPLE = 30;
export const LAST = `p${PEOPLE - 1}@d.test`; // has asked to be left alone
const TRIES = 80;
const PAUSE_MS = 50;
const ANSWER_MS = 10_000;
const FINAL = ['sent', 'failed', 'unknown', 'cancelled'];

/** A data directory with an owner, a key and settings, to be copied for each life. */
export async function makeTemplate() {
  const outrider = await Outrider.start();
  await outrider.stop();
  return outrider;
}

export class Life {
  /** `mayDie(signal)` says which deaths of the process are in order; each is followed by a start. */
  static async begin({ template, dataDir, smtp, env = {}, mayDie = () => false }) {
    const life = new Life();
    cpSync(template.dataDir, dataDir, { recursive: true });
    life.outrider = await Outrider.on(dataDir, { key: template.key, env });
    Object.assign(life, { smtp, mayDie, deaths: [], refused: 0, quiet: [], address: `ada-${smtp.connections}-${Math.random().toString(36).slice(2, 8)}@acme.test` });
    await life.outrider.serve();
    return life;
  }

  get api() { return this.outrider.api; }

  ends() { return this.smtp.ends({ mailbox: this.address }); }

  /** Starts the process again when it is gone. */
  async stayAlive() {
    const { process } = this.outrider;
    if (process.exitCode === null && process.signalCode === null) return;
    const { code, signal } = await this.outrider.ended;
    if (signal && !this.mayDie(signal)) throw new Error(`the process died of ${signal}: ${this.outrider.logText.slice(-2500)}`);
    if (!this.isPlanned) this.deaths.push(signal ?? code);
    this.isPlanned = false;
    for (let i = 0; ; i++) {
      try {
        return await this.outrider.serve();
      } catch (error) {
        if (i === 5) throw error;
        this.startsRefused = (this.startsRefused ?? 0) + 1;
        await this.outrider.kill();
        await sleep(PAUSE_MS);
      }
    }
  }

  /** Repeats until the call succeeds, or `isDone` says that an earlier one did. Returns the body of the answer, or null. */
  async insist(method, path, body, isDone = async () => false, options = {}) {
    let last;
    for (let i = 0; i < TRIES; i++) {
      try {
        await this.stayAlive();
        last = await this.api.request(method, path, body, { timeoutMs: ANSWER_MS, ...options });
        if (last.status < 300) return last;
        this.refused += last.status === 507;
        assert.notEqual(last.status, 500, `${method} ${path}: ${last.text}`);
        if (await isDone()) return null;
      } catch (error) {
        if (!error.code?.startsWith('ECONN') && !/hang up|answered \d|ended/.test(error.message)) throw error;
        last = error;
      }
      await sleep(PAUSE_MS);
    }
    throw new Error(`${method} ${path} never worked: ${last?.text ?? last}\n${this.outrider.logText.slice(-2500)}`);
  }

  async read(path) { return (await this.insist('GET', path)).body; }

  async until(what, probe) {
    return waitFor(what, async () => { await this.stayAlive(); return probe(); }, 20_000, 10);
  }

  async connect() {
    const find = async () => (await this.api.all('/mailboxes')).find((mailbox) => mailbox.address === this.address);
    await this.insist('POST', '/mailboxes', fakeMailbox(this.smtp, this.address), async () => Boolean(await find()));
    this.mailbox = await this.until('the mailbox', find);
    this.path = `/mailboxes/${this.mailbox.id}`;
    this.connectedAt = process.hrtime.bigint();
    await this.insist('PATCH', this.path, { min_gap_seconds: 0, daily_cap: 10_000 });
  }

  async importPeople() {
    const csv = `email\n${Array.from({ length: PEOPLE }, (_, i) => `p${i}@d.test`).join('\n')}\n`;
    await this.insist('POST', '/imports?list=people', csv, undefined, { headers: { 'content-type': 'text/csv' } });
    await this.until('the import', async () => (await this.api.get('/contacts?limit=1')).total === PEOPLE || (await this.api.all('/contacts')).length === PEOPLE);
  }

  async launch() {
    const campaign = { name: this.address, evergreen: true, mailbox_ids: [this.mailbox.id], steps: [{ subject: 'Hello', body_text: 'Hello' }], ...ALWAYS };
    const find = async () => (await this.api.all('/campaigns')).find((one) => one.name === this.address);
    await this.insist('POST', '/campaigns', campaign, async () => Boolean(await find()));
    this.campaign = `/campaigns/${(await this.until('the campaign', find)).id}`;
    await this.insist('POST', `${this.campaign}/contacts`, { list: 'people' });
    const isStatus = (...wanted) => async () => wanted.includes((await this.api.get(this.campaign)).status);
    await this.insist('POST', `${this.campaign}/launch`, {}, isStatus('preparing', 'active', 'evergreen'));
    await this.until('the campaign to run', isStatus('active', 'evergreen'));
    this.launchedAt = process.hrtime.bigint();
  }

  async disconnect() {
    const answer = await this.insist('POST', `${this.path}/disconnect`, {}, async () => {
      const mailbox = await this.api.get(this.path);
      return mailbox.status === 'inactive' && !mailbox.disconnecting;
    });
    this.quiet.push({ from: answer?.at ?? process.hrtime.bigint(), to: null });
  }

  /** From now on it may send again. */
  endQuiet() { this.quiet.at(-1).to = process.hrtime.bigint(); }

  async isActive() { return (await this.api.get(this.path)).status === 'active'; }

  async undo() {
    this.endQuiet();
    await this.insist('POST', `${this.path}/undo-disconnect`, {}, () => this.isActive());
  }

  async reconnect() {
    this.endQuiet();
    await this.insist('POST', `${this.path}/reconnect`, { password: `pw-${this.address}` }, () => this.isActive());
    const runs = async () => ['active', 'evergreen'].includes((await this.api.get(this.campaign)).status);
    if (!['active', 'evergreen'].includes((await this.read(this.campaign)).status)) await this.insist('POST', `${this.campaign}/resume`, {}, runs);
  }

  async suppress() {
    await this.insist('POST', '/do-not-contact', { value: LAST, reason: 'a test' }, async () => (await this.api.get(`/contacts?limit=${PEOPLE}`)).items.find((one) => one.email === LAST).suppressed);
    this.suppressedAt = process.hrtime.bigint();
  }

  async restart() {
    await this.stayAlive();
    await this.outrider.stop();
    this.isPlanned = true;
    await this.stayAlive();
  }

  /** All of it; returns the sends. */
  async live() {
    await this.connect();
    await this.importPeople();
    await this.launch();
    await this.until('a third to be sent', () => this.ends().length >= PEOPLE / 3);
    await this.disconnect();
    await this.undo();
    await this.until('half to be sent', () => this.ends().length >= PEOPLE / 2);
    await this.disconnect();
    await this.suppress();
    await this.reconnect();
    await this.until('more to be sent', () => this.ends().length >= PEOPLE / 2 + 4);
    await this.restart();
    return this.finish();
  }

  async finish() {
    let sends;
    await this.until('every send to end', async () => {
      sends = await this.api.all(`${this.campaign}/sends`);
      return sends.length >= PEOPLE - 1 && sends.every((send) => FINAL.includes(send.status) || send.email === LAST);
    }).catch((error) => { throw new Error(`${error.message}; ${JSON.stringify(sends?.filter((send) => !FINAL.includes(send.status)).slice(0, 3))}; ${sends?.length} sends\n${this.outrider.logText.slice(-2000)}`); });
    return sends;
  }

  /** What was promised, against the mail server's log. */
  check(sends, { unknown = 0 } = {}) {
    const ends = this.ends();
    const counted = assertHonest(ends, sends, { unknown });
    for (const { from, to } of this.quiet) {
      const late = ends.filter((end) => end.ns > from && (to === null || end.ns < to));
      assert.deepEqual(late, [], 'handed over after an acknowledged disconnect');
    }
    assert.deepEqual(ends.filter((end) => end.rcpt === LAST && end.ns > this.suppressedAt), [], 'handed over after an acknowledged opt-out');
    return counted;
  }

  /** Stops; the database must be sound. A death while stopping is followed by a start, as any other. */
  async end() {
    await this.stayAlive();
    const { code, signal } = await this.outrider.stop();
    if (signal && this.mayDie(signal)) return this.end();
    this.api.close();
    this.smtp.forget(this.address);
    assert.equal(code, 0, this.outrider.logText.slice(-2000));
    assertSound(this.outrider.dataDir);
    assert.deepEqual([...this.outrider.breaches], []);
  }
}
