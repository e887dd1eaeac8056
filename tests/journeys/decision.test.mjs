// What a person has to say before emails leave: about one in doubt, since the provider's answer was lost, and about a database
// that was put back.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { assertAccessible, Browser, DESKTOP, PHONE, signIn } from '../lib/browser.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider, OWNER } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, fakeMailbox, launch, makeCampaign, step, waitForSends } from '../lib/scenario.mjs';
import { waitFor } from '../lib/wait.mjs';

const servers = [];
let outrider;
let api;
let browser;
let directory;

before(async () => {
  outrider = await Outrider.start();
  api = outrider.api;
  browser = await Browser.start();
  directory = mkdtempSync(path.join(tmpdir(), 'otr-backup-'));
});
after(async () => {
  if (directory) rmSync(directory, { recursive: true, force: true });
  await closeAll(browser, outrider, ...servers);
});

/** A campaign whose emails are left in doubt, each on a server of its own that resets the connection after the final dot, once. */
async function campaignInDoubt(name, people) {
  const mailboxIds = [];
  for (const i of people.keys()) {
    const smtp = await SmtpServer.start({ rules: [{ on: 'END', then: 'reset', times: 1 }] });
    servers.push(smtp);
    mailboxIds.push((await connectMailbox(api, fakeMailbox(smtp, `${name}-${i}@acme.test`))).id);
  }
  const campaign = await makeCampaign(api, { name, mailboxIds, contacts: await addContacts(api, people), steps: [step('May I come by?', { subject: 'In town' })] });
  await launch(api, campaign);
  return waitForSends(api, campaign, people.length, (send) => send.status === 'unknown');
}

async function accessible(page, what) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await assertAccessible(page, `${what}, ${colorScheme}`);
  }
}

const arrivals = (email) => servers.flatMap((smtp) => smtp.ends()).filter((end) => end.rcpt === email).length;
const link = (page) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Needs a decision/ });
const button = (page, name) => page.getByRole('button', { name, exact: true });
const noSidewaysScroll = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

test('an email in doubt appears by itself, is sent again by a person, and arrives once more', async () => {
  const visitor = await browser.visit();
  const { page } = visitor;
  await signIn(page, outrider.url, OWNER);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Campaigns' }).waitFor();
  assert.equal(await link(page).count(), 0);

  const email = 'nora@prospect.test';
  await campaignInDoubt('Spring', [email]);
  assert.equal(arrivals(email), 1);
  await link(page).click();
  const row = page.getByRole('row').filter({ hasText: email });
  await row.getByText('the provider’s answer never came').waitFor();
  await row.getByText(/cannot be read, so Outrider cannot look for it/).waitFor();
  assert.match(await link(page).innerText(), /1$/);
  await accessible(page, 'one decision');

  await button(page, `Send it again: ${email}`).press('Enter');
  const dialog = page.getByRole('alertdialog', { name: `Send the email to ${email} again?` });
  await dialog.getByText('then this person gets the email twice').waitFor();
  await accessible(page, 'sending again');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), `Send it again: ${email}`);

  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Send it again' }).click();
  await page.getByText('1 email goes out again.').waitFor();
  await waitFor('it to leave once more', () => arrivals(email) === 2, 40_000); // a mailbox whose connection was lost waits a while
  await waitFor('nothing to wait for a decision', async () => (await api.get('/status')).unknown_sends === 0);
  await page.getByRole('heading', { name: 'Nothing waits for a decision.' }).waitFor();
  await visitor.close();
});

test('many are decided about at once on a phone, and then nothing waits', async () => {
  await campaignInDoubt('Autumn', Array.from({ length: 3 }, (_, i) => `autumn-${i}@prospect.test`));
  const visitor = await browser.visit({ viewport: PHONE });
  const { page } = visitor;
  await signIn(page, outrider.url, OWNER);
  await page.getByRole('button', { name: 'Open the menu' }).click();
  await accessible(page, 'the menu on a phone');
  await link(page).click();
  await page.getByRole('row').filter({ hasText: 'autumn-2@prospect.test' }).waitFor();
  assert.ok(await noSidewaysScroll(page), 'it fits on a phone');
  await accessible(page, 'decisions on a phone');

  for (const i of [0, 1, 2]) await page.getByRole('checkbox', { name: `Select the email to autumn-${i}@prospect.test` }).check();
  assert.ok(await noSidewaysScroll(page), 'the selection fits on a phone');
  await accessible(page, 'a selection on a phone');
  await button(page, 'They were sent').click();
  await page.getByRole('alertdialog', { name: 'Count 3 emails as sent?' }).getByRole('button', { name: 'They were sent' }).click();
  await page.getByRole('heading', { name: 'Nothing waits for a decision.' }).waitFor();
  await accessible(page, 'nothing to decide');
  assert.equal((await api.get('/status')).unknown_sends, 0);
  await visitor.close();
});

test('after a restore the hold stands above every page, tells what was stopped again, and a manager ends it', async () => {
  const backup = path.join(directory, 'earlier.db');
  const smtp = await SmtpServer.start();
  servers.push(smtp);
  const mailbox = await connectMailbox(api, fakeMailbox(smtp, 'winter@acme.test'));
  const campaign = await makeCampaign(api, { name: 'Winter', mailboxIds: [mailbox.id], contacts: await addContacts(api, ['wim@prospect.test']), steps: [step('Hello', { subject: 'Hi' })], evergreen: true });
  await launch(api, campaign);
  assert.equal((await outrider.command(['backup', backup])).status, 0);
  await api.post(`/mailboxes/${mailbox.id}/disconnect`, {});
  await outrider.stop();
  const restored = await outrider.command(['restore', backup]);
  assert.equal(restored.status, 0, restored.stderr);
  await outrider.serve();

  for (const viewport of [PHONE, DESKTOP]) {
    const visitor = await browser.visit({ viewport });
    const { page } = visitor;
    await signIn(page, outrider.url, OWNER);
    const banner = page.getByRole('region', { name: 'Sending is held' });
    await banner.getByText('put back from a backup').waitFor();
    assert.ok(await noSidewaysScroll(page), 'the hold fits');
    await accessible(page, `a hold at ${viewport.width}`);
    await banner.getByRole('button', { name: 'Let sending go on…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Let sending go on?' });
    await dialog.getByText('winter@acme.test').waitFor();
    assert.ok(await dialog.getByRole('radio', { name: /^Decide about each one/ }).isChecked());
    await accessible(page, `the end of a hold at ${viewport.width}`);
    if (viewport === DESKTOP) {
      await dialog.getByRole('button', { name: 'Let sending go on' }).click();
      await page.getByText('Sending goes on.').waitFor();
      assert.equal(await banner.count(), 0);
    }
    await visitor.close();
  }
  assert.equal((await api.get('/status')).sending.state, 'running');
});
