// A stop is a stop: after the answer to a disconnect, a hold, a pause or a suppression the mail server sees no end of data of what
// was stopped, while 50 mailboxes send without gaps to a provider with 20 ms a reply and 50 ms at the end of data.
//
// An end of data is logged when its dot is read, before it is answered. One that Outrider had on the wire is awaited by the stop,
// so that every end later than the stop's answer is a broken promise. The receipt must list what the server saw.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { waitFor, sleep } from '../lib/wait.mjs';
import { bound, Fleet, percentile, times } from './fleet.mjs';

const SILENCE_MS = 400; // how long the server is watched after each answer
const EDGES = { latencyMs: 20, endLatencyMs: 50 };

let smtp;
let outrider;
let api;
let fleet;

before(async () => {
  smtp = await SmtpServer.start(EDGES);
  outrider = await Outrider.start();
  api = outrider.api;
  fleet = await Fleet.start({ outrider, smtp, mailboxes: 50, contacts: 2000, campaign: { on_mailbox_loss: 'continue_with_others' } });
  await fleet.launch();
});
after(() => closeAll(outrider, smtp));

const pick = (list) => list[Math.floor(Math.random() * list.length)];

// Stops at a random moment while mail flows, and returns what the server saw after the answer.
async function stopAndWatch(stop, filter) {
  await fleet.keepBusy(600);
  await sleep(Math.random() * 100);
  const askedAt = process.hrtime.bigint();
  const answer = await stop();
  assert.equal(answer.status < 300, true, `answered ${answer.status}: ${answer.text.slice(0, 500)}`);
  await sleep(SILENCE_MS);
  const ends = smtp.ends().filter(filter);
  return { answer, askedAt, late: ends.filter((end) => end.ns > answer.at), before: ends.filter((end) => end.ns <= answer.at) };
}

function describeLate(late, answer) {
  return late.map((end) => `${end.rcpt} ended ${Number(end.ns - answer.at) / 1e6} ms after the answer`).join('\n');
}

// The receipt against the server's log, message by message.
async function checkReceipt(mailbox, receipt, ends) {
  const seen = new Set(ends.map((end) => end.messageId));
  const sends = (await fleet.sends()).filter((send) => send.mailbox_id === mailbox.id);
  const messageOf = new Map(sends.map((send) => [send.id, send.message_id]));
  for (const id of receipt.in_flight.sent) assert.ok(seen.has(messageOf.get(id)), `${id} is listed as sent, the server has not seen it`);
  for (const id of receipt.in_flight.aborted) assert.ok(!seen.has(messageOf.get(id)), `${id} is listed as aborted, the server has seen its end`);
  const known = new Set(sends.filter((send) => ['sent', 'unknown'].includes(send.status)).map((send) => send.message_id));
  for (const end of ends) assert.ok(known.has(end.messageId), `the server saw ${end.messageId} to ${end.rcpt}, which is neither sent nor unknown`);
  for (const send of sends.filter((s) => s.status === 'sent')) assert.ok(seen.has(send.message_id), `${send.id} is sent, the server has not seen it`);
}

test('disconnect: nothing of the mailbox ends after the answer, and the receipt lists what the server saw', async (t) => {
  const tries = times('DISCONNECT_TRIES', 12);
  const took = [];
  let onTheWire = 0;
  for (let n = 0; n < tries; n++) {
    const mailbox = pick(fleet.mailboxes);
    const isOurs = (end) => end.mailbox === mailbox.address;

    const { answer, askedAt, late, before: ends } = await stopAndWatch(() => api.request('POST', `/mailboxes/${mailbox.id}/disconnect`, {}), isOurs);

    assert.deepEqual(late, [], `try ${n}: ${describeLate(late, answer)}`);
    assert.equal(answer.body.mailbox.status, 'inactive');
    assert.deepEqual(answer.body.receipt.in_flight.unknown, []);
    await checkReceipt(mailbox, answer.body.receipt, ends);
    took.push(Number(answer.at - askedAt) / 1e6);
    onTheWire += answer.body.receipt.in_flight.sent.length + answer.body.receipt.in_flight.aborted.length;
    assert.equal((await api.post(`/mailboxes/${mailbox.id}/undo-disconnect`)).status, 'active');
  }
  t.diagnostic(`measured: disconnect: ends of data after the answer: ${bound(tries)}; ${onTheWire} sends were on the wire; `
    + `answer p50 ${percentile(took, 0.5).toFixed(0)} ms, p99 ${percentile(took, 0.99).toFixed(0)} ms`);
});

test('hold: nothing of the mailbox ends after the answer', async (t) => {
  const tries = times('HOLD_TRIES', 4);
  for (let n = 0; n < tries; n++) {
    const mailbox = pick(fleet.mailboxes);

    const { answer, late } = await stopAndWatch(() => api.request('POST', `/mailboxes/${mailbox.id}/hold`, {}), (end) => end.mailbox === mailbox.address);

    assert.deepEqual(late, [], `try ${n}: ${describeLate(late, answer)}`);
    await api.delete(`/mailboxes/${mailbox.id}/hold`);
  }
  t.diagnostic(`measured: hold: ends of data after the answer: ${bound(tries)}`);
});

test('pause: nothing of the campaign ends after the answer', async (t) => {
  const tries = times('PAUSE_TRIES', 4);
  for (let n = 0; n < tries; n++) {
    const { answer, late } = await stopAndWatch(() => api.request('POST', `/campaigns/${fleet.campaign.id}/pause`, {}), () => true);

    assert.deepEqual(late, [], `try ${n}: ${describeLate(late, answer)}`);
    await api.post(`/campaigns/${fleet.campaign.id}/resume`, {});
  }
  t.diagnostic(`measured: pause: ends of data after the answer, 50 mailboxes: ${bound(tries)}`);
});

test('suppression: nothing to the address or domain ends after the answer', async (t) => {
  const tries = times('SUPPRESSION_TRIES', 4);
  for (let n = 0; n < tries; n++) {
    await fleet.keepBusy(600);
    // The next in line: what is most likely on the wire now.
    const reached = new Set(smtp.ends().map((end) => end.rcpt));
    const next = pick(fleet.addresses.filter((address) => !reached.has(address)).slice(0, 60));
    const value = n % 2 ? next : next.split('@')[1];
    const matches = (end) => end.rcpt === value || end.rcpt.endsWith(`@${value}`);

    const { answer, late } = await stopAndWatch(() => api.request('POST', '/do-not-contact', { value, reason: 'a test' }), matches);

    assert.deepEqual(late, [], `try ${n}: ${describeLate(late, answer)}`);
  }
  t.diagnostic(`measured: suppression: ends of data after the answer: ${bound(tries)}`);
});

test('many disconnects at once are each as quiet as one', async () => {
  await fleet.keepBusy(600);
  const chosen = fleet.mailboxes.slice(0, 20);

  const answers = await Promise.all(chosen.map((mailbox) => api.request('POST', `/mailboxes/${mailbox.id}/disconnect`, {})));
  await sleep(SILENCE_MS);

  answers.forEach((answer, i) => {
    assert.equal(answer.status, 200, answer.text);
    const late = smtp.ends({ mailbox: chosen[i].address }).filter((end) => end.ns > answer.at);
    assert.deepEqual(late, [], describeLate(late, answer));
  });
  for (const mailbox of chosen) await api.post(`/mailboxes/${mailbox.id}/undo-disconnect`);
});

test('two disconnects of one mailbox at once: one does it, the other is told so only when it is quiet', async () => {
  await fleet.keepBusy(600);
  const mailbox = pick(fleet.mailboxes);

  const answers = await Promise.all([0, 1].map(() => api.request('POST', `/mailboxes/${mailbox.id}/disconnect`, {})));
  await sleep(SILENCE_MS);

  assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 409]);
  for (const answer of answers) {
    const late = smtp.ends({ mailbox: mailbox.address }).filter((end) => end.ns > answer.at);
    assert.deepEqual(late, [], describeLate(late, answer));
  }
  await api.post(`/mailboxes/${mailbox.id}/undo-disconnect`);
});

test('nobody was written to twice through all of this', async () => {
  await waitFor('quiet', async () => {
    const from = smtp.ends().length;
    await sleep(500);
    return smtp.ends().length === from;
  }, 120_000);
  const counts = new Map();
  for (const end of smtp.ends()) counts.set(end.rcpt, (counts.get(end.rcpt) ?? 0) + 1);

  assert.deepEqual([...counts].filter(([, count]) => count > 1), []);
});
