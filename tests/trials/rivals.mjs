// Outrider and others side by side: what leaves after a stop has been acknowledged, what a kill -9 repeats or loses.
//
// A round gives each contestant the same three jobs, in turn, against a mail server of the same manners: 2,000 emails over 100
// connections; one mailbox is stopped, or everything, or the program is killed, at a random moment. The rivals are meant to
// lose; a round passes when Outrider keeps its word.
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { closeAll } from '../lib/close.mjs';
import { sleep, waitFor } from '../lib/wait.mjs';
import { OutriderContestant } from './rival_outrider.mjs';
import { NodemailerRival } from './rival_nodemailer.mjs';
import { canRunPostfix, PostfixRival } from './rival_postfix.mjs';
import { MAILBOXES, PROVIDER } from './rig.mjs';
import { Witness } from './witness.mjs';

const EMAILS = 2000;
const WARM_MS = 300; // of traffic before anything happens, and up to as much again
const WATCHED_MS = 1500; // after a stop

const ms = (ns) => Number((Number(ns) / 1e6).toFixed(1));

// name → how it is started for a job
const contestants = {
  outrider: (scene) => scene.outrider.job(scene.emails),
  'nodemailer, queue': (scene) => NodemailerRival.start({ ...scene, manner: 'queue' }),
  'nodemailer, flag': (scene) => NodemailerRival.start({ ...scene, manner: 'flag' }),
  ...(canRunPostfix() ? { postfix: (scene) => PostfixRival.start(scene) } : {}),
};

// Addresses are fresh for each job, so that one log tells the jobs apart.
function makeEmails(job) {
  return Array.from({ length: EMAILS }, (_, i) => ({ mailbox: `sender${i % MAILBOXES}@acme.test`, rcpt: `job${job}-${i}@d${Math.floor(i / 10)}.test` }));
}

class Scene {
  static async start() {
    const scene = new Scene();
    Object.assign(scene, { jobs: 0, ends: [] });
    try {
      scene.witness = await Witness.start({ options: PROVIDER, onEnd: (end) => scene.ends.push(end) });
      scene.port = scene.witness.port;
      scene.outrider = await OutriderContestant.start(scene.witness);
    } catch (error) {
      await scene.close().catch(() => {});
      throw error;
    }
    return scene;
  }

  /** Starts a contestant on a fresh job, waits until it is busy, and does `work` with it. */
  async run(start, work) {
    this.emails = makeEmails(++this.jobs);
    this.ends.length = 0;
    this.dir = mkdtempSync(path.join(tmpdir(), 'otr-rival-'));
    chmodSync(this.dir, 0o755); // Postfix's own user lives here
    let rival;
    try {
      rival = await start(this);
      await this.untilBusy();
      return await work(rival);
    } finally {
      await rival?.close();
      rmSync(this.dir, { recursive: true, force: true });
    }
  }

  async untilBusy() {
    await waitFor('traffic', () => this.ends.length >= MAILBOXES, 60_000, 10);
    await sleep(WARM_MS * (1 + Math.random()));
  }

  close() { return closeAll(this.outrider, this.witness); }
}

// What one mailbox, or everything, hands over after the answer.
function stopJob(scene, mailbox) {
  return async (rival) => {
    const askedAt = process.hrtime.bigint();
    const answeredAt = await rival.stop(mailbox);
    await sleep(WATCHED_MS);
    await scene.witness.read();
    const late = scene.ends.filter((end) => end.ns > answeredAt && (!mailbox || end.from === mailbox));
    return { tookMs: ms(answeredAt - askedAt), late: late.length, ...(late.length ? { lastMs: ms(late.at(-1).ns - answeredAt) } : {}) };
  };
}

// kill -9, start again, and once it has done all it will do: who got two, who got nothing that nobody tells of.
function killJob(scene) {
  return async (rival) => {
    await rival.kill();
    await rival.resume();
    const { unknown } = await rival.finish();
    await scene.witness.read();
    const counts = new Map();
    for (const end of scene.ends) counts.set(end.rcpt, (counts.get(end.rcpt) ?? 0) + 1);
    const told = new Set(unknown);
    return {
      twice: [...counts.values()].filter((count) => count > 1).length,
      lost: scene.emails.filter(({ rcpt }) => !counts.has(rcpt) && !told.has(rcpt)).length,
      unknown: told.size,
    };
  };
}

async function round(scene) {
  const results = {};
  for (const [name, start] of Object.entries(contestants)) {
    results[name] = {
      mailbox: await scene.run(start, stopJob(scene, 'sender0@acme.test')),
      all: await scene.run(start, stopJob(scene, null)),
      kill: await scene.run(start, killJob(scene)),
    };
  }
  return results;
}

export async function runRivals({ count, journal, signal, progress }) {
  if (!canRunPostfix()) console.log('rivals: without Postfix, which needs root');
  const scene = await Scene.start();
  try {
    while (journal.done('rivals') < count && !signal.isStopping) {
      const results = await round(scene);
      const { mailbox, all, kill } = results.outrider;
      const ok = mailbox.late + all.late + kill.twice + kill.lost === 0;
      journal.add('rivals', { ok, emails: EMAILS, results });
      assert.ok(ok, `Outrider broke its word: ${JSON.stringify(results.outrider)}`);
      progress();
    }
    return { handedOver: scene.witness.total };
  } finally {
    await scene.close();
  }
}
