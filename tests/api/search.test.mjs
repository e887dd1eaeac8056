// An email whose answer was lost is looked for in Sent mail: by IMAP in a real Dovecot, and over the Gmail API in its emulator. What is
// there is sent; what is not stays for a person to decide.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { closeAll } from '../lib/close.mjs';
import { freePort } from '../lib/net.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, fakeMailbox, header, launch, makeCampaign, step, waitForSends } from '../lib/scenario.mjs';
import { waitFor } from '../lib/wait.mjs';
import { signInAtGoogle } from '../servers/google.mjs';
import { MailStack } from '../servers/stack.mjs';

const FIRST_LOOK_MS = 20_000; // it comes after five seconds

let stack;
let smtp;
let outrider;
let api;
let gmail;

/** In front of the Gmail API: what `fate` says happens to the next email that is to be sent. */
class GmailProxy {
  static async start(target) {
    const proxy = new GmailProxy();
    proxy.fate = null;
    proxy.sends = 0;
    proxy.server = http.createServer((request, response) => proxy.pass(new URL(target), request, response));
    proxy.port = await freePort();
    await new Promise((resolve) => proxy.server.listen(proxy.port, '127.0.0.1', resolve));
    return proxy;
  }

  pass(target, request, response) {
    const isSend = request.method === 'POST' && /\/messages\/send/.test(request.url);
    const fate = isSend ? this.fate : null;
    if (isSend) {
      this.sends++;
      this.fate = null;
    }
    const onward = fate === 'never arrives' ? null : http.request({ host: target.hostname, port: target.port, path: request.url, method: request.method, headers: { ...request.headers, host: target.host } });
    request.on('data', (chunk) => onward?.write(chunk));
    request.on('end', () => (onward ? onward.end() : request.socket.destroy()));
    onward?.on('response', (answer) => {
      if (fate === 'answer lost') return answer.resume().on('end', () => request.socket.destroy());
      response.writeHead(answer.statusCode, answer.headers);
      return answer.pipe(response);
    });
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

before(async () => {
  const port = await freePort();
  stack = await MailStack.start({ only: ['mail', 'google'], redirectUris: [`http://127.0.0.1:${port}/oauth/callback`] });
  smtp = await SmtpServer.start({ keepMessages: true });
  const environment = stack.environment();
  gmail = await GmailProxy.start(environment.OUTRIDER_GOOGLE_API_URL);
  outrider = await Outrider.start({ port, env: { ...environment, OUTRIDER_GOOGLE_API_URL: `http://127.0.0.1:${gmail.port}`, OUTRIDER_SYNC_INTERVAL: '1' } });
  api = outrider.api;
});
after(() => closeAll(outrider, gmail, smtp, stack));

async function sendOne(mailbox, name, address) {
  const contacts = await addContacts(api, [address]);
  const campaign = await makeCampaign(api, { name, mailboxIds: [mailbox.id], contacts, steps: [step('Hello', { subject: name }), step('Again', { afterSeconds: 3600 })] });
  await launch(api, campaign);
  const [send] = await waitForSends(api, campaign, 1, ({ status }) => status === 'unknown');
  return send;
}

const wasLookedFor = ({ search }) => search.searches > 0;
const waitForLook = (send, isSo) => waitFor('the first look', async () => {
  const now = await api.get(`/sends/${send.id}`);
  return isSo(now) && now;
}, FIRST_LOOK_MS);

/** A mailbox that sends through a server which loses answers (to lost@…), and is read in Dovecot. */
async function mailboxWithSent(name) {
  const address = `${name}@acme.test`;
  const { imap } = stack.passwordMailbox(address, `pw-${name}`);
  return connectMailbox(api, { ...fakeMailbox(smtp, address), imap });
}

test('Dovecot: an email that is in Sent mail is found by its Message-ID, becomes sent, and its sequence goes on', async () => {
  const mailbox = await mailboxWithSent('ida');
  const before = smtp.ends({ mailbox: 'ida@acme.test' }).length;
  const send = await sendOne(mailbox, 'Taken', 'lost@taken.test');
  assert.equal(send.search.reason, 'no_answer');
  const [taken] = smtp.ends({ mailbox: 'ida@acme.test' }).slice(before);
  assert.equal(header(taken.raw, 'Message-ID'), send.message_id);
  stack.dovecot.file('ida@acme.test', 'Sent', taken.raw);

  const found = await waitForLook(send, ({ status }) => status === 'sent');
  assert.equal(found.search.state, 'found');
  assert.ok(found.search.found_at);
  const [enrollment] = await api.all(`/campaigns/${send.campaign_id}/enrollments`);
  assert.equal(enrollment.step, 2);
  assert.equal(smtp.ends({ mailbox: 'ida@acme.test' }).length, before + 1, 'sent once');
});

test('Dovecot: an email that is not in Sent mail stays unknown, with the looks that were taken', async () => {
  const send = await sendOne(await mailboxWithSent('jo'), 'Not taken', 'lost@not-taken.test');
  const looked = await waitForLook(send, wasLookedFor);
  assert.equal(looked.status, 'unknown', JSON.stringify(looked));
  assert.equal(looked.search.state, 'waiting');
});

async function connectGoogle(email) {
  const { authorization_url: url } = await api.post('/mailboxes/connect', { provider: 'google', login_hint: email });
  const response = await fetch(await signInAtGoogle(url, email), { redirect: 'manual' });
  const id = new URL(response.headers.get('location'), outrider.url).searchParams.get('connected');
  return api.patch(`/mailboxes/${id}`, { min_gap_seconds: 0, daily_cap: 100_000 });
}

test('Gmail: an email whose answer was lost is found, becomes sent, and is not sent again', async () => {
  const mailbox = await connectGoogle('grace@gmail.test');
  gmail.fate = 'answer lost';
  const send = await sendOne(mailbox, 'Taken by Gmail', 'reader@taken.test');
  const found = await waitForLook(send, ({ status }) => status === 'sent');
  assert.equal(found.search.state, 'found');
  assert.equal(gmail.sends, 1);
});

test('Gmail: an email that never arrived stays unknown', async () => {
  const mailbox = await connectGoogle('hugo@gmail.test');
  gmail.fate = 'never arrives';
  const send = await sendOne(mailbox, 'Never arrived', 'reader@never.test');
  const looked = await waitForLook(send, wasLookedFor);
  assert.equal(looked.status, 'unknown', JSON.stringify(looked));
});
