// A mailbox of a running campaign is lost: a person moves who waits for it to the other one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser, look, PHONE, signIn } from '../lib/browser.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider, OWNER } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, fakeMailbox, launch, makeCampaign, step, waitForSends } from '../lib/scenario.mjs';
import { MailStack } from '../servers/stack.mjs';

let stack, outrider, api, browser, ada, campaign;

before(async () => {
  stack = await MailStack.start({ only: ['mail'] });
  outrider = await Outrider.start({ env: stack.environment() });
  api = await outrider.session();
  browser = await Browser.start();
  ada = await connectMailbox(api, stack.passwordMailbox('ada@acme.test', 'secret'));
  const contacts = await addContacts(api, Array.from({ length: 3 }, (_, i) => `p${i}@reader.test`));
  campaign = await makeCampaign(api, {
    name: 'Spring tour', mailboxIds: [ada.id], contacts, on_mailbox_loss: 'continue_with_others',
    steps: [step('Hi', { subject: 'Hello' }), step('Again', { afterSeconds: 7200 })],
  });
  await launch(api, campaign);
  await waitForSends(api, campaign, 3);
  await api.post(`/campaigns/${campaign.id}/pause`);
  const ben = await connectMailbox(api, stack.passwordMailbox('ben@acme.test', 'secret'));
  await api.patch(`/campaigns/${campaign.id}`, { mailbox_ids: [ada.id, ben.id] });
  await api.post(`/campaigns/${campaign.id}/resume`);
  await api.post(`/mailboxes/${ada.id}/disconnect`, {});
});
after(() => closeAll(browser, outrider, stack));

test('who waits for a lost mailbox is moved to the other one', async () => {
  const visit = await browser.visit();
  const { page } = visit;
  await signIn(page, outrider.url, OWNER);
  await page.goto(`${outrider.url}/campaigns/${campaign.id}`);
  const open = page.getByRole('button', { name: 'Move waiting contacts of ada@acme.test…' });
  await open.waitFor();
  await look(page, 'reassign-overview');

  await page.goto(`${outrider.url}/campaigns/${campaign.id}/mailboxes`);
  await open.waitFor();
  await look(page, 'reassign-mailboxes');
  await open.click();
  await page.getByText('Nobody waits here for a first email.').waitFor();
  await page.getByLabel('They go to').selectOption('ben@acme.test');
  await page.getByRole('checkbox', { name: 'p0@reader.test' }).check();
  await page.getByRole('checkbox', { name: 'p1@reader.test' }).check();
  await look(page, 'reassign-sheet');
  await page.setViewportSize(PHONE);
  await look(page, 'reassign-sheet-phone');
  await page.getByRole('button', { name: 'Move 2 contacts' }).click();
  await page.getByText('2 contacts moved.').waitFor();
  await look(page, 'reassign-mailboxes-phone');

  const stayed = (await api.all(`/campaigns/${campaign.id}/enrollments`)).filter(({ mailbox_id: id }) => id === ada.id);
  assert.deepEqual(stayed.map(({ email }) => email), ['p2@reader.test']);
  await visit.close();
});
