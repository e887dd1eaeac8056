// A person has each email of a step shown, and approves, edits and skips them, by keys and by hand.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { Browser, look, PHONE, signIn } from '../lib/browser.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider, OWNER } from '../lib/outrider.mjs';
import { addContacts, ALWAYS, connectMailbox, fakeMailbox, launch, step, waitForCampaign } from '../lib/scenario.mjs';
import { waitFor } from '../lib/wait.mjs';

let outrider, api, browser, smtp, campaign;
const people = ['Grace Hopper', 'Alan Turing', 'Hedy Lamarr', 'Ada Lovelace', 'Emmy Noether', 'Lise Meitner'].map((name) => {
  const [first_name, last_name] = name.split(' ');
  return { email: `${first_name.toLowerCase()}@prospect.test`, first_name, last_name, company: `${last_name} & Sons` };
});
const arrived = (name) => smtp.ends().filter(({ rcpt }) => rcpt === `${name}@prospect.test`);

before(async () => {
  smtp = await SmtpServer.start({ keepMessages: true });
  outrider = await Outrider.start();
  api = await outrider.session();
  browser = await Browser.start();
  const mailbox = await connectMailbox(api, fakeMailbox(smtp, 'olive@acme.test'));
  campaign = await api.post('/campaigns', { name: 'Spring tour', mailbox_ids: [mailbox.id], ...ALWAYS,
    steps: [step('Hi {{ first_name }},\n\nwe tour in May, and {{ company }} came to mind.', { subject: 'A visit in May' })] });
  await api.post(`/campaigns/${campaign.id}/contacts`, { contact_ids: await addContacts(api, people) });
});
after(() => closeAll(browser, outrider, smtp));

test('a step is made to ask, and its emails are approved, edited and skipped with the keys', async () => {
  const visit = await browser.visit();
  const { page } = visit;
  await signIn(page, outrider.url, OWNER);
  await page.goto(`${outrider.url}/campaigns/${campaign.id}/sequence`);
  assert.equal(await page.getByRole('link', { name: 'To approve' }).count(), 0);
  await page.getByRole('switch', { name: 'Somebody approves each email' }).check();
  await page.getByText('All changes are saved').or(page.getByText('Saved')).first().waitFor();
  await waitFor('the step to ask', async () => (await api.get(`/campaigns/${campaign.id}`)).steps[0].review);
  await look(page, 'approvals-step');
  await launch(api, campaign);

  await page.goto(`${outrider.url}/campaigns/${campaign.id}/overview`);
  await page.getByRole('link', { name: 'Read and approve' }).click();
  await page.getByRole('link', { name: /^To approve\s*6/ }).waitFor();
  const reader = page.getByRole('region', { name: 'The open email' });
  await reader.getByText(/Hi Grace,/).waitFor();
  await look(page, 'approvals');

  await page.keyboard.press('j');
  await reader.getByText(/Hi Alan,/).waitFor();
  await page.keyboard.press('ArrowUp');
  await reader.getByText(/Hi Grace,/).waitFor();
  await page.keyboard.press('a');
  await page.getByRole('status').getByText('Approved the email to grace@prospect.test.').waitFor({ state: 'attached' });
  await waitFor('the email to Grace', () => arrived('grace').length === 1);
  await reader.getByText(/Hi Alan,/).waitFor();
  await page.getByRole('link', { name: /^To approve\s*5/ }).waitFor();

  await page.keyboard.press('e');
  await reader.getByRole('textbox', { name: 'Text' }).fill('Dear Alan, one thing more.');
  await look(page, 'approvals-edit');
  await reader.getByRole('button', { name: 'Approve with this text' }).click();
  await waitFor('the email to Alan', () => arrived('alan').length === 1);
  assert.match(arrived('alan')[0].raw, /Dear Alan, one thing more\.\r\n/);

  await reader.getByText(/Hi Hedy,/).waitFor();
  await page.keyboard.press('s');
  const asked = page.getByRole('alertdialog', { name: 'Skip the email to hedy@prospect.test?' });
  await asked.waitFor();
  await look(page, 'approvals-skip');
  await asked.getByRole('button', { name: 'Skip' }).click();
  await asked.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: /^To approve\s*3/ }).waitFor();
  await visit.close();
});

test('several are approved at once, and a change since then is told', async () => {
  const visit = await browser.visit();
  const { page } = visit;
  await signIn(page, outrider.url, OWNER);
  await api.post(`/campaigns/${campaign.id}/pause`);
  const [ada] = await api.all(`/campaigns/${campaign.id}/approvals`);
  await api.post(`/approvals/${ada.id}/approve`, { version: ada.version });
  await api.patch(`/contacts/${ada.contact.id}`, { company: 'Analytical Engines' });
  await api.post(`/campaigns/${campaign.id}/resume`);
  await waitFor('the email to wait again', async () => (await api.get(`/campaigns/${campaign.id}`)).counts.to_approve === 3);

  await page.goto(`${outrider.url}/campaigns`);
  await page.getByRole('link', { name: '3 emails to approve', exact: true }).click();
  await page.getByText('has changed since').waitFor();
  await look(page, 'approvals-changed');
  await page.getByRole('checkbox', { name: 'Select the email to emmy@prospect.test' }).check();
  await page.getByRole('checkbox', { name: 'Select the email to ada@prospect.test' }).check();
  await look(page, 'approvals-selected');
  await page.getByRole('button', { name: 'Approve 2' }).click();
  await page.getByText('2 emails approved.', { exact: true }).first().waitFor();
  await waitFor('both emails', () => arrived('ada').length + arrived('emmy').length === 2);
  await visit.close();
});

test('on a phone the list leads to the email and back', async () => {
  const visit = await browser.visit({ viewport: PHONE });
  const { page } = visit;
  await signIn(page, outrider.url, OWNER);
  await page.goto(`${outrider.url}/campaigns/${campaign.id}/approvals`);
  const lise = page.getByRole('button', { name: /Lise Meitner/ });
  await lise.waitFor();
  await look(page, 'approvals-phone');
  await lise.click();
  await page.getByText(/Hi Lise,/).waitFor();
  await look(page, 'approvals-phone-open');
  await page.getByRole('button', { name: 'Back to the list' }).click();
  await lise.click();
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor();
  await look(page, 'approvals-phone-empty');
  await waitForCampaign(api, campaign, 'completed');
  assert.equal(arrived('hedy').length, 0);
  await visit.close();
});
