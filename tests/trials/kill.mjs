// kill -9 at random moments while 100 mailboxes send, again and again on the same data directory.
//
// A round is one campaign of single emails over 90 mailboxes, one of an email and a follow-up over ten that are read, ten kills at
// moments of their own, and then peace until everything has ended. After each restart nobody was written to twice; at the end of
// the round nobody was forgotten but those listed as unknown, at most one for each connection and kill. The trials of a round go
// into the journal together, when the round has shown that nothing is lost.
import assert from 'node:assert/strict';
import { closeAll } from '../lib/close.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { ALWAYS, connectMailbox, fakeMailbox, importContacts, launch } from '../lib/scenario.mjs';
import { sleep, waitFor } from '../lib/wait.mjs';
import { MailStack } from '../servers/stack.mjs';
import { keepEvidence } from './evidence.mjs';
import { inParallel, MAILBOXES, PROVIDER } from './rig.mjs';
import { Witness } from './witness.mjs';

const KILLS = 10; // in a round
const READ = 10; // mailboxes with follow-ups
const SENDING_MS = 600; // a kill comes at most so long after the first email of a life
const STARTING_MS = 150; // or so long after the start
const STARTING_SHARE = 0.15;
const CONTACTS = { single: 6000, followed: 500 };
const END_MS = 240_000; // for a round's campaigns to end

const ms = (ns) => Number(ns) / 1e6;
const now = () => process.hrtime.bigint();
const keyOf = (end) => `${end.rcpt} ${/^Re:/.test(end.subject) ? 2 : 1}`;

class Scene {
  static async start() {
    const scene = new Scene();
    Object.assign(scene, { seen: new Map(), twice: [], rounds: 0 });
    try {
      scene.witness = await Witness.start({ options: PROVIDER, onEnd: (end) => scene.note(end) });
      scene.stack = await MailStack.start({ only: ['mail'] });
      scene.outrider = await Outrider.start({ env: { ...scene.stack.environment(), OUTRIDER_SYNC_INTERVAL: '10' } });
      scene.api = scene.outrider.api;
      scene.mailboxes = await inParallel(Array.from({ length: MAILBOXES }, (_, i) => `sender${i}@acme.test`), 10,
        (address, i) => connectMailbox(scene.api, { ...fakeMailbox(scene.witness, address), imap: i < READ ? scene.imap(address) : null }));
    } catch (error) {
      await scene.close().catch(() => {});
      throw error;
    }
    return scene;
  }

  imap(address) {
    this.stack.dovecot.setPassword(address, `pw-${address}`);
    return { host: '127.0.0.1', port: this.stack.ports.imap, security: 'starttls', username: address, password: `pw-${address}` };
  }

  note(end) {
    const key = keyOf(end);
    if (this.seen.has(key)) this.twice.push(key);
    this.seen.set(key, end.ns);
  }

  async campaign(name, mailboxes, count, steps) {
    const addresses = Array.from({ length: count }, (_, i) => `${name}-${i}@${name}-${Math.floor(i / 10)}.test`);
    const campaign = await this.api.post('/campaigns', { name, mailbox_ids: mailboxes.map((mailbox) => mailbox.id), steps, ...ALWAYS });
    await importContacts(this.api, name, addresses);
    await this.api.post(`/campaigns/${campaign.id}/contacts`, { list: name });
    await launch(this.api, campaign);
    return { campaign, addresses };
  }

  async beginRound() {
    const n = ++this.rounds;
    this.seen.clear();
    const single = await this.campaign(`single${n}`, this.mailboxes.slice(READ), CONTACTS.single, [{ subject: 'Step one', body_text: 'Hello' }]);
    const followed = await this.campaign(`followed${n}`, this.mailboxes.slice(0, READ), CONTACTS.followed,
      [{ subject: 'Step one', body_text: 'Hello' }, { body_text: 'Again', delay_hours: 1 / 3600 }]);
    return [single, followed];
  }

  /** One life and its end: → the trial. The first of a round runs already. */
  async live({ isRunning }) {
    const trial = { moment: !isRunning && Math.random() < STARTING_SHARE ? 'starting' : 'sending' };
    const before = this.seen.size;
    const startedAt = now();
    const ready = isRunning ? Promise.resolve() : this.outrider.serve();
    if (trial.moment === 'sending') {
      await ready;
      const first = await this.firstEnd(startedAt);
      if (!isRunning) trial.firstMs = Number(ms(first - startedAt).toFixed(1));
      await sleep(Math.random() * SENDING_MS);
      await this.outrider.kill();
    } else {
      await Promise.all([ready.catch(() => {}), sleep(Math.random() * STARTING_MS).then(() => this.outrider.kill())]);
    }
    await this.witness.read();
    assert.deepEqual(this.twice, [], 'handed over twice');
    return { ...trial, ok: true, handedOver: this.seen.size - before };
  }

  firstEnd(startedAt) {
    return waitFor('mail after the start', () => this.witness.latest > startedAt && [...this.seen.values()].find((ns) => ns > startedAt), 60_000, 5);
  }

  async close() {
    await closeAll(this.outrider, this.witness, this.stack);
  }
}

// All sends of a campaign once no contact waits (those whose email is unknown are held) and none is under way.
async function whenEnded(scene, { campaign }) {
  let left;
  const done = await waitFor('the campaign to end', async () => {
    left = await scene.api.get(`/campaigns/${campaign.id}`);
    if (left.status !== 'completed' && left.counts.waiting > 0) return null;
    const sends = await scene.api.all(`/campaigns/${campaign.id}/sends`);
    return !sends.some((send) => ['due', 'claimed', 'transmitting'].includes(send.status)) && sends;
  }, END_MS, 500).catch((error) => { throw new Error(`${error.message}; ${left.status} ${JSON.stringify(left.counts)}`); });
  return done;
}

// The program's word against the server's: nothing missing, nothing claimed that was not seen.
function settle(scene, { addresses }, sends, steps) {
  const byKey = new Map(sends.map((send) => [`${send.email} ${send.step}`, send]));
  for (const address of addresses) {
    for (let step = 1; step <= steps; step++) {
      const send = byKey.get(`${address} ${step}`);
      assert.ok(['sent', 'unknown'].includes(send?.status), `${address}, step ${step}: ${JSON.stringify(send)}`);
      if (send.status === 'unknown') break; // what follows waits for a person
    }
  }
  for (const [key, send] of byKey) if (send.status === 'sent') assert.ok(scene.seen.has(key), `${key} is sent, the server has not seen it`);
  return sends.filter((send) => send.status === 'unknown');
}

function assertFewUnknown(unknown, kills) {
  const perMailbox = new Map();
  for (const send of unknown) perMailbox.set(send.mailbox_id, (perMailbox.get(send.mailbox_id) ?? 0) + 1);
  for (const [id, count] of perMailbox) assert.ok(count <= kills, `${count} unknown at ${id} after ${kills} kills: more than one a connection`);
}

async function round(scene, kills, { signal, progress }) {
  const campaigns = await scene.beginRound();
  const trials = [];
  while (trials.length < kills && !signal.isStopping) {
    trials.push(await scene.live({ isRunning: !trials.length }));
    progress();
  }
  if (trials.length) await scene.outrider.serve();
  const unknown = [];
  for (const [i, each] of campaigns.entries()) unknown.push(...settle(scene, each, await whenEnded(scene, each), i + 1));
  await scene.witness.read();
  assert.deepEqual(scene.twice, [], 'handed over twice');
  assertFewUnknown(unknown, trials.length);
  if (trials.length) Object.assign(trials.at(-1), { roundKills: trials.length, roundUnknown: unknown.length, roundSeen: scene.seen.size });
  return trials;
}

/** Runs rounds until the journal holds `count` kills. */
export async function runKills({ count, journal, out, signal, progress }) {
  const scene = await Scene.start();
  try {
    while (journal.done('kill') < count && !signal.isStopping) {
      journal.add('kill', ...await round(scene, Math.min(KILLS, count - journal.done('kill')), { signal, progress }));
      progress();
    }
    return { handedOver: scene.witness.total };
  } catch (error) {
    journal.add('kill', { ok: false, error: error.message.slice(0, 2000) });
    await keepEvidence(out, scene, error);
    throw error;
  } finally {
    await scene.close();
  }
}
