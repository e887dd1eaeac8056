// The whole pipeline on loopback: contacts in a database, each claimed, rendered, sent by SMTP and its result durable, beside
// nodemailer with Node's SQLite doing the same, and beside smtp-source, which keeps nothing. On this machine's disk as it is,
// and with syncs so much longer that it does 1,400 in a second: what decides is the wait for them.
import { execFile, spawn } from 'node:child_process';
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { once } from 'node:events';
import { Outrider } from '../tests/lib/outrider.mjs';
import { importContacts, makeCampaign, waitForCampaign } from '../tests/lib/scenario.mjs';
import { waitFor } from '../tests/lib/wait.mjs';
import { BUILD, cpuMs, keep, LETTER, median, options, ratio, sideBySide, Sink } from './lib.mjs';

const { runs, quick } = options('usage: ./dev bench pipeline: 10,000 emails over 100 connections, to a sink that keeps nothing');
const EMAILS = quick ? 1000 : 10_000;
const CONNECTIONS = 100;
const SLEEP_OVERHEAD_US = 65; // a short sleep takes this much longer than asked
const SYNCS_PER_SECOND = 1400;
const slowBy = Math.max(0, Math.round(1e6 / SYNCS_PER_SECOND - syncMicroseconds()));
const SLOW_DISK = { LD_PRELOAD: path.join(BUILD, 'slow_sync.so'), SLOW_SYNC_US: String(slowBy) };
const sink = await Sink.start();

/** What a sync of a page costs on this disk, and a short sleep on this machine. */
function syncMicroseconds() {
  const file = path.join(BUILD, 'sync.bin');
  const descriptor = openSync(file, 'w');
  const page = Buffer.alloc(4096);
  const began = performance.now();
  for (let i = 0; i < 1000; i++) {
    writeSync(descriptor, page);
    fdatasyncSync(descriptor);
  }
  const each = performance.now() - began;
  closeSync(descriptor);
  rmSync(file);
  return each + SLEEP_OVERHEAD_US;
}

async function connect(api, i) {
  const mailbox = await api.post('/mailboxes', { provider: 'smtp', address: `s${i}@acme.test`, name: `S${i}`, imap: null, smtp: { host: '127.0.0.1', port: sink.port, security: 'none', username: '', password: '' } });
  await api.patch(`/mailboxes/${mailbox.id}`, { min_gap_seconds: 0, daily_cap: 100_000 });
  return mailbox.id;
}

async function ours(env = {}) {
  const outrider = await Outrider.start({ env: { OUTRIDER_LOG: 'error', ...env } });
  const { api } = outrider;
  const ids = [];
  for (let i = 0; i < CONNECTIONS; i++) ids.push(await connect(api, i));
  await importContacts(api, 'all', Array.from({ length: EMAILS }, (_, i) => `p${i}@d${i % 1000}.test`));
  const campaign = await makeCampaign(api, { name: 'All', mailboxIds: ids, steps: [{ subject: LETTER.subject, body_text: LETTER.text, body_html: LETTER.html }], contacts: { list: 'all' } });
  await api.post(`/campaigns/${campaign.id}/launch`);
  await waitForCampaign(api, campaign, ['active', 'completed']);
  const [began, cpu] = [performance.now(), cpuMs(outrider.process.pid)];
  const before = await settled(api);
  await waitFor('all to be sent', async () => await settled(api) >= EMAILS, 120_000, 25);
  const result = measure(began, cpuMs(outrider.process.pid) - cpu, EMAILS - before);
  const { counts } = await api.get(`/campaigns/${campaign.id}`);
  if (counts.sent !== EMAILS) throw new Error(`${counts.sent} of ${EMAILS} are sent`);
  await outrider.close();
  return result;
}

/** How many emails are sent and durable, from the metrics: asking costs the server next to nothing. */
async function settled(api) {
  const { text } = await api.request('GET', '/metrics', undefined, { outside: true });
  return Number(/outrider_sends_total\{outcome="sent"\} (\d+)/.exec(text)[1]);
}

const measure = (began, cpu, emails) => ({ perSecond: emails / ((performance.now() - began) / 1000), cpuMs: cpu / emails });

/** A process of its own, so that its CPU time is its own. */
async function nodemailer(env = {}) {
  const child = spawn(process.execPath, ['--no-warnings', path.join(import.meta.dirname, 'nodemailer_sender.mjs'), String(sink.port), String(EMAILS), String(CONNECTIONS), path.join(BUILD, 'rival.db')], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  let text = '';
  child.stdout.on('data', (chunk) => { text += chunk; });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`nodemailer ended with ${code}`);
  rmSync(path.join(BUILD, 'rival.db'), { force: true });
  return JSON.parse(text);
}

function source() {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = execFile('/usr/sbin/smtp-source', ['-s', String(CONNECTIONS), '-m', String(EMAILS), '-l', '2048', '-f', 's@acme.test', '-t', 'p@d.test', `inet:127.0.0.1:${sink.port}`], (error) => {
      if (error) reject(error);
      else resolve({ perSecond: EMAILS / ((performance.now() - began) / 1000) });
    });
    child.stdout.resume();
  });
}

try {
  const results = await sideBySide(runs, { ours: () => ours(), nodemailer: () => nodemailer(), source,
    oursSlow: () => ours(SLOW_DISK), nodemailerSlow: () => nodemailer(SLOW_DISK) });
  const of = (name, key) => results[name].map((result) => result[key]);
  const speed = ratio(of('ours', 'perSecond'), of('nodemailer', 'perSecond'));
  const slow = ratio(of('oursSlow', 'perSecond'), of('nodemailerSlow', 'perSecond'));
  const cpu = Math.min(...of('ours', 'cpuMs')); // what else runs on the machine only adds to CPU time
  const perSecond = (name) => median(of(name, 'perSecond'));
  const shown = (name) => `${Math.round(perSecond(name)).toLocaleString('en')}/s`;
  keep('pipeline', [
    { figure: `whole pipeline, ${EMAILS.toLocaleString('en')} emails of 2 KB, loopback, each result durable, disk of ${SYNCS_PER_SECOND.toLocaleString('en')} syncs a second`,
      ours: shown('oursSlow'), rival: `nodemailer + node:sqlite ${shown('nodemailerSlow')}`, ...slow, must: '8 × nodemailer', aim: '20 ×', met: slow.ratio >= 8 },
    { figure: 'the same on this machine\'s disk, with faster syncs', ours: shown('ours'),
      rival: `nodemailer + node:sqlite ${shown('nodemailer')}; smtp-source, which stores nothing, ${shown('source')}: ${(perSecond('source') / perSecond('nodemailer')).toPrecision(2)} × nodemailer`, ...speed, must: '–' },
    { figure: 'CPU per email in that run: the least disturbed of the runs, and the median',
      ours: `${cpu.toFixed(3)} ms; ${median(of('ours', 'cpuMs')).toFixed(3)} ms`,
      rival: `nodemailer ${Math.min(...of('nodemailer', 'cpuMs')).toFixed(2)} ms; ${median(of('nodemailer', 'cpuMs')).toFixed(2)} ms`,
      ...ratio(of('nodemailer', 'cpuMs'), of('ours', 'cpuMs')), must: '0.25 ms', aim: '0.1 ms', met: cpu <= 0.25 },
  ]);
} finally {
  sink.close();
}
