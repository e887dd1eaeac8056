// The flight recorder: what connections and sends did lately, for those who look for the cause of something.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { closeAll } from '../lib/close.mjs';
import { addContacts, connectMailbox, fakeMailbox, launch, makeCampaign, waitForSends } from '../lib/scenario.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { waitFor } from '../lib/wait.mjs';

const PEOPLE = ['grace@prospect.test', 'linus@prospect.test'];
let smtp, outrider, mailbox;

before(async () => {
  smtp = await SmtpServer.start();
  outrider = await Outrider.start();
  mailbox = await connectMailbox(outrider.api, fakeMailbox(smtp, 'ada@acme.test'));
  const contacts = await addContacts(outrider.api, PEOPLE);
  const campaign = await makeCampaign(outrider.api, { mailboxIds: [mailbox.id], steps: [{ subject: 'Hello', body_text: 'A secret body' }], contacts });
  await launch(outrider.api, campaign);
  await waitForSends(outrider.api, campaign, PEOPLE.length);
});
after(() => closeAll(outrider, smtp));

const parse = (text) => text.trim().split('\n').map((line) => JSON.parse(line));

function assertTellsTheStory(lines) {
  const mine = lines.filter((line) => line.mailbox === mailbox.id && line.event);
  const happened = mine.map((line) => line.event);
  for (const event of ['connected', 'EHLO', 'AUTH', 'MAIL', 'permitted', 'answer', 'settled']) {
    assert.ok(happened.includes(event), `no ${event} in ${happened}`);
  }
  assert.ok(happened.indexOf('permitted') < happened.indexOf('answer'));
  assert.equal(mine.filter((line) => line.event === 'answer' && line.value === 250 && line.send.startsWith('snd_')).length, PEOPLE.length);
}

function assertKeepsPrivate(text) {
  for (const secret of [...PEOPLE, 'ada@acme.test', 'pw-ada', 'A secret body', Buffer.from('pw-ada@acme.test').toString('base64')]) {
    assert.ok(!text.includes(secret), `${secret} is in it`);
  }
}

test('the support bundle tells version, figures, states and the last events, and no address, body or secret', async () => {
  const { status, text, headers } = await outrider.api.request('GET', '/support-bundle');

  assert.equal(status, 200);
  assert.match(headers['content-disposition'], /attachment; filename="outrider-support\.jsonl"/);
  const lines = parse(text);
  assert.match(lines[0].outrider, /^\d+\.\d+/);
  assert.match(lines.find((line) => line.metrics).metrics, /outrider_flight_events [1-9]/);
  assert.equal(lines.find((line) => line.mailbox === mailbox.id && line.status).status, 'active');
  assertTellsTheStory(lines);
  assertKeepsPrivate(text);
});

test('a key that may only read does not get the support bundle', async () => {
  const { key } = await outrider.api.post('/api-keys', { name: 'reader', scopes: ['settings:read'] });

  const { status } = await outrider.client({ key }).request('GET', '/support-bundle');

  assert.equal(status, 403);
});

test('SIGUSR2 writes the events into a file of the data directory, for its owner only', async () => {
  outrider.process.kill('SIGUSR2');
  const name = await waitFor('the file', () => readdirSync(outrider.dataDir).find((file) => /^flight-.*\.jsonl$/.test(file))
    && outrider.logText.includes('flight_written') && readdirSync(outrider.dataDir).find((file) => /^flight-.*\.jsonl$/.test(file)));
  const file = path.join(outrider.dataDir, name);

  assert.equal(statSync(file).mode & 0o777, 0o600);
  const text = readFileSync(file, 'utf8');
  assertTellsTheStory(parse(text));
  assertKeepsPrivate(text);
});
