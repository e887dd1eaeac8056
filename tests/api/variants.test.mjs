// Variants of a step: who gets which, what is checked, what the figures say, and the winner.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closeAll } from '../lib/close.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, header, launch, makeCampaign, replyTo, step, waitForCampaign, waitForMail, waitForSends } from '../lib/scenario.mjs';
import { waitFor } from '../lib/wait.mjs';
import { MailStack } from '../servers/stack.mjs';

let stack;
let outrider;
let api;

before(async () => {
  stack = await MailStack.start({ only: ['mail'] });
  outrider = await Outrider.start({ env: { ...stack.environment(), OUTRIDER_SYNC_INTERVAL: '1' } });
  api = outrider.api;
});
after(() => closeAll(outrider, stack));

const connect = (name) => connectMailbox(api, stack.passwordMailbox(`${name}@acme.test`, `pw-${name}`));
const people = (name, count) => Array.from({ length: count }, (_, i) => ({ email: `p${i}@${name}.test`, first_name: 'Grace' }));
const draft = (steps) => api.post('/campaigns', { name: 'Draft', steps });
const withVariants = (more = {}) => ({
  ...step('Text of A.', { subject: 'Subject A' }),
  variants: [{ subject: 'Subject B', body_text: 'Text of B for {{ first_name }}.' }, { name: 'Short', weight: 100, body_text: 'Text of C.' }],
  ...more,
});

test('each contact gets one wording, follow-ups keep its subject, and a reply counts for it', async () => {
  const mailbox = await connect('split');
  const ids = await addContacts(api, people('split', 12));
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts: ids, steps: [withVariants(), step('Second', { afterSeconds: 1 })] });
  await launch(api, campaign);
  const sends = await waitForSends(api, campaign, 24);

  const [first, second] = campaign.steps;
  const names = new Map([[first.variant_a.id, 'A'], ...first.variants.map(({ id }, at) => [id, 'BC'[at]])]);
  const got = new Map();
  for (const send of sends.filter((one) => one.step === 1)) got.set(send.email, names.get(send.variant_id));
  assert.ok(new Set(got.values()).size > 1, `all got ${[...got.values()][0]}`);
  assert.ok(sends.filter((one) => one.step === 2).every((one) => one.variant_id === second.variant_a.id));
  for (const [email, name] of got) {
    const [mail, followUp] = await waitForMail(stack, email, 2);
    assert.match(mail, new RegExp(`Text of ${name}`));
    assert.equal(header(mail, 'Subject'), name === 'B' ? 'Subject B' : 'Subject A');
    assert.equal(header(followUp, 'Subject'), `Re: ${header(mail, 'Subject')}`);
  }

  const [[writer]] = got;
  const [, last] = await waitForMail(stack, writer, 2);
  await stack.dovecot.deliver({ from: writer, to: mailbox.address, raw: replyTo(last, { from: writer }) });
  await waitFor('the reply to count', async () => (await api.get(`/campaigns/${campaign.id}/stats`)).steps[1].replied === 1);
  const { steps: [one, two], by_day: days } = await api.get(`/campaigns/${campaign.id}/stats`);
  assert.equal(days.reduce((sum, day) => sum + day.replied, 0), 1);
  assert.equal(one.variants.reduce((sum, variant) => sum + variant.sent, 0), 12);
  assert.equal(one.replied, 0, 'it answered the second email, not the first');
  assert.equal(one.experiment.state, 'collecting');
  assert.equal(two.experiment, null);
  assert.equal(two.variants[0].share.toFixed(6), (1 / 12).toFixed(6));
  assert.ok(two.variants[0].interval.low > 0.01 && two.variants[0].interval.high < 0.36);
});

test('variants are kept as they are unless they are written', async () => {
  const made = await draft([withVariants({ winner: {} })]);
  const [{ variants, winner, variant_a: own }] = made.steps;
  assert.deepEqual(variants.map(({ name, weight, enabled }) => [name, weight, enabled]), [['B', 50, true], ['Short', 100, true]]);
  assert.deepEqual(winner, { after_sent: 50, metric: 'replies' });
  assert.deepEqual([own.name, own.weight, own.enabled], ['A', 50, true]);

  const { steps: [reworded] } = await api.patch(`/campaigns/${made.id}`, { steps: [{ id: made.steps[0].id, body_text: 'Other words of A.' }] });
  assert.deepEqual(reworded.variants, variants);

  const { steps: [{ variants: [left], variant_a: off }] } = await api.patch(`/campaigns/${made.id}`, {
    steps: [{ id: made.steps[0].id, variant_a: { enabled: false }, variants: [{ id: variants[1].id, weight: 7 }] }] });
  assert.deepEqual([left.id, left.weight, left.name, left.body_text], [variants[1].id, 7, 'Short', 'Text of C.']);
  assert.equal(off.enabled, false);

  const copy = await api.post(`/campaigns/${made.id}/duplicate`);
  assert.deepEqual([copy.steps[0].variants[0].body_text, copy.steps[0].winner.after_sent], ['Text of C.', 50]);
  assert.notEqual(copy.steps[0].variants[0].id, left.id);
});

test('what is wrong in a variant is named with its place', async () => {
  const refused = async (variant, field) => {
    const { details } = await api.refused(422, 'validation_failed', 'POST', '/campaigns', { name: 'x', steps: [withVariants(variant)] });
    assert.ok(details.errors.some((error) => error.field === field), JSON.stringify(details));
  };
  await refused({ variants: [{ body_text: 'Hello {{ first_name' }] }, 'steps[0].variants[0].body_text');
  await refused({ variants: [{ body_text: 'x', weight: 0 }] }, 'steps[0].variants[0].weight');
  await refused({ variants: [{ body_text: 'x', weight: 101 }] }, 'steps[0].variants[0].weight');
  await refused({ variants: Array.from({ length: 5 }, () => ({ body_text: 'x' })) }, 'steps[0].variants');
  await refused({ variant_a: { enabled: false }, variants: [{ body_text: 'x', enabled: false }] }, 'steps[0].variants');
  await refused({ winner: { after_sent: 3 } }, 'steps[0].winner.after_sent');
  await refused({ winner: { metric: 'opens' } }, 'steps[0].winner.metric');
});

test('a variant is previewed like any text', async () => {
  const { id, steps: [{ variants }] } = await draft([withVariants()]);

  const preview = await api.get(`/campaigns/${id}/preview?step=1&variant=${variants[0].id}`);
  assert.deepEqual([preview.subject, preview.text.split('\n')[0]], ['Subject B', 'Text of B for Grace.']);
  await api.refused(422, 'validation_failed', 'GET', `/campaigns/${id}/preview?variant=x`);
});

test('who would get a variant that lacks a field is held for review', async () => {
  const mailbox = await connect('lacks');
  const ids = await addContacts(api, Array.from({ length: 8 }, (_, i) => `n${i}@lacks.test`));
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts: ids,
    steps: [{ ...step('Text of A.', { subject: 'Hello' }), variants: [{ body_text: 'Dear {{ first_name }}.' }] }] });
  const running = await launch(api, campaign);

  assert.ok(running.counts.in_review > 0 && running.counts.in_review < 8, `${running.counts.in_review} in review`);
  const sends = await waitForSends(api, campaign, 8 - running.counts.in_review);
  assert.ok(sends.every((send) => send.variant_id === campaign.steps[0].variant_a.id));
});

test('a person chooses the winner of a running campaign, and takes the choice back', async () => {
  const mailbox = await connect('winner');
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], evergreen: true, contacts: [], steps: [withVariants()] });
  await launch(api, campaign);
  const [{ id: stepId, variants, variant_a: own }] = campaign.steps;
  const at = `/campaigns/${campaign.id}/steps/${stepId}/winner`;

  const chosen = await api.post(at, { variant_id: variants[1].id });
  assert.deepEqual([chosen.chosen.variant_id, chosen.chosen.by], [variants[1].id, 'user']);
  await api.post(`/campaigns/${campaign.id}/contacts`, { contact_ids: await addContacts(api, people('winner', 6)) });
  const sends = await waitForSends(api, campaign, 6);
  assert.ok(sends.every((send) => send.variant_id === variants[1].id));
  const { steps: [{ experiment }] } = await api.get(`/campaigns/${campaign.id}/stats`);
  assert.deepEqual([experiment.state, experiment.leader_id], ['chosen', variants[1].id]);

  assert.equal((await api.delete(at)).chosen, null);
  await api.refused(422, 'validation_failed', 'POST', at, {});
  await api.refused(404, 'not_found', 'POST', at, { variant_id: 'var_0000000000001' });
  await api.post(`/campaigns/${campaign.id}/pause`);
  await api.refused(409, 'variant_already_sent', 'PATCH', `/campaigns/${campaign.id}`, { steps: [{ id: stepId, variants: [{ id: variants[0].id }] }] });
  await api.patch(`/campaigns/${campaign.id}`, { steps: [{ id: stepId, variants: [{ id: variants[0].id }, { id: variants[1].id, enabled: false }] }] });
  await api.refused(409, 'variant_disabled', 'POST', at, { variant_id: variants[1].id });
  await api.post(at, { variant_id: own.id });
  await waitForCampaign(api, campaign, 'paused');
});

test('a completed campaign takes no winner any more', async () => {
  const mailbox = await connect('over');
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts: await addContacts(api, people('over', 1)), steps: [withVariants()] });
  await launch(api, campaign);
  await waitForCampaign(api, campaign, 'completed');
  const [{ id: stepId, variants: [variant] }] = campaign.steps;
  const at = `/campaigns/${campaign.id}/steps/${stepId}/winner`;
  await api.refused(409, 'invalid_state', 'POST', at, { variant_id: variant.id });
  await api.refused(409, 'invalid_state', 'DELETE', at);
});
