// Files and an image of an email, put there in the browser: added, refused, taken away, seen in the preview, and received.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { simpleParser } from 'mailparser';
import { SmtpServer } from '../fakes/smtp-server.mjs';
import { assertAccessible, Browser, PHONE, signIn } from '../lib/browser.mjs';
import { closeAll } from '../lib/close.mjs';
import { Outrider, OWNER } from '../lib/outrider.mjs';
import { addContacts, connectMailbox, fakeMailbox, launch, makeCampaign, waitForSends } from '../lib/scenario.mjs';
import { waitFor } from '../lib/wait.mjs';

const REFUSED = /status of 422/; // the browser writes a line of its own for an answer that refuses
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(300_000)]);

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

const file = (name, buffer) => ({ name, mimeType: 'application/octet-stream', buffer });

/** Chooses files in the dialog that this button opens. */
async function choose(page, name, files) {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name, exact: true }).click()]);
  await chooser.setFiles(files);
}

/** What somebody drops from their desktop. */
async function drop(page, target, { name, mimeType, buffer }) {
  const data = await transferOf(page, { name, mimeType, buffer });
  const box = await target.boundingBox();
  const where = { clientX: box.x + 30, clientY: box.y + 15 };
  for (const event of ['dragover', 'drop']) await target.dispatchEvent(event, { dataTransfer: data, ...where });
}

function transferOf(page, { name, mimeType, buffer }) {
  return page.evaluateHandle(([fileName, type, base64]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], fileName, { type }));
    return transfer;
  }, [name, mimeType, buffer.toString('base64')]);
}

test('files and an image are put into an email, seen in its preview, and arrive', async () => {
  const mailbox = await connectMailbox(api, fakeMailbox(smtp, 'ada@acme.test'));
  const contacts = await addContacts(api, [{ email: 'nora@blum.test', first_name: 'Nora' }]);
  const campaign = await makeCampaign(api, { name: 'With files', mailboxIds: [mailbox.id], contacts,
    steps: [{ subject: 'A visit', body_text: 'Hello', body_html: '<p>Hello {{ first_name }}, this is our booth:</p>' }] });
  const visit = await browser.visit({ expected: [REFUSED] });
  const { page } = visit;
  await signIn(page, outrider.url, OWNER);
  await page.goto(`${outrider.url}/campaigns/${campaign.id}/sequence`);
  const list = page.getByRole('region', { name: 'Attachments' });
  const text = page.getByRole('textbox', { name: 'Text', exact: true });
  const saved = () => page.getByText('All changes are saved').waitFor();
  const namesKept = async () => (await api.get(`/campaigns/${campaign.id}`)).steps[0].attachments.map(({ name }) => name);

  await choose(page, 'Add files', [file('Offer 2026.pdf', PDF), file('setup.exe', randomBytes(10)), file('photo.png', PDF)]);
  await list.getByRole('link', { name: 'Offer 2026.pdf' }).waitFor();
  await list.getByText(/setup\.exe” is a program or a script/).waitFor();
  await list.getByText(/photo\.png” is called \.png, but its content is none/).waitFor();
  await assertAccessible(page, 'files, and what was refused');
  for (const name of ['setup.exe', 'photo.png']) await list.getByRole('button', { name: `Dismiss what is said of ${name}` }).click();
  await drop(page, list, file('prices.csv', Buffer.from('a,b\n1,2\n')));
  await list.getByRole('link', { name: 'prices.csv' }).waitFor();
  await saved();
  await waitFor('both to be kept', async () => (await namesKept()).length === 2);

  await list.getByRole('button', { name: 'Remove prices.csv' }).click();
  await waitFor('it to be gone', async () => (await namesKept()).length === 1);
  await page.getByRole('button', { name: 'Undo' }).click();
  await waitFor('it to be back', async () => (await namesKept()).length === 2);

  await text.click();
  await page.keyboard.press('End');
  await choose(page, 'Image', [file('booth.png', PNG)]);
  const image = text.getByRole('img', { name: 'booth' });
  await image.click();
  await page.getByLabel('What the image shows').fill('Our booth in hall 7');
  await page.getByRole('button', { name: 'Set description' }).click();
  await text.getByRole('img', { name: 'Our booth in hall 7' }).waitFor();
  const isLoaded = (locator) => locator.evaluate((element) => element.complete && element.naturalWidth > 0);
  await waitFor('the image in the editor', () => isLoaded(text.getByRole('img', { name: 'Our booth in hall 7' })));
  const preview = page.getByRole('region', { name: 'Preview' });
  const seen = page.frameLocator('iframe[title="The formatted email"]').getByRole('img', { name: 'Our booth in hall 7' });
  await waitFor('the image in the preview', () => isLoaded(seen));
  await preview.getByRole('list', { name: 'Files' }).getByRole('link', { name: /Offer 2026\.pdf/ }).waitFor();
  await saved();
  assert.deepEqual((await namesKept()).sort(), ['Offer 2026.pdf', 'booth.png', 'prices.csv']);

  await page.setViewportSize(PHONE);
  const isWider = () => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  assert.equal(await isWider(), false, 'nothing is wider than a phone');
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await assertAccessible(page, `a step with files on a phone, ${colorScheme}`);
  }
  await visit.close();

  await launch(api, campaign);
  await waitForSends(api, campaign, 1);
  const mail = await simpleParser(smtp.ends()[0].raw, { skipImageLinks: true });
  assert.match(mail.html, /<img src="cid:att_\w+@outrider" alt="Our booth in hall 7"/);
  assert.deepEqual(mail.attachments.map(({ filename, content }) => [filename, content]), [['booth.png', PNG], ['Offer 2026.pdf', PDF], ['prices.csv', Buffer.from('a,b\n1,2\n')]]);
});

test('a picture that is pasted or dropped goes into the text, other files beside it, and no miss leaves the page', async () => {
  const campaign = await api.post('/campaigns', { name: 'Pasted', steps: [{ subject: 'A visit', body_text: 'Hello', body_html: '<p>Hello</p>' }] });
  const visit = await browser.visit();
  const { page } = visit;
  await signIn(page, outrider.url, OWNER);
  await page.goto(`${outrider.url}/campaigns/${campaign.id}/sequence`);
  const text = page.getByRole('textbox', { name: 'Text', exact: true });
  const picture = { name: 'screenshot.png', mimeType: 'image/png', buffer: PNG };

  await text.click();
  const data = await transferOf(page, picture);
  await text.evaluate((element, clipboardData) => element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })), data);
  await text.getByRole('img', { name: 'screenshot' }).waitFor();
  await drop(page, text, { ...picture, name: 'dropped.png' });
  await text.getByRole('img', { name: 'dropped' }).waitFor();
  await drop(page, text, file('terms.txt', Buffer.from('Terms')));
  await page.getByRole('region', { name: 'Attachments' }).getByRole('link', { name: 'terms.txt' }).waitFor();
  await drop(page, page.getByRole('heading', { name: 'Step 1' }), file('missed.txt', Buffer.from('Missed')));
  await page.getByRole('navigation', { name: 'Steps' }).getByText('3 files').waitFor();
  const kept = async () => (await api.get(`/campaigns/${campaign.id}`)).steps[0].attachments.map(({ name, inline }) => `${name} ${inline}`).sort();
  await waitFor('all three to be kept', async () => (await kept()).length === 3);
  assert.deepEqual(await kept(), ['dropped.png true', 'screenshot.png true', 'terms.txt false']);
  await visit.close();
});

test('an image that is deleted in the text is not kept, and comes back with it', async () => {
  const campaign = await api.post('/campaigns', { name: 'Deleted', steps: [{ subject: 'A visit', body_text: 'Hello', body_html: '<p>Hello</p>' }] });
  const visit = await browser.visit();
  const { page } = visit;
  await signIn(page, outrider.url, OWNER);
  await page.goto(`${outrider.url}/campaigns/${campaign.id}/sequence`);
  const text = page.getByRole('textbox', { name: 'Text', exact: true });
  const countKept = async () => (await api.get(`/campaigns/${campaign.id}`)).steps[0].attachments.length;

  await text.click();
  await choose(page, 'Image', [file('booth.png', PNG)]);
  await text.getByRole('img', { name: 'booth' }).click();
  await waitFor('the image to be kept', async () => (await countKept()) === 1);
  await page.keyboard.press('Backspace');
  await waitFor('the image to be gone', async () => (await countKept()) === 0);
  await page.keyboard.press('Control+z');
  await waitFor('the image to be back', async () => (await countKept()) === 1);
  await visit.close();
});
