// Mail servers that lose answers, cut connections, dawdle or babble: each send ends as it must, none is repeated, others go on.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, fakeMailbox, launch, makeCampaign, step, waitForSends } from '../lib/scenario.mjs';
import { sleep, waitFor } from '../lib/wait.mjs';

let smtp;
let outrider;
let api;

before(async () => {
  smtp = await SmtpServer.start();
  outrider = await Outrider.start();
  api = outrider.api;
});
after(() => closeAll(outrider, smtp));

async function campaignTo(name, people, server = smtp) {
  const mailbox = await connectMailbox(api, fakeMailbox(server, `${name}@acme.test`));
  const contacts = await addContacts(api, people);
  const campaign = await makeCampaign(api, { name, mailboxIds: [mailbox.id], contacts, steps: [step('Hello', { subject: name })] });
  await launch(api, campaign);
  return { mailbox, campaign };
}

// [recipient, status of the send, ends of data that the server may have seen]
const cases = [
  ['lost', 'unknown', 1], ['reset', 'unknown', 1], ['garbage', 'unknown', 1], ['flood', 'unknown', 1],
  ['okreset', 'sent', 1], ['slow', 'sent', 1],
  ['d451', 'due', 1], ['d554', 'failed', 1], ['r550', 'failed', 0], ['r451', 'due', 0],
  ['refused354', 'failed', 0], ['data421', 'due', 0], ['closercpt', 'due', 0], ['end421', 'due', 1],
];

for (const [name, status, ends] of cases) {
  test(`${name}: the send is ${status}, the mailbox active, and nothing is repeated`, async () => {
    const address = `${name}@prospect.test`;
    const { mailbox, campaign } = await campaignTo(`case-${name}`, [address]);

    const [send] = await waitForSends(api, campaign, 1, (s) => s.status === status && (status === 'sent' || s.attempts > 0 || s.last_error));
    await sleep(700);

    assert.equal(smtp.ends({ rcpt: address }).length, ends);
    assert.equal((await api.get(`/mailboxes/${mailbox.id}`)).status, 'active');
    const [after] = await api.all(`/campaigns/${campaign.id}/sends`);
    const seen = ['claimed', 'transmitting'].includes(after.status) ? 'due' : after.status; // it may be tried again just now
    assert.equal(seen, status, JSON.stringify(after));
    if (status === 'unknown') assert.equal((await api.get(`/campaigns/${campaign.id}`)).counts.unknown, 1, JSON.stringify(send));
  });
}

test('an unknown send is settled by a person: sent, dropped, or sent again on demand', async (t) => {
  const own = await SmtpServer.start(); // which nobody else has had trouble with
  t.after(() => own.close());
  const people = ['lost-1@prospect.test', 'lost-2@prospect.test', 'lost-3@prospect.test'];
  const { campaign } = await campaignTo('settle', people, own);
  const unknown = await waitForSends(api, campaign, 3, (send) => send.status === 'unknown');
  const of = (address) => unknown.find((send) => send.email === address).id;
  await outrider.restart();
  assert.equal(own.ends({ rcpt: people[2] }).length, 1, 'never sent again by itself');

  await api.post(`/sends/${of(people[0])}/resolve`, { as: 'sent' });
  await api.post(`/sends/${of(people[1])}/resolve`, { as: 'drop' });
  await api.post(`/sends/${of(people[2])}/resolve`, { as: 'resend' });

  await waitFor('the one sent again', () => own.ends({ rcpt: people[2] }).length === 2);
  assert.equal(own.ends({ rcpt: people[1] }).length, 1);
  const sends = await api.all(`/campaigns/${campaign.id}/sends`);
  assert.equal(sends.find((send) => send.email === people[0]).status, 'sent');
  assert.equal(sends.find((send) => send.email === people[1]).status, 'cancelled');
});

test('a silent server does not keep a disconnect waiting beyond its bound, and the receipt names the send unknown', async () => {
  const { mailbox, campaign } = await campaignTo('silent', ['silent@prospect.test']);
  await waitFor('the end of data', () => smtp.ends({ rcpt: 'silent@prospect.test' }).length === 1);
  const from = performance.now();

  const { receipt } = await api.post(`/mailboxes/${mailbox.id}/disconnect`, {});

  assert.ok(performance.now() - from < 40_000);
  const [send] = await api.all(`/campaigns/${campaign.id}/sends`);
  assert.deepEqual(receipt.in_flight.unknown.map((entry) => entry.id), [send.id]);
  assert.equal(send.status, 'unknown');
  assert.equal(smtp.ends({ rcpt: 'silent@prospect.test' }).length, 1);
});

test('dawdling and babbling servers do not slow the other mailboxes, nor eat memory', async (t) => {
  const bad = await SmtpServer.start();
  t.after(() => bad.close());
  for (let i = 0; i < 10; i++) {
    const name = `bad${i}`;
    const mailbox = await connectMailbox(api, fakeMailbox(bad, `${name}@acme.test`));
    const contacts = await addContacts(api, [`${['trickle', 'flood', 'hangdata', 'hangrcpt', 'silent'][i % 5]}-${i}@prospect.test`]);
    await launch(api, await makeCampaign(api, { name, mailboxIds: [mailbox.id], contacts, steps: [step('Hello', { subject: name })] }));
  }
  const people = Array.from({ length: 200 }, (_, i) => `good${i}@prospect.test`);
  const from = performance.now();

  const { campaign } = await campaignTo('good', people);
  await waitForSends(api, campaign, people.length, undefined, 20_000);

  const resident = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${outrider.process.pid}/status`, 'utf8'))[1]) / 1024;
  t.diagnostic(`measured: beside 10 hostile servers: ${(people.length / (performance.now() - from) * 1000).toFixed(0)} emails/s from one mailbox, ${resident.toFixed(0)} MiB resident`);
  assert.ok(resident < (process.env.ASAN_OPTIONS ? 2000 : 400), // a sanitizer keeps what is freed
    `${resident} MiB resident`);
});
