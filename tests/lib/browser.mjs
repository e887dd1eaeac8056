// Debian's Chromium for the journeys: a page that fails the test on anything unexpected in its console, and axe.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

export class Browser {
  static async start() {
    const browser = new Browser();
    browser.chromium = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
    return browser;
  }

  /**
   * A page in a fresh profile. `complaints` collects page errors, console errors and warnings, and CSP violations;
   * `visit.close()` fails when there are any but those that `expected` (regular expressions) names.
   */
  async visit({ viewport = DESKTOP, expected = [], ...context } = {}) {
    const profile = await this.chromium.newContext({ viewport, locale: 'en-GB', timezoneId: 'Europe/London', reducedMotion: 'reduce', ...context });
    const page = await profile.newPage();
    page.setDefaultTimeout(10_000);
    const complaints = [];
    page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(`console ${message.type()}: ${message.text()}`);
    });
    await page.addInitScript(() => document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`CSP violation: ${event.violatedDirective} ${event.blockedURI}`);
    }));
    const unexpected = () => complaints.filter((text) => !expected.some((pattern) => pattern.test(text)));
    return {
      page,
      profile,
      complaints,
      close: async () => {
        await profile.close();
        assert.deepEqual(unexpected(), [], 'the console of the browser');
      },
    };
  }

  close() { return this.chromium.close(); }
}

/** Signs in by the form, as a person does. */
export async function signIn(page, url, { email, password }) {
  await page.goto(url);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation').first().waitFor();
}

/** Runs axe in the page and fails on any violation. Through the debugger, so that a strict CSP does not stop it. */
export async function assertAccessible(page, what) {
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {}))));
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axeSource });
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    expression: `axe.run(document, { runOnly: ${JSON.stringify(AXE_TAGS)} }).then((r) => JSON.stringify(r.violations.map((v) => ({ rule: v.id, help: v.help, nodes: v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200)) }))))`,
    awaitPromise: true, returnByValue: true,
  });
  await session.detach();
  assert.ok(!exceptionDetails, exceptionDetails?.text);
  assert.deepEqual(JSON.parse(result.value), [], `accessibility of ${what}`);
}

const PICTURES = process.env.PICTURES; // a folder

/** Axe in light and in dark; with PICTURES=folder a picture of each, to look at. */
export async function look(page, name) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await assertAccessible(page, `${name}, ${colorScheme}`);
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name.replaceAll(' ', '-')}-${colorScheme}.png`, fullPage: true });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}
