// Campaigns, contacts and Do Not Contact over the API: rules, refusals, lists.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { addContacts, ALWAYS, connectMailbox, fakeMailbox, importContacts, launch, makeCampaign, step, waitForCampaign, waitForSends } from '../lib/scenario.mjs';
import { sleep, waitFor } from '../lib/wait.mjs';

let smtp;
let outrider;
let api;

before(async () => {
  smtp = await SmtpServer.start({ keepMessages: true });
  outrider = await Outrider.start();
  api = outrider.api;
});
after(() => closeAll(outrider, smtp));

const connect = (name) => connectMailbox(api, fakeMailbox(smtp, `${name}@acme.test`));

test('a campaign is made with the defaults that are written down', async () => {
  const campaign = await api.post('/campaigns', { name: 'Plain' });

  assert.match(campaign.id, /^cmp_/);
  assert.equal(campaign.status, 'draft');
  assert.equal(campaign.paused, null);
  assert.deepEqual(campaign.sending_days, [1, 2, 3, 4, 5]);
  assert.deepEqual(campaign.sending_hours, [9, 10, 11, 12, 13, 14, 15, 16]);
  assert.equal(campaign.timezone, 'UTC');
  assert.deepEqual(campaign.steps, []);
  assert.deepEqual(campaign.mailbox_ids, []);
  for (const name of ['contacts', 'sent', 'replied', 'bounced', 'unsubscribed', 'waiting', 'held', 'failed', 'unknown'])
    assert.equal(campaign.counts[name], 0, name);
});

test('a launch that cannot be is refused, naming what to add', async () => {
  const campaign = await api.post('/campaigns', { name: 'Empty', ...ALWAYS });
  const launchIt = (code) => api.refused(409, code, 'POST', `/campaigns/${campaign.id}/launch`, {});
  const mailbox = await connect('launch');

  const codes = [];
  for (const repair of [
    () => api.patch(`/campaigns/${campaign.id}`, { mailbox_ids: [mailbox.id] }),
    () => api.patch(`/campaigns/${campaign.id}`, { steps: [step('Hello', { subject: 'Hi' })] }),
    async () => api.post(`/campaigns/${campaign.id}/contacts`, { contact_ids: await addContacts(api, ['launch@prospect.test']) }),
  ]) {
    codes.push((await api.request('POST', `/campaigns/${campaign.id}/launch`, {})).body.error.code);
    await repair();
  }

  assert.deepEqual(codes.sort(), ['no_active_mailbox', 'no_contacts', 'no_steps']);
  await api.patch('/settings', { postal_address: '' });
  await launchIt('sender_identity_missing');
  await api.patch('/settings', { postal_address: '1 High Street, London' });
  await api.patch(`/campaigns/${campaign.id}`, { steps: [step('Hello', { subject: 'Hi' }), step('Again', { afterSeconds: 60 })] });
  await launchIt('replies_not_read');
  await api.patch(`/campaigns/${campaign.id}`, { steps: [step('Hello', { subject: 'Hi' })] });
  await launch(api, campaign);
});

test('a running campaign is locked, a paused one can be edited, and both know their revision', async () => {
  const mailbox = await connect('lock');
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts: await addContacts(api, ['lock@prospect.test']), evergreen: true, steps: [step('Hello', { subject: 'Hi' })] });
  const { revision } = await launch(api, campaign);
  await waitForSends(api, campaign, 1);

  await api.refused(409, 'campaign_locked', 'PATCH', `/campaigns/${campaign.id}`, { name: 'Other' });
  const paused = await api.post(`/campaigns/${campaign.id}/pause`);
  assert.equal(paused.status, 'paused');
  assert.equal(paused.paused.cause, 'user');
  assert.ok(paused.revision > revision);
  const edited = await api.patch(`/campaigns/${campaign.id}`, { name: 'Other' });
  assert.equal(edited.name, 'Other');
  const resumed = await api.post(`/campaigns/${campaign.id}/resume`, {});
  assert.equal(resumed.status, 'evergreen');
});

test('a step that was sent can be reworded, but not removed', async () => {
  const mailbox = await connect('step');
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts: await addContacts(api, ['step@prospect.test']), evergreen: true, steps: [step('Hello', { subject: 'Hi' })] });
  await launch(api, campaign);
  await waitForSends(api, campaign, 1);
  const { steps } = await api.post(`/campaigns/${campaign.id}/pause`);

  await api.refused(409, 'step_already_sent', 'PATCH', `/campaigns/${campaign.id}`, { steps: [] });
  const edited = await api.patch(`/campaigns/${campaign.id}`, { steps: [{ ...steps[0], body_text: 'Other words' }] });
  assert.equal(edited.steps[0].body_text, 'Other words');
});

test('a wrong value is refused with field, rule and value', async () => {
  const error = await api.refused(422, 'validation_failed', 'POST', '/campaigns', { name: 'Wrong', sending_hours: [25] });

  assert.deepEqual(error.details.errors.map((e) => e.field), ['sending_hours']);
  assert.ok(error.details.errors[0].rule);
  for (const wrong of [{ timezone: 'Mars/Olympus' }, { sending_days: [] }, { sending_days: [8] }, { name: '' }, { overlap: 'maybe' }])
    assert.equal((await api.request('POST', '/campaigns', { name: 'Wrong', ...wrong })).status, 422, JSON.stringify(wrong));
});

test('a template mistake is found when it is saved, with line and column', async () => {
  const answer = await api.request('POST', '/campaigns', { name: 'Template', steps: [step('Hello\n{{ nobody }}', { subject: 'Hi' })] });

  assert.equal(answer.status, 422, answer.text);
  assert.match(answer.text, /nobody/);
  assert.match(answer.text, /line 2, column/i);
});

test('a follow-up is previewed under the subject that its reader knows, that of the latest thread', async () => {
  const [contact] = await addContacts(api, [{ email: 'zoe@thread.test', first_name: 'Zoë', company: 'Öl' }]);
  const campaign = await makeCampaign(api, { name: 'Threads', mailboxIds: [], contacts: [contact], steps: [
    step('One', { subject: 'For {{ company }}' }), step('Two'), step('Three', { subject: 'Again, {{ first_name }}' }), step('Four')] });

  const subjects = [];
  for (const position of [1, 2, 3, 4]) subjects.push((await api.get(`/campaigns/${campaign.id}/preview?contact_id=${contact}&step=${position}`)).subject);

  assert.deepEqual(subjects, ['For Öl', 'Re: For Öl', 'Again, Zoë', 'Re: Again, Zoë']);
});

test('an email is rendered for its reader, with the opt-out line and the sender\'s address', async () => {
  const mailbox = await connect('render');
  const contacts = await addContacts(api, [{ email: 'render@prospect.test', first_name: 'Zoë', company: 'Öl & Söhne', custom: { topic: 'tea' } }]);
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts, steps: [step('Dear {{ first_name }} of {{ company }}, about {{ custom.topic }}', { subject: 'For {{ first_name }}' })] });

  const preview = await api.get(`/campaigns/${campaign.id}/preview?contact_id=${contacts[0]}&step=1`);
  assert.match(JSON.stringify(preview), /Dear Zoë of Öl & Söhne, about tea/);
  await launch(api, campaign);
  await waitForSends(api, campaign, 1);

  const [{ raw }] = smtp.ends({ rcpt: 'render@prospect.test' });
  assert.match(raw, /^List-Unsubscribe: </m);
  assert.match(raw, /1 High Street/);
  assert.equal((raw.match(/^To:/gm) ?? []).length, 1);
  assert.doesNotMatch(raw, /^(Cc|Bcc):/m);
});

test('a contact without a field that the text needs is held for review, not written to', async () => {
  const mailbox = await connect('review');
  const contacts = await addContacts(api, ['nameless@prospect.test', { email: 'named@prospect.test', first_name: 'Nia' }]);
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts, steps: [step('Hi {{ first_name }},', { subject: 'Hi' })] });
  await launch(api, campaign);
  await waitForSends(api, campaign, 1);
  await sleep(300);

  assert.equal(smtp.ends({ rcpt: 'nameless@prospect.test' }).length, 0);
  assert.equal(smtp.ends({ rcpt: 'named@prospect.test' }).length, 1);
});

test('header injection through a contact\'s fields stays text', async () => {
  const mailbox = await connect('inject');
  const answer = await api.request('POST', '/contacts', { email: 'inject@prospect.test', first_name: 'Eve\r\nBcc: all@prospect.test' });
  if (answer.status === 201) {
    const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts: [answer.body.id], steps: [step('Hi', { subject: 'For {{ first_name }}' })] });
    await launch(api, campaign);
    await waitForSends(api, campaign, 1);
    assert.doesNotMatch(smtp.ends({ rcpt: 'inject@prospect.test' })[0].raw.split('\r\n\r\n')[0], /^Bcc:/m);
  } else {
    assert.equal(answer.status, 422);
  }
  for (const email of ['a@b.test\r\nRCPT TO:<c@d.test>', 'a b@c.test', '<a@b.test>', 'a@b@c.test', ''])
    assert.equal((await api.request('POST', '/contacts', { email })).status, 422, JSON.stringify(email));
});

test('a suppressed address is not written to, an upper-case one neither, and a subdomain of a suppressed domain neither', async () => {
  const mailbox = await connect('suppress');
  await api.post('/do-not-contact', { value: 'Gone@Suppressed.test', reason: 'asked' });
  await api.post('/do-not-contact', { value: 'closed.test' });
  const contacts = await addContacts(api, ['gone@suppressed.test', 'x@closed.test', 'y@sub.closed.test', 'open@suppressed.test']);
  const campaign = await api.post('/campaigns', { name: 'Suppressed', mailbox_ids: [mailbox.id], steps: [step('Hi', { subject: 'Hi' })], ...ALWAYS });

  const { added, skipped } = await api.post(`/campaigns/${campaign.id}/contacts`, { contact_ids: contacts });
  assert.equal(added + skipped.length, 4);
  await launch(api, campaign);
  await waitForSends(api, campaign, 1);
  await sleep(300);

  assert.deepEqual(smtp.ends().filter((end) => /suppressed|closed/.test(end.rcpt)).map((end) => end.rcpt), ['open@suppressed.test']);
});

test('a suppression is lifted only with a reason', async () => {
  const { id } = await api.post('/do-not-contact', { value: 'lift@suppressed.test' });

  assert.equal((await api.request('DELETE', `/do-not-contact/${id}`, {})).status, 422);
  assert.equal((await api.request('DELETE', `/do-not-contact/${id}`, { reason: 'wrong address' })).status, 200);
  assert.ok((await api.all('/do-not-contact')).every((entry) => entry.id !== id));
});

test('a contact of another running campaign is skipped, or allowed on demand', async () => {
  const mailbox = await connect('overlap');
  const contacts = await addContacts(api, ['overlap@prospect.test']);
  const first = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts, steps: [step('One', { subject: 'One' })] });
  await launch(api, first);
  await waitForSends(api, first, 1);

  const second = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts, evergreen: true, steps: [step('Two', { subject: 'Two' })] });
  const third = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts, overlap: 'allow', steps: [step('Three', { subject: 'Three' })] });
  await launch(api, second);
  await launch(api, third);
  await waitForSends(api, third, 1);
  await sleep(300);

  assert.deepEqual(smtp.ends({ rcpt: 'overlap@prospect.test' }).map((end) => end.subject), ['One', 'Three']);
});

test('the daily cap holds, and what is over it waits', async () => {
  const mailbox = await connect('cap');
  await api.patch(`/mailboxes/${mailbox.id}`, { daily_cap: 2 });
  const contacts = await addContacts(api, ['cap1@prospect.test', 'cap2@prospect.test', 'cap3@prospect.test']);
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts, steps: [step('Hi', { subject: 'Hi' })] });
  await launch(api, campaign);
  await waitForSends(api, campaign, 2);
  await sleep(700);

  assert.equal(smtp.ends().filter((end) => /^cap\d/.test(end.rcpt)).length, 2);
  assert.equal((await api.get(`/mailboxes/${mailbox.id}`)).sent_today, 2);
});

test('the gap between two emails of a mailbox holds', async () => {
  const mailbox = await connect('gap');
  await api.patch(`/mailboxes/${mailbox.id}`, { min_gap_seconds: 2 });
  const contacts = await addContacts(api, ['gap1@prospect.test', 'gap2@prospect.test']);
  await launch(api, await makeCampaign(api, { mailboxIds: [mailbox.id], contacts, steps: [step('Hi', { subject: 'Hi' })] }));

  const ends = await waitFor('both emails', () => {
    const found = smtp.ends().filter((end) => /^gap\d/.test(end.rcpt));
    return found.length === 2 && found;
  }, 20_000);
  assert.ok(ends[1].ns - ends[0].ns >= 1_500_000_000n, // counted between permits; an end follows its permit by a commit to disk
    `${ends[1].ns - ends[0].ns} ns`);
});

test('outside its hours nothing leaves, and the reason says so', async () => {
  const mailbox = await connect('window');
  const hour = (new Date().getUTCHours() + 12) % 24;
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts: await addContacts(api, ['window@prospect.test']), steps: [step('Hi', { subject: 'Hi' })], sending_hours: [hour] });
  const running = await launch(api, campaign);
  await sleep(500);

  assert.equal(smtp.ends({ rcpt: 'window@prospect.test' }).length, 0);
  const next = running.next_send_at ?? (await api.get(`/campaigns/${campaign.id}`)).next_send_at;
  assert.equal(new Date(next).getUTCHours(), hour);
  assert.match(JSON.stringify(await api.get(`/campaigns/${campaign.id}/why`)), /window/);
});

test('a campaign ends when all its contacts are done', async () => {
  const mailbox = await connect('done');
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts: await addContacts(api, ['done@prospect.test']), steps: [step('Hi', { subject: 'Hi' })] });
  await launch(api, campaign);

  const done = await waitForCampaign(api, campaign, 'completed');
  assert.equal(done.counts.sent, 1);
  await api.refused(409, 'campaign_locked', 'PATCH', `/campaigns/${campaign.id}`, { name: 'x' });
});

test('an import maps by synonyms, merges doubles, and names the rows it rejects', async () => {
  const csv = 'E-Mail;First Name;Firma\nimp1@prospect.test;Ada;Alpha\nIMP1@prospect.test;;Beta\nnot an address;X;Y\n"imp2@prospect.test";"Bo;b";\n';
  const { id } = await api.post('/imports?list=Imported', csv, { headers: { 'content-type': 'text/csv' } });
  const job = await waitFor('the import', async () => {
    const now = await api.get(`/imports/${id}`);
    return now.status === 'done' && now;
  });

  assert.equal(job.rows_total, 4);
  const rejected = await api.request('GET', `/imports/${id}/rejected.csv`);
  assert.match(rejected.text, /not an address/);
  const contacts = await api.all('/contacts?list=Imported');
  assert.deepEqual(contacts.map((c) => `${c.email} ${c.first_name}`).sort(), ['imp1@prospect.test Ada', 'imp2@prospect.test Bo;b']);
  assert.equal(contacts.find((c) => c.email === 'imp1@prospect.test').company, 'Beta');
});

test('the same request with the same key is done once', async () => {
  const headers = { 'idempotency-key': `key-${Date.now()}` };
  const first = await api.request('POST', '/campaigns', { name: 'Once' }, { headers });
  const second = await api.request('POST', '/campaigns', { name: 'Once' }, { headers });
  const other = await api.request('POST', '/campaigns', { name: 'Other' }, { headers });

  assert.equal(first.status, 201);
  assert.equal(second.body.id, first.body.id);
  assert.equal(`${other.status} ${other.body.error.code}`, '422 idempotency_key_reused');
});

test('lists page to their end, each item once', async () => {
  await importContacts(api, 'Paged', Array.from({ length: 120 }, (_, i) => `page${i}@paged.test`));

  const seen = [];
  let cursor = '';
  do {
    const page = await api.get(`/contacts?list=Paged&limit=50${cursor}`);
    seen.push(...page.items.map((contact) => contact.email));
    assert.ok(page.items.length <= 50);
    cursor = page.next_cursor ? `&cursor=${page.next_cursor}` : null;
  } while (cursor);

  assert.equal(seen.length, 120);
  assert.equal(new Set(seen).size, 120);
});

test('an erased contact is gone and is not written to', async () => {
  const mailbox = await connect('erase');
  const [id] = await addContacts(api, ['erase@prospect.test']);
  const hour = (new Date().getUTCHours() + 12) % 24;
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], contacts: [id], steps: [step('Hi', { subject: 'Hi' })], sending_hours: [hour] });
  await launch(api, campaign);

  assert.equal((await api.request('DELETE', `/contacts/${id}`)).status, 200);

  await api.refused(404, 'not_found', 'GET', `/contacts/${id}`);
  assert.ok(!JSON.stringify(await api.all(`/campaigns/${campaign.id}/sends`)).includes('erase@prospect.test'));
});

test('malformed requests are refused in order', async () => {
  const post = (body, headers = { 'content-type': 'application/json' }) => api.request('POST', '/campaigns', body, { headers });

  assert.equal((await post('{"name": ')).status, 400);
  assert.equal((await post('{"name":"a","name":"b"}')).status, 400);
  assert.equal((await post('[]')).status, 400);
  assert.equal((await post('{"name":"a"}', { 'content-type': 'text/plain' })).status, 415);
  assert.equal((await post(`{"name":"${'x'.repeat(1_100_000)}"}`)).status, 413);
  assert.equal((await api.request('GET', '/nowhere')).status, 404);
});

test('an edit that says what it has seen is refused when somebody else was faster, and nothing of it is kept', async () => {
  const campaign = await api.post('/campaigns', { name: 'Shared', steps: [step('Hello', { subject: 'Hi' })] });

  const theirs = await api.patch(`/campaigns/${campaign.id}`, { revision: campaign.revision, name: 'Theirs' });
  const refusal = await api.refused(412, 'version_mismatch', 'PATCH', `/campaigns/${campaign.id}`, {
    revision: campaign.revision, name: 'Ours', steps: [] });

  assert.equal(refusal.details.revision, theirs.revision);
  const now = await api.get(`/campaigns/${campaign.id}`);
  assert.equal(now.name, 'Theirs');
  assert.equal(now.steps.length, 1);
  assert.equal((await api.patch(`/campaigns/${campaign.id}`, { revision: now.revision, name: 'Ours' })).name, 'Ours');
});

test('a step that is being written is shown as its reader would get it, and is not kept', async () => {
  const campaign = await api.post('/campaigns', { name: 'Draft', steps: [step('Hello', { subject: 'Hi' })] });
  const [zoe, nobody] = await addContacts(api, [{ email: 'zoe@draft.test', first_name: 'Zoë' }, 'nobody@draft.test']);
  const show = (draft) => api.post(`/campaigns/${campaign.id}/preview`, draft);

  const shown = await show({ contact_id: zoe, subject: 'For {{ first_name }}', body_text: 'Dear {{ first_name }}' });
  assert.equal(shown.subject, 'For Zoë');
  assert.match(shown.text, /^Dear Zoë/);
  assert.equal((await show({ contact_id: nobody, body_text: 'Dear {{ first_name }}' })).missing_field, 'first_name');
  assert.match((await show({ contact_id: zoe, step: 2, body_text: 'Again, {{ first_name }}' })).subject, /^Re: Hi$/);
  assert.equal((await api.get(`/campaigns/${campaign.id}`)).steps[0].body_text, 'Hello');

  const refusal = await api.refused(422, 'validation_failed', 'POST', `/campaigns/${campaign.id}/preview`, {
    body_text: 'Hi\n{{ first_nam }}' });
  assert.equal(refusal.field, 'body_text');
  assert.match(refusal.message, /[Ll]ine 2, column 4/);
});

test('the variables tell how many people of the campaign lack each', async () => {
  const mailbox = await connect('variables');
  const contacts = await addContacts(api, [
    { email: 'a@lack.test', first_name: 'Ann', custom: { deal_size: '9' } },
    { email: 'b@lack.test', first_name: 'Bob', company: 'Bob "deal_size": 1' },
    'c@lack.test',
  ]);
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], steps: [step('Hi', { subject: 'Hi' })], contacts });

  const { contacts: seen, is_sample, variables } = await api.get(`/campaigns/${campaign.id}/variables`);
  const missing = Object.fromEntries(variables.map((one) => [one.name, one.missing]));

  assert.equal(seen, 3);
  assert.equal(is_sample, false);
  assert.equal(missing.email, 0);
  assert.equal(missing.first_name, 1);
  assert.equal(missing.company, 2);
  assert.equal(missing['custom.deal_size'], 2);
  assert.equal(missing.unsubscribe_url, null);
});

test('campaigns are found by owner and mailbox, their sends by step and mailbox', async () => {
  const [ada, ben] = [await connect('filter-ada'), await connect('filter-ben')];
  const contacts = await addContacts(api, ['one@filter.test', 'two@filter.test']);
  const campaign = await makeCampaign(api, { name: 'Filtered', mailboxIds: [ada.id], contacts,
    steps: [step('Hi', { subject: 'Hi' })] });
  await launch(api, campaign);
  await waitForSends(api, campaign, 2, (send) => send.status === 'sent');
  const names = async (query) => (await api.get(`/campaigns?q=filtered&${query}`)).items.map((one) => one.name);
  const sends = async (query) => (await api.get(`/campaigns/${campaign.id}/sends?${query}`)).items.length;

  assert.deepEqual(await names(`mailbox=${ada.id}`), ['Filtered']);
  assert.deepEqual(await names(`mailbox=${ben.id}`), []);
  assert.deepEqual(await names(`owner=${campaign.owner_id ?? ''}`), ['Filtered']);
  const somebodyElse = campaign.id.replace('cmp_', 'usr_');
  assert.deepEqual(await names(`owner=${somebodyElse}`), []);
  assert.equal(await sends(`step=1&mailbox=${ada.id}&status=sent`), 2);
  assert.equal(await sends('step=2'), 0);
  assert.equal(await sends(`mailbox=${ben.id}`), 0);
  await api.refused(422, 'validation_failed', 'GET', `/campaigns/${campaign.id}/sends?step=9`);
  await api.refused(422, 'validation_failed', 'GET', '/campaigns?mailbox=nobody');
});
