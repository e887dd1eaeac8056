// Opens and clicks of emails as they were really sent: what they carry and for whom, where links lead, what is counted, and that
// nobody can use it for anything else.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { simpleParser } from 'mailparser';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { FaultShim, SKIP } from '../faults/shim.mjs';
import { Api } from '../lib/api.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, fakeMailbox, launch, makeCampaign, waitForSends } from '../lib/scenario.mjs';
import { waitFor } from '../lib/wait.mjs';

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
const AN_HOUR = 3_600_000;

let shim;
let smtp;
let outrider;
let api;
let reader; // a client that knows no contract: other methods, other hosts

// An hour after it was sent an email can have been read: the clock of the program is set on.
before(async () => {
  if (SKIP) return;
  shim = new FaultShim();
  mkdirSync(shim.dataDir);
  smtp = await SmtpServer.start({ keepMessages: true });
  outrider = await Outrider.start({ dataDir: shim.dataDir, env: shim.environment() });
  api = outrider.api;
  reader = new Api(outrider.url);
});
after(() => closeAll(reader, outrider, smtp, shim));

const ask = (path, { method = 'GET', agent = BROWSER, host = null } = {}) =>
  (host || method === 'HEAD' ? reader : api).request(method, path, undefined,
    { outside: true, headers: { 'user-agent': agent, ...(host ? { host } : {}) } });

/** Runs `work` on a clock that is an hour on. A clock that jumps holds sending, which goes on afterwards. */
async function anHourLater(work) {
  shim.set('wallOffsetMs', AN_HOUR);
  try {
    return await work();
  } finally {
    shim.set('wallOffsetMs', 0);
    await waitFor('sending to go on', async () => {
      await api.request('POST', '/sending/release', { cause: 'clock_hold' });
      return (await api.get('/status')).sending.holds.length === 0;
    });
  }
}

const ourPath = (url) => url.slice(outrider.url.length);

/** Sends one HTML email to each of these people; their messages as a mail program reads them, by address. */
async function sendTo(people, html, { name, variants, ...settings }) {
  const mailbox = await connectMailbox(api, fakeMailbox(smtp, `${name}@acme.test`));
  if (settings.tracking_host) await api.patch(`/mailboxes/${mailbox.id}`, { tracking_host: settings.tracking_host });
  const contacts = await addContacts(api, people);
  const campaign = await makeCampaign(api, {
    name, mailboxIds: [mailbox.id], contacts, track_opens: true, track_clicks: true,
    steps: [{ subject: `Hello from ${name}`, body_text: 'Hello, see https://acme.test/plain', body_html: html, ...(variants ? { variants } : {}) }],
  });
  await launch(api, campaign);
  await waitForSends(api, campaign, people.length);
  const messages = {};
  for (const end of smtp.ends().filter((entry) => entry.mailbox === `${name}@acme.test`))
    messages[end.rcpt] = await simpleParser(end.raw);
  return { campaign, contacts, messages };
}

const linksOf = (message) => [...message.html.matchAll(/<a href="([^"]*)"/g)].map(([, url]) => url);
const pixelOf = (message) => /<img src="([^"]*)"/.exec(message.html)?.[1] ?? null;
const statsOf = (campaign) => api.get(`/campaigns/${campaign.id}/stats`);
const figures = (campaign, what, wanted) => waitFor(`${what} ${JSON.stringify(wanted)}`, async () => {
  const { [what]: now } = await statsOf(campaign);
  return now.tracked === wanted.tracked && now.raw === wanted.raw && now.filtered === wanted.filtered;
});

test('what is not asked for is not tracked', { skip: SKIP }, async () => {
  const campaign = await api.post('/campaigns', { name: 'Quiet' });

  assert.equal(campaign.track_opens, false);
  assert.equal(campaign.track_clicks, false);
});

test('links lead where the email said, and opens and clicks are counted', { skip: SKIP }, async () => {
  const html = '<p>See <a href="https://acme.test/a?x=1&amp;y=2#z">this</a> and <a href="https://acme.test/b">that</a>.</p>';
  const { campaign, contacts, messages } = await sendTo([{ email: 'ann@us.test', country: 'US' }], html, { name: 'count' });
  const message = messages['ann@us.test'];
  const [first, , optOut] = linksOf(message);

  assert.match(pixelOf(message), new RegExp(`^${outrider.url}/o/[\\w-]{39}\\.gif$`));
  assert.match(first, new RegExp(`^${outrider.url}/c/[\\w-]{60}$`));
  assert.match(optOut, new RegExp(`^${outrider.url}/u/`), 'the opt-out link stays itself');
  assert.match(message.text, /https:\/\/acme\.test\/plain/, 'plain text stays as it was written');
  assert.equal(message.headers.get('list').unsubscribe.url, optOut);

  const [pixel, click] = await anHourLater(async () => {
    const answers = [await ask(ourPath(pixelOf(message))), await ask(ourPath(first))];
    await figures(campaign, 'opened', { tracked: 1, raw: 1, filtered: 1 });
    await figures(campaign, 'clicked', { tracked: 1, raw: 1, filtered: 1 });
    return answers;
  });
  const stats = await statsOf(campaign);
  const timeline = await api.get(`/contacts/${contacts[0]}/timeline`);
  const now = await api.get(`/campaigns/${campaign.id}`);

  assert.equal(pixel.status, 200);
  assert.equal(pixel.headers['content-type'], 'image/gif');
  assert.equal(pixel.headers['cross-origin-resource-policy'], 'cross-origin');
  assert.equal(click.status, 302);
  assert.equal(click.headers.location, 'https://acme.test/a?x=1&y=2#z');
  for (const answer of [pixel, click]) {
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.equal(answer.headers['referrer-policy'], 'no-referrer');
    assert.equal(answer.headers['set-cookie'], undefined);
  }
  assert.deepEqual(stats.steps[0].clicked, { tracked: 1, raw: 1, filtered: 1 });
  assert.deepEqual(stats.steps[0].variants[0].clicked, { tracked: 1, raw: 1, filtered: 1 });
  const byDay = (what) => stats.by_day.reduce((sum, day) => sum + day[what], 0);
  assert.deepEqual(['sent', 'opened', 'clicked', 'replied', 'bounced'].map(byDay), [1, 1, 1, 0, 0]);
  const shown = await outrider.command(['campaign', 'stats', campaign.id]);
  assert.match(shown.stdout, /CLICKED/);
  assert.match(shown.stdout, /1 of 1 \(1 with programs\)/);
  assert.deepEqual(JSON.parse((await outrider.command(['campaign', 'stats', campaign.id, '--json'])).stdout), stats);
  const [clicked] = timeline.items.filter((item) => item.type === 'click');
  assert.equal(clicked.url, 'https://acme.test/a?x=1&y=2#z');
  assert.equal(now.counts.replied, 0, 'a click is no reply');
});

test('each wording of a step has opens and clicks of its own', { skip: SKIP }, async () => {
  const people = Array.from({ length: 10 }, (_, i) => ({ email: `v${i}@us.test`, country: 'US' }));
  const html = '<p>See <a href="https://acme.test/a">this</a>.</p>';
  const { campaign, messages } = await sendTo(people, html, { name: 'wording', variants: [{ body_text: 'B', body_html: '<p>Plain B.</p>' }] });
  const ofB = Object.values(messages).filter((message) => message.html.includes('Plain B.'));
  const { steps: [{ variants: [a, b], opened, clicked }] } = await statsOf(campaign);

  assert.deepEqual([b.sent, b.opened.tracked, b.clicked.tracked], [ofB.length, ofB.length, 0]);
  assert.deepEqual([a.opened.tracked, a.clicked.tracked], [a.sent, a.sent]);
  assert.deepEqual([opened.tracked, clicked.tracked], [10, a.sent]);
});

test('a filter that tries every link at once, and whatever comes at once, is counted as raw only', { skip: SKIP }, async () => {
  const html = '<a href="https://acme.test/a">a</a> <a href="https://acme.test/b">b</a>';
  const { campaign, messages } = await sendTo([{ email: 'eager@us.test', country: 'US' }, { email: 'all@us.test', country: 'US' }], html, { name: 'filter' });

  await ask(ourPath(pixelOf(messages['eager@us.test'])));
  await figures(campaign, 'opened', { tracked: 2, raw: 1, filtered: 0 });
  const head = await anHourLater(async () => {
    await Promise.all(linksOf(messages['all@us.test']).slice(0, 2).map((url) => ask(ourPath(url))));
    await figures(campaign, 'clicked', { tracked: 2, raw: 1, filtered: 0 });
    const answer = await ask(ourPath(linksOf(messages['eager@us.test'])[0]), { method: 'HEAD' });
    await ask(ourPath(pixelOf(messages['all@us.test'])), { agent: 'Mozilla/5.0' });
    await figures(campaign, 'clicked', { tracked: 2, raw: 2, filtered: 0 });
    await figures(campaign, 'opened', { tracked: 2, raw: 2, filtered: 0 });
    return answer;
  });

  assert.equal(head.status, 302);
  assert.equal(head.headers.location, 'https://acme.test/a');
});

test('nobody is tracked without consent where that is the law, nor where the country is not known', { skip: SKIP }, async () => {
  const people = [{ email: 'a@de.test', country: 'Germany' }, { email: 'b@unknown.test' },
    { email: 'c@de.test', country: 'DE', legal_basis: 'consent' }, { email: 'd@ca.test', country: 'Canada' }];
  const { campaign, messages } = await sendTo(people, '<a href="https://acme.test/">us</a>', { name: 'consent' });

  const isTracked = (address) => Boolean(pixelOf(messages[address])) && linksOf(messages[address])[0].includes('/c/');
  assert.deepEqual(people.map(({ email }) => isTracked(email)), [false, false, true, true]);
  assert.doesNotMatch(messages['a@de.test'].html, /\/[oc]\//);
  assert.equal(linksOf(messages['a@de.test'])[0], 'https://acme.test/');
  assert.equal((await statsOf(campaign)).opened.tracked, 2);
});

test('a workspace says where nobody is tracked', { skip: SKIP }, async () => {
  const standard = await api.get('/settings');
  assert.ok(standard.no_tracking_is_default);
  for (const code of ['AT', 'DE', 'FR', 'NO', 'IS', 'LI', 'GB', 'CH']) assert.ok(standard.no_tracking_countries.includes(code), code);

  const changed = await api.patch('/settings', { no_tracking_countries: ['ca', 'Germany', 'DE'] });
  assert.deepEqual(changed.no_tracking_countries, ['CA', 'DE']);
  assert.equal(changed.no_tracking_is_default, false);
  const error = await api.refused(422, 'validation_failed', 'PATCH', '/settings', { no_tracking_countries: ['DE', 'Atlantis'] });
  assert.deepEqual(error.details.errors, [{ field: 'no_tracking_countries', rule: 'country', value: 'Atlantis' }]);
  assert.deepEqual((await api.patch('/settings', { no_tracking_countries: null })).no_tracking_countries, standard.no_tracking_countries);
});

test('a link that is not ours, or is changed, leads nowhere', { skip: SKIP }, async () => {
  const { messages } = await sendTo([{ email: 'forge@us.test', country: 'US' }], '<a href="https://acme.test/">us</a>', { name: 'forge' });
  const token = linksOf(messages['forge@us.test'])[0].split('/c/')[1];
  const opened = pixelOf(messages['forge@us.test']).split('/o/')[1].replace('.gif', '');
  const other = token.startsWith('A') ? 'B' : 'A';

  assert.equal((await ask(`/c/${token}`)).status, 302);
  for (const path of [`/c/${other}${token.slice(1)}`, `/c/${token.slice(0, -2)}`, `/c/${token}x`, `/c/${opened}`, `/o/${token}.gif`, `/o/${opened}`,
    '/c/https:%2F%2Fevil.example', '/c/x', '/o/.gif']) {
    const answer = await ask(path);
    assert.equal(answer.status, 404, path);
    assert.equal(answer.headers.location, undefined, path);
    assert.match(answer.text, /leads nowhere/);
  }
  const query = await ask(`/c/${token}?url=https://evil.example`);
  assert.equal(query.headers.location, 'https://acme.test/');
});

test('addresses from a contact\'s fields work, cannot break out, and go with the contact', { skip: SKIP }, async () => {
  const linkedin = 'https://social.test/"><script>alert(1)</script>';
  const { contacts, messages } = await sendTo([{ email: 'own@us.test', country: 'US', linkedin, twitter: 'javascript:alert(1)' }],
    '<a href="{{ linkedin }}">you</a> <a href="{{ twitter }}">x</a> <a href="https://acme.test/">us</a>', { name: 'fields' });
  const [own, script, fixed] = linksOf(messages['own@us.test']);

  const answer = await ask(ourPath(own));
  assert.equal(answer.headers.location, 'https://social.test/%22%3E%3Cscript%3Ealert(1)%3C/script%3E');
  assert.equal(script, '#');
  await api.delete(`/contacts/${contacts[0]}`);
  assert.equal((await ask(ourPath(own))).status, 404);
  assert.equal((await ask(ourPath(fixed))).headers.location, 'https://acme.test/');
});

test('a mailbox lends its own name, which is answered for links and for nothing else, also when it is gone', { skip: SKIP }, async () => {
  const { campaign, messages } = await sendTo([{ email: 'host@us.test', country: 'US' }], '<a href="https://acme.test/">us</a>',
    { name: 'host', tracking_host: 'Links.Acme.test' });
  const message = messages['host@us.test'];
  const [link, optOut] = linksOf(message);
  const under = (path, host) => ask(path, { host });
  const linkPath = link.replace('http://links.acme.test', '');

  assert.match(link, /^http:\/\/links\.acme\.test\/c\//);
  assert.match(pixelOf(message), /^http:\/\/links\.acme\.test\/o\//);
  assert.match(optOut, new RegExp(`^${outrider.url}/u/`));
  assert.equal((await under(linkPath, 'links.acme.test')).status, 302);
  assert.equal((await under(linkPath, 'LINKS.acme.test:8443')).status, 302);
  assert.equal((await under(ourPath(optOut), 'links.acme.test')).status, 200);
  for (const other of ['/', '/login', '/api/v1/me', '/metrics', '/oauth/callback', '/openapi.json'])
    assert.equal((await under(other, 'links.acme.test')).status, 421, other);
  for (const foreign of [linkPath, ourPath(optOut), '/o/x.gif']) assert.equal((await under(foreign, 'evil.example')).status, 421, foreign);
  const [mailboxId] = campaign.mailbox_ids;
  await api.refused(422, 'validation_failed', 'PATCH', `/mailboxes/${mailboxId}`, { tracking_host: 'https://x.test/' });
  await api.post(`/mailboxes/${mailboxId}/disconnect`, { revoke_now: true });
  await api.delete(`/mailboxes/${mailboxId}?confirm=${encodeURIComponent('host@acme.test')}`);
  assert.equal((await under(linkPath, 'links.acme.test')).headers.location, 'https://acme.test/');
});

test('a flood of opens is one row, and metrics tell of it', { skip: SKIP }, async () => {
  const { campaign, messages } = await sendTo([{ email: 'burst@us.test', country: 'US' }], '<p>Hi</p>', { name: 'flood' });
  const path = ourPath(pixelOf(messages['burst@us.test']));

  const answers = await Promise.all(Array.from({ length: 300 }, () => ask(path)));
  assert.ok(answers.every(({ status }) => status === 200));
  await figures(campaign, 'opened', { tracked: 1, raw: 1, filtered: 0 });
  const metrics = await ask('/metrics');
  assert.ok(Number(/outrider_tracking_requests_total (\d+)/.exec(metrics.text)[1]) >= 300);
  assert.match(metrics.text, /outrider_tracking_dropped_total 0/);
});
