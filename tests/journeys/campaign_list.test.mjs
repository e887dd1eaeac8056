// A person goes through the list of campaigns, pauses several at once, and asks why a contact gets nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { Browser, look, PHONE, signIn } from '../lib/browser.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider, OWNER } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, fakeMailbox, launch, makeCampaign, step, waitForSends } from '../lib/scenario.mjs';

let outrider, api, browser, smtp;

before(async () => {
  smtp = await SmtpServer.start();
  outrider = await Outrider.start();
  api = await outrider.session();
  browser = await Browser.start();
  const mailbox = await connectMailbox(api, fakeMailbox(smtp, 'ada@acme.test'));
  const second = await connectMailbox(api, fakeMailbox(smtp, 'ben@acme.test'));
  const hour = (new Date().getUTCHours() + 12) % 24;
  const steps = [step('Hi {{ first_name }}', { subject: 'Hello' })];
  const people = (name, count) => Array.from({ length: count }, (_, i) => ({ email: `${name}${i}@${name}.test`, first_name: `Person ${i}`, company: `${name} Ltd` }));
  const make = async (name, count, more) => {
    const contacts = await addContacts(api, people(name.toLowerCase().replace(/\W/g, ''), count));
    const campaign = await makeCampaign(api, { name, mailboxIds: [mailbox.id], contacts, steps, sending_hours: [hour], ...more });
    await launch(api, campaign);
    return campaign;
  };
  await make('Spring tour', 6);
  await make('Autumn fair', 3, { mailboxIds: [mailbox.id, second.id] });
  const done = await makeCampaign(api, { name: 'Winter news', mailboxIds: [second.id], contacts: await addContacts(api, people('winter', 2)), steps });
  await launch(api, done);
  await waitForSends(api, done, 2);
  await api.post('/campaigns', { name: 'A draft that nobody has written yet' });
});
after(() => closeAll(browser, outrider, smtp));

test('several campaigns are paused at once, and found again by a saved view', async () => {
  const visit = await browser.visit();
  const { page } = visit;
  await signIn(page, outrider.url, OWNER);
  await page.goto(`${outrider.url}/campaigns`);
  await page.getByRole('link', { name: 'Spring tour' }).waitFor();
  await look(page, 'campaigns');

  await page.getByRole('checkbox', { name: 'Select Spring tour' }).check();
  await page.getByRole('checkbox', { name: 'Select Autumn fair' }).check();
  await page.getByRole('region', { name: 'Selected campaigns' }).waitFor();
  await look(page, 'campaigns-selected');
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.getByRole('alertdialog', { name: 'Pause 2 campaigns?' }).waitFor();
  await look(page, 'campaigns-pause');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Pause' }).click();
  await page.getByText('2 campaigns paused.').waitFor();

  await page.getByRole('link', { name: 'Paused', exact: true }).click();
  assert.deepEqual(await page.locator('.tabs [aria-current=page]').allInnerTexts(), ['Paused']);
  await page.getByRole('button', { name: 'Save view' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Held back');
  await page.getByRole('dialog').getByRole('button', { name: 'Save view' }).click();
  await page.getByRole('link', { name: 'Held back' }).waitFor();
  await look(page, 'campaigns-view');
  await page.goto(`${outrider.url}/campaigns`);
  await page.getByRole('link', { name: 'Held back' }).click();
  await page.waitForURL(/status=paused/);
  assert.equal(await page.getByRole('row').count(), 3, 'the head and two campaigns');

  await page.keyboard.press('/');
  await page.keyboard.type('nothing like this');
  await page.getByText('No campaign fits').waitFor();
  await look(page, 'campaigns-no-match');
  await visit.close();
});

test('a contact says what is next and what is in the way; the tabs tell the rest', async () => {
  const visit = await browser.visit();
  const { page } = visit;
  await signIn(page, outrider.url, OWNER);
  const [campaign] = (await api.all('/campaigns')).filter(({ name }) => name === 'Spring tour');
  if (campaign.status === 'paused') await api.post(`/campaigns/${campaign.id}/resume`, {});
  await page.goto(`${outrider.url}/campaigns/${campaign.id}`);
  await page.getByRole('link', { name: 'Change hours' }).waitFor();
  await look(page, 'overview');

  await page.getByRole('link', { name: 'Contacts', exact: true }).last().click();
  await page.getByRole('link', { name: /^Person 3/ }).waitFor();
  await page.getByRole('checkbox', { name: 'Select spring' }).first().waitFor({ state: 'attached' }).catch(() => {});
  await look(page, 'contacts');
  await page.getByRole('link', { name: /Person 3/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Person 3' });
  await dialog.getByText('outside the campaign').waitFor();
  assert.match(page.url(), /contact=con_/);
  await look(page, 'contact');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });

  await page.getByRole('searchbox', { name: 'Search contacts' }).fill('springtour5');
  await page.waitForURL(/q=springtour5/);
  await page.getByRole('link', { name: /Person 5/ }).waitFor();
  await page.getByRole('checkbox', { name: 'Select springtour5@springtour.test' }).check();
  await page.getByRole('button', { name: 'Take out' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Take out' }).click();
  await page.getByText('1 contact taken out.').waitFor();

  await page.getByRole('link', { name: 'Activity', exact: true }).click();
  await page.getByText(/took 1 contact out\.$/).waitFor();
  await look(page, 'activity');
  await page.getByRole('link', { name: 'Sends', exact: true }).click();
  await page.getByRole('combobox', { name: 'Step' }).waitFor();
  await look(page, 'sends');
  await visit.close();
});

test('a country is blocked in the settings', async () => {
  const visit = await browser.visit();
  const { page } = visit;
  await signIn(page, outrider.url, OWNER);
  await page.goto(`${outrider.url}/settings/countries`);
  await page.getByRole('textbox', { name: 'Country' }).fill('de');
  await page.getByRole('button', { name: 'Add country' }).click();
  await page.getByRole('combobox', { name: 'Rule for Germany' }).waitFor();
  await page.getByRole('textbox', { name: 'Country' }).fill('qq');
  await page.getByRole('button', { name: 'Add country' }).click();
  await page.getByText('This is no country’s code.').waitFor();
  await page.getByRole('button', { name: 'Save countries' }).click();
  await page.getByText('The countries are saved.').waitFor();
  assert.deepEqual((await api.get('/settings')).country_policy.countries, { DE: 'block' });
  await look(page, 'countries');
  await visit.close();
});

test('on a phone the campaigns are cards, and nothing scrolls sideways', async () => {
  const visit = await browser.visit({ viewport: PHONE });
  const { page } = visit;
  await signIn(page, outrider.url, OWNER);
  const [campaign] = (await api.all('/campaigns')).filter(({ name }) => name === 'Spring tour');
  const places = { campaigns: '/campaigns', overview: `/campaigns/${campaign.id}`, contacts: `/campaigns/${campaign.id}/contacts`,
    activity: `/campaigns/${campaign.id}/activity`, sends: `/campaigns/${campaign.id}/sends`, countries: '/settings/countries' };
  for (const [name, place] of Object.entries(places)) {
    await page.goto(outrider.url + place);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForFunction(() => !document.querySelector('[aria-busy=true], .skeleton'));
    const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= PHONE.width, `${name}: ${scrollWidth} of ${clientWidth}`);
    await look(page, `phone-${name}`);
  }
  await visit.close();
});

test('the list is sorted by a column, which the address keeps, and gone through by keys', async () => {
  const visit = await browser.visit();
  const { page } = visit;
  await signIn(page, outrider.url, OWNER);
  await page.goto(`${outrider.url}/campaigns`);
  const rows = page.locator('tbody tr');
  await page.getByRole('columnheader', { name: 'Sent' }).getByRole('button').click();
  await page.waitForURL(/sort=-sent/);
  await page.locator('[aria-sort=descending]').waitFor();
  assert.match(await rows.first().innerText(), /^\s*Winter news/);
  await page.reload();
  await page.locator('[aria-sort=descending]').waitFor();
  assert.match(await rows.first().innerText(), /^\s*Winter news/);
  assert.deepEqual(await page.locator('.tabs [aria-current=page]').allInnerTexts(), ['All']);
  await look(page, 'campaigns-sorted');

  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await look(page, 'campaigns-keys');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.getByText('1 campaign selected').waitFor();
  await look(page, 'campaigns-keys-selected');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Winter news', level: 1 }).waitFor();

  await page.setViewportSize(PHONE);
  await page.goto(`${outrider.url}/campaigns?sort=name`);
  await page.getByText('Winter news').waitFor();
  assert.match(await rows.first().innerText(), /^\s*A draft/);
  await look(page, 'campaigns-sorted-phone');
  await visit.close();
});
