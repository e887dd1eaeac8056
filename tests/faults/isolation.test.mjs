// One bad mailbox, mail server or campaign never slows another: with a tenth of the mailboxes on servers that are silent, drip,
// cut, babble or are gone, and far fewer workers than mailboxes, the others keep their rate.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { ALWAYS, fakeMailbox, importContacts, launch } from '../lib/scenario.mjs';
import { sleep, waitFor } from '../lib/wait.mjs';
import { percentile, times } from './fleet.mjs';

const MAILBOXES = times('ISOLATION_MAILBOXES', 100);
const HOSTILE = MAILBOXES / 10;
const WORKERS = 24;
const SPARE = WORKERS / 2; // threads for those that let wait
const SECONDS = times('ISOLATION_SECONDS', MAILBOXES < 1000 ? 16 : 90);
const AHEAD = 32; // emails that a mailbox has planned
const LOOK_MS = 2000;
const MOST_PER_SECOND = 1000 / (20 * 4 + 50) * WORKERS; // MAIL, RCPT, DATA and RSET or the like, and the end

// How each hostile server behaves from the moment it is told to.
const MANNERS = {
  silent: { rules: [{ on: 'CONNECT', then: 'silence' }] },
  drips: { rules: [{ on: 'CONNECT', reply: `220 ${'x'.repeat(200)}`, byteMs: 1000 }] },
  cuts: { rules: [{ on: 'DATA', reply: '421 4.3.2 Shutting down', then: 'close' }] },
  resets: { rules: [{ on: 'END', then: 'reset' }] },
  babbles: { rules: [{ on: 'MAIL', reply: `250 ${'x'.repeat(10 * 1024 * 1024)}` }] },
};

let outrider, api, good;
const hostile = {};

before(async () => {
  good = await SmtpServer.start({ latencyMs: 20, endLatencyMs: 50 });
  for (const name of [...Object.keys(MANNERS), 'gone']) hostile[name] = await SmtpServer.start({ latencyMs: 20, endLatencyMs: 50 });
  outrider = await Outrider.start({ env: { OUTRIDER_SEND_WORKERS: String(WORKERS) } });
  api = outrider.api;
  const ids = await connectAll();
  for (let from = 0; from < ids.length; from += 100) await startCampaign(from / 100, ids.slice(from, from + 100));
});
after(() => closeAll(outrider, good, ...Object.values(hostile)));

// A hundred mailboxes, a tenth of them hostile, and enough people for them.
async function startCampaign(number, mailboxIds) {
  const list = `people of ${number}`;
  const people = Math.ceil(MOST_PER_SECOND * (2 * SECONDS + 40) * mailboxIds.length / MAILBOXES) + AHEAD * mailboxIds.length;
  await importContacts(api, list, Array.from({ length: people }, (_, i) => `p${number}x${i}@d${i % 997}.test`), 120_000);
  const campaign = await api.post('/campaigns', { name: `Number ${number}`, evergreen: true, mailbox_ids: mailboxIds, steps: [{ subject: 'Hi', body_text: 'Hello' }], ...ALWAYS });
  await api.post(`/campaigns/${campaign.id}/contacts`, { list });
  await launch(api, campaign);
}

async function connectOne(i) {
  const servers = Object.values(hostile);
  const server = i % 10 === 0 ? servers[i / 10 % servers.length] : good;
  const mailbox = await api.post('/mailboxes', fakeMailbox(server, `sender${i}@acme.test`));
  await api.patch(`/mailboxes/${mailbox.id}`, { min_gap_seconds: 0, daily_cap: 100_000 });
  return mailbox.id;
}

async function connectAll() {
  const ids = [];
  for (let from = 0; from < MAILBOXES; from += 10) ids.push(...await Promise.all(Array.from({ length: Math.min(10, MAILBOXES - from) }, (_, i) => connectOne(from + i))));
  return ids;
}

/** Emails a second that the good server takes, the median of many short looks: whatever else runs on the machine disturbs some. */
async function rate(seconds) {
  const rates = [];
  for (let look = 0; look < seconds * 1000 / LOOK_MS; look++) {
    const from = good.ends().length;
    const began = performance.now();
    await sleep(LOOK_MS);
    rates.push((good.ends().length - from) / ((performance.now() - began) / 1000));
  }
  return { median: percentile(rates, 0.5), all: rates.map(Math.round).join(' ') };
}

async function metrics() {
  const { text } = await api.request('GET', '/metrics', undefined, { outside: true });
  return (name) => Number(new RegExp(`^${name.replace(/[{}"]/g, '\\$&')} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
}

const residentMb = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${outrider.process.pid}/status`, 'utf8'))[1]) / 1024;

test('the others keep their rate while a tenth of the mailboxes meet hostile servers, and memory and threads stay bounded', async (t) => {
  await waitFor('mail to flow', () => good.ends().length > MAILBOXES, 30_000);
  const healthy = await rate(SECONDS);
  const memory = residentMb();

  for (const [name, manners] of Object.entries(MANNERS)) hostile[name].set(manners);
  await hostile.gone.close();
  const beset = await rate(SECONDS);

  const read = await metrics();
  t.diagnostic(`measured: ${MAILBOXES} mailboxes, ${HOSTILE} hostile, ${WORKERS} workers: ${healthy.median.toFixed(0)}/s before, ${beset.median.toFixed(0)}/s with them: ${(100 * beset.median / healthy.median).toFixed(0)} %; memory ${memory.toFixed(0)} to ${residentMb().toFixed(0)} MB`);
  t.diagnostic(`measured: per second before ${healthy.all}; with them ${beset.all}`);
  assert.ok(beset.median >= 0.95 * healthy.median, `${beset.median} of ${healthy.median}`);
  assert.ok(residentMb() < memory + 64, `${memory} MB became ${residentMb()}`);
  const [workers, proven, doubtful] = ['outrider_workers{kind="send"}', ...['proven', 'doubtful'].map((name) => `outrider_lanes_taken{kind="send",standing="${name}"}`)].map(read);
  t.diagnostic(`measured: ${workers} workers; ${proven} with proven mailboxes, ${doubtful} with doubtful ones`);
  assert.ok(workers <= WORKERS + SPARE, `${workers} workers`);
});

test('a server that is gone counts as down, is told of, and comes back when it does', { skip: HOSTILE < 12 && 'too few mailboxes on it' }, async () => {
  const { sending } = await waitFor('the server to count as down', async () => {
    const status = await api.get('/status');
    return status.sending.holds.some((hold) => hold.provider === `127.0.0.1:${hostile.gone.port}`) && status;
  }, 60_000);
  assert.equal(sending.state, 'running');
});

test('every pool and queue has a metric', async () => {
  const read = await metrics();

  for (const kind of ['send', 'sync']) {
    for (const name of ['outrider_workers', 'outrider_threads', 'outrider_threads_limit', 'outrider_lanes', 'outrider_lanes_ready'])
      assert.ok(read(`${name}{kind="${kind}"}`) >= 0, `${name} ${kind}`);
    for (const standing of ['fresh', 'doubtful']) assert.ok(read(`outrider_lanes_taken{kind="${kind}",standing="${standing}"}`) >= 0);
    assert.ok(read(`outrider_places_down{kind="${kind}"}`) >= 0);
  }
  for (const name of ['outrider_http_queued', 'outrider_http_waiting', 'outrider_http_open', 'outrider_event_streams', 'outrider_store_waiting', 'outrider_fence_attempts'])
    assert.ok(read(name) >= 0, name);
});
