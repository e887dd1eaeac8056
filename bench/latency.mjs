// The pipeline to a provider 100 ms away: one kept connection for each of many mailboxes, beside smtp-source with as many.
import { execFile } from 'node:child_process';
import { Outrider } from '../tests/lib/outrider.mjs';
import { ALWAYS, importContacts, launch } from '../tests/lib/scenario.mjs';
import { waitFor } from '../tests/lib/wait.mjs';
import { Distance, keep, median, options, ratio, sideBySide, Sink } from './lib.mjs';

const { runs, quick } = options('usage: ./dev bench latency: 1,000 mailboxes with a connection each, 100 ms round trip');
const MAILBOXES = quick ? 100 : 1000;
const EACH = 20; // emails of a mailbox
const EMAILS = MAILBOXES * EACH;
const sink = await Sink.start();
const far = await Distance.start(sink.port, 100);

async function connect(api, i) {
  const mailbox = await api.post('/mailboxes', { provider: 'smtp', address: `s${i}@acme.test`, name: `S${i}`, imap: null, smtp: { host: '127.0.0.1', port: far.port, security: 'none', username: '', password: '' } });
  await api.patch(`/mailboxes/${mailbox.id}`, { min_gap_seconds: 0, daily_cap: 100_000 });
  return mailbox.id;
}

// Measured is the middle of the run, when every connection is open.
async function ours() {
  const outrider = await Outrider.start({ env: { OUTRIDER_LOG: 'error', OUTRIDER_SEND_WORKERS: String(MAILBOXES) } });
  const { api } = outrider;
  const ids = [];
  for (let from = 0; from < MAILBOXES; from += 50) ids.push(...await Promise.all(Array.from({ length: 50 }, (_, i) => connect(api, from + i))));
  const campaigns = [];
  for (let from = 0; from < MAILBOXES; from += 100) {
    const list = `list ${from}`;
    await importContacts(api, list, Array.from({ length: 100 * EACH }, (_, i) => `p${from}x${i}@d${i % 1000}.test`));
    const campaign = await api.post('/campaigns', { name: list, evergreen: true, mailbox_ids: ids.slice(from, from + 100), steps: [{ subject: 'Hello', body_text: 'x'.repeat(2000) }], ...ALWAYS });
    await api.post(`/campaigns/${campaign.id}/contacts`, { list });
    campaigns.push(campaign);
  }
  for (const campaign of campaigns) await launch(api, campaign);
  const { perSecond } = await middle(outrider);
  await outrider.close();
  return { perSecond };
}

async function sent(outrider) {
  const { text } = await outrider.api.request('GET', '/metrics', undefined, { outside: true });
  return Number(/outrider_sends_total\{outcome="sent"\} (\d+)/.exec(text)[1]);
}

async function middle(outrider) {
  await waitFor('a quarter', async () => await sent(outrider) >= EMAILS / 4, 120_000, 20);
  const [from, began] = [await sent(outrider), performance.now()];
  await waitFor('three quarters', async () => await sent(outrider) >= EMAILS * 3 / 4, 120_000, 20);
  return { perSecond: (await sent(outrider) - from) / ((performance.now() - began) / 1000) };
}

function source() {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    execFile('/usr/sbin/smtp-source', ['-d', '-s', String(MAILBOXES), '-m', String(EMAILS), '-l', '2000', '-f', 's@acme.test', '-t', 'p@d.test', `inet:127.0.0.1:${far.port}`], (error) => {
      if (error) reject(error);
      else resolve({ perSecond: EMAILS / ((performance.now() - began) / 1000) });
    });
  });
}

try {
  const results = await sideBySide(runs, { ours, source });
  const of = (name) => results[name].map((result) => result.perSecond);
  const speed = ratio(of('ours'), of('source'));
  keep('latency', [{ figure: `the same at 100 ms round trip, ${MAILBOXES.toLocaleString('en')} mailboxes, a kept connection each`, ours: `${Math.round(median(of('ours'))).toLocaleString('en')}/s`,
    rival: `smtp-source, kept connections, no pipelining, no storage: ${Math.round(median(of('source'))).toLocaleString('en')}/s`, ...speed, must: '1.5 ×', aim: '1.8 ×', met: speed.ratio >= 1.5 }]);
} finally {
  far.close();
  sink.close();
}
