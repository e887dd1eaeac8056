// Steps for some contacts only, and a goal that a field of the contact reaches: looked at before each email.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closeAll } from '../lib/close.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, header, launch, makeCampaign, step, waitForCampaign, waitForMail } from '../lib/scenario.mjs';
import { waitFor } from '../lib/wait.mjs';
import { MailStack } from '../servers/stack.mjs';

let stack;
let outrider;
let api;

before(async () => {
  stack = await MailStack.start({ only: ['mail'] });
  outrider = await Outrider.start({ env: stack.environment() });
  api = outrider.api;
});
after(() => closeAll(outrider, stack));

const connect = (name) => connectMailbox(api, stack.passwordMailbox(`${name}@acme.test`, `pw-${name}`));
const arrived = (address) => stack.dovecot.messages(address).length;
const of = async (campaign, email) => (await api.all(`/campaigns/${campaign.id}/enrollments`)).find((one) => one.email === email);

async function start(name, people, steps, more = {}) {
  const mailbox = await connect(name);
  const contacts = await addContacts(api, people);
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts, steps, ...more });
  await launch(api, campaign);
  return { mailbox, contacts, campaign };
}

test('a step is for those who meet its condition; the others skip it or are stopped', async () => {
  const people = [
    { email: 'grace@some-prospect.test', first_name: 'Grace', country: 'Germany', custom: { tier: 'Gold' } },
    { email: 'alan@some-prospect.test', first_name: 'Alan', country: 'UK', custom: { tier: 'gold' } },
    { email: 'hedy@some-prospect.test', first_name: 'Hedy', country: 'DE' },
  ];
  const { campaign } = await start('some', people, [
    { ...step('For gold: {{ custom.tier }}.', { subject: 'Gold' }), condition: { field: 'custom.tier', is: 'is', value: 'GOLD' } },
    { ...step('For Germans.', { afterSeconds: 1 }), condition: { field: 'country', is: 'is', value: 'Deutschland', then: 'stop' } },
    step('For whoever is left.', { afterSeconds: 2 }),
  ]);
  assert.deepEqual(campaign.steps.map(({ condition }) => condition), [
    { field: 'custom.tier', is: 'is', value: 'GOLD', then: 'skip' },
    { field: 'country', is: 'is', value: 'Deutschland', then: 'stop' }, null,
  ]);

  const [first] = await waitForMail(stack, people[2].email, 2);
  assert.match(first, /For Germans/);
  assert.equal(header(first, 'Subject'), 'Gold', 'the first email of the thread has the subject that was to begin it');
  await waitForMail(stack, people[0].email, 3);
  await waitForCampaign(api, campaign, 'completed');
  assert.equal(arrived(people[1].email), 1);
  const alan = await of(campaign, people[1].email);
  assert.deepEqual([alan.status, alan.end_reason], ['stopped', 'condition']);
  const why = await api.get(`/campaigns/${campaign.id}/why?contact_id=${alan.contact_id}`);
  assert.deepEqual([why.reason, why.action], ['condition', 'edit_condition']);
});

test('a field that reaches the goal ends it before the next email, by an edit or an import', async () => {
  const people = ['edit@goal-prospect.test', 'import@goal-prospect.test', 'rest@goal-prospect.test'];
  const { contacts, campaign } = await start('goal', people, [step('One.', { subject: 'Goal' }), step('Two.', { afterSeconds: 3600 })],
    { goal: { field: 'custom.stage', is: 'is', value: 'customer' } });
  assert.deepEqual(campaign.goal, { field: 'custom.stage', is: 'is', value: 'customer' });
  for (const person of people) await waitForMail(stack, person);

  await api.patch(`/contacts/${contacts[0]}`, { custom: { stage: 'Customer' } });
  assert.deepEqual([(await of(campaign, people[0])).status, (await of(campaign, people[0])).end_reason], ['stopped', 'goal']);

  const { id } = await api.post('/imports', `email,stage\n${people[1]},customer\n${people[2]},lead\n`, { headers: { 'content-type': 'text/csv' } });
  await waitFor('the import', async () => (await api.get(`/imports/${id}`)).status === 'done');
  assert.equal((await of(campaign, people[1])).end_reason, 'goal');
  assert.equal((await of(campaign, people[2])).status, 'live');
  assert.equal((await api.get(`/campaigns/${campaign.id}/stats`)).goals, 2);
  assert.match((await api.get(`/campaigns/${campaign.id}/why?contact_id=${contacts[0]}`)).text, /reached the campaign's goal/);
});

test('who reached the goal before the launch is written to never', async () => {
  const people = [{ email: 'done@before-prospect.test', custom: { stage: 'customer' } }, { email: 'new@before-prospect.test' }];
  const { campaign } = await start('before', people, [step('One.', { subject: 'One' })], { goal: { field: 'custom.stage', is: 'exists' } });

  await waitForCampaign(api, campaign, 'completed');
  assert.deepEqual(people.map(({ email }) => arrived(email)), [0, 1]);
  assert.equal((await of(campaign, people[0].email)).end_reason, 'goal');
});

test('a contact who changes between two steps is looked at again', async () => {
  const people = ['grace@change-prospect.test'];
  const { contacts, campaign } = await start('change', people, [
    step('One.', { subject: 'One' }),
    { ...step('Two.', { afterSeconds: 3 }), condition: { field: 'title', is: 'missing' } },
    step('Three.', { afterSeconds: 3 }),
  ]);
  await waitForMail(stack, people[0]);
  await api.patch(`/contacts/${contacts[0]}`, { title: 'Admiral' });

  const mails = await waitForMail(stack, people[0], 2);
  assert.match(mails[1], /Three\./);
  await waitForCampaign(api, campaign, 'completed');
});

test('what is wrong with a condition is named by step, part, rule and value', async () => {
  const mailbox = await connect('wrong');
  const make = (condition, goal) => api.refused(422, 'validation_failed', 'POST', '/campaigns', {
    name: 'Wrong', mailbox_ids: [mailbox.id], ...(goal !== undefined ? { goal } : {}), steps: [{ ...step('One.', { subject: 'One' }), condition }] });
  const cases = [
    [{ field: 'shoe_size', is: 'exists' }, 'steps[0].condition.field', 'unknown', 'shoe_size'],
    [{ field: 'company', is: 'smells' }, 'steps[0].condition.is', 'one_of', 'smells'],
    [{ field: 'company', is: 'is' }, 'steps[0].condition.value', 'required', null],
    [{ field: 'company', is: 'is', value: 'x'.repeat(501) }, 'steps[0].condition.value', 'max_length', null],
    [{ field: 'company', is: 'exists', then: 'dance' }, 'steps[0].condition.then', 'one_of', 'dance'],
    ['company', 'steps[0].condition', 'type', null],
  ];
  for (const [condition, field, rule, value] of cases)
    assert.deepEqual((await make(condition)).details.errors, [{ field, rule, value }], JSON.stringify(condition));
  assert.deepEqual((await make(null, { field: 'custom.', is: 'exists' })).details.errors, [{ field: 'goal.field', rule: 'unknown', value: 'custom.' }]);
});

test('a condition and a goal are taken away with null, copied with the campaign, and shown by the command line', async () => {
  const mailbox = await connect('keep');
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts: [], goal: { field: 'title', is: 'contains', value: 'CEO' },
    steps: [{ ...step('One.', { subject: 'One' }), condition: { field: 'custom.Deal Size', is: 'is_not', value: 'small' } }] });
  assert.equal(campaign.steps[0].condition.field, 'custom.deal_size');
  const copy = await api.post(`/campaigns/${campaign.id}/duplicate`);
  assert.deepEqual([copy.goal, copy.steps[0].condition], [campaign.goal, campaign.steps[0].condition]);
  const shown = (await outrider.command(['campaign', 'show', campaign.id])).stdout;
  assert.match(shown, /goal +title contains CEO/);
  assert.match(shown, /step 1 +only if custom\.deal_size is_not small, else skip/);

  const bare = await api.patch(`/campaigns/${campaign.id}`, { goal: null, steps: [{ condition: null }] });
  assert.deepEqual([bare.goal, bare.steps[0].condition, bare.steps[0].body_text], [null, null, 'One.']);
});
