// A sequence of emails, written in the browser: by keyboard alone, formatted, beside somebody else, and without a connection.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { Browser, look, PHONE, signIn } from '../lib/browser.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider, OWNER } from '../lib/outrider.mjs';
import { addContacts, ALWAYS, connectMailbox, fakeMailbox, makeCampaign, step } from '../lib/scenario.mjs';
import { waitFor } from '../lib/wait.mjs';

const REFUSED = /status of (409|412|422)/; // the browser writes a line of its own for an answer that refuses
const OFFLINE = /ERR_INTERNET_DISCONNECTED/;

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

async function visit(campaign, options) {
  const opened = await browser.visit({ expected: [REFUSED], ...options });
  await signIn(opened.page, outrider.url, OWNER);
  await opened.page.goto(`${outrider.url}/campaigns/${campaign.id}/sequence`);
  return opened;
}

const button = (page, name) => page.getByRole('button', { name, exact: true });
const text = (page) => page.getByRole('textbox', { name: 'Text', exact: true });
const steps = (page) => page.getByRole('navigation', { name: 'Steps' });
const preview = (page) => page.getByRole('region', { name: 'Preview' });
const saved = (page) => page.getByText('All changes are saved').waitFor();
const stepsOf = async (campaign) => (await api.get(`/campaigns/${campaign.id}`)).steps;

/** The keyboard goes on with Tab until the focus is there, as somebody without a mouse does. */
async function tabTo(page, isThere, what) {
  for (let i = 0; i < 60; i += 1) {
    if (await page.evaluate(isThere)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`the keyboard does not reach ${what}`);
}
const focused = (name) => `document.activeElement?.textContent.trim() === ${JSON.stringify(name)}`;
const inField = (name) => `document.getElementById(document.activeElement?.getAttribute('aria-labelledby') ?? '')?.textContent === ${JSON.stringify(name)}`;

test('three emails are written, ordered, previewed and launched from the keyboard', async () => {
  const mailbox = await connectMailbox(api, { ...fakeMailbox(smtp, 'ada@acme.test') });
  const contacts = await addContacts(api, [{ email: 'nora@blum.test', first_name: 'Nora', company: 'Blum' }, { email: 'nobody@lind.test', company: 'Lind' }]);
  const campaign = await makeCampaign(api, { name: 'By keyboard', mailboxIds: [mailbox.id], contacts, steps: [] });
  const visitor = await visit(campaign);
  const { page } = visitor;
  const { keyboard } = page;

  await page.getByRole('heading', { name: 'No emails yet' }).waitFor();
  await look(page, 'no emails');
  await tabTo(page, focused('Write the first email'), 'the first email');
  await keyboard.press('Enter');
  await tabTo(page, inField('Subject'), 'the subject');
  await keyboard.type('A question about {{ company }}');
  await keyboard.press('Enter'); // to the text
  await keyboard.type('Hi ');
  await keyboard.press('Shift+Tab');
  await tabTo(page, focused('Insert variable'), 'the variables');
  await keyboard.press('Enter');
  await page.getByRole('menuitem', { name: /^first_name/ }).waitFor();
  await look(page, 'the variables');
  await keyboard.press('Enter');
  await waitFor('the focus in the text', () => page.evaluate(inField('Text')));
  await keyboard.type(',\n\nmay I show you something next week?');

  await preview(page).getByText('A question about Blum').waitFor();
  await preview(page).getByText(/^Hi Nora,/).waitFor();
  await page.getByText('1 without, who are held for review').waitFor();
  await tabTo(page, `document.activeElement?.getAttribute('aria-label') === 'Next contact'`, 'the next contact');
  await keyboard.press('ArrowRight');
  await preview(page).getByText('This contact has no “first_name”', { exact: false }).waitFor();
  await look(page, 'a contact without a name');

  // What stands in for a missing name: the placeholder is one letter for the arrow keys, and Enter opens it.
  await text(page).focus();
  let presses = 0;
  await waitFor('the placeholder under the cursor', async () => {
    if (await page.getByLabel('Where first_name is missing, write').count()) return true;
    await keyboard.press(presses % 8 === 0 ? 'Control+Home' : 'ArrowRight');
    presses += 1;
    return false;
  });
  await keyboard.press('Enter');
  await waitFor('the field of the default', () => page.evaluate(() => document.activeElement?.tagName === 'INPUT'));
  await keyboard.type('there');
  await look(page, 'a default');
  await keyboard.press('Enter');
  await preview(page).getByText(/^Hi there,/).waitFor();
  await saved(page);
  assert.deepEqual((await stepsOf(campaign)).map((one) => [one.subject, one.body_text]), [
    ['A question about {{ company }}', 'Hi {{ first_name | default: "there" }},\n\nmay I show you something next week?']]);

  for (const words of ['Did you see this?', 'Last word']) {
    await steps(page).getByRole('button', { name: 'Add a follow-up' }).focus();
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: /^Step [23]$/ }).waitFor();
    await waitFor('a new step', async () => (await text(page).innerText()).trim() === '');
    await text(page).focus();
    await keyboard.type(words);
  }
  await saved(page);
  await steps(page).getByRole('button', { name: /^Step 3/ }).focus();
  await keyboard.press('Alt+ArrowUp');
  await page.getByText('Step 3 is now step 2.').waitFor();
  await saved(page);
  await waitFor('the order', async () => (await stepsOf(campaign)).map((one) => one.body_text)[1] === 'Last word');
  await look(page, 'three steps');
  assert.match(page.url(), /step=2/);

  await api.patch(`/campaigns/${campaign.id}`, { steps: (await stepsOf(campaign)).slice(0, 1).map(({ id }) => ({ id })) }); // nothing reads this mailbox: no follow-ups
  await waitFor('their change here', async () => (await steps(page).getByRole('button', { name: /^Step/ }).count()) === 1);
  await button(page, 'Review & launch').focus();
  await keyboard.press('Enter');
  await page.getByRole('alertdialog', { name: 'Launch By keyboard?' }).waitFor();
  await look(page, 'the review');
  await tabTo(page, focused('Launch campaign'), 'the launch');
  await keyboard.press('Enter');
  await page.getByText('By keyboard has been launched.').waitFor();
  await waitFor('the emails', () => smtp.ends().length === 2, 20_000);
  assert.deepEqual(smtp.ends().map((end) => end.subject).sort(), ['A question about Blum', 'A question about Lind']);
  await visitor.close();
});

test('formatted text is edited as it looks, HTML beyond that as source, and its preview runs and fetches nothing', async () => {
  const html = '<p>Hi <strong>{{ first_name | default: "there" }}</strong>, see <a href="https://acme.test/">this</a>.</p>';
  const table = '<table style="color: rgb(200, 0, 0)"><tr><td>Price<img src="https://spy.test/a.gif"><script>alert(1)</script></td></tr></table>';
  const campaign = await api.post('/campaigns', { name: 'Formatted', ...ALWAYS, steps: [
    { subject: 'Hi', body_text: 'Hi', body_html: html }, { body_text: 'Price', body_html: table, delay_days: 1 }] });
  const visitor = await visit(campaign);
  const { page } = visitor;

  await text(page).getByText('this').waitFor();
  await look(page, 'formatted text');
  await text(page).focus();
  await page.keyboard.press('Control+End');
  await waitFor('bold', async () => {
    if (await page.getByRole('button', { name: 'Bold', pressed: true }).count()) return true;
    await page.keyboard.press('Control+b');
    return false;
  });
  await page.keyboard.type(' Soon');
  await saved(page);
  await waitFor('the change', async () => /Soon/.test((await stepsOf(campaign))[0].body_html));
  const [first] = await stepsOf(campaign);
  assert.equal(first.body_html, html.replace('.</p>', '.<strong> Soon</strong></p>'));
  assert.equal(first.body_text, 'Hi {{ first_name | default: "there" }}, see this (https://acme.test/). Soon');
  await page.frameLocator('iframe[title="The formatted email"]').getByText('Soon').waitFor();

  await steps(page).getByRole('button', { name: /^Step 2/ }).click();
  assert.equal(await page.getByLabel('HTML source').inputValue(), table);
  await look(page, 'HTML source');
  const cell = page.frameLocator('iframe[title="The formatted email"]').getByText('Price');
  assert.equal(await cell.evaluate((element) => getComputedStyle(element).color), 'rgb(200, 0, 0)');
  assert.equal(await cell.locator('img[src]').count(), 0);
  assert.equal((await stepsOf(campaign))[1].body_html, table);
  await visitor.close(); // which fails on anything in the console: a violated policy too
});

test('what is pasted comes without what cannot be seen, and its placeholders are pieces', async () => {
  const campaign = await api.post('/campaigns', { name: 'Pasted', ...ALWAYS, steps: [step('', { subject: 'Hi' })] });
  const visitor = await visit(campaign);
  const { page } = visitor;

  await text(page).focus();
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', 'Dear\u00a0{{ first_name }},\r\nnew\u200b line');
    data.setData('text/html', '<p style="color:red">Dear <b>you</b></p>');
    document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await saved(page);
  await waitFor('what was pasted', async () => (await stepsOf(campaign))[0].body_text === 'Dear {{ first_name }},\nnew line');
  assert.equal(await text(page).locator('.piece').count(), 1);
  await visitor.close();
});

test('two people write at once: neither loses a word', async () => {
  const campaign = await api.post('/campaigns', { name: 'Two', ...ALWAYS, steps: [step('Hello', { subject: 'Hi' })] });
  const visitor = await visit(campaign);
  const { page } = visitor;

  await text(page).focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' from me');
  await api.patch(`/campaigns/${campaign.id}`, { steps: [{ body_text: 'Hello from her' }] });
  await page.getByText('Somebody else changed these emails while you were writing').first().waitFor();
  for (const words of ['Hello from me', 'Hello from her']) await page.getByText(words, { exact: true }).waitFor();
  await look(page, 'two versions');
  assert.equal((await stepsOf(campaign))[0].body_text, 'Hello from her');
  await button(page, 'Keep mine').click();
  await saved(page);
  assert.equal((await stepsOf(campaign))[0].body_text, 'Hello from me');
  await visitor.close();
});

test('without a connection the words stay, also after the window was closed, and are saved once there is one', async () => {
  const campaign = await api.post('/campaigns', { name: 'Offline', ...ALWAYS, steps: [step('Hello', { subject: 'Hi' })] });
  const visitor = await visit(campaign, { expected: [REFUSED, OFFLINE], viewport: PHONE });
  const { page, profile } = visitor;

  await text(page).waitFor();
  await profile.setOffline(true);
  await text(page).focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' there');
  await page.getByText(/^Not saved: the server does not answer/).waitFor();
  await look(page, 'a save that failed, on a phone');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await profile.setOffline(false);
  page.on('dialog', (dialog) => void dialog.accept());
  await page.reload();
  await page.getByText('Hello there', { exact: true }).first().waitFor();
  await saved(page);
  await waitFor('the words', async () => (await stepsOf(campaign))[0].body_text === 'Hello there');
  await visitor.close();
});
