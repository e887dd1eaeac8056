// Mailboxes, contacts and campaigns as tests want them: always allowed to send, with short delays.
import assert from 'node:assert/strict';
import { waitFor } from './wait.mjs';

export const ALWAYS = {
  timezone: 'UTC',
  sending_days: [1, 2, 3, 4, 5, 6, 7],
  sending_hours: Array.from({ length: 24 }, (_, hour) => hour),
};

const SECOND = 1 / 3600; // delays are in hours

/** A step; `afterSeconds` is its delay. */
export function step(text, { subject = null, afterSeconds = 0 } = {}) {
  return { ...(subject ? { subject } : {}), body_text: text, ...(afterSeconds ? { delay_hours: afterSeconds * SECOND } : {}) };
}

/** Connects a mailbox by its POST body and lifts what would slow a test down: the gap and the cap. */
export async function connectMailbox(api, body) {
  const mailbox = await api.post('/mailboxes', body);
  return api.patch(`/mailboxes/${mailbox.id}`, { min_gap_seconds: 0, daily_cap: 100_000 });
}

/** A mailbox of the fake SMTP server, which nothing reads. */
export function fakeMailbox(smtp, address, { security = 'none' } = {}) {
  return {
    provider: 'smtp', address, name: address.split('@')[0], imap: null,
    smtp: { host: '127.0.0.1', port: smtp.port, security, username: address, password: `pw-${address}` },
  };
}

/** Adds contacts one by one; `people` are addresses or contact objects. Returns their ids. */
export async function addContacts(api, people) {
  const ids = [];
  for (const person of people) ids.push((await api.post('/contacts', typeof person === 'string' ? { email: person } : person)).id);
  return ids;
}

/** Imports many addresses into a list by CSV and waits for the end. */
export async function importContacts(api, list, addresses, deadlineMs = 60_000) {
  const csv = `email,first_name\n${addresses.map((address, i) => `${address},Person ${i}`).join('\n')}\n`;
  const { id } = await api.post(`/imports?list=${encodeURIComponent(list)}`, csv, { headers: { 'content-type': 'text/csv' } });
  const done = await waitFor('the import', async () => {
    const job = await api.get(`/imports/${id}`);
    return ['done', 'failed', 'cancelled'].includes(job.status) && job;
  }, deadlineMs);
  assert.equal(done.status, 'done', JSON.stringify(done));
  return done;
}

/** Makes a campaign over all hours and adds contacts (ids, or { list }). */
export async function makeCampaign(api, { name = 'A campaign', mailboxIds, steps, contacts = [], ...more }) {
  const campaign = await api.post('/campaigns', { name, mailbox_ids: mailboxIds, steps, ...ALWAYS, ...more });
  const added = await api.post(`/campaigns/${campaign.id}/contacts`, Array.isArray(contacts) ? { contact_ids: contacts } : contacts);
  return { ...campaign, added };
}

/** Launches and waits until it runs. */
export async function launch(api, campaign) {
  await api.post(`/campaigns/${campaign.id}/launch`);
  return waitForCampaign(api, campaign, ['active', 'evergreen', 'completed']);
}

export function waitForCampaign(api, campaign, statuses, deadlineMs = 30_000) {
  const wanted = [statuses].flat();
  return waitFor(`campaign ${wanted.join(' or ')}`, async () => {
    const now = await api.get(`/campaigns/${campaign.id}`);
    return wanted.includes(now.status) && now;
  }, deadlineMs);
}

export function waitForMailbox(api, id, what, isSo, deadlineMs = 30_000) {
  let seen;
  return waitFor(`a mailbox ${what}`, async () => {
    seen = await api.get(`/mailboxes/${id}`);
    return isSo(seen) && seen;
  }, deadlineMs).catch((error) => { throw new Error(`${error.message}; the mailbox: ${JSON.stringify(seen)}`); });
}

/** The campaign's sends that fulfil `isSo`, once there are `count` of them. */
export function waitForSends(api, campaign, count, isSo = (send) => send.status === 'sent', deadlineMs = 30_000) {
  let seen = [];
  return waitFor(`${count} sends`, async () => {
    seen = await api.all(`/campaigns/${campaign.id}/sends`);
    const found = seen.filter(isSo);
    return found.length >= count && found;
  }, deadlineMs).catch((error) => { throw new Error(`${error.message}; the sends: ${JSON.stringify(seen.slice(0, 5))}`); });
}

/** The unfolded value of a header of a raw message, or null. */
export function header(raw, name) {
  const head = raw.replace(/\r\n/g, '\n').split('\n\n')[0].replace(/\n[ \t]+/g, ' ');
  return new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(head)?.[1] ?? null;
}

/** The inbox of a person once it holds `count` campaign emails. */
export function waitForMail(stack, address, count = 1, deadlineMs = 20_000) {
  return waitFor(`${count} emails for ${address}`, () => {
    const messages = stack.dovecot.messages(address);
    return messages.length >= count && messages;
  }, deadlineMs);
}

/** A reply to a received message, as raw text; deliver it with stack.dovecot.deliver. */
export function replyTo(raw, { from, text = 'Yes, let us talk.', headers = {} }) {
  const messageId = header(raw, 'Message-ID');
  const lines = {
    From: `<${from}>`, To: header(raw, 'From'), Subject: `Re: ${header(raw, 'Subject')}`, Date: new Date().toUTCString().replace('GMT', '+0000'),
    'Message-ID': `<reply-${Math.random().toString(36).slice(2)}@${from.split('@')[1]}>`, 'In-Reply-To': messageId, References: messageId,
    'MIME-Version': '1.0', 'Content-Type': 'text/plain; charset=utf-8', ...headers,
  };
  return `${Object.entries(lines).map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${text}\r\n`;
}
