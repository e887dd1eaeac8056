// A first campaign, made in the browser alone: people from a file, the emails, what is missing, the launch, a pause, an edit.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { assertAccessible, Browser, look, PHONE, signIn } from '../lib/browser.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider, OWNER } from '../lib/outrider.mjs';
import { ALWAYS, connectMailbox, fakeMailbox, makeCampaign, step } from '../lib/scenario.mjs';
import { waitFor } from '../lib/wait.mjs';

const REFUSED = /status of (409|422)/; // the browser writes a line of its own for an answer that refuses

let smtp;
let outrider;
let api;
let browser;

before(async () => {
  smtp = await SmtpServer.start({ keepMessages: true });
  outrider = await Outrider.start({ settings: false });
  api = outrider.api;
  browser = await Browser.start();
});
after(() => closeAll(browser, outrider, smtp));

async function visit(options) {
  const opened = await browser.visit(options);
  await signIn(opened.page, outrider.url, OWNER);
  return opened;
}

const main = (page, name) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name });
const view = (page, name) => page.getByRole('navigation', { name: 'Views of the campaign' }).getByRole('link', { name });
const button = (page, name) => page.getByRole('button', { name, exact: true });
const noSidewaysScroll = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

test('a campaign is made, refused with what is missing, completed, launched, paused, reworded and resumed', async () => {
  await connectMailbox(api, fakeMailbox(smtp, 'ada@acme.test'));
  const visitor = await visit({ expected: [REFUSED] });
  const { page } = visitor;

  await main(page, 'Contacts').click();
  await page.getByRole('heading', { name: 'No contacts yet' }).waitFor();
  await look(page, 'no contacts');
  await button(page, 'Import CSV').first().click();
  const csv = 'Email;First name;Company\nnora@blum.test;Nora;Blum\noskar@lind.test;Oskar;Lind\nnobody at all;;\n';
  await page.getByLabel('Choose a CSV file').setInputFiles({ name: 'spring.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  assert.equal(await page.getByLabel('Put everybody on the list').inputValue(), 'spring');
  await look(page, 'the file to import');
  await button(page, 'Import').click();
  await page.getByText('Done', { exact: true }).waitFor();
  assert.match(await page.getByRole('definition').allInnerTexts().then((texts) => texts.join(' ')), /^2 0 1 0$/);
  await look(page, 'the report');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download the rejected rows' }).click()]);
  assert.match(await download.createReadStream().then(async (stream) => (await stream.toArray()).join('')), /nobody at all/);
  await page.getByRole('link', { name: 'Show the contacts' }).click();
  await page.getByRole('row').filter({ hasText: 'Nora' }).waitFor();
  await look(page, 'the contacts');

  await main(page, 'Campaigns').click();
  await page.getByRole('heading', { name: 'No campaigns yet' }).waitFor();
  await look(page, 'no campaigns');
  await button(page, 'New campaign').first().click();
  await page.getByLabel('Name').fill('Spring tour');
  await button(page, 'Create draft').click();
  await page.getByRole('heading', { name: 'Spring tour' }).waitFor();
  await button(page, 'Write the first email').click();
  await page.getByLabel('Subject').fill('In town, {{ first_name }}');
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill('Hi {{ first_nam }}, may I come by?');
  await page.getByText('Not saved: see what is marked').waitFor();
  await page.getByText('there is no variable “first_nam”. Did you mean “first_name”?').first().waitFor();
  await look(page, 'a mistake in the text');
  await view(page, 'Overview').click();
  await page.getByRole('alertdialog', { name: 'Leave without saving?' }).waitFor();
  await button(page, 'Stay on the page').click();
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill('Hi {{ first_name }}, may I come by?');
  await page.getByText('All changes are saved').waitFor();
  await look(page, 'the emails');

  await button(page, 'Review & launch').click();
  const sheet = page.getByRole('alertdialog', { name: 'Launch Spring tour?' });
  for (const missing of ['Choose mailboxes', 'Add contacts', 'Open settings']) await sheet.getByRole('link', { name: missing }).waitFor();
  assert.ok(await sheet.getByRole('button', { name: 'Launch campaign' }).isDisabled());
  await look(page, 'what is missing');
  await sheet.getByRole('link', { name: 'Choose mailboxes' }).click();
  await page.getByLabel('ada@acme.test').check();
  await button(page, 'Save mailboxes').click();
  await page.getByText('The mailboxes are saved.').waitFor();
  await view(page, 'Contacts').click();
  await button(page, 'Add contacts').click();
  await page.getByLabel('List', { exact: true }).selectOption('spring');
  await look(page, 'whom to add');
  await button(page, 'Add to campaign').click();
  await page.getByText('2 contacts added.').waitFor();
  await button(page, 'Done').click();
  await page.getByRole('row').filter({ hasText: 'oskar@lind.test' }).waitFor();
  await look(page, 'the contacts of the campaign');

  await view(page, 'Schedule').click();
  await button(page, 'All hours').click();
  for (const day of ['Saturday', 'Sunday']) await page.getByRole('checkbox', { name: day }).check();
  await page.getByLabel('Time zone', { exact: true }).selectOption('UTC');
  await page.getByLabel(/^Evergreen/).check();
  await button(page, 'Save schedule').click();
  await page.getByText('The schedule is saved.').waitFor();
  await look(page, 'the schedule');

  await main(page, 'Settings').click();
  await page.getByLabel('Organisation').fill('Acme Ltd');
  await page.getByLabel('Postal address').fill('1 High Street\nLondon');
  await button(page, 'Save').click();
  await page.getByText('The settings are saved.').waitFor();
  await look(page, 'the settings');
  await page.goBack();
  await button(page, 'Launch').click();
  await look(page, 'a launch that can be');
  await button(page, 'Launch campaign').click();
  await page.getByText('Spring tour has been launched.').waitFor();

  await view(page, 'Sends').click();
  await page.getByRole('row').filter({ hasText: 'In town, Oskar' }).getByText('Sent', { exact: true }).waitFor({ timeout: 20_000 });
  await look(page, 'the sends');
  assert.deepEqual(smtp.ends().map((end) => `${end.rcpt}: ${end.subject}`).sort(), ['nora@blum.test: In town, Nora', 'oskar@lind.test: In town, Oskar']);

  await view(page, 'Sequence').click();
  await page.getByText('Pause the campaign to edit this').waitFor();
  await button(page, 'Pause').click();
  await page.getByText('Pause the campaign to edit this').waitFor({ state: 'detached' });
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill('Hello {{ first_name }}, may I come by?');
  await page.getByText('Changes not saved yet').waitFor();
  await page.getByText('All changes are saved').waitFor();
  await view(page, 'Overview').click();
  await page.getByText(/^Paused/).first().waitFor();
  await look(page, 'a campaign that somebody paused');
  await button(page, 'Resume').first().click();
  await look(page, 'what becomes of what is overdue');
  await button(page, 'Resume campaign').click();
  await page.getByText('Spring tour is running again.').waitFor();
  await page.getByText('Evergreen', { exact: true }).waitFor();
  await visitor.close();
});

test('what another does is seen at once, and how it is done from the keyboard', async () => {
  const mailbox = await connectMailbox(api, fakeMailbox(smtp, 'ben@acme.test'));
  const { id } = await api.post('/contacts', { email: 'live@prospect.test', first_name: 'Liv' });
  const campaign = await makeCampaign(api, { name: 'Live', mailboxIds: [mailbox.id], contacts: [id], evergreen: true, steps: [step('Hi {{ first_name }}', { subject: 'Hi' })] });
  const visitor = await visit();
  const { page } = visitor;

  await main(page, 'Campaigns').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Campaigns' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Campaigns');
  assert.match(await page.title(), /^Campaigns · Outrider$/);
  await page.keyboard.press('/');
  await page.keyboard.type('Live');
  await page.waitForURL(/q=Live/);
  await page.getByRole('link', { name: 'Live' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Live' }).waitFor();
  await api.post(`/campaigns/${campaign.id}/launch`);
  await page.getByText('Evergreen', { exact: true }).waitFor();
  await button(page, 'Pause').focus();
  await page.keyboard.press('Space');
  await page.getByText('Paused', { exact: true }).first().waitFor();

  await page.getByRole('button', { name: 'Actions for Live' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Duplicate' }).waitFor();
  await look(page, 'the menu of a campaign');
  await page.keyboard.press('Escape');
  await waitFor('the focus on the menu\'s button', () => page.getByRole('button', { name: 'Actions for Live' }).evaluate((element) => element === document.activeElement));
  await visitor.close();
});

test('who must not be written to is added, found and taken off with a reason', async () => {
  const visitor = await visit();
  const { page } = visitor;

  await main(page, 'Do Not Contact').click();
  await button(page, 'Add').first().click();
  await page.getByLabel('Addresses or domains').fill('gone@suppressed.test\nrival.test');
  await look(page, 'whom to add to Do Not Contact');
  await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
  await page.getByText('2 entries added to Do Not Contact.').waitFor();
  await page.getByLabel('Search address or domain').fill('rival');
  await waitFor('the search', async () => (await page.getByRole('row').count()) === 2);
  await look(page, 'Do Not Contact');
  await button(page, 'Remove rival.test').click();
  const dialog = page.getByRole('alertdialog', { name: 'Remove rival.test from Do Not Contact?' });
  assert.ok(await dialog.getByRole('button', { name: 'Remove' }).isDisabled());
  await dialog.getByLabel('Reason').fill('They asked to hear from us again');
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await page.getByText('rival.test has been removed from Do Not Contact.').waitFor();
  await page.getByRole('heading', { name: 'Nothing fits' }).waitFor();
  await waitFor('the focus on the heading', () => page.evaluate(() => document.activeElement?.tagName === 'H1'));
  await look(page, 'a search without a match');
  assert.deepEqual((await api.all('/do-not-contact')).map((entry) => entry.value).filter((value) => /rival|gone/.test(value)), ['gone@suppressed.test']);
  await visitor.close();
});

test('a person is added, completed, looked at and erased', async () => {
  const visitor = await visit({ expected: [REFUSED, /status of 404/] });
  const { page } = visitor;

  await page.goto(`${outrider.url}/contacts`);
  await button(page, 'Add contact').first().click();
  await page.getByLabel('Email').fill('zoe');
  await page.getByRole('dialog').getByRole('button', { name: 'Add contact' }).click();
  await page.getByText('“zoe” is not an email address', { exact: false }).waitFor();
  await look(page, 'a wrong address');
  await page.getByLabel('Email').fill('zoe@prospect.test');
  await page.getByLabel('First name').fill('Zoë');
  await page.getByRole('dialog').getByRole('button', { name: 'Add contact' }).click();
  await page.getByText('zoe@prospect.test has been added.').waitFor();
  await page.getByLabel('Search contacts').fill('zoe');
  await page.getByRole('link', { name: /Zoë/ }).click();
  await page.getByRole('heading', { name: 'Zoë' }).waitFor();
  await button(page, 'Edit').click();
  await page.getByLabel('Company').fill('Prospect Ltd');
  await button(page, 'Save').click();
  await page.getByText('Prospect Ltd').waitFor();
  await look(page, 'a person');
  await page.getByRole('button', { name: 'Actions for zoe@prospect.test' }).click();
  await page.getByRole('menuitem', { name: 'Erase contact' }).click();
  await look(page, 'the question before erasing');
  await button(page, 'Erase contact').click();
  await page.getByText('zoe@prospect.test has been erased.').waitFor();
  assert.equal((await api.get('/contacts?query=zoe@prospect.test')).items.length, 0);
  await visitor.close();
});

test('a key is shown once and ends when it is revoked', async () => {
  const visitor = await visit();
  const { page } = visitor;

  await page.goto(`${outrider.url}/settings/api-keys`);
  await button(page, 'New API key').click();
  await page.getByLabel('Name').fill('CRM');
  await page.getByLabel('Only read').check();
  await button(page, 'Make key').click();
  const once = page.getByRole('alertdialog', { name: 'Copy the key now' });
  const key = await once.getByText(/^ork_/).innerText();
  await look(page, 'the key, once');
  assert.equal((await outrider.client({ key }).request('GET', '/campaigns')).status, 200);
  await button(page, 'Done').click();
  assert.equal(await page.getByText(key).count(), 0);
  await look(page, 'the keys');
  await button(page, 'Revoke CRM').click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('CRM has been revoked.').waitFor();
  assert.equal((await outrider.client({ key }).request('GET', '/campaigns')).status, 401);
  await visitor.close();
});

test('on a phone every page fits and can be reached', async () => {
  const { id } = await api.post('/contacts', { email: 'a.person.with.a.rather.long.address@a-company-with-a-long-name.test', first_name: 'Maximiliane', last_name: 'Featherstonehaugh' });
  const campaign = await api.post('/campaigns', { name: 'A campaign whose name is a good deal longer than any phone is wide', ...ALWAYS, steps: [step('Hello', { subject: 'Hi' })] });
  await api.post(`/campaigns/${campaign.id}/contacts`, { contact_ids: [id] });
  const visitor = await browser.visit({ viewport: PHONE });
  const { page } = visitor;
  await page.goto(outrider.url);
  await page.getByLabel('Email').fill(OWNER.email);
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password);
  await button(page, 'Sign in').click();
  await page.getByRole('heading', { name: 'Mailboxes' }).waitFor();

  await button(page, 'Open the menu').click();
  await look(page, 'the menu on a phone');
  await page.getByRole('link', { name: 'Do Not Contact' }).click();
  await page.getByRole('heading', { name: 'Do Not Contact' }).waitFor();
  const pages = ['/mailboxes', '/campaigns', `/campaigns/${campaign.id}`, ...['sequence', 'contacts', 'mailboxes', 'schedule', 'sends'].map((name) => `/campaigns/${campaign.id}/${name}`),
    '/contacts', `/contacts/${id}`, '/contacts/imports', '/do-not-contact', '/settings', '/settings/api-keys'];
  for (const where of pages) {
    await page.goto(outrider.url + where);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await waitFor(`${where} to be loaded`, async () => (await page.getByText('Loading…').count()) === 0);
    assert.ok(await noSidewaysScroll(page), `${where} scrolls sideways`);
    await assertAccessible(page, `${where} on a phone`);
  }
  await visitor.close();
});
