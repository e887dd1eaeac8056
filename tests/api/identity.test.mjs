// Who an email is from: the settings, the mailbox and the campaign each say a part, and what is answered finds its way whichever address it
// comes to.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { simpleParser } from 'mailparser';
import { closeAll } from '../lib/close.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, launch, makeCampaign, replyTo, step, waitForMail, waitForSends } from '../lib/scenario.mjs';
import { waitFor } from '../lib/wait.mjs';
import { MailStack } from '../servers/stack.mjs';

let stack;
let outrider;
let api;
let team; // reads what is answered

before(async () => {
  stack = await MailStack.start({ only: ['mail'] });
  outrider = await Outrider.start({ env: { ...stack.environment(), OUTRIDER_SYNC_INTERVAL: '1' } });
  api = outrider.api;
  team = await connectMailbox(api, stack.passwordMailbox('team@acme.test', 'pw-team'));
});
after(() => closeAll(outrider, stack));

const connect = (name) => connectMailbox(api, stack.passwordMailbox(`${name}@acme.test`, `pw-${name}`));

async function refusal(path, edit) {
  const { details } = await api.refused(422, 'validation_failed', 'PATCH', path, edit);
  return details.errors[0];
}

async function firstMail(campaign, person) {
  await launch(api, campaign);
  await waitForSends(api, campaign, 1);
  const [raw] = await waitForMail(stack, person);
  return { raw, mail: await simpleParser(raw) };
}

test('the campaign speaks over the mailbox, and the mailbox over the settings', async () => {
  const mailbox = await connect('speaks');
  await api.patch(`/mailboxes/${mailbox.id}`, { name: 'Ada', send_as: 'sales@acme.test', signature: 'Ada, of the mailbox', signature_html: '<i>Ada</i>' });
  const contacts = await addContacts(api, ['speaks@prospect.test']);
  const campaign = await makeCampaign(api, {
    mailboxIds: [mailbox.id], contacts, format: 'html', opt_out_text: 'Not now? {{ unsubscribe_url }}',
    sender: { name: 'Ada “L” Lovelace, Sales', reply_to: 'team@acme.test', signature: 'The sales team', organization: 'Acme Sales GmbH' },
    steps: [{ ...step('Hello https://acme.test', { subject: 'Who' }), preheader: 'Five minutes, {{ email }}' }],
  });
  assert.deepEqual(campaign.sender, { name: 'Ada “L” Lovelace, Sales', reply_to: 'team@acme.test', signature: 'The sales team', signature_html: null, organization: 'Acme Sales GmbH', postal_address: null });

  const preview = await api.get(`/campaigns/${campaign.id}/preview?step=1`);
  const { raw, mail } = await firstMail(campaign, 'speaks@prospect.test');

  assert.deepEqual([preview.from, preview.from_name, preview.reply_to], ['sales@acme.test', 'Ada “L” Lovelace, Sales', 'team@acme.test']);
  assert.deepEqual(mail.from.value.map(({ name, address }) => [name, address]), [['Ada “L” Lovelace, Sales', 'sales@acme.test']]);
  assert.equal(mail.replyTo.text, 'team@acme.test');
  assert.match(raw, /^Return-Path: <speaks@acme\.test>/mi);
  assert.match(mail.messageId, /@acme\.test>$/);
  assert.match(mail.text, /The sales team\n\nNot now\? https?:[^\n]*\n\nAcme Sales GmbH\n/);
  assert.doesNotMatch(mail.text, /of the mailbox|Five minutes/);
  assert.match(mail.html, /display:none[^>]*>Five minutes, speaks@prospect\.test&#847;/);
  assert.match(mail.html, /<a href="https:\/\/acme\.test">https:\/\/acme\.test<\/a>/);
  assert.doesNotMatch(mail.html, /<i>Ada<\/i>/);
});

test('what a campaign says is given back to the mailbox by null, a field or all of it', async () => {
  const mailbox = await connect('back');
  const campaign = await api.post('/campaigns', { name: 'Back', mailbox_ids: [mailbox.id], sender: { name: 'N', organization: 'O' } });

  const one = await api.patch(`/campaigns/${campaign.id}`, { sender: { name: null } });
  const all = await api.patch(`/campaigns/${campaign.id}`, { sender: null, format: 'plain' });
  const copy = await api.post(`/campaigns/${campaign.id}/duplicate`);

  assert.deepEqual([one.sender.name, one.sender.organization], [null, 'O']);
  assert.deepEqual(Object.values(all.sender), [null, null, null, null, null, null]);
  assert.equal(copy.format, 'plain');
});

test('an answer to the reply-to address, read by another mailbox, ends the sequence', async () => {
  const mailbox = await connect('other');
  const contacts = await addContacts(api, ['other@prospect.test']);
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts, sender: { reply_to: 'team@acme.test' },
    steps: [step('First', { subject: 'Other' }), step('Second', { afterSeconds: 3600 })] });
  const { raw } = await firstMail(campaign, 'other@prospect.test');

  // From another address of the same person: only the thread tells who it is.
  await stack.dovecot.deliver({ from: 'private@elsewhere.test', to: team.address, raw: replyTo(raw, { from: 'private@elsewhere.test' }) });

  await waitFor('the reply to be seen', async () => (await api.all(`/campaigns/${campaign.id}/enrollments`))[0].status === 'replied');
});

test('follow-ups wait while the mailbox that reads the answers does not, and go on when it does', async () => {
  const [mailbox, reader] = [await connect('waits'), await connect('reader')];
  await api.patch(`/mailboxes/${mailbox.id}`, { reply_to: 'reader@acme.test' });
  const contacts = await addContacts(api, ['waits@prospect.test']);
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts, steps: [step('First', { subject: 'Waits' }), step('Second', { afterSeconds: 2 })] });
  await api.post(`/mailboxes/${reader.id}/disconnect`);

  await firstMail(campaign, 'waits@prospect.test');

  const held = await waitFor('the reason', async () => (await api.get(`/campaigns/${campaign.id}/why`)).reasons.find(({ reason }) => reason === 'catch_up'));
  assert.match(held.text, /Answers to waits@acme\.test come to reader@acme\.test/);
  await waitFor('the follow-up to be held', async () => (await api.all(`/campaigns/${campaign.id}/sends`)).some(({ step, held_reason }) => step === 2 && held_reason === 'catch_up'));
  assert.equal(stack.dovecot.messages('waits@prospect.test').length, 1);
  await api.post(`/mailboxes/${reader.id}/undo-disconnect`);
  await waitForMail(stack, 'waits@prospect.test', 2, 40_000);
});

test('nothing that is set can end a line of a header, and a reply-to must be read', async () => {
  const mailbox = await connect('lines');
  const campaign = await api.post('/campaigns', { name: 'Lines', mailbox_ids: [mailbox.id], steps: [step('x', { subject: 's' })] });
  await api.refused(400, 'malformed_json', 'PATCH', `/mailboxes/${mailbox.id}`, { name: 'Ada\u0000' });
  for (const evil of ['Ada\r\nBcc: eve@evil.test', 'Ada\nX: y', 'Ada\u0001', 'Ada\u007f']) {
    assert.equal((await refusal(`/mailboxes/${mailbox.id}`, { name: evil })).field, 'name');
    assert.equal((await refusal(`/mailboxes/${mailbox.id}`, { send_as: `a@b.test${evil}` })).field, 'send_as');
    assert.equal((await refusal(`/mailboxes/${mailbox.id}`, { reply_to: `team@acme.test${evil}` })).field, 'reply_to');
    assert.equal((await refusal(`/campaigns/${campaign.id}`, { sender: { name: evil } })).field, 'sender.name');
    assert.equal((await refusal(`/campaigns/${campaign.id}`, { sender: { organization: evil } })).field, 'sender.organization');
    assert.equal((await refusal(`/campaigns/${campaign.id}`, { steps: [{ ...step('x', { subject: 's' }), preheader: evil }] })).field, 'steps[0].preheader');
  }
  assert.deepEqual(await refusal(`/campaigns/${campaign.id}`, { sender: { reply_to: 'nobody@acme.test' } }).then(({ field, rule }) => [field, rule]), ['sender.reply_to', 'connected_mailbox']);
  assert.equal((await refusal(`/mailboxes/${mailbox.id}`, { send_as: 'not an address' })).field, 'send_as');
  assert.equal((await refusal(`/campaigns/${campaign.id}`, { opt_out_text: '{{ nobody_knows }}' })).field, 'opt_out_text');
  assert.equal((await refusal(`/campaigns/${campaign.id}`, { format: 'pdf' })).field, 'format');
  assert.equal((await refusal(`/campaigns/${campaign.id}`, { steps: [{ ...step('x', { subject: 's' }), preheader: '{{ nope' }] })).field, 'steps[0].preheader');
});
