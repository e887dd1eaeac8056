// A campaign as a careful sender runs it: 500 people from a file, twelve of them without a name, three emails of which one is tried in two
// wordings, a review, the launch, a pause with an edit, a reply, the end. The mail goes through Postfix into Dovecot and is read there.
//
// SCREENSHOTS=1 writes docs/screenshots anew.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { simpleParser } from 'mailparser';
import { assertAccessible, Browser, PHONE, signIn } from '../lib/browser.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider, OWNER } from '../lib/outrider.mjs';
import { ALWAYS, connectMailbox, header, replyTo, waitForCampaign, waitForMail, waitForSends } from '../lib/scenario.mjs';
import { waitFor } from '../lib/wait.mjs';
import { MailStack } from '../servers/stack.mjs';

const PEOPLE = 500;
const NAMELESS = 12;
const REFUSED = /status of (409|412|422)/; // the browser writes a line of its own for an answer that refuses
const FOLLOW_UP_HOURS = 20 / 3600;
const SHOTS = path.resolve(import.meta.dirname, '../../docs/screenshots');

const address = (i) => `p${i}@firm${i % 50}.test`;
const nameless = (i) => i % Math.floor(PEOPLE / NAMELESS) === 0 && i < NAMELESS * Math.floor(PEOPLE / NAMELESS);
const csv = `email,first_name,company\n${Array.from({ length: PEOPLE }, (_, i) => `${address(i)},${nameless(i) ? '' : `Person ${i}`},Firm ${i % 50}`).join('\n')}\n`;

let stack;
let outrider;
let api;
let browser;
let page;
let visitor;
let campaign;

before(async () => {
  stack = await MailStack.start({ only: ['mail'] });
  outrider = await Outrider.start({ env: { ...stack.environment(), OUTRIDER_SYNC_INTERVAL: '1' } });
  api = outrider.api;
  for (const name of ['ada', 'ben']) await connectMailbox(api, { ...stack.passwordMailbox(`${name}@acme.test`, `pw-${name}`), name: `${name[0].toUpperCase()}${name.slice(1)} of Acme` });
  browser = await Browser.start();
  visitor = await browser.visit({ expected: [REFUSED] });
  page = visitor.page;
  await signIn(page, outrider.url, OWNER);
});
after(() => closeAll(browser, outrider, stack));

// Each part goes on where the one before it ended.
let isBroken = false;
function part(name, run) {
  test(name, async (t) => {
    if (isBroken) return t.skip('an earlier part failed');
    isBroken = true;
    await run(t);
    isBroken = false;
  });
}

const button = (name) => page.getByRole('button', { name, exact: true });
const main = (name) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name });
const view = (name) => page.getByRole('navigation', { name: 'Views of the campaign' }).getByRole('link', { name });
const text = () => page.getByRole('textbox', { name: 'Text', exact: true });
const saved = () => page.getByText('All changes are saved').waitFor();
const now = () => api.get(`/campaigns/${campaign.id}`);

/** A face of the program, free of what axe finds, and a picture of it for the documentation. */
async function face(name, what) {
  await assertAccessible(page, what);
  if (!process.env.SCREENSHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: path.join(SHOTS, `${name}.png`) });
}

part('500 people come from a file, and a campaign of three emails is written for them', async () => {
  await main('Contacts').click();
  await button('Import CSV').first().click();
  await page.getByLabel('Choose a CSV file').setInputFiles({ name: 'firms.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await button('Import').click();
  await page.getByText('Done', { exact: true }).waitFor();

  await main('Campaigns').click();
  await button('New campaign').first().click();
  await page.getByLabel('Name').fill('Autumn tour');
  await button('Create draft').click();
  await page.getByRole('heading', { name: 'Autumn tour' }).waitFor();
  campaign = { id: new URL(page.url()).pathname.split('/')[2] };
  await button('Write the first email').click();
  await page.getByLabel('Subject').fill('Coffee for {{ company }}?');
  await page.getByRole('group', { name: 'Format' }).getByRole('button', { name: 'Formatted' }).click();
  await text().fill('Hi {{ first_name }}, we roast coffee around the corner from {{ company }}. May we bring you a bag?');
  await button('Add variant').click();
  await page.getByRole('group', { name: 'Variants' }).getByRole('button', { name: 'Variant B', pressed: true }).waitFor();
  await page.getByLabel('Subject').fill('A bag for {{ company }}?');
  await text().fill('Hi {{ first_name }}, may {{ company }} taste what we roast?');
  await saved();
  await face('sequence', 'the first email, in two wordings');
});

part('two follow-ups go in its thread, to the people of the file, from two mailboxes', async () => {
  for (const words of ['Did our note reach you, {{ first_name }}?', 'A last word from Acme.']) {
    await page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: 'Add a follow-up' }).click();
    await waitFor('a new step', async () => (await text().innerText()).trim() === '');
    await page.getByRole('group', { name: 'Format' }).getByRole('button', { name: 'Formatted' }).click();
    await text().fill(words);
    await page.getByLabel('Unit').selectOption('hours');
    await page.getByLabel('Wait after the step before').fill(String(FOLLOW_UP_HOURS));
    await saved();
  }
  assert.deepEqual((await now()).steps.map((step) => step.subject), ['Coffee for {{ company }}?', null, null]);

  await view('Contacts').click();
  await button('Add contacts').click();
  await page.getByLabel('List', { exact: true }).selectOption('firms');
  await button('Add to campaign').click();
  await page.getByText(`${PEOPLE} contacts added.`).waitFor();
  await button('Done').click();
  await view('Mailboxes').click();
  for (const name of ['ada', 'ben']) await page.getByLabel(`${name}@acme.test`).check();
  await button('Save mailboxes').click();
  await page.getByText('The mailboxes are saved.').waitFor();
  await view('Schedule').click();
  await button('All hours').click();
  for (const day of ['Saturday', 'Sunday']) await page.getByRole('checkbox', { name: day }).check();
  await page.getByLabel('Time zone', { exact: true }).selectOption('UTC');
  await button('Save schedule').click();
  await page.getByText('The schedule is saved.').waitFor();
  await face('schedule', 'the schedule');
});

part('the review tells of the twelve without a name, and of the first and the last day', async () => {
  const review = page.getByRole('alertdialog', { name: 'Launch Autumn tour?' });
  await button('Launch').click();
  await review.getByText(/“first_name” is missing/).click();
  for (const fact of ['First email', 'Last email', 'Who sends']) await review.getByText(fact, { exact: true }).waitFor();
  assert.match(await review.getByRole('listitem').filter({ hasText: 'is missing' }).first().innerText(), new RegExp(`missing\\s*${NAMELESS}\\b`));
  await face('launch', 'the review before a launch');

  await review.getByRole('link', { name: address(0), exact: true }).click();
  await button('Edit').click();
  await page.getByLabel('First name').fill('Person 0');
  await button('Save').click();
  await page.getByRole('heading', { name: 'Person 0' }).waitFor();
  await page.goto(`${outrider.url}/campaigns/${campaign.id}`);
  await button('Launch').click();
  assert.match(await review.getByRole('listitem').filter({ hasText: 'is missing' }).first().innerText(), new RegExp(`missing\\s*${NAMELESS - 1}\\b`));
  await review.getByRole('button', { name: 'Launch campaign' }).click();
  await page.getByText('Autumn tour has been launched.').waitFor();
  await waitForCampaign(api, campaign, 'active');
});

part('of those without a name one gets it where they are held, and the others are left out', async () => {
  await view('Contacts').click();
  await button('Show them').click();
  await face('review', 'those who lack a field');
  await page.getByLabel(/^first_name of /).first().fill('Somebody');
  await page.getByLabel(/^first_name of /).first().press('Enter');
  await waitFor('one less in review', async () => (await now()).counts.in_review === NAMELESS - 2);
  await button(`Leave out all ${NAMELESS - 2}`).click();
  await button('Leave them out').click();
  await waitFor('nobody in review', async () => (await now()).counts.in_review === 0);
});

const inbox = (i, count, deadlineMs = 60_000) => waitForMail(stack, address(i), count, deadlineMs);
const rawHead = (raw) => raw.replace(/\r\n/g, '\n').split('\n\n')[0];

/** What relays and DKIM need: every header once, in ASCII, in short lines. */
function assertTidy(raw) {
  const lines = rawHead(raw).split('\n');
  for (const name of ['From', 'To', 'Subject', 'Date', 'Message-ID', 'MIME-Version', 'List-Unsubscribe', 'List-Unsubscribe-Post'])
    assert.equal(lines.filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`)).length, 1, `${name}, once`);
  for (const line of lines) {
    assert.match(line, /^[\x20-\x7e\t]*$/);
    assert.ok(line.length <= 998 && !/[ \t]$/.test(line), line);
  }
}

part('what arrives has its text and HTML, and whoever answers hears no more', async () => {
  const [first] = await inbox(1, 1);
  assertTidy(first);
  const mail = await simpleParser(first);
  assert.match(mail.subject, /^(Coffee|A bag) for Firm 1\?$/);
  assert.match(mail.text, /^Hi Person 1, (we roast|may Firm 1)/);
  assert.match(mail.html, /Hi Person 1, (we roast|may Firm 1)/);

  const [told] = await inbox(2, 1);
  const mailbox = header(told, 'From').match(/<(.*)>/)[1];
  await stack.dovecot.deliver({ from: address(2), to: mailbox, raw: replyTo(told, { from: address(2) }) });
  await waitFor('the reply', async () => (await now()).counts.replied === 1, 60_000);
});

part('a pause, another wording, and a resume that shows beforehand what will leave', async () => {
  await button('Pause').click();
  await page.getByText('Paused', { exact: true }).first().waitFor();
  const before = (await now()).counts.sent;
  await view('Sequence').click();
  await page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: /^Step 3/ }).click();
  await text().fill('A last word from Acme Coffee.');
  await saved();
  assert.equal((await now()).counts.sent, before, 'something left while it was paused');
  await button('Resume').first().click();
  await button('Show the first emails').click();
  await page.getByRole('region', { name: 'The first emails' }).waitFor();
  await face('resume', 'a resume, and what it would send first');
  await button('Resume campaign').click();
  await page.getByText('Autumn tour is running again.').waitFor();
});

part('everybody got their emails in one thread, once, and the campaign is complete', async () => {
  await waitForCampaign(api, campaign, 'completed', 240_000);

  const [one, two, three, ...more] = await inbox(1, 3);
  assert.equal(more.length, 0);
  for (const [at, follow] of [two, three].entries()) {
    assertTidy(follow);
    assert.equal(header(follow, 'Subject'), `Re: ${header(one, 'Subject')}`);
    assert.equal(header(follow, 'In-Reply-To'), header([one, two][at], 'Message-ID'));
    assert.ok(header(follow, 'References').startsWith(header(one, 'Message-ID')));
    assert.equal(header(follow, 'From'), header(one, 'From'));
  }
  assert.match(three, /A last word from Acme Coffee/);
  assert.equal(stack.dovecot.messages(address(2)).length, 1, 'who answered got another');
  const subjects = new Set();
  for (let i = 3; i < 60; i++) for (const raw of stack.dovecot.messages(address(i))) subjects.add(header(raw, 'Subject').replace(/^Re: | for Firm.*/g, ''));
  assert.deepEqual([...subjects].sort(), ['A bag', 'Coffee'], 'both wordings went out');
  await view('Overview').click();
  await page.getByText('Completed', { exact: true }).first().waitFor();
  await face('overview', 'a campaign that is complete');
});

test.after(() => visitor.close());
