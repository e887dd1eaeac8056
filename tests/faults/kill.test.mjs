// kill -9 at random moments: no (contact, step) is handed over twice, none is lost but those named unknown.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { sleep, waitFor } from '../lib/wait.mjs';
import { MailStack } from '../servers/stack.mjs';
import { bound, Fleet, percentile, times } from './fleet.mjs';

let smtp;
let stack;
let outrider;

before(async () => {
  smtp = await SmtpServer.start({ latencyMs: 2, endLatencyMs: 5 });
  stack = await MailStack.start({ only: ['mail'] });
  outrider = await Outrider.start({ env: { ...stack.environment(), OUTRIDER_SYNC_INTERVAL: '2' } });
});
after(() => closeAll(outrider, smtp, stack));

// Two steps need a mailbox that is read: Dovecot's, while the fake takes what is sent.
function imap(address) {
  stack.dovecot.setPassword(address, `pw-${address}`);
  return { host: '127.0.0.1', port: stack.ports.imap, security: 'starttls', username: address, password: `pw-${address}` };
}

const keyOf = (end) => `${end.rcpt} ${/^Re:/.test(end.subject) ? 2 : 1}`;

test('kill -9 in mid-campaign loses nothing and repeats nothing', async (t) => {
  const rounds = times('KILL_ROUNDS', 6);
  const perRound = 120;
  const fleet = await Fleet.start({ outrider, smtp, mailboxes: 10, imap, contacts: rounds * perRound,
    campaign: { evergreen: false, steps: [{ subject: 'Step one', body_text: 'Hello' }, { body_text: 'Again', delay_hours: 1 / 3600 }] } });
  await fleet.launch();
  const restarts = [];

  for (let n = 0; n < rounds; n++) {
    const from = smtp.ends().length;
    const startedAt = performance.now();
    await waitFor('mail after the start', () => smtp.ends().length > from, 30_000, 2);
    if (n) restarts.push(performance.now() - startedAt);
    await sleep(Math.random() * 250);
    await outrider.kill();
    await outrider.serve();
  }
  let left;
  const sends = await waitFor('every send to end', async () => {
    const list = await fleet.sends();
    const open = list.filter((send) => ['due', 'claimed', 'transmitting'].includes(send.status));
    const campaign = await fleet.api.get(`/campaigns/${fleet.campaign.id}`);
    left = { counts: campaign.counts, status: campaign.status, open: open.slice(0, 3) };
    // Whoever's first email is unknown is held for a person's word; all others are done.
    return !open.length && (campaign.status === 'completed' || campaign.counts.waiting === 0) && list;
  }, 120_000 + rounds * 5000, 500).catch((error) => { throw new Error(`${error.message}; ${JSON.stringify(left)}`); });

  const ends = new Map();
  for (const end of smtp.ends()) ends.set(keyOf(end), (ends.get(keyOf(end)) ?? 0) + 1);
  assert.deepEqual([...ends].filter(([, count]) => count > 1), [], 'handed over twice');
  const byKey = new Map(sends.map((send) => [`${send.email} ${send.step}`, send]));
  for (const address of fleet.addresses) {
    const first = byKey.get(`${address} 1`);
    assert.ok(first, `${address} has no first step`);
    assert.ok(['sent', 'unknown'].includes(first.status), `${address}: ${JSON.stringify(first)}`);
  }
  for (const [key, send] of byKey) {
    if (send.status === 'sent') assert.ok(ends.has(key), `${key} is sent, the server has not seen it`);
  }
  for (const key of ends.keys()) assert.ok(['sent', 'unknown'].includes(byKey.get(key)?.status), `${key} was seen: ${JSON.stringify(byKey.get(key))}`);
  const unknown = sends.filter((send) => send.status === 'unknown');
  assert.ok(unknown.length <= rounds * 10, `${unknown.length} unknown in ${rounds} rounds: more than one a connection`);
  t.diagnostic(`measured: kill -9: twice ${bound(rounds)}; ${ends.size} handed over, ${unknown.length} unknown; `
    + (restarts.length ? `start to first mail p50 ${percentile(restarts, 0.5).toFixed(0)} ms` : ''));
});

test('a clean stop drains: nothing is unknown after it', async (t) => {
  const drained = await SmtpServer.start({ latencyMs: 5, endLatencyMs: 30 });
  let other;
  t.after(() => closeAll(other, drained));
  other = await Outrider.start();
  const busy = await Fleet.start({ outrider: other, smtp: drained, mailboxes: 10, contacts: 300 });
  await busy.launch();
  await waitFor('mail to flow', () => drained.ends().length > 20, 30_000, 2);

  const { code } = await other.stop();
  assert.equal(code, 0);
  await other.serve();

  await waitFor('all to be sent', () => drained.ends().length === 300, 60_000);
  await sleep(300);
  const sends = await busy.sends();
  assert.deepEqual(sends.filter((send) => send.status === 'unknown'), []);
  assert.equal(new Set(drained.ends().map((end) => end.rcpt)).size, 300);
});
