// What happens around a disconnect in the browser: refusals, slips, other windows, an ended session, a narrow screen.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { assertAccessible, Browser, PHONE, signIn } from '../lib/browser.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider, OWNER } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, fakeMailbox, launch, makeCampaign, step, waitForMailbox, waitForSends } from '../lib/scenario.mjs';
import { waitFor } from '../lib/wait.mjs';

let smtp;
let outrider;
let api;
let browser;
let count = 0;

before(async () => {
  smtp = await SmtpServer.start({});
  outrider = await Outrider.start();
  api = outrider.api;
  browser = await Browser.start();
});
after(() => closeAll(browser, outrider, smtp));

const freshAddress = () => `box${++count}@edges.test`;
const connect = (address = freshAddress()) => connectMailbox(api, fakeMailbox(smtp, address));
const rowOf = (page, { address }) => page.getByRole('row').filter({ hasText: address });
const actionsOf = (page, { address }) => page.getByRole('button', { name: `Actions for ${address}` });
const hasGone = ({ address }) => `${address} has been disconnected. You can reconnect it anytime.`;

async function visitMailboxes(options) {
  const visit = await browser.visit(options);
  await signIn(visit.page, outrider.url, OWNER);
  return visit;
}

async function act(page, mailbox, item) {
  await actionsOf(page, mailbox).click();
  await page.getByRole('menuitem', { name: item }).click();
}

async function askToDisconnect(page, mailbox) {
  await act(page, mailbox, 'Disconnect mailbox');
  await page.getByRole('alertdialog').getByText('Campaigns that pause').waitFor();
  return page.getByRole('alertdialog').getByRole('button', { name: 'Disconnect', exact: true });
}

function countDisconnects(page) {
  const asked = [];
  page.on('request', (request) => request.url().endsWith('/disconnect') && asked.push(request.url()));
  return asked;
}

test('a double click disconnects once', async () => {
  const mailbox = await connect();
  const visit = await visitMailboxes();
  const asked = countDisconnects(visit.page);
  await (await askToDisconnect(visit.page, mailbox)).dblclick();
  await visit.page.getByText(hasGone(mailbox), { exact: true }).waitFor();
  assert.equal(asked.length, 1);
  await visit.close();
});

test('a server in trouble is told in the dialog, which can be tried again', async () => {
  const mailbox = await connect();
  const visit = await visitMailboxes({ expected: [/503/] });
  const { page } = visit;
  const error = { kind: 'temporary', code: 'busy', message: 'The server is busy. Try again in a moment.', field: null, details: {} };
  await page.route('**/disconnect', (route) => route.fulfill({ status: 503, json: { error } }), { times: 1 });
  const button = await askToDisconnect(page, mailbox);
  await button.click();
  await page.getByRole('alertdialog').getByRole('alert').getByText(error.message).waitFor();
  await assertAccessible(page, 'a refused disconnect');
  await button.click();
  await page.getByText(hasGone(mailbox), { exact: true }).waitFor();
  await visit.close();
});

test('a mailbox that somebody else disconnected meanwhile is refused in the dialog', async () => {
  const mailbox = await connect();
  const visit = await visitMailboxes({ expected: [/409|412/] });
  const button = await askToDisconnect(visit.page, mailbox);
  await api.post(`/mailboxes/${mailbox.id}/disconnect`);
  await button.click();
  await visit.page.getByRole('alertdialog').getByRole('alert').waitFor();
  await visit.page.getByRole('button', { name: 'Cancel' }).click();
  await rowOf(visit.page, mailbox).getByText('Inactive', { exact: true }).waitFor();
  await visit.close();
});

test('another window sees the disconnect without being asked', async () => {
  const mailbox = await connect();
  const [mine, other] = [await visitMailboxes(), await visitMailboxes()];
  await rowOf(other.page, mailbox).getByText('Active', { exact: true }).waitFor();
  await (await askToDisconnect(mine.page, mailbox)).click();
  await rowOf(other.page, mailbox).getByText('Inactive', { exact: true }).waitFor();
  await Promise.all([mine.close(), other.close()]);
});

test('an undo gives the mailbox and its campaign back', async () => {
  const mailbox = await connect();
  const campaign = await makeCampaign(api, { mailboxIds: [mailbox.id], evergreen: true, steps: [step('Hello', { subject: 'Hi' })], contacts: await addContacts(api, ['undo@one.test']) });
  await launch(api, campaign);
  const visit = await visitMailboxes();
  await (await askToDisconnect(visit.page, mailbox)).click();
  await visit.page.getByText(hasGone(mailbox), { exact: true }).waitFor();
  assert.equal((await api.get(`/campaigns/${campaign.id}`)).status, 'paused');
  await visit.page.getByRole('region', { name: 'Notices' }).getByRole('button', { name: 'Undo' }).click();
  await rowOf(visit.page, mailbox).getByText('Active', { exact: true }).waitFor();
  assert.equal((await api.get(`/campaigns/${campaign.id}`)).status, 'evergreen');
  await visit.close();
});

test('a campaign keeps running with its other mailboxes when that is chosen', async () => {
  const [mailbox, other] = [await connect(), await connect()];
  const campaign = await makeCampaign(api, { name: 'Goes on', mailboxIds: [mailbox.id, other.id], evergreen: true, steps: [step('Hello', { subject: 'Hi' })], contacts: await addContacts(api, ['goes-on@one.test']) });
  await launch(api, campaign);
  const visit = await visitMailboxes();
  const button = await askToDisconnect(visit.page, mailbox);
  await visit.page.getByRole('switch', { name: 'Keep it running with those' }).check();
  await button.click();
  await visit.page.getByText(hasGone(mailbox), { exact: true }).waitFor();
  assert.equal((await api.get(`/campaigns/${campaign.id}`)).status, 'evergreen');
  await visit.close();
});

test('a password mailbox is reconnected by its password, after a wrong one', async () => {
  const mailbox = await connect();
  const campaign = await makeCampaign(api, { name: 'Waits', mailboxIds: [mailbox.id], evergreen: true, steps: [step('Hello', { subject: 'Hi' })], contacts: await addContacts(api, ['waits@one.test']) });
  await launch(api, campaign);
  await waitForSends(api, campaign, 1);
  await api.post(`/mailboxes/${mailbox.id}/disconnect`);
  const visit = await visitMailboxes({ expected: [/422/] });
  const { page } = visit;
  smtp.set({ auth: { [mailbox.address]: 'right' } });
  await rowOf(page, mailbox).getByRole('button', { name: 'Reconnect' }).click();
  const dialog = page.getByRole('dialog', { name: `Reconnect ${mailbox.address}` });
  await dialog.getByLabel('Password').fill('wrong');
  await dialog.getByRole('button', { name: 'Reconnect' }).click();
  await dialog.getByRole('alert').waitFor();
  await dialog.getByLabel('Password').fill('right');
  await dialog.getByRole('button', { name: 'Reconnect' }).click();
  await page.getByRole('dialog', { name: `${mailbox.address} is connected again` }).getByRole('checkbox', { name: /Waits/ }).waitFor();
  await page.getByRole('button', { name: 'Not now' }).click();
  await rowOf(page, mailbox).getByRole('button', { name: 'Restart campaigns' }).waitFor();
  smtp.set({ auth: 'any' });
  await visit.close();
});

test('sending is paused and resumed', async () => {
  const mailbox = await connect();
  const visit = await visitMailboxes();
  const { page } = visit;
  await act(page, mailbox, 'Pause sending');
  await page.getByRole('dialog').getByRole('button', { name: 'Pause sending' }).click();
  await rowOf(page, mailbox).getByText('On hold', { exact: true }).waitFor();
  await rowOf(page, mailbox).getByText('Active', { exact: true }).waitFor();
  await act(page, mailbox, 'Resume sending');
  await waitForMailbox(api, mailbox.id, 'without a hold', ({ holds }) => holds.length === 0);
  await rowOf(page, mailbox).getByText('On hold', { exact: true }).waitFor({ state: 'detached' });
  await visit.close();
});

test('several mailboxes are disconnected together', async () => {
  const mailboxes = [await connect(), await connect()];
  const visit = await visitMailboxes();
  const { page } = visit;
  for (const { address } of mailboxes) await page.getByRole('checkbox', { name: `Select ${address}` }).check();
  await page.getByRole('region', { name: 'Selected mailboxes' }).getByRole('button', { name: 'Disconnect' }).click();
  await page.getByRole('alertdialog', { name: 'Disconnect 2 mailboxes?' }).getByRole('button', { name: 'Disconnect' }).click();
  await page.getByText('2 mailboxes have been disconnected. You can reconnect them anytime.', { exact: true }).waitFor();
  await visit.close();
});

test('an active mailbox is removed only after its address was typed', async () => {
  const mailbox = await connect();
  const visit = await visitMailboxes();
  const { page } = visit;
  await act(page, mailbox, 'Remove connection');
  const dialog = page.getByRole('alertdialog', { name: `Remove ${mailbox.address}?` });
  const button = dialog.getByRole('button', { name: 'Disconnect and remove' });
  assert.equal(await button.getAttribute('aria-disabled'), 'true');
  await dialog.getByLabel(`Type ${mailbox.address} to confirm`).fill(mailbox.address);
  await assertAccessible(page, 'the question before a removal');
  await button.click();
  await page.getByText(`${mailbox.address} has been removed.`).waitFor();
  await rowOf(page, mailbox).waitFor({ state: 'detached' });
  await waitFor('the focus to be kept on the page', () => page.evaluate(() => document.activeElement !== document.body));
  await api.refused(404, 'not_found', 'GET', `/mailboxes/${mailbox.id}`);
  await visit.close();
});

test('a session that ends under an open page is taken up again, and what was asked goes on', async () => {
  const mailbox = await connect();
  const visit = await visitMailboxes({ expected: [/401/] });
  const { page } = visit;
  await rowOf(page, mailbox).waitFor();
  await visit.profile.clearCookies();
  await act(page, mailbox, 'Disconnect mailbox');
  const again = page.getByRole('dialog', { name: 'Sign in again' });
  await again.getByLabel('Password').fill(OWNER.password);
  await assertAccessible(page, 'signing in again');
  await again.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alertdialog', { name: `Disconnect ${mailbox.address}?` }).getByText('Campaigns that pause').waitFor();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Disconnect', exact: true }).click();
  await page.getByText(hasGone(mailbox), { exact: true }).waitFor();
  await visit.close();
});

test('a wrong password is refused at the door, and signing out leads back to it', async () => {
  const visit = await browser.visit({ expected: [/401/] });
  const { page } = visit;
  await page.goto(`${outrider.url}/campaigns`);
  await page.getByLabel('Email').fill(OWNER.email);
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
  await assertAccessible(page, 'a refused sign-in');
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Campaigns', level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await visit.close();
});

test('on a phone nothing is wider than the screen, and a disconnect works', async () => {
  const mailbox = await connect();
  const visit = await visitMailboxes({ viewport: PHONE, hasTouch: true, isMobile: true });
  const { page } = visit;
  const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
  await rowOf(page, mailbox).waitFor();
  assert.ok(await fits(), 'the list');
  const button = await askToDisconnect(page, mailbox);
  await assertAccessible(page, 'the question on a phone');
  await button.click();
  await page.getByText(hasGone(mailbox), { exact: true }).waitFor();
  await page.getByRole('link', { name: mailbox.address }).click();
  await page.getByRole('link', { name: 'Activity' }).click();
  await page.getByRole('article').waitFor();
  assert.ok(await fits(), 'the receipts');
  await visit.close();
});
