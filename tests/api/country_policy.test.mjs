// In which countries people may be written to: when contacts are added, at the launch, and in the permit.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, fakeMailbox, launch, makeCampaign, step, waitForCampaign } from '../lib/scenario.mjs';

let outrider, api, smtp, mailbox;
const steps = [step('Hi', { subject: 'Hi' })];
const rule = (country_policy) => api.patch('/settings', { country_policy });

before(async () => {
  smtp = await SmtpServer.start();
  outrider = await Outrider.start();
  api = outrider.api;
  mailbox = await connectMailbox(api, fakeMailbox(smtp, 'country@acme.test'));
});
beforeEach(() => rule({ default: 'allow', unknown: 'allow', countries: {} }));
after(() => closeAll(outrider, smtp));

const campaignOf = (name, contacts, more = {}) => makeCampaign(api, { name, mailboxIds: [mailbox.id], contacts, steps, ...more });

test('the policy is kept, dated, and changed in parts', async () => {
  const made = (await rule({ default: 'warn', countries: { DE: 'block', FR: 'allow' } })).country_policy;
  assert.deepEqual([made.default, made.unknown, made.countries], ['warn', 'allow', { DE: 'block', FR: 'allow' }]);
  assert.match(made.changed_at, /^\d{4}-/);
  const changed = (await rule({ unknown: 'block' })).country_policy;
  assert.deepEqual([changed.default, changed.unknown, changed.countries], ['warn', 'block', { DE: 'block', FR: 'allow' }]);
  assert.deepEqual((await rule({ countries: {} })).country_policy.countries, {});
});

test('what is no country or rule is refused, and nothing of it is kept', async () => {
  const refused = async (policy) =>
    assert.equal((await api.refused(422, 'validation_failed', 'PATCH', '/settings', { country_policy: policy })).details.errors[0].field, 'country_policy');
  await refused({ countries: { DE: 'block', XX: 'block' } });
  await refused({ countries: { de: 'block' } });
  await refused({ default: 'perhaps' });
  await refused({ countries: ['DE'] });
  assert.deepEqual((await api.get('/settings')).country_policy.countries, {});
});

test('who is in a blocked country is not added, and a warning is counted', async () => {
  await rule({ countries: { DE: 'block', FR: 'warn' } });
  const contacts = await addContacts(api, [{ email: 'de@add.test', country: 'Deutschland' }, { email: 'fr@add.test', country: 'fr' }, 'none@add.test']);
  const { added } = await campaignOf('Adding', contacts);
  assert.deepEqual([added.added, added.warned], [2, 1]);
  assert.deepEqual(added.skipped, [{ contact_id: contacts[0], reason: 'country_policy' }]);
});

test('a country that was blocked after the start is not written to, and the contact says why', async () => {
  const contacts = await addContacts(api, [{ email: 'de@late.test', country: 'DE' }, { email: 'fr@late.test', country: 'France' }]);
  const campaign = await campaignOf('Late', contacts);
  await rule({ countries: { DE: 'block' } });
  await launch(api, campaign);
  await waitForCampaign(api, campaign, 'completed');

  assert.equal(smtp.ends({ rcpt: 'de@late.test' }).length, 0);
  assert.equal(smtp.ends({ rcpt: 'fr@late.test' }).length, 1);
  const why = await api.get(`/campaigns/${campaign.id}/why?contact_id=${contacts[0]}`);
  assert.deepEqual([why.reason, why.action], ['country_policy', 'allow_country']);
  assert.match(why.reasons[0].text, /de@late\.test \(DE\)/);
});
