// Who an email is from, set where a person sets it: the mailbox, the campaign, the step; and what then arrives.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { simpleParser } from 'mailparser';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { Browser, look, PHONE, signIn } from '../lib/browser.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider, OWNER } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, fakeMailbox, launch, makeCampaign, step } from '../lib/scenario.mjs';
import { waitFor } from '../lib/wait.mjs';

let smtp;
let outrider;
let api;
let browser;

before(async () => {
  smtp = await SmtpServer.start({ keepMessages: true });
  outrider = await Outrider.start();
  api = outrider.api;
  browser = await Browser.start();
});
after(() => closeAll(browser, outrider, smtp));

test('a mailbox, a campaign and a step say who writes, and the email says the same', async () => {
  const mailbox = await connectMailbox(api, fakeMailbox(smtp, 'ada@acme.test'));
  await connectMailbox(api, fakeMailbox(smtp, 'team@acme.test'));
  const contacts = await addContacts(api, [{ email: 'grace@navy.test', first_name: 'Grace' }]);
  const campaign = await makeCampaign(api, { name: 'Spring', mailboxIds: [mailbox.id], contacts, steps: [{ ...step('Hello', { subject: 'Hi' }), body_html: '<p>Hello</p>' }] });
  const visitor = await browser.visit({});
  const { page } = visitor;
  await signIn(page, outrider.url, OWNER);

  await page.goto(`${outrider.url}/mailboxes/${mailbox.id}/settings`);
  await page.getByLabel('Send as').fill('sales@acme.test');
  await page.getByLabel('Signature', { exact: true }).fill('Ada\nAcme');
  await page.getByLabel('Signature in formatted emails (HTML)').fill('<b>Ada</b>, Acme');
  await look(page, 'mailbox-settings');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The settings of ada@acme.test are saved.').first().waitFor();

  await page.goto(`${outrider.url}/campaigns/${campaign.id}/sender`);
  await page.getByLabel('Sender name').fill('Ada of Sales');
  await page.getByLabel('Answers come to').selectOption('team@acme.test');
  await page.getByLabel('Signature in formatted emails (HTML)').fill('<b>Ada</b> of Sales');
  const preview = page.getByRole('region', { name: 'As the reader sees it' });
  await preview.frameLocator('iframe').getByText('Ada of Sales').waitFor();
  await preview.getByText('Ada of Sales <sales@acme.test>').waitFor();
  await look(page, 'sender');
  await page.setViewportSize(PHONE);
  await look(page, 'sender-phone');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing scrolls sideways');
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole('button', { name: 'Save sender' }).click();
  await page.getByText('The sender is saved.').first().waitFor();

  await page.getByRole('navigation', { name: 'Views of the campaign' }).getByRole('link', { name: 'Sequence' }).click();
  await page.getByLabel('Preview text').fill('Five minutes');
  await waitFor('the preview text to be kept', async () => (await api.get(`/campaigns/${campaign.id}`)).steps[0].preheader === 'Five minutes');
  await page.getByText('Ada of Sales <sales@acme.test>').waitFor();
  await look(page, 'sequence');
  await visitor.close();

  await launch(api, campaign);
  const mail = await simpleParser((await waitFor('the email', () => smtp.ends().find(({ rcpt }) => rcpt === 'grace@navy.test'))).raw);
  assert.equal(mail.from.text, '"Ada of Sales" <sales@acme.test>');
  assert.equal(mail.replyTo.text, 'team@acme.test');
  assert.match(mail.html, /Five minutes[\s\S]*<p>Hello<\/p>[\s\S]*<b>Ada<\/b> of Sales/);
  assert.match(mail.text, /Hello\n\nAda of Sales\n/);
});
