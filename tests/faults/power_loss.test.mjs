// The power is cut at any moment: what was not synced is gone, or half there, or there in another order. The database opens and
// is sound, what the mail server has taken is sent or unknown and never sent again, every acknowledged stop is there.
//
// POWER_CUTS says how many cuts are made; POWER_SEED makes the same ones again as far as the life in between is the same.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { sleep, waitFor } from '../lib/wait.mjs';
import { assertHonest, assertSound } from './disk.mjs';
import { bound } from './fleet.mjs';
import { LAST, Life, makeTemplate } from './life.mjs';
import { cutPower, numbers, readRecord } from './power.mjs';
import { FaultShim, SKIP } from './shim.mjs';

const CUTS_OF_A_LIFE = 25;
const OPEN = ['due', 'claimed', 'transmitting'];

let template;

before(async () => {
  if (!SKIP) template = await makeTemplate();
});
after(async () => { await template?.close(); });

/** A life whose writes are recorded. The shim is to be closed by the caller. */
async function record(smtp) {
  const shim = new FaultShim();
  shim.set('recording', 1);
  const life = await Life.begin({ template, dataDir: shim.dataDir, smtp, env: shim.environment({ record: true }) });
  life.check(await life.live(), { unknown: 1 });
  const ends = life.ends();
  await life.end();
  return { shim, life, ends, events: readRecord(shim.record) };
}

/** Waits until nothing is open any more; returns the sends. */
async function settle(api, campaign) {
  let quietLooks = 0;
  return waitFor('every send to end', async () => {
    const sends = await api.all(`/campaigns/${campaign.id}/sends`);
    quietLooks = sends.some((send) => OPEN.includes(send.status)) ? 0 : quietLooks + 1;
    return quietLooks === 3 && sends;
  }, 20_000, 60);
}

async function checkRecovered({ outrider, smtp, life, before: taken, ns }) {
  const { api } = outrider;
  const status = await api.get('/status');
  assert.deepEqual(status.sending.holds, [], 'a power cut is no restore');
  const mailbox = (await api.all('/mailboxes')).find((one) => one.address === life.address);
  assert.ok(mailbox || ns < life.connectedAt, 'the mailbox is gone');
  const stop = life.quiet.find(({ from, to }) => from <= ns && ns < to);
  if (stop) assert.equal(mailbox.status, 'inactive', 'an acknowledged disconnect is gone');
  const campaign = (await api.all('/campaigns')).find((one) => one.name === life.address);
  assert.ok(campaign || ns < life.launchedAt, 'the campaign is gone');
  if (!campaign) return { unknown: 0 };
  const goesOn = mailbox.status === 'active' && ['active', 'evergreen'].includes(campaign.status);
  if (!goesOn) await sleep(300);
  const sends = goesOn ? await settle(api, campaign) : await api.all(`/campaigns/${campaign.id}/sends`);
  const now = smtp.ends({ mailbox: life.address }).slice(life.taken);
  if (stop) assert.deepEqual(now, [], 'handed over after an acknowledged disconnect');
  if (ns >= life.suppressedAt) assert.deepEqual(now.filter((end) => end.rcpt === LAST), [], 'handed over after an acknowledged opt-out');
  return assertHonest([...taken, ...now], sends, { unknown: 2 });
}

/** The stop journal, which is what a restore has, holds every acknowledged stop; its last line may be torn. */
function checkJournal(dataDir, life, ns) {
  const file = path.join(dataDir, 'stops.journal');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  const count = (kind) => lines.filter((line) => line.includes(`"stop":"${kind}"`)).length;
  assert.ok(count('disconnect') >= life.quiet.filter(({ from }) => from <= ns).length, 'an acknowledged disconnect is not in the journal');
  assert.ok(count('suppress') >= (ns >= life.suppressedAt ? 1 : 0), 'an acknowledged opt-out is not in the journal');
}

async function cut({ recorded, smtp, ns, seed }) {
  const { life, events, shim } = recorded;
  const dataDir = mkdtempSync(path.join(tmpdir(), 'otr-cut-'));
  let outrider;
  try {
    cutPower({ template: template.dataDir, events, root: shim.dataDir, ns, random: numbers(seed), to: dataDir });
    outrider = await Outrider.on(dataDir, { key: template.key });
    checkJournal(dataDir, life, ns);
    life.taken = life.ends().length;
    await outrider.serve();
    const counted = await checkRecovered({ outrider, smtp, life, before: recorded.ends.filter((end) => end.ns <= ns), ns });
    const { code } = await outrider.stop();
    assert.equal(code, 0);
    assertSound(dataDir);
    return counted;
  } catch (error) {
    outrider?.process?.kill('SIGKILL');
    throw new Error(`seed ${seed}, ${Number(ns - events[0].ns) / 1e6} ms after the start: ${error.message}`, { cause: error });
  } finally {
    outrider?.api.close();
    if (!process.env.POWER_KEEP) rmSync(dataDir, { recursive: true, force: true });
  }
}

test('the power may be cut at any moment', { skip: SKIP }, async (t) => {
  const cuts = Number(process.env.POWER_CUTS ?? 30);
  const seed = Number(process.env.POWER_SEED ?? Math.floor(Math.random() * 1e9));
  const smtp = await SmtpServer.start({ endLatencyMs: 1 });
  const total = { done: 0, unknown: 0, events: 0, lives: 0 };
  const failures = [];
  try {
    while (total.done < cuts && failures.length < 10) {
      const recorded = await record(smtp);
      const { events } = recorded;
      total.lives++;
      total.events += events.length;
      for (let i = 0; i < CUTS_OF_A_LIFE && total.done < cuts; i++, total.done++) {
        const random = numbers(seed + total.done);
        // At an operation, and not at a time: that is where the moments differ.
        const { ns } = events[Math.floor(random() * events.length)];
        await cut({ recorded, smtp, ns, seed: seed + total.done })
          .then(({ unknown }) => { total.unknown += unknown; }, (error) => { failures.push(error.message); });
      }
      recorded.shim.close();
    }
  } finally {
    await smtp.close();
  }
  assert.deepEqual(failures, [], `POWER_SEED=${seed}`);
  t.diagnostic(`measured: ${cuts} power cuts in ${total.lives} lives of ${Math.round(total.events / total.lives)} operations on files: every database opened and was sound, `
    + `${total.unknown} emails unknown; lost or doubled ${bound(cuts)}`);
});
