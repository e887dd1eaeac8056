// The schedule over the API and in what leaves: whose clock, holidays, first and last day, spacing by domain, ramps.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, fakeMailbox, launch, makeCampaign, step, waitForCampaign, waitForSends } from '../lib/scenario.mjs';
import { waitFor } from '../lib/wait.mjs';

let smtp;
let outrider;
let api;

before(async () => {
  smtp = await SmtpServer.start();
  outrider = await Outrider.start();
  api = outrider.api;
});
after(() => closeAll(outrider, smtp));

const DAY = 86_400_000;
const dateIn = (days) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);
const connect = (name) => connectMailbox(api, fakeMailbox(smtp, `${name}@acme.test`));

/** A launched campaign of one step. */
async function running(name, contacts, settings) {
  const mailbox = await connect(name);
  const campaign = await makeCampaign(api, { name, mailboxIds: [mailbox.id], contacts: await addContacts(api, contacts), steps: [step('Hello', { subject: 'Hi' })], overlap: 'allow', ...settings });
  await launch(api, campaign);
  return { mailbox, campaign };
}

const reasonOf = (campaign, reason) => waitFor(`the reason ${reason}`, async () =>
  (await api.get(`/campaigns/${campaign.id}/why`)).reasons.find((one) => one.reason === reason));

test('a new campaign has no holidays, no end and no spacing, and what is set comes back', async () => {
  const plain = await api.post('/campaigns', { name: 'Plain' });
  assert.equal(plain.timezone_source, 'campaign');
  assert.deepEqual(plain.holidays, { countries: [], dates: [] });
  assert.deepEqual([plain.starts_on, plain.ends_on, plain.domain_spacing_minutes], [null, null, 0]);

  const settings = { timezone_source: 'contact', starts_on: '2027-01-04', ends_on: '2027-03-31', domain_spacing_minutes: 90 };
  const set = await api.patch(`/campaigns/${plain.id}`, { ...settings, holidays: { countries: ['US', 'DE'], dates: ['2027-02-02', '2027-01-15', '2027-02-02'] } });
  for (const [name, value] of Object.entries(settings)) assert.equal(set[name], value, name);
  assert.deepEqual(set.holidays, { countries: ['DE', 'US'], dates: ['2027-01-15', '2027-02-02'] });
  assert.deepEqual((await api.post(`/campaigns/${plain.id}/duplicate`)).holidays, set.holidays);

  const cleared = await api.patch(`/campaigns/${plain.id}`, { holidays: null, starts_on: null, ends_on: null, timezone_source: 'campaign' });
  assert.deepEqual(cleared.holidays, { countries: [], dates: [] });
  assert.deepEqual([cleared.starts_on, cleared.ends_on, cleared.domain_spacing_minutes], [null, null, 90]);
});

test('a setting that cannot be is refused with its field, rule and value', async () => {
  const cases = [
    [{ timezone_source: 'mars' }, 'timezone_source', 'one_of', 'mars'],
    [{ holidays: { countries: ['XX'] } }, 'holidays.countries', 'one_of', 'XX'],
    [{ holidays: { countries: 'DE' } }, 'holidays.countries', 'type', null],
    [{ holidays: { dates: ['2026-02-30'] } }, 'holidays.dates', 'date', '2026-02-30'],
    [{ holidays: { dates: Array.from({ length: 201 }, () => '2026-12-24') } }, 'holidays.dates', 'max_items', null],
    [{ holidays: 7 }, 'holidays', 'type', null],
    [{ starts_on: '24.12.2026' }, 'starts_on', 'date', '24.12.2026'],
    [{ ends_on: 20261224 }, 'ends_on', 'date', null],
    [{ starts_on: '2026-12-24', ends_on: '2026-12-23' }, 'ends_on', 'not_before_start', '2026-12-23'],
    [{ domain_spacing_minutes: 10_081 }, 'domain_spacing_minutes', 'range', '10081'],
    [{ domain_spacing_minutes: -1 }, 'domain_spacing_minutes', 'range', '-1'],
  ];
  for (const [body, field, rule, value] of cases) {
    const { details } = await api.refused(422, 'validation_failed', 'POST', '/campaigns', { name: 'Wrong', ...body });
    assert.deepEqual(details.errors.map((e) => [e.field, e.rule, e.value ?? null]), [[field, rule, value]], JSON.stringify(body));
  }
});

test('people are written to in their own hours', async () => {
  const hour = new Date().getUTCHours();
  const { mailbox, campaign } = await running('zones', [
    { email: 'near@zones.test', timezone: 'UTC' }, { email: 'far@zones.test', timezone: 'Pacific/Kiritimati' }, { email: 'unknown@zones.test' },
  ], { timezone_source: 'contact', sending_hours: [hour, (hour + 1) % 24] });

  await waitForSends(api, campaign, 2);
  const why = await reasonOf(campaign, 'window');
  assert.match(why.text, /Pacific\/Kiritimati/);
  assert.ok(Date.parse(why.next_at) > Date.now() + 3_600_000);
  assert.equal(smtp.ends({ mailbox: mailbox.address }).length, 2);
  assert.equal((await api.get(`/campaigns/${campaign.id}`)).next_send_at, why.next_at);
});

test('nothing leaves on a holiday or before the first day', async () => {
  const holiday = await running('holiday', ['a@holiday.test'], { holidays: { dates: [dateIn(0), dateIn(1)] } });
  const early = await running('early', ['a@early.test'], { starts_on: dateIn(3) });

  assert.match((await reasonOf(holiday.campaign, 'window')).text, /holiday/);
  const why = await reasonOf(early.campaign, 'window');
  assert.equal(why.next_at, `${dateIn(3)}T00:00:00.000Z`);
  assert.equal(smtp.ends({ mailbox: holiday.mailbox.address }).length + smtp.ends({ mailbox: early.mailbox.address }).length, 0);
});

test('a campaign whose last day is over lets people go and completes, an evergreen one too', async () => {
  for (const evergreen of [false, true]) {
    const name = `ended${evergreen}`;
    const { campaign, mailbox } = await running(name, [`a@${name}.test`, `b@${name}.test`], { evergreen, starts_on: dateIn(3) });
    await api.post(`/campaigns/${campaign.id}/pause`);
    await api.patch(`/campaigns/${campaign.id}`, { starts_on: null, ends_on: dateIn(-1) });
    await api.post(`/campaigns/${campaign.id}/resume`);

    await waitForCampaign(api, campaign, ['completed']);
    const { items } = await api.get(`/campaigns/${campaign.id}/enrollments`);
    assert.deepEqual(items.map((one) => [one.status, one.end_reason]), [['stopped', 'ended'], ['stopped', 'ended']]);
    assert.equal(smtp.ends({ mailbox: mailbox.address }).length, 0);
  }
});

test('a launch after the last day is refused', async () => {
  const mailbox = await connect('over');
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts: await addContacts(api, ['a@over.test']), steps: [step('Hello', { subject: 'Hi' })], ends_on: dateIn(-1) });

  await api.refused(409, 'schedule_over', 'POST', `/campaigns/${campaign.id}/launch`, {});
});

test('one company is written to at intervals, a public mail domain at once', async () => {
  const people = ['a@spaced.test', 'b@spaced.test', 'c@spaced.test', 'spaced.one@gmail.com', 'spaced.two@gmail.com'];
  const { campaign, mailbox } = await running('spaced', people, { domain_spacing_minutes: 60 });

  await waitForSends(api, campaign, 3);
  const why = await reasonOf(campaign, 'domain_spacing');
  assert.match(why.text, /spaced\.test/);
  assert.ok(Math.abs(Date.parse(why.next_at) - Date.now() - 3_600_000) < 60_000, why.next_at);
  assert.equal(smtp.ends({ mailbox: mailbox.address }).length, 3);

  await api.post(`/campaigns/${campaign.id}/pause`);
  await api.patch(`/campaigns/${campaign.id}`, { domain_spacing_minutes: 0 });
  await api.post(`/campaigns/${campaign.id}/resume`);
  await waitForSends(api, campaign, 5);
});

test('a mailbox ramps up to its daily cap', async () => {
  const { mailbox, campaign } = await running('ramp', ['a@ramp.test', 'b@ramp.test', 'c@ramp.test', 'd@ramp.test'], { starts_on: dateIn(2) });
  assert.equal(mailbox.ramp, null);
  assert.equal(mailbox.cap_today, mailbox.daily_cap);

  const ramping = await api.patch(`/mailboxes/${mailbox.id}`, { ramp: { start: 2, step: 5, ceiling: 50 } });
  assert.deepEqual(ramping.ramp, { start: 2, step: 5, ceiling: 50 });
  assert.equal(ramping.cap_today, 2);
  await api.post(`/campaigns/${campaign.id}/pause`);
  await api.patch(`/campaigns/${campaign.id}`, { starts_on: null });
  await api.post(`/campaigns/${campaign.id}/resume`);
  await waitForSends(api, campaign, 2);
  assert.match((await reasonOf(campaign, 'cap')).text, /its 2 emails of today; while it ramps up/);

  assert.equal((await api.patch(`/mailboxes/${mailbox.id}`, { ramp: null })).cap_today, mailbox.daily_cap);
  await waitForSends(api, campaign, 4);
});

test('a ramp that cannot be is refused with its field, rule and value', async () => {
  const mailbox = await connect('wrongramp');
  const cases = [
    [{ start: 0, step: 1, ceiling: 10 }, 'ramp.start', 'range', '0'],
    [{ start: 5, ceiling: 10 }, 'ramp.step', 'required', null],
    [{ start: 5, step: 1, ceiling: 4 }, 'ramp.ceiling', 'range', '4'],
    [7, 'ramp', 'type', null],
  ];
  for (const [ramp, field, rule, value] of cases) {
    const { details } = await api.refused(422, 'validation_failed', 'PATCH', `/mailboxes/${mailbox.id}`, { ramp });
    assert.deepEqual(details.errors.map((e) => [e.field, e.rule, e.value ?? null]), [[field, rule, value]], JSON.stringify(ramp));
  }
  assert.equal((await api.get(`/mailboxes/${mailbox.id}`)).ramp, null);
});
