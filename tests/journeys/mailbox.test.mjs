// The life of a mailbox in the browser: connected at Google, disconnected while it sends, reconnected, its campaign restarted.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertAccessible, Browser, signIn } from '../lib/browser.mjs';
import { Gmail } from '../lib/gmail.mjs';
import { freePort } from '../lib/net.mjs';
import { Outrider, OWNER } from '../lib/outrider.mjs';
import { addContacts, launch, makeCampaign, replyTo, step, waitForSends } from '../lib/scenario.mjs';
import { waitFor } from '../lib/wait.mjs';
import { MailStack } from '../servers/stack.mjs';

const FOLLOW_UP_SECONDS = 25; // later than the disconnect, however slow the machine

let stack;
let outrider;
let api;
let gmail;
let browser;

before(async () => {
  const port = await freePort();
  const callback = `http://127.0.0.1:${port}/oauth/callback`;
  stack = await MailStack.start({ only: ['google'], redirectUris: [callback] });
  gmail = new Gmail(stack.google, callback);
  outrider = await Outrider.start({ port, env: { ...stack.environment(), OUTRIDER_CA_FILE: '', OUTRIDER_SYNC_INTERVAL: '1' } });
  api = outrider.api;
  browser = await Browser.start();
});
after(async () => {
  await browser?.close();
  await outrider?.close();
  await stack?.close();
});

/** A signed-in page. The emulator's own pages have no icon: that is not ours to complain about. */
async function visitMailboxes() {
  const visit = await browser.visit();
  await visit.page.route(`${stack.google.url}/favicon.ico`, (route) => route.fulfill({ status: 204 }));
  await signIn(visit.page, outrider.url, OWNER);
  return visit;
}

/** Nothing for axe to complain about, in the light and in the dark. */
async function accessible(page, what) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await assertAccessible(page, `${what}, ${colorScheme}`);
  }
}

const rowOf = (page, address) => page.getByRole('row').filter({ hasText: address });
const actionsOf = (page, address) => page.getByRole('button', { name: `Actions for ${address}` });
const focusIs = (locator) => waitFor('the focus', () => locator.evaluate((element) => element === document.activeElement));

/** A running campaign of two steps from this mailbox to three people who have got the first. */
async function runCampaign(address, name, people) {
  const mailbox = (await api.get(`/mailboxes?q=${address}`)).items[0];
  await api.patch(`/mailboxes/${mailbox.id}`, { min_gap_seconds: 0, daily_cap: 1000 });
  const campaign = await makeCampaign(api, {
    name, mailboxIds: [mailbox.id], contacts: await addContacts(api, people),
    steps: [step('Hello', { subject: 'A question' }), step('Did you see my question?', { afterSeconds: FOLLOW_UP_SECONDS })],
  });
  await launch(api, campaign);
  await waitForSends(api, campaign, people.length);
  return campaign;
}

/** The follow-up came to those who had not answered, once each, and not to `replied`. */
async function assertFollowUps(campaign, address, people, replied) {
  const others = people.filter((person) => person !== replied);
  await waitForSends(api, campaign, people.length + others.length, ({ status }) => status === 'sent', 60_000);
  for (const person of others) assert.equal((await gmail.sentTo(address, person)).length, 2, person);
  assert.equal((await gmail.sentTo(address, replied)).length, 1, replied);
}

test('a Google mailbox is connected, disconnected while its campaign runs, reconnected, and its campaign restarted', async () => {
  const address = 'grace@gmail.test';
  const people = ['quiet@one.test', 'silent@two.test', 'answers@three.test'];
  const visit = await visitMailboxes();
  const { page } = visit;
  await accessible(page, 'no mailboxes');

  await page.getByRole('button', { name: 'Connect mailbox' }).first().click();
  await page.getByRole('dialog').getByLabel('Address').fill('grace@gmail.com');
  await page.getByRole('button', { name: 'Continue' }).click();
  await accessible(page, 'the dialog that names the provider');
  await page.getByRole('button', { name: 'Continue with Google' }).click();
  await page.getByRole('button', { name: /grace@gmail\.test/ }).click();
  await page.getByText(`${address} is connected.`).waitFor();
  await rowOf(page, address).getByText('Active', { exact: true }).waitFor();
  await accessible(page, 'the mailboxes');

  const campaign = await runCampaign(address, 'First questions', people);
  const [toAnswer] = await gmail.sentTo(address, 'answers@three.test');

  await actionsOf(page, address).click();
  await accessible(page, 'the menu');
  await page.getByRole('menuitem', { name: 'Disconnect mailbox' }).click();
  const dialog = page.getByRole('alertdialog', { name: `Disconnect ${address}?` });
  await dialog.getByText('First questions').waitFor();
  await dialog.getByText('Pauses: this is its only mailbox').waitFor();
  await dialog.getByText('3 people were written to in the last 30 days', { exact: false }).waitFor();
  await focusIs(dialog.getByRole('button', { name: 'Cancel' }));
  await accessible(page, 'the question before a disconnect');
  await dialog.getByRole('button', { name: 'Disconnect', exact: true }).click();

  await page.getByText(`${address} has been disconnected. You can reconnect it anytime.`, { exact: true }).waitFor();
  assert.ok(await page.getByRole('status').filter({ hasText: 'has been disconnected' }).isVisible());
  await rowOf(page, address).getByText('Inactive', { exact: true }).waitFor();
  await rowOf(page, address).getByText(/Disconnected by owner, /).waitFor();
  await rowOf(page, address).getByRole('button', { name: /^Undo \(\d+ s\)$/ }).waitFor();
  await focusIs(actionsOf(page, address));
  await accessible(page, 'an inactive mailbox and the notice');
  await actionsOf(page, address).click();
  await page.getByRole('menuitem', { name: 'Reconnect' }).waitFor();
  assert.equal(await page.getByRole('menuitem', { name: 'Disconnect mailbox' }).count(), 0);
  await page.keyboard.press('Escape');

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Campaigns' }).click();
  await page.getByRole('link', { name: 'First questions' }).click();
  await page.getByText(`Paused: ${address} was disconnected by owner.`).waitFor();
  await accessible(page, 'the paused campaign');

  await gmail.receive(address, replyTo(toAnswer, { from: 'answers@three.test' }));
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Mailboxes' }).click();
  await rowOf(page, address).getByRole('button', { name: 'Reconnect' }).click();
  await page.getByRole('button', { name: /hugo@gmail\.test/ }).click();
  await page.getByText(`You signed in as hugo@gmail.test, but this mailbox is ${address}.`, { exact: false }).waitFor();
  await rowOf(page, address).getByText('Inactive', { exact: true }).waitFor();
  await accessible(page, 'the wrong account');

  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('button', { name: /grace@gmail\.test/ }).click();
  const restart = page.getByRole('dialog', { name: `${address} is connected again` });
  await restart.getByRole('checkbox', { name: /First questions/ }).waitFor();
  await accessible(page, 'the offer to restart');
  await restart.getByRole('button', { name: 'Restart 1 campaign' }).click();
  await page.getByText('1 campaign restarted.').waitFor();
  await rowOf(page, address).getByText('Active', { exact: true }).waitFor();

  await assertFollowUps(campaign, address, people, 'answers@three.test');
  await page.goto(`${outrider.url}/mailboxes`);
  await rowOf(page, address).getByRole('link', { name: address }).click();
  await page.getByRole('link', { name: 'Activity' }).click();
  await page.getByRole('article').getByText('First questions').waitFor();
  await accessible(page, 'the receipts');
  await visit.close();
});

/** Presses Tab until the focus is on what has this name. */
async function tabTo(page, name) {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      return element === document.body ? '' : (element.getAttribute('aria-label') ?? element.textContent);
    });
    if (focused.trim() === name || (name instanceof RegExp && name.test(focused))) return;
  }
  assert.fail(`the Tab key does not reach ${name}`);
}

async function press(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key);
}

/** Moves down an open menu to this item and takes it. */
async function choose(page, name) {
  for (let presses = 0; presses < 12; presses++) {
    if (await page.getByRole('menuitem', { name }).evaluate((item) => item === document.activeElement)) return press(page, 'Enter');
    await press(page, 'ArrowDown');
  }
  return assert.fail(`the arrow keys do not reach ${name}`);
}

test('the same with the keyboard alone', async () => {
  const address = 'hugo@gmail.test';
  const people = ['quiet@four.test', 'answers@five.test'];
  const visit = await visitMailboxes();
  const { page } = visit;

  await page.getByRole('button', { name: 'Connect mailbox' }).first().waitFor();
  await tabTo(page, 'Connect mailbox');
  await press(page, 'Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('hugo@gmail.com');
  await press(page, 'Enter');
  await page.getByRole('button', { name: 'Continue with Google' }).waitFor();
  await tabTo(page, 'Continue with Google');
  await press(page, 'Enter');
  await page.getByRole('button', { name: /hugo@gmail\.test/ }).waitFor();
  await tabTo(page, /hugo@gmail\.test/);
  await press(page, 'Enter');
  await page.getByText(`${address} is connected.`).waitFor();

  const campaign = await runCampaign(address, 'Second questions', people);
  const [toAnswer] = await gmail.sentTo(address, 'answers@five.test');

  await tabTo(page, `Actions for ${address}`);
  await press(page, 'Enter');
  await page.getByRole('menu').waitFor();
  await choose(page, 'Disconnect mailbox');
  const dialog = page.getByRole('alertdialog');
  await focusIs(dialog.getByRole('button', { name: 'Cancel' }));
  await press(page, 'Escape');
  await dialog.waitFor({ state: 'detached' });
  await focusIs(actionsOf(page, address));

  await press(page, 'Enter');
  await page.getByRole('menu').waitFor();
  await choose(page, 'Disconnect mailbox');
  await focusIs(dialog.getByRole('button', { name: 'Cancel' }));
  await press(page, 'Tab', 'Enter');
  await page.getByText(`${address} has been disconnected. You can reconnect it anytime.`, { exact: true }).waitFor();
  await focusIs(actionsOf(page, address));

  await gmail.receive(address, replyTo(toAnswer, { from: 'answers@five.test' }));
  await press(page, 'Enter');
  await page.getByRole('menu').waitFor();
  await choose(page, 'Reconnect');
  await page.getByRole('button', { name: /hugo@gmail\.test/ }).waitFor();
  await tabTo(page, /hugo@gmail\.test/);
  await press(page, 'Enter');
  await page.getByRole('dialog', { name: `${address} is connected again` }).waitFor();
  await page.getByRole('checkbox', { name: /Second questions/ }).waitFor();
  await tabTo(page, 'Restart 1 campaign');
  await press(page, 'Enter');
  await page.getByText('1 campaign restarted.').waitFor();

  await assertFollowUps(campaign, address, people, 'answers@five.test');
  await visit.close();
});
