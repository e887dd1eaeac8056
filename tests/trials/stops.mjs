// Disconnects, holds, pauses, suppressions and erasures against 100 senders. Each trial stops something at a random moment of full traffic,
// reads the mail server's log up to the moment where the stop is lifted, and fails on any end of data after the answer.
import assert from 'node:assert/strict';
import { ANSWERED_MS, domainOf, MAILBOXES, addressOf, numberOf, Rig } from './rig.mjs';
import { sleep, waitFor } from '../lib/wait.mjs';
import { keepEvidence } from './evidence.mjs';

const AT_ONCE = 10; // trials going on at the same time, each with its own group
const QUIET_MS = 300; // how long a stop is watched at least; up to twice as long
const RECENT = 100; // sends of a campaign that are compared with the server's log

const ms = (ns) => Number(ns) / 1e6;
const now = () => process.hrtime.bigint();
const pick = (list) => list[Math.floor(Math.random() * list.length)];

async function ok(answering) {
  const answer = await answering;
  assert.ok(answer.status < 300, `answered ${answer.status}: ${answer.text.slice(0, 500)}`);
  return answer;
}

// What a disconnect's receipt says against what the server saw until `until`.
async function checkReceipt(rig, group, { receipt, ends, until }) {
  const { in_flight: inFlight } = receipt;
  assert.deepEqual(inFlight.unknown, [], 'the provider answered everything, nothing may be unknown');
  // Stricter than the answer, which is read here a little later than it was written: the receipt's own moment of quiet.
  const quietAt = Date.parse(receipt.quiesced_at) + 1; // its clock and ours count whole milliseconds
  assert.deepEqual(ends.filter((end) => end.ns < until && end.wall > quietAt).map((end) => `${end.rcpt} ended ${end.wall - quietAt} ms after quiet`), []);
  const { items } = await rig.api.get(`/campaigns/${group.campaign.id}/sends?limit=${RECENT}`);
  const byId = new Map(items.map((send) => [send.id, send]));
  const seen = new Set(ends.filter((end) => end.ns < until).map((end) => end.messageId));
  const find = async (id) => byId.get(id) ?? rig.api.get(`/sends/${id}`);
  for (const id of inFlight.sent) {
    const send = await find(id);
    assert.ok(seen.has(send.message_id), `${id} is listed as sent, the server has not seen it`);
    assert.equal(send.status, 'sent');
  }
  for (const id of inFlight.aborted) assert.ok(!seen.has((await find(id)).message_id), `${id} is listed as aborted, the server has seen its end`);
  for (const send of items.filter((each) => each.status === 'sent' && numberOf(each.email) >= numberOf(items.at(-1).email))) {
    assert.ok(rig.seen[numberOf(send.email)], `${send.id} is sent, the server has not seen it`);
  }
  const known = new Map(items.map((send) => [send.message_id, send.status]));
  for (const end of ends.filter((each) => each.ns < until).slice(-RECENT / 4)) {
    assert.equal(known.get(end.messageId), 'sent', `the server has ${end.rcpt}, which is ${known.get(end.messageId)}`);
  }
}

const disconnect = {
  groups: MAILBOXES,
  begin(rig, group) {
    const [mailbox] = group.mailboxes;
    return {
      isMeant: () => true,
      stop: () => rig.api.request('POST', `/mailboxes/${mailbox.id}/disconnect`, {}),
      async lift() {
        await rig.api.post(`/mailboxes/${mailbox.id}/reconnect`, { password: `pw-${mailbox.address}` });
        await rig.api.post(`/mailboxes/${mailbox.id}/restart-campaigns`, { campaign_ids: [group.campaign.id], overdue: 'keep' });
      },
      async check({ answer, ends, until }) {
        const { receipt } = answer.body;
        assert.equal(answer.body.mailbox.status, 'inactive');
        assert.deepEqual(receipt.campaigns_paused.map((campaign) => campaign.id), [group.campaign.id]);
        await checkReceipt(rig, group, { receipt, ends, until });
        const { sent, aborted } = receipt.in_flight;
        return { sent: sent.length, aborted: aborted.length };
      },
    };
  },
};

const hold = {
  groups: MAILBOXES,
  begin(rig, group) {
    const [mailbox] = group.mailboxes;
    return {
      isMeant: () => true,
      stop: () => rig.api.request('POST', `/mailboxes/${mailbox.id}/hold`, {}),
      lift: () => rig.api.delete(`/mailboxes/${mailbox.id}/hold`),
    };
  },
};

const pause = {
  groups: 5,
  begin(rig, group) {
    return {
      isMeant: () => true,
      stop: () => rig.api.request('POST', `/campaigns/${group.campaign.id}/pause`, {}),
      lift: () => rig.api.post(`/campaigns/${group.campaign.id}/resume`, { overdue: 'keep' }),
    };
  },
};

// Never lifted: whatever is suppressed stays so, and is watched until the end of the run.
const suppression = {
  groups: MAILBOXES,
  begin(rig, group) {
    rig.suppressed ??= { numbers: new Map(), domains: new Map() };
    const { numbers, domains } = rig.suppressed;
    const next = rig.nextInLine(group, 4, (n) => numbers.has(n) || domains.has(domainOf(addressOf(n))));
    const n = pick(next);
    const isDomain = Math.random() < 0.5;
    const domain = domainOf(addressOf(n));
    return {
      isMeant: (end) => (isDomain ? domainOf(end.rcpt) === domain : numberOf(end.rcpt) === n),
      stop: () => rig.api.request('POST', '/do-not-contact', { value: isDomain ? domain : addressOf(n), reason: 'a trial' }),
      lift: async () => {},
      check({ answer, ends }) {
        if (isDomain) domains.set(domain, answer.at);
        else numbers.set(n, answer.at);
        return { what: isDomain ? 'domain' : 'address', before: ends.filter((end) => end.ns <= answer.at).length };
      },
    };
  },
  // Every end of the trial's mailboxes, against everything suppressed so far.
  watch(rig, ends) {
    const { numbers, domains } = rig.suppressed;
    for (const end of ends) {
      const at = numbers.get(numberOf(end.rcpt)) ?? domains.get(domainOf(end.rcpt));
      assert.ok(at === undefined || end.ns <= at, `${end.rcpt} ended ${ms(end.ns - (at ?? 0n))} ms after it was suppressed`);
    }
  },
};

// A person who is being written to, or is next, is erased.
const erasure = {
  groups: MAILBOXES,
  async begin(rig, group) {
    const send = await waitFor('a planned email', async () => {
      const { items } = await rig.api.get(`/campaigns/${group.campaign.id}/sends?limit=30`);
      return pick(items.filter((each) => ['due', 'claimed', 'transmitting'].includes(each.status)).slice(-2)); // the oldest are on the wire
    }, 15_000, 5);
    const n = numberOf(send.email);
    return {
      isMeant: (end) => numberOf(end.rcpt) === n,
      stop: () => rig.api.request('DELETE', `/contacts/${send.contact_id}`),
      lift: async () => {},
      check: ({ answer, ends }) => ({ before: ends.filter((end) => end.ns <= answer.at).length }),
    };
  },
};

export const stops = { disconnect, hold, pause, suppression, erasure };

async function trial(rig, kind, group) {
  await rig.topUp(group);
  await rig.witness.sends(pick(group.addresses), now());
  await sleep(Math.random() * 130); // about one email
  const { isMeant, stop, lift, check } = await kind.begin(rig, group);
  const askedAt = now();
  const answer = await ok(stop());
  await sleep(QUIET_MS * (1 + Math.random()));
  const until = now();
  await lift();
  await rig.witness.read();

  const own = rig.witness.endsOf(group.addresses);
  const ends = own.filter(isMeant);
  const late = ends.filter((end) => end.ns > answer.at && (kind === suppression || kind === erasure || end.ns < until));
  assert.deepEqual(late.map((end) => `${end.rcpt} ended ${ms(end.ns - answer.at).toFixed(1)} ms after the answer`), []);
  assert.deepEqual(rig.twice, [], 'handed over twice');
  const more = await check?.({ answer, ends, until }) ?? {};
  kind.watch?.(rig, own);
  const last = ends.filter((end) => end.ns <= answer.at).reduce((latest, end) => (end.ns > latest ? end.ns : latest), 0n);
  const answered = last ? Math.max(0, ms(last - askedAt) + ANSWERED_MS) : 0; // when the provider has answered all that was on the wire
  const took = ms(answer.at - askedAt);
  return { ok: true, late: 0, tookMs: round(took), overMs: round(Math.max(0, took - answered)), watchedMs: round(ms(until - answer.at)), ...more };
}

const round = (value) => Number(value.toFixed(1));

/** Runs trials of a kind until the journal holds `count`, or `signal.isStopping`. A failure stops all and is thrown. */
export async function runStops(name, { count, journal, out, signal, progress }) {
  const kind = stops[name];
  const rig = await Rig.start({ groups: kind.groups });
  let failure = null;
  let open = 0;
  const free = [...rig.groups];
  const worker = async () => {
    while (!failure && !signal.isStopping && journal.done(name) + open < count) {
      const group = free.shift();
      open++;
      try {
        journal.add(name, await trial(rig, kind, group));
      } catch (error) {
        failure ??= error;
        journal.add(name, { ok: false, group: group.name, error: error.message.slice(0, 2000) });
      }
      open--;
      free.push(group);
      progress();
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, free.length) }, worker));
    if (failure) {
      await keepEvidence(out, rig, failure);
      throw failure;
    }
    await rig.witness.read();
    assert.deepEqual(rig.twice, [], 'handed over twice');
    return { handedOver: rig.witness.total };
  } finally {
    await rig.close();
  }
}
