// What lies ahead of a campaign: the review before a launch, the calendar, and what a resume would do; beside what then really leaves.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, fakeMailbox, importContacts, launch, makeCampaign, step, waitForCampaign, waitForSends } from '../lib/scenario.mjs';

let smtp;
let outrider;
let api;

before(async () => {
  smtp = await SmtpServer.start({ keepMessages: true });
  outrider = await Outrider.start();
  api = outrider.api;
});
after(() => closeAll(outrider, smtp));

const DAY = 24 * 3_600_000;
const connect = (name) => connectMailbox(api, fakeMailbox(smtp, `${name}@acme.test`));
const HELLO = [step('Hello there.', { subject: 'Hello' })];
const sum = (days) => days.reduce((total, { count }) => total + count, 0);

/** Hour and weekday of an instant in a zone. */
const local = (at, timeZone) => Object.fromEntries(new Intl.DateTimeFormat('en-GB', { timeZone, hour: 'numeric', weekday: 'short' })
  .formatToParts(new Date(at)).filter(({ type }) => type !== 'literal').map(({ type, value }) => [type, value]));

test('the review of a draft names who would get nothing, each reason with its people', async () => {
  const mailbox = await connect('sheet');
  const [grace, alan, dnc, left, twice] = await addContacts(api, [{ email: 'grace@sheet.test', first_name: 'Grace' }, 'alan@sheet.test',
    { email: 'dnc@sheet.test', first_name: 'D' }, { email: 'left@sheet.test', first_name: 'L' }, { email: 'twice@sheet.test', first_name: 'T' }]);
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts: [grace, alan, dnc, left, twice],
    steps: [step('Hi {{ first_name }}.', { subject: 'Hello' }), step('Again, {{ first_name }}.', { afterSeconds: 60 })] });
  await api.post('/do-not-contact', { value: 'dnc@sheet.test' });
  const other = await makeCampaign(api, { mailboxIds: [mailbox.id], steps: HELLO, contacts: [twice] });
  await launch(api, other);
  await waitForSends(api, other, 1);

  const review = await api.get(`/campaigns/${campaign.id}/review`);
  const why = Object.fromEntries(review.excluded.map(({ reason, field, contacts, examples }) => [reason, [field, contacts, examples.map(({ email }) => email)]]));
  assert.deepEqual(why, {
    suppressed: [null, 1, ['dnc@sheet.test']],
    overlap: [null, 1, ['twice@sheet.test']],
    missing_field: ['first_name', 1, ['alan@sheet.test']],
  });
  assert.deepEqual(review.counts, { contacts: 5, to_write_to: 2, in_review: 1, excluded: 2, emails: 4 });
  assert.deepEqual([review.checked, review.is_complete], [5, true]);
  assert.deepEqual(review.blocking.map(({ code }) => code), ['replies_not_read']);
  assert.deepEqual(review.blocks, review.blocking);
  const [load] = review.mailboxes;
  assert.deepEqual([load.id, load.emails, load.peak_per_day, load.contacts], [mailbox.id, 4, 4, 2]);
});

test('advice names the step it is about', async () => {
  const mailbox = await connect('advice');
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], steps: [
    step('Short! See http://acme.test/x and https:/broken.', { subject: 'RE: READ THIS NOW' }),
    step('word '.repeat(200), { afterSeconds: 60 })] });

  const { warnings, advice } = await api.get(`/campaigns/${campaign.id}/review`);
  const codes = warnings.map(({ code, step: position }) => `${position ?? '-'} ${code}`);
  assert.deepEqual(codes, ['1 word_count', '1 shouting', '1 fake_reply', '1 insecure_link', '1 broken_link', '2 word_count', '- no_signature']);
  assert.deepEqual(advice, warnings.map(({ text }) => text));
});

test('first and last date keep to the campaign’s days and hours', async () => {
  const mailbox = await connect('dates');
  await api.patch(`/mailboxes/${mailbox.id}`, { daily_cap: 2, min_gap_seconds: 600 });
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], steps: HELLO, contacts: await addContacts(api, ['a@dates.test', 'b@dates.test', 'c@dates.test']),
    timezone: 'Europe/Berlin', sending_days: [3], sending_hours: [9] });

  const review = await api.get(`/campaigns/${campaign.id}/review`);
  assert.deepEqual(local(review.first_send_at, 'Europe/Berlin'), { hour: '09', weekday: 'Wed' });
  assert.deepEqual(local(review.last_send_at, 'Europe/Berlin'), { hour: '09', weekday: 'Wed' });
  assert.equal(Math.round((Date.parse(review.last_send_at) - Date.parse(review.first_send_at)) / DAY), 7);
  const { days } = await api.get(`/campaigns/${campaign.id}/forecast`);
  assert.deepEqual(days.map(({ count }) => count), [2, 1]);
});

test('what the forecast of a small campaign tells is what leaves, in its order', async () => {
  const mailboxes = [await connect('one'), await connect('two')];
  const contacts = await addContacts(api, Array.from({ length: 12 }, (_, i) => `p${i}@order.test`));
  for (const { id } of mailboxes) await api.patch(`/mailboxes/${id}`, { min_gap_seconds: 1 });
  const campaign = await makeCampaign(api, { mailboxIds: mailboxes.map(({ id }) => id), steps: HELLO, contacts });

  const { next, total, assumes } = await api.get(`/campaigns/${campaign.id}/forecast`);
  assert.deepEqual([total, next.length, assumes], [12, 12, 'launched_now']);
  await launch(api, campaign);
  const sent = await waitForSends(api, campaign, 12);
  const order = (list, at) => Object.groupBy([...list].sort((a, b) => Date.parse(a[at]) - Date.parse(b[at])), (one) => one.mailbox_id);
  const [told, left] = [order(next, 'at'), order(sent, 'sent_at')];
  for (const { id } of mailboxes) assert.deepEqual(left[id].map(({ email }) => email), told[id].map(({ email }) => email));
});

test('a campaign of many is counted by day within the caps', async () => {
  const mailbox = await connect('many');
  await api.patch(`/mailboxes/${mailbox.id}`, { daily_cap: 100 });
  await importContacts(api, 'many', Array.from({ length: 1500 }, (_, i) => `p${i}@many.test`));
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], steps: HELLO, contacts: { list: 'many' } });

  const forecast = await api.get(`/campaigns/${campaign.id}/forecast?days=30`);
  assert.equal(forecast.total, 1500);
  assert.equal(sum(forecast.days), 1500);
  assert.ok(forecast.days.every(({ count }) => count <= 100));
  assert.ok(forecast.exact_until);
  const week = await api.get(`/campaigns/${campaign.id}/forecast?days=7`);
  assert.deepEqual(week.days, forecast.days.slice(0, 7));
  const review = await api.get(`/campaigns/${campaign.id}/review`);
  assert.deepEqual([review.checked, review.is_complete], [1000, false]);
  for (const days of ['0', '367', 'x']) await api.refused(422, 'validation_failed', 'GET', `/campaigns/${campaign.id}/forecast?days=${days}`);
});

test('a resume can be seen before it is done, with each way to treat what is overdue', async () => {
  const mailbox = await connect('resume');
  const contacts = await addContacts(api, ['a@resume.test', 'b@resume.test']);
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts, steps: HELLO });
  const preview = (body) => api.post(`/campaigns/${campaign.id}/resume-preview`, body);
  await api.refused(409, 'invalid_state', 'POST', `/campaigns/${campaign.id}/resume-preview`, {});
  await api.post(`/mailboxes/${mailbox.id}/hold`, {});
  await launch(api, campaign);
  await api.post(`/campaigns/${campaign.id}/pause`);
  await api.request('DELETE', `/mailboxes/${mailbox.id}/hold`);

  const kept = await preview({ overdue: 'keep' });
  assert.deepEqual([kept.total, kept.skipped, kept.next.map(({ email, step: position, mailbox_id }) => [email, position, mailbox_id])],
    [2, 0, [['a@resume.test', 1, mailbox.id], ['b@resume.test', 1, mailbox.id]]]);
  assert.equal((await preview({ overdue: 'shift' })).total, 2);
  assert.equal((await preview({ overdue: 'skip', skip_older_than_days: 0 })).total, 2, 'first steps are never skipped');
  await api.refused(422, 'validation_failed', 'POST', `/campaigns/${campaign.id}/resume-preview`, { overdue: 'later' });

  await api.post(`/campaigns/${campaign.id}/resume`, { overdue: 'keep' });
  await waitForCampaign(api, campaign, 'completed');
});

test('the command line tells the same', async () => {
  const mailbox = await connect('shell');
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts: await addContacts(api, ['a@shell.test']), steps: HELLO });
  const run = (...args) => outrider.command(['campaign', ...args]);

  const review = await run('review', campaign.id);
  assert.equal(review.status, 0);
  assert.match(review.stdout, /^1 contacts get 1 emails; 0 need review, 0 are left out\.$/m);
  assert.equal(JSON.parse((await run('forecast', campaign.id, '--json', '--days', '7')).stdout).total, 1);
  assert.match((await run('preview', campaign.id, '--step', '1')).stdout, /^Subject: Hello$/m);
  const refused = await run('resume', campaign.id, '--overdue', 'keep', '--preview');
  assert.deepEqual([refused.status, /invalid_state/.test(refused.stderr)], [1, true]);
  assert.equal((await run('test-send', campaign.id, '--step', 'two')).status, 2);
  const sent = await run('test-send', campaign.id, '--step', '1', '--to', mailbox.address);
  assert.deepEqual([sent.status, sent.stdout], [0, `Step 1 was sent to ${mailbox.address}.\n`]);
  assert.match((await run('reassign', campaign.id, '--from', mailbox.id)).stderr, /no_active_mailbox/);
});

test('a forecast says which steps it counts as if everybody fitted and everything were approved', async () => {
  const mailbox = await connect('assumes');
  const steps = [HELLO[0], { ...step('For some.', { afterSeconds: 1 }), condition: { field: 'title', is: 'missing' } }, { ...step('Looked at.', { afterSeconds: 1 }), review: true }];
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts: await addContacts(api, ['a@assumes.test']), steps });

  const { conditional_steps: conditional, steps_to_approve: toApprove } = await api.get(`/campaigns/${campaign.id}/forecast`);
  assert.deepEqual([conditional, toApprove], [[2], [3]]);
  const { stdout } = await outrider.command(['campaign', 'forecast', campaign.id]);
  assert.match(stdout, /^If it is launched now and nobody answers\.\nSteps with a condition are counted for everybody: 2\.\nSteps with an approval are counted as approved at once: 3\.$/m);
});
