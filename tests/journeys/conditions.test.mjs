// A person writes a step for some contacts only, and says which field tells who has reached the goal.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { Browser, look, PHONE, signIn } from '../lib/browser.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider, OWNER } from '../lib/outrider.mjs';
import { addContacts, ALWAYS, connectMailbox, fakeMailbox, step, waitForCampaign } from '../lib/scenario.mjs';
import { waitFor } from '../lib/wait.mjs';

let outrider, api, browser, smtp, campaign;

before(async () => {
  smtp = await SmtpServer.start();
  outrider = await Outrider.start();
  api = await outrider.session();
  browser = await Browser.start();
  const mailbox = await connectMailbox(api, fakeMailbox(smtp, 'olive@acme.test'));
  campaign = await api.post('/campaigns', { name: 'Spring tour', mailbox_ids: [mailbox.id], ...ALWAYS, steps: [step('Hello.', { subject: 'A visit' })] });
  const people = [
    { email: 'gold@prospect.test', custom: { tier: 'Gold' } }, { email: 'plain@prospect.test' },
    { email: 'done@prospect.test', custom: { tier: 'Gold', stage: 'customer' } },
  ];
  await api.post(`/campaigns/${campaign.id}/contacts`, { contact_ids: await addContacts(api, people) });
});
after(() => closeAll(browser, outrider, smtp));

test('a step is for some, a goal ends it for others, and the contacts say so', async () => {
  const visit = await browser.visit();
  const { page } = visit;
  await signIn(page, outrider.url, OWNER);
  await page.goto(`${outrider.url}/campaigns/${campaign.id}/sequence`);
  await page.getByRole('switch', { name: 'Only for some contacts' }).check();
  const condition = page.getByRole('group', { name: 'Whom the step is for' });
  await condition.getByLabel('Field').selectOption('custom.tier');
  await condition.getByLabel('Test').selectOption('is');
  await condition.getByLabel('Value').fill('gold');
  await page.getByLabel('Everybody else').selectOption('stop');
  await waitFor('the condition to be kept', async () => (await api.get(`/campaigns/${campaign.id}`)).steps[0].condition?.value === 'gold');
  await look(page, 'condition');

  await page.goto(`${outrider.url}/campaigns/${campaign.id}/schedule`);
  await page.getByRole('switch', { name: 'A field says who has reached the goal' }).check();
  const goal = page.getByRole('group', { name: 'Who has reached the goal' });
  await goal.getByLabel('Field').selectOption('custom.stage');
  await goal.getByLabel('Value').fill('customer');
  await look(page, 'goal');
  await page.getByRole('button', { name: 'Save schedule' }).click();
  await waitFor('the goal to be kept', async () => (await api.get(`/campaigns/${campaign.id}`)).goal?.field === 'custom.stage');

  await api.post(`/campaigns/${campaign.id}/launch`);
  await waitForCampaign(api, campaign, 'completed');
  assert.deepEqual(smtp.ends().map(({ rcpt }) => rcpt), ['gold@prospect.test']);
  await page.goto(`${outrider.url}/campaigns/${campaign.id}/contacts`);
  await page.getByText('Did not meet the condition of a step').waitFor();
  await page.getByText('Goal reached').waitFor();
  await look(page, 'condition-contacts');
  await visit.close();
});

test('on a phone the parts of a condition stand below each other', async () => {
  const copy = await api.post(`/campaigns/${campaign.id}/duplicate`);
  const visit = await browser.visit({ viewport: PHONE });
  const { page } = visit;
  await signIn(page, outrider.url, OWNER);
  await page.goto(`${outrider.url}/campaigns/${copy.id}/sequence`);
  await page.getByRole('group', { name: 'Whom the step is for' }).waitFor();
  await look(page, 'condition-phone');
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  await visit.close();
});
