// A mailbox's whole life in the browser, with the mouse and with the keyboard alone: connected on Google's consent page,
// sending, disconnected, reconnected, restarted.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertAccessible, Browser, signIn } from '../lib/browser.mjs';
import { closeAll } from '../lib/close.mjs';
import { freePort } from '../lib/net.mjs';
import { OWNER, Outrider } from '../lib/outrider.mjs';
import { addContacts, launch, makeCampaign, replyTo, step, waitForSends } from '../lib/scenario.mjs';
import { waitFor } from '../lib/wait.mjs';
import { signInAtGoogle } from '../servers/google.mjs';
import { MailStack } from '../servers/stack.mjs';

const FOLLOW_UP_SECONDS = 20;
let stack;
let outrider;
let browser;

before(async () => {
  const port = await freePort();
  stack = await MailStack.start({ only: ['google'], redirectUris: [`http://127.0.0.1:${port}/oauth/callback`] });
  outrider = await Outrider.start({ port, env: { ...stack.environment(), OUTRIDER_CA_FILE: '', OUTRIDER_SYNC_INTERVAL: '1' } });
  browser = await Browser.start();
});
after(() => closeAll(browser, outrider, stack));

/** A hand on the mouse, or on the keyboard: Tab until the control has the focus, then Enter. */
const mouse = { press: (control) => control.click() };
const keyboard = {
  async press(control) {
    await control.waitFor();
    const page = control.page();
    for (let i = 0; i < 120; i++) {
      if (await control.evaluate((element) => element === document.activeElement)) return page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
    }
    throw new Error(`${control} cannot be reached with Tab`);
  },
};
async function pickFromMenu(hand, page, address, item) {
  await hand.press(page.getByRole('button', { name: `Actions for ${address}` }));
  const wanted = page.getByRole('menuitem', { name: item });
  await wanted.waitFor();
  if (hand === mouse) return wanted.click();
  for (let i = 0; i < 12 && !(await wanted.evaluate((element) => element === document.activeElement)); i++) await page.keyboard.press('ArrowDown');
  return page.keyboard.press('Enter');
}

async function menuItems(page, address) {
  await page.getByRole('button', { name: `Actions for ${address}` }).click();
  const items = await page.getByRole('menuitem').allInnerTexts();
  await page.keyboard.press('Escape');
  return items.map((text) => text.trim());
}

/** The emulator's consent page: one form for each person. */
async function consent(hand, page, email) {
  await page.waitForURL((url) => url.origin === stack.google.url);
  await hand.press(page.getByRole('button', { name: email }).or(page.locator('form').filter({ hasText: email }).getByRole('button')).first());
  await page.waitForURL((url) => url.pathname === '/mailboxes');
}

async function tokenOf(email) {
  const env = stack.google.environment;
  const query = new URLSearchParams({ client_id: env.OUTRIDER_GOOGLE_CLIENT_ID, redirect_uri: `${outrider.url}/oauth/callback`, scope: 'openid email', state: 'x' });
  const code = new URL(await signInAtGoogle(`${env.OUTRIDER_GOOGLE_AUTH_URL}?${query}`, email)).searchParams.get('code');
  const response = await fetch(env.OUTRIDER_GOOGLE_TOKEN_URL, { method: 'POST', body: new URLSearchParams({ grant_type: 'authorization_code', code,
    client_id: env.OUTRIDER_GOOGLE_CLIENT_ID, client_secret: env.OUTRIDER_GOOGLE_CLIENT_SECRET, redirect_uri: `${outrider.url}/oauth/callback` }) });
  return (await response.json()).access_token;
}
async function gmail(email, path, init = {}) {
  const headers = { authorization: `Bearer ${await tokenOf(email)}`, 'content-type': 'application/json' };
  return (await fetch(`${stack.google.url}/gmail/v1/users/${email}/${path}`, { ...init, headers })).json();
}
async function mailsTo(sender, person) {
  const list = await gmail(sender, 'messages?q=in:sent&maxResults=100');
  const all = await Promise.all((list.messages ?? []).map(({ id }) => gmail(sender, `messages/${id}?format=raw`)));
  return all.map(({ raw }) => Buffer.from(raw, 'base64url').toString()).filter((raw) => raw.includes(person));
}
const receive = (email, raw) => gmail(email, 'messages/import', { method: 'POST',
  body: JSON.stringify({ raw: Buffer.from(raw).toString('base64url'), labelIds: ['INBOX', 'UNREAD'] }) });

async function life(hand, { sender, stranger, readers, colorScheme }) {
  const visit = await browser.visit({ colorScheme });
  const { page } = visit;
  const look = (what) => assertAccessible(page, `${what}, ${colorScheme}`);
  const row = page.getByRole('row', { name: new RegExp(sender) });
  const { api } = outrider;

  await page.goto(outrider.url);
  await page.getByLabel('Email').waitFor();
  await look('the sign-in page');
  await signIn(page, outrider.url, OWNER);
  await page.goto(`${outrider.url}/mailboxes`);
  await page.getByRole('heading', { name: 'Mailboxes', level: 1 }).waitFor();

  await hand.press(page.getByRole('button', { name: 'Connect mailbox' }).first());
  await page.getByLabel('Address').fill(sender);
  await look('the connect dialog');
  await hand.press(page.getByRole('button', { name: 'Continue', exact: true }));
  await hand.press(page.getByRole('button', { name: 'Continue with Google' }));
  await consent(hand, page, sender);
  await row.getByText('Active', { exact: true }).waitFor();

  const mailbox = (await api.all(`/mailboxes?q=${encodeURIComponent(sender)}`))[0];
  await api.patch(`/mailboxes/${mailbox.id}`, { min_gap_seconds: 0, daily_cap: 1000 });
  const campaign = await makeCampaign(api, { name: `Life of ${sender}`, mailboxIds: [mailbox.id], contacts: await addContacts(api, readers),
    steps: [step('Hello', { subject: 'A word' }), step('Again', { afterSeconds: FOLLOW_UP_SECONDS })] });
  await launch(api, campaign);
  await waitForSends(api, campaign, readers.length);

  await page.reload();
  await pickFromMenu(hand, page, sender, 'Disconnect mailbox');
  const dialog = page.getByRole('alertdialog');
  await dialog.getByText(campaign.name).waitFor();
  await look('the disconnect dialog');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Cancel', 'Cancel has the focus');
  await hand.press(dialog.getByRole('button', { name: 'Disconnect', exact: true }));
  await page.getByText(`${sender} has been disconnected. You can reconnect it anytime.`, { exact: true }).waitFor();
  await row.getByText('Inactive', { exact: true }).waitFor();
  await look('the list with an inactive mailbox');
  const items = await menuItems(page, sender);
  assert.ok(items.includes('Reconnect') && !items.includes('Disconnect mailbox'), items.join(', '));

  await page.goto(`${outrider.url}/campaigns/${campaign.id}`);
  await page.getByText(new RegExp(`Paused: ${sender} was disconnected by `)).first().waitFor();
  await look('the paused campaign');
  const [answered] = await mailsTo(sender, readers[0]);
  await receive(sender, replyTo(answered, { from: readers[0] }));

  await page.goto(`${outrider.url}/mailboxes`);
  await pickFromMenu(hand, page, sender, 'Reconnect');
  await consent(hand, page, stranger);
  await page.getByText(new RegExp(`${stranger}[^]*${sender}`)).first().waitFor();
  await row.getByText('Inactive', { exact: true }).waitFor();
  await look('the wrong account refused');

  await pickFromMenu(hand, page, sender, 'Reconnect');
  await consent(hand, page, sender);
  const restart = page.getByRole('dialog').or(page.getByRole('alertdialog'));
  await restart.getByText(campaign.name).waitFor();
  await look('the restart dialog');
  await hand.press(restart.getByRole('button', { name: /^Restart / }));
  await row.getByText('Active', { exact: true }).waitFor();

  await waitFor('the follow-ups', async () => {
    const sends = await api.all(`/campaigns/${campaign.id}/sends`);
    return sends.filter((send) => send.step === 2 && send.status === 'sent').length === readers.length - 1;
  }, 60_000);
  for (const [i, reader] of readers.entries()) assert.equal((await mailsTo(sender, reader)).length, i === 0 ? 1 : 2, reader);
  await visit.close();
}

test('a mailbox is connected, disconnected, reconnected and its campaign restarted, with the mouse', { timeout: 150_000 }, () =>
  life(mouse, { sender: 'grace@gmail.test', stranger: 'hugo@gmail.test', readers: ['m-one@prospect.test', 'm-two@prospect.test', 'm-three@prospect.test'], colorScheme: 'light' }));

test('the same by the keyboard alone, in the dark', { timeout: 150_000 }, () =>
  life(keyboard, { sender: 'hugo@gmail.test', stranger: 'grace@gmail.test', readers: ['k-one@prospect.test', 'k-two@prospect.test', 'k-three@prospect.test'], colorScheme: 'dark' }));
