// A mailbox with a password, on a real Dovecot and Postfix: connected, disconnected, undone, reconnected, restarted, removed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closeAll } from '../lib/close.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, header, launch, makeCampaign, step, waitForCampaign, waitForMail, waitForMailbox, waitForSends } from '../lib/scenario.mjs';
import { sleep, waitFor } from '../lib/wait.mjs';
import { MailStack } from '../servers/stack.mjs';

let stack;
let outrider;
let api;

before(async () => {
  stack = await MailStack.start({ only: ['mail'] });
  outrider = await Outrider.start({ env: { ...stack.environment(), OUTRIDER_UNDO_SECONDS: '2', OUTRIDER_SYNC_INTERVAL: '1' } });
  api = outrider.api;
});
after(() => closeAll(outrider, stack));

const connect = (name, options) => connectMailbox(api, stack.passwordMailbox(`${name}@acme.test`, `pw-${name}`, options));

// A running campaign of one contact who got step 1; step 2 is due in an hour.
async function runningCampaign(name, mailbox, { steps, ...more } = {}) {
  const contacts = await addContacts(api, [`${name}@prospect.test`]);
  const campaign = await makeCampaign(api, {
    name, mailboxIds: [mailbox.id], contacts, steps: steps ?? [step('Hello', { subject: `Hi ${name}` }), step('Again', { afterSeconds: 3600 })], ...more,
  });
  await launch(api, campaign);
  await waitForSends(api, campaign, 1);
  return campaign;
}

test('a mailbox is connected after both logins were tried, and nothing is sent', async () => {
  const mailbox = await api.post('/mailboxes', stack.passwordMailbox('ada@acme.test', 'pw-ada'));

  assert.match(mailbox.id, /^mbx_/);
  assert.equal(mailbox.status, 'active');
  assert.equal(mailbox.cause, null);
  assert.equal(mailbox.daily_cap, 30);
  assert.equal(mailbox.min_gap_seconds, 180);
  assert.ok(mailbox.allowed_actions.includes('disconnect'));
  assert.ok(!mailbox.allowed_actions.includes('reconnect'));
  assert.deepEqual(stack.dovecot.messages('ada@acme.test'), []);
});

test('a wrong password is refused with the words of the server', async () => {
  const body = stack.passwordMailbox('wrong@acme.test', 'right');
  body.smtp.password = 'not-right';

  const error = await api.refused(422, 'mailbox_login_failed', 'POST', '/mailboxes', body);

  assert.match(error.message, /authentication failed|535/i);
  assert.ok((await api.all('/mailboxes')).every((mailbox) => mailbox.address !== 'wrong@acme.test'));
});

test('a login that only fails to read is refused too', async () => {
  const body = stack.passwordMailbox('halfway@acme.test', 'right');
  body.imap.password = 'not-right';

  await api.refused(422, 'mailbox_login_failed', 'POST', '/mailboxes', body);
});

test('credentials where the server offers no sign-in are a failed login', async () => {
  const { SmtpServer } = await import('../fakes/smtp-server.mjs');
  const smtp = await SmtpServer.start({ auth: 'none' });
  const body = { provider: 'smtp', address: 'noauth@acme.test', imap: null, smtp: { host: '127.0.0.1', port: smtp.port, security: 'none', username: 'x', password: 'y' } };

  await api.refused(422, 'mailbox_login_failed', 'POST', '/mailboxes', body);
  const open = await api.post('/mailboxes', { ...body, smtp: { ...body.smtp, username: '', password: '' } });

  assert.equal(open.status, 'active');
  await smtp.close();
});

test('an address is connected once, whatever its case', async () => {
  const mailbox = await connect('once');

  const error = await api.refused(409, 'mailbox_exists', 'POST', '/mailboxes', stack.passwordMailbox('Once@Acme.test', 'pw-once'));

  assert.equal(error.details.mailbox_id, mailbox.id);
  assert.equal(error.details.status, 'active');
});

for (const security of ['tls', 'starttls']) {
  test(`a campaign email leaves over ${security} and arrives as written`, async () => {
    const mailbox = await connect(`sender-${security}`, { security });
    await runningCampaign(`reader-${security}`, mailbox);

    const [raw] = await waitForMail(stack, `reader-${security}@prospect.test`);

    assert.equal(header(raw, 'Subject'), `Hi reader-${security}`);
    assert.match(header(raw, 'From'), new RegExp(`sender-${security}@acme\\.test`));
    assert.match(header(raw, 'List-Unsubscribe'), /^<http[^>]*\/u\/[^>]+>$/);
    assert.equal(header(raw, 'List-Unsubscribe-Post'), 'List-Unsubscribe=One-Click');
    assert.ok(header(raw, 'Message-ID') && header(raw, 'Date'));
    assert.match(raw, /Hello/);
    assert.match(raw, /Acme Ltd/);
    assert.match(raw, /1 High Street/);
    await waitFor('the copy in Sent', () => stack.dovecot.messages(`sender-${security}@acme.test`, 'Sent').length === 1);
  });
}

test('a mailbox is found by a part of its name, whatever the case of its letters', async () => {
  const mailbox = await connect('named');
  await api.patch(`/mailboxes/${mailbox.id}`, { name: 'Éva Ängström' });
  for (const part of ['éva', 'ÄNGST', 'Éva Ä']) {
    assert.deepEqual((await api.all(`/mailboxes?q=${encodeURIComponent(part)}`)).map((one) => one.id), [mailbox.id], part);
  }
  assert.deepEqual(await api.all(`/mailboxes?q=${encodeURIComponent('100%')}`), []);
});

test('a disconnect pauses the campaigns, gives a receipt and refuses a second one', async () => {
  const mailbox = await connect('bea');
  const campaign = await runningCampaign('bea-reader', mailbox);
  const draft = await makeCampaign(api, { name: 'A draft', mailboxIds: [mailbox.id], steps: [step('x', { subject: 'x' })] });
  const impact = await api.get(`/mailboxes/${mailbox.id}/impact`);
  assert.deepEqual(impact.campaigns.map((c) => [c.id, c.effect, c.contacts_waiting]), [[campaign.id, 'pauses', 1]]);
  assert.equal(impact.written_last_30_days, 1);

  const { mailbox: inactive, receipt } = await api.post(`/mailboxes/${mailbox.id}/disconnect`, { version: impact.version });

  assert.equal(inactive.status, 'inactive');
  assert.equal(inactive.cause, 'user');
  assert.equal(inactive.epoch, mailbox.epoch + 1);
  assert.equal(receipt.epoch, inactive.epoch);
  assert.deepEqual(receipt.campaigns_paused.map((c) => [c.id, c.previous_status]), [[campaign.id, 'active']]);
  assert.equal(receipt.grant.local, 'kept_for_undo');
  assert.ok(receipt.quiesced_at >= receipt.requested_at);
  const paused = await api.get(`/campaigns/${campaign.id}`);
  assert.equal(paused.status, 'paused');
  assert.equal(paused.paused.cause, 'mailbox_disconnected');
  assert.equal(paused.paused.mailbox_id, mailbox.id);
  assert.equal((await api.get(`/campaigns/${draft.id}`)).status, 'draft');

  const error = await api.refused(409, 'mailbox_not_active', 'POST', `/mailboxes/${mailbox.id}/disconnect`, {});
  assert.equal(error.details.status, 'inactive');
  assert.deepEqual((await api.get(`/mailboxes/${mailbox.id}/receipts`)).items.map((r) => r.id), [receipt.id]);
});

test('a disconnect on an old view of the impact is refused and changes nothing', async () => {
  const mailbox = await connect('cal');
  const { version } = await api.get(`/mailboxes/${mailbox.id}/impact`);
  await runningCampaign('cal-reader', mailbox);

  await api.refused(412, 'version_mismatch', 'POST', `/mailboxes/${mailbox.id}/disconnect`, { version });

  assert.equal((await api.get(`/mailboxes/${mailbox.id}`)).status, 'active');
});

test('an undo in time restores the mailbox and its campaigns', async () => {
  const mailbox = await connect('dee');
  const campaign = await runningCampaign('dee-reader', mailbox);
  const { mailbox: inactive } = await api.post(`/mailboxes/${mailbox.id}/disconnect`);
  assert.ok(inactive.undo_until);

  const back = await api.post(`/mailboxes/${mailbox.id}/undo-disconnect`);

  assert.equal(back.status, 'active');
  assert.equal(back.epoch, inactive.epoch + 1);
  assert.equal((await api.get(`/campaigns/${campaign.id}`)).status, 'active');
});

test('an undo leaves alone what a person has changed since', async () => {
  const mailbox = await connect('deb');
  const campaign = await runningCampaign('deb-reader', mailbox);
  await api.post(`/mailboxes/${mailbox.id}/disconnect`);
  await api.post(`/campaigns/${campaign.id}/pause`).catch(() => {}); // refused or taken: either way a person's doing
  await api.patch(`/campaigns/${campaign.id}`, { name: 'Changed meanwhile' });

  await api.post(`/mailboxes/${mailbox.id}/undo-disconnect`);

  assert.equal((await api.get(`/campaigns/${campaign.id}`)).status, 'paused');
});

test('an undo too late is refused, and the secret is gone', async () => {
  const mailbox = await connect('eli');
  const { receipt } = await api.post(`/mailboxes/${mailbox.id}/disconnect`);
  await sleep(2100);

  await api.refused(409, 'undo_expired', 'POST', `/mailboxes/${mailbox.id}/undo-disconnect`);

  await waitFor('the secret to be deleted', async () => (await api.get(`/receipts/${receipt.id}`)).grant.local === 'deleted');
});

test('revoke now leaves no undo', async () => {
  const mailbox = await connect('fay');

  const { receipt } = await api.post(`/mailboxes/${mailbox.id}/disconnect`, { revoke_now: true });

  assert.equal(receipt.grant.local, 'deleted');
  await api.refused(409, 'undo_expired', 'POST', `/mailboxes/${mailbox.id}/undo-disconnect`);
});

test('a reconnect needs only the password, keeps the record, and restarts nothing by itself', async () => {
  const mailbox = await connect('gus');
  const campaign = await runningCampaign('gus-reader', mailbox);
  await api.post(`/mailboxes/${mailbox.id}/disconnect`, { revoke_now: true });
  await api.refused(409, 'no_active_mailbox', 'POST', `/campaigns/${campaign.id}/resume`, {});

  await api.refused(422, 'mailbox_login_failed', 'POST', `/mailboxes/${mailbox.id}/reconnect`, { password: 'wrong' });
  const back = await api.post(`/mailboxes/${mailbox.id}/reconnect`, { password: 'pw-gus' });

  assert.equal(back.id, mailbox.id);
  assert.equal(back.status, 'active');
  assert.equal(back.daily_cap, 100_000);
  assert.deepEqual(back.restartable_campaigns, [campaign.id]);
  assert.equal((await api.get(`/campaigns/${campaign.id}`)).status, 'paused');
  await waitForMailbox(api, mailbox.id, 'that has caught up', (m) => m.holds.every((hold) => hold.cause !== 'catch_up'));
  await api.refused(409, 'mailbox_active', 'POST', `/mailboxes/${mailbox.id}/reconnect`, { password: 'pw-gus' });

  await api.post(`/mailboxes/${mailbox.id}/restart-campaigns`, { campaign_ids: [campaign.id], overdue: 'keep' });
  assert.equal((await waitForCampaign(api, campaign, 'active')).status, 'active');
});

test('a campaign that a person paused is not offered for restart', async () => {
  const mailbox = await connect('hal');
  const byPerson = await runningCampaign('hal-reader', mailbox);
  await api.post(`/campaigns/${byPerson.id}/pause`);

  const { receipt } = await api.post(`/mailboxes/${mailbox.id}/disconnect`, { revoke_now: true });
  const back = await api.post(`/mailboxes/${mailbox.id}/reconnect`, { password: 'pw-hal' });

  assert.deepEqual(receipt.campaigns_paused, []);
  assert.deepEqual(back.restartable_campaigns, []);
});

test('a restart keeps, shifts or skips what became overdue', async () => {
  for (const [overdue, check] of [
    ['keep', async (campaign) => waitForSends(api, campaign, 2)],
    ['shift', async (campaign, restartedAt) => {
      const [next] = await waitForSends(api, campaign, 1, (send) => send.step === 2);
      assert.ok(Date.parse(next.due_at) >= restartedAt + 2500, `due ${next.due_at}, restarted ${new Date(restartedAt).toISOString()}`);
    }],
  ]) {
    const mailbox = await connect(`restart-${overdue}`);
    const campaign = await runningCampaign(`restart-${overdue}-reader`, mailbox, { steps: [step('One', { subject: 'One' }), step('Two', { afterSeconds: 3 })] });
    await api.post(`/mailboxes/${mailbox.id}/disconnect`, { revoke_now: true });
    await sleep(3200);
    await api.post(`/mailboxes/${mailbox.id}/reconnect`, { password: `pw-restart-${overdue}` });
    await waitForMailbox(api, mailbox.id, 'that has caught up', (m) => m.holds.every((hold) => hold.cause !== 'catch_up'));

    const restartedAt = Date.now();
    await api.post(`/mailboxes/${mailbox.id}/restart-campaigns`, { campaign_ids: [campaign.id], overdue });

    await check(campaign, restartedAt);
  }
});

test('nothing of an inactive mailbox leaves, and its due sends say why', async () => {
  const mailbox = await connect('ivy');
  const contacts = await addContacts(api, ['ivy-one@prospect.test']);
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts, steps: [step('One', { subject: 'One' }), step('Two', { afterSeconds: 1.5 })] });
  await launch(api, campaign);
  await waitForSends(api, campaign, 1);
  await api.post(`/mailboxes/${mailbox.id}/disconnect`);

  await sleep(2500);

  assert.equal(stack.dovecot.messages('ivy-one@prospect.test').length, 1);
});

test('a hold stops sending but keeps the mailbox active, and its end lifts it', async () => {
  const mailbox = await connect('jan');
  await api.post(`/mailboxes/${mailbox.id}/hold`, { until: new Date(Date.now() + 2500).toISOString() });
  const contacts = await addContacts(api, ['jan-one@prospect.test']);
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts, steps: [step('One', { subject: 'One' })] });
  await launch(api, campaign);
  const held = await api.get(`/mailboxes/${mailbox.id}`);
  assert.equal(held.status, 'active');
  assert.deepEqual(held.holds.map((hold) => hold.cause), ['user']);
  await sleep(800);
  assert.equal(stack.dovecot.messages('jan-one@prospect.test').length, 0);

  await waitForMail(stack, 'jan-one@prospect.test');
  await waitForMailbox(api, mailbox.id, 'without hold', (m) => m.holds.length === 0);
});

test('a campaign may go on with its other mailboxes', async () => {
  const first = await connect('kim');
  const second = await connect('kit');
  const contacts = await addContacts(api, ['kim-one@prospect.test', 'kim-two@prospect.test']);
  const campaign = await makeCampaign(api, { mailboxIds: [first.id, second.id], contacts, on_mailbox_loss: 'continue_with_others',
    steps: [step('One', { subject: 'One' }), step('Two', { afterSeconds: 3600 })] });
  await launch(api, campaign);
  await waitForSends(api, campaign, 2);

  const { receipt } = await api.post(`/mailboxes/${first.id}/disconnect`);
  assert.deepEqual(receipt.campaigns_paused, []);
  assert.equal((await api.get(`/campaigns/${campaign.id}`)).status, 'active');

  const last = await api.post(`/mailboxes/${second.id}/disconnect`);
  assert.deepEqual(last.receipt.campaigns_paused.map((c) => c.id), [campaign.id]);
});

test('keep running applies to this disconnect alone', async () => {
  const first = await connect('lea');
  const second = await connect('leo');
  const campaign = await runningCampaign('lea-reader', first);
  await api.post(`/campaigns/${campaign.id}/pause`);
  await api.patch(`/campaigns/${campaign.id}`, { mailbox_ids: [first.id, second.id] });
  await api.post(`/campaigns/${campaign.id}/resume`, {});

  const { receipt } = await api.post(`/mailboxes/${first.id}/disconnect`, { keep_running: [campaign.id] });

  assert.deepEqual(receipt.campaigns_paused, []);
  assert.equal((await api.get(`/campaigns/${campaign.id}`)).status, 'active');
});

test('several mailboxes are disconnected in one call, with a result each', async () => {
  const first = await connect('max');
  const second = await connect('mia');
  await api.post(`/mailboxes/${second.id}/disconnect`);

  const answer = await api.post('/mailboxes/bulk-disconnect', { ids: [first.id, second.id] });

  assert.equal((await api.get(`/mailboxes/${first.id}`)).status, 'inactive');
  assert.match(JSON.stringify(answer), /mailbox_not_active/);
});

test('a removal deletes the mailbox, keeps what must be kept, and frees the address', async () => {
  const mailbox = await connect('ned');
  const campaign = await runningCampaign('ned-reader', mailbox);
  await api.refused(409, 'mailbox_active', 'DELETE', `/mailboxes/${mailbox.id}?confirm=ned@acme.test`);
  await api.post(`/mailboxes/${mailbox.id}/disconnect`, { revoke_now: true });
  await api.refused(422, 'confirmation_mismatch', 'DELETE', `/mailboxes/${mailbox.id}?confirm=other@acme.test`);

  const { deleted, kept } = await api.delete(`/mailboxes/${mailbox.id}?confirm=ned@acme.test`);

  assert.ok(Object.values(deleted).some((count) => count > 0), JSON.stringify(deleted));
  assert.ok(Object.values(kept).some((count) => count > 0), JSON.stringify(kept));
  await api.refused(404, 'not_found', 'GET', `/mailboxes/${mailbox.id}`);
  const left = await api.get(`/campaigns/${campaign.id}`);
  assert.equal(left.counts.sent, 1);
  assert.deepEqual(left.mailbox_ids, []);
  assert.equal((await api.all(`/campaigns/${campaign.id}/sends`)).filter((send) => send.status === 'sent').length, 1);

  const again = await connect('ned');
  assert.notEqual(again.id, mailbox.id);
  assert.equal(again.campaigns_count, 0);
});

test('an unknown mailbox is not found, a malformed id is not either', async () => {
  for (const id of ['mbx_aaaaaaaaaaaaa', 'cmp_aaaaaaaaaaaaa', 'nonsense', '..%2f..'])
    assert.equal((await api.request('GET', `/mailboxes/${id}`)).status, 404, id);
});
