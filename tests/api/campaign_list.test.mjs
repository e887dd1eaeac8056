// The list of campaigns and what is done from it: many at once, saved views, owners; and a campaign's activity and contacts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, fakeMailbox, launch, makeCampaign, step, waitForSends } from '../lib/scenario.mjs';
import { waitFor } from '../lib/wait.mjs';

let outrider, api, ben, smtp, mailbox;

before(async () => {
  smtp = await SmtpServer.start();
  outrider = await Outrider.start();
  api = outrider.api;
  ben = await outrider.session(); // the owner, signed in
  mailbox = await connectMailbox(api, fakeMailbox(smtp, 'list@acme.test'));
});
after(() => closeAll(outrider, smtp));

const steps = [step('Hi', { subject: 'Hi' })];
const never = () => ({ sending_hours: [(new Date().getUTCHours() + 12) % 24] });
const codes = ({ results }) => results.map(({ error }) => error?.code ?? 'done');

async function running(name, people = [`${name.toLowerCase()}@prospect.test`], more = never()) {
  const contacts = await addContacts(api, people);
  const campaign = await makeCampaign(api, { name, mailboxIds: [mailbox.id], contacts, steps, ...more });
  await launch(api, campaign);
  return { ...campaign, contacts };
}

test('many campaigns are paused at once, and what cannot be is told for each', async () => {
  const one = await running('Bulk1');
  const two = await running('Bulk2');
  const draft = await api.post('/campaigns', { name: 'Bulk3' });

  const paused = await api.post('/campaigns/bulk', { action: 'pause', ids: [one.id, draft.id, two.id] });
  assert.deepEqual(paused.results.map(({ id }) => id), [one.id, draft.id, two.id]);
  assert.deepEqual(codes(paused), ['done', 'invalid_state', 'done']);
  assert.equal((await api.get(`/campaigns/${two.id}`)).status, 'paused');
});

test('everything that fits a filter is meant, and nothing else', async () => {
  for (const name of ['Fit A', 'Fit B', 'Other']) await api.post('/campaigns', { name });

  assert.deepEqual(codes(await api.post('/campaigns/bulk', { action: 'archive', filter: { q: 'fit ', status: 'draft' } })), ['done', 'done']);
  const archived = await api.all('/campaigns?archived=true&q=fit');
  assert.deepEqual(archived.map(({ name }) => name).sort(), ['Fit A', 'Fit B']);
  assert.deepEqual(codes(await api.post('/campaigns/bulk', { action: 'delete', filter: { archived: true, q: 'fit' } })), ['done', 'done']);
  assert.equal((await api.all('/campaigns?q=other')).length, 1);
});

test('the list is in the order that is asked for, page by page', async () => {
  const quiet = await api.post('/campaigns', { name: 'Sorted quiet' });
  const busy = await running('Sorted busy', ['s1@sorted.test', 's2@sorted.test'], {});
  await waitForSends(api, busy, 2);
  await api.post('/campaigns', { name: 'sorted last year' });
  const waits = await running('Sorted waits', ['s3@sorted.test']);
  const sorted = async (sort) => (await api.all(`/campaigns?q=sorted&sort=${sort}&limit=1`)).map(({ name }) => name);

  assert.deepEqual(await sorted('name'), ['Sorted busy', 'sorted last year', 'Sorted quiet', 'Sorted waits']);
  assert.deepEqual(await sorted('-name'), ['Sorted waits', 'Sorted quiet', 'sorted last year', 'Sorted busy']);
  assert.deepEqual((await sorted('-sent'))[0], busy.name);
  assert.deepEqual(await sorted('created_at'), [quiet.name, busy.name, 'sorted last year', waits.name]);
  await waitFor('the next email is planned', async () => (await sorted('next_send_at'))[0] === waits.name);
  assert.equal((await sorted('-next_send_at'))[0], waits.name, 'what plans nothing is last either way');
  assert.deepEqual(JSON.parse((await outrider.command(['campaign', 'list', '--sort', '-sent', '--json'])).stdout).items[0].counts.sent, 2);
});

test('names beyond ASCII are found and put in order whatever their case', async () => {
  for (const name of ['überblick 2', 'Überblick 10', 'ÜBERBLICK 1']) await api.post('/campaigns', { name });
  const sorted = async (query) => (await api.all(`/campaigns?${query}&limit=1`)).map(({ name }) => name);

  const inOrder = ['ÜBERBLICK 1', 'Überblick 10', 'überblick 2'];
  assert.deepEqual(await sorted(`sort=name&q=${encodeURIComponent('überBLICK')}`), inOrder);
  assert.deepEqual(await sorted(`sort=-name&q=${encodeURIComponent('Überblick')}`), inOrder.toReversed());
  const [{ id }] = await api.all(`/campaigns?q=${encodeURIComponent('ÜBERBLICK 2')}`);
  await api.patch(`/campaigns/${id}`, { name: 'Ärzte' });
  assert.deepEqual((await api.all(`/campaigns?q=${encodeURIComponent('ärz')}`)).map((one) => one.id), [id]);
});

test('an order that there is not, and a cursor of another one, are refused by name', async () => {
  const refused = async (query, field) =>
    assert.equal((await api.refused(422, 'validation_failed', 'GET', `/campaigns?${query}`)).details.errors[0].field, field);
  await refused('sort=colour', 'sort');
  await refused('sort=sent&cursor=77', 'cursor');
  await refused('sort=sent&cursor=YQ.77', 'cursor');
  await refused('sort=name&cursor=!.77', 'cursor');
  await refused('sort=sent&limit=0', 'limit');
});

test('a bulk that says neither what nor whom is refused, naming the field', async () => {
  const refused = async (body, field) =>
    assert.equal((await api.refused(422, 'validation_failed', 'POST', '/campaigns/bulk', body)).details.errors[0].field, field);
  await refused({ action: 'paint', ids: [] }, 'action');
  await refused({ action: 'pause' }, 'ids');
  await refused({ action: 'pause', ids: [], filter: {} }, 'ids');
  await refused({ action: 'pause', filter: { status: 'asleep' } }, 'status');
});

test('a user keeps views of a list under names; they are nobody else’s', async () => {
  const made = await ben.post('/views', { page: 'campaigns', name: ' Mine ', query: 'status=paused' });
  assert.match(made.id, /^viw_/);
  assert.equal(made.name, 'Mine');
  await api.refused(403, 'no_user', 'POST', '/views', { page: 'campaigns', name: 'Key', query: '' });
  await ben.refused(409, 'view_exists', 'POST', '/views', { page: 'campaigns', name: 'Mine', query: '' });
  await ben.refused(422, 'validation_failed', 'POST', '/views', { page: 'elsewhere', name: 'x', query: '' });
  await ben.refused(422, 'validation_failed', 'POST', '/views', { page: 'campaigns', name: '  ', query: '' });

  const other = await ben.post('/views', { page: 'campaigns', name: 'Other', query: '' });
  await ben.refused(409, 'view_exists', 'PATCH', `/views/${other.id}`, { name: 'Mine' });
  assert.equal((await ben.patch(`/views/${made.id}`, { name: 'Held', query: 'status=paused&q=x' })).query, 'status=paused&q=x');
  assert.deepEqual((await ben.get('/views?page=campaigns')).items.map(({ name }) => name), ['Held', 'Other']);
  await ben.delete(`/views/${other.id}`);
  await ben.refused(404, 'not_found', 'DELETE', `/views/${other.id}`);
  assert.equal((await ben.get('/views?page=campaigns')).items.length, 1);
});

test('the activity names each setting that an edit held', async () => {
  const { id } = await api.post('/campaigns', { name: 'Edited' });
  const said = async (edit) => {
    await api.patch(`/campaigns/${id}`, edit);
    return (await api.get(`/campaigns/${id}/activity`)).items[0].text;
  };
  assert.match(await said({ stop_on_colleague_reply: true, track_opens: true }), /what a colleague's reply does, whether opens are tracked/);
  assert.match(await said({ track_clicks: true, format: 'plain', sender: { name: 'Ada' } }), /whether clicks are tracked, the sender, the format/);
});

test('the activity says who did what, and what happened by itself', async () => {
  const campaign = await running('Story');
  await api.post(`/campaigns/${campaign.id}/pause`);
  await api.patch(`/campaigns/${campaign.id}`, { name: 'Story 2', sending_days: [1] });
  await api.post(`/campaigns/${campaign.id}/resume`, {});
  await api.post(`/mailboxes/${mailbox.id}/disconnect`, {});
  await api.post(`/mailboxes/${mailbox.id}/undo-disconnect`);

  const { items } = await api.get(`/campaigns/${campaign.id}/activity`);
  const texts = items.map(({ text }) => text);
  assert.deepEqual(texts.slice(0, 5), [
    'It goes on: list@acme.test is back.',
    'It was paused: list@acme.test was disconnected.',
    'An API key resumed it.',
    'An API key changed the name, the days.',
    'An API key paused it.',
  ]);
  assert.ok(texts.includes('An API key added 1 contact.'), texts.join('\n'));
  assert.deepEqual([items[0].actor, items[1].actor, items[1].mailbox_id], ['system', 'system', mailbox.id]);
  const paged = await api.all(`/campaigns/${campaign.id}/activity?limit=2`);
  assert.deepEqual(paged.map(({ id }) => id), items.map(({ id }) => id));
});

test('contacts of a campaign are searched, and who was never written to can leave it', async () => {
  const campaign = await running('Leavers', ['lea1@leave.test', 'lea2@leave.test']);
  const found = await api.get(`/campaigns/${campaign.id}/enrollments?q=LEA2`);
  assert.deepEqual(found.items.map(({ email }) => email), ['lea2@leave.test']);
  assert.deepEqual((await api.get(`/campaigns/${campaign.id}/enrollments?q=lea&status=replied`)).items, []);

  const ids = [found.items[0].id];
  assert.deepEqual(await api.post(`/campaigns/${campaign.id}/leave-out`, { enrollment_ids: ids }), { left_out: 1 });
  const [gone] = (await api.get(`/campaigns/${campaign.id}/enrollments?q=lea2`)).items;
  assert.deepEqual([gone.status, gone.end_reason], ['stopped', 'left_out']);
});

test('who has been written to does not leave that way', async () => {
  const campaign = await running('Written', ['wri@written.test'], {});
  await waitForSends(api, campaign, 1);
  const { items } = await api.get(`/campaigns/${campaign.id}/enrollments`);
  assert.deepEqual(await api.post(`/campaigns/${campaign.id}/leave-out`, { enrollment_ids: [items[0].id] }), { left_out: 0 });
});

test('a campaign tells its owner by name', async () => {
  const mine = await ben.post('/campaigns', { name: 'Owned' });
  const { user } = await ben.get('/me');
  assert.deepEqual([mine.owner_id, mine.owner_name], [user.id, user.name]);
});
