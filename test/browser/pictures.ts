import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { findChromium, launchChromium } from './chromium.ts';

/**
 * Takes the pictures of docs/console.md from a console that runs: `npm run pictures -- http://127.0.0.1:4580`, best on flights whose run has
 * ended some seconds ago.
 */
const folder = join(fileURLToPath(new URL('../..', import.meta.url)), 'docs', 'img');

const DESKTOP: BrowserContextOptions = { viewport: { width: 1_280, height: 900 } };
const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 } };

async function open(browser: Browser, url: string, options: BrowserContextOptions): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(url);
  await page.locator('#windows tbody th').first().waitFor();
  await page.locator('#lanes tbody th').first().waitFor();
  await page.locator('#results tbody th').first().waitFor();
  // Rates are measured from the second look on.
  await page.locator('#flow-read', { hasText: '/s' }).waitFor();
  return page;
}

async function main(url: string): Promise<void> {
  const executable = findChromium(process.env);
  if (executable === undefined) throw new Error('no Chromium: install Debian’s chromium, or set CHROMIUM_PATH');
  mkdirSync(folder, { recursive: true });
  const browser = await launchChromium(executable);
  const pageIn = (options: BrowserContextOptions): Promise<Page> => open(browser, url, options);

  const light = await pageIn({ ...DESKTOP, colorScheme: 'light' });
  await light.screenshot({ path: join(folder, 'console.png') });
  await light.locator('#windows').screenshot({ path: join(folder, 'console-windows.png') });
  await light.locator('#results tbody button').first().click();
  await light.locator('#all-keys').waitFor();
  await light.locator('#results').screenshot({ path: join(folder, 'console-results.png') });
  if (await light.locator('.letters summary').count()) {
    await light.locator('.letters summary').first().click();
    await light.locator('.letters pre').first().waitFor();
    await light.locator('#letters').screenshot({ path: join(folder, 'console-letters.png') });
  }

  const dark = await pageIn({ ...DESKTOP, colorScheme: 'dark' });
  await dark.screenshot({ path: join(folder, 'console-dark.png') });

  const phone = await pageIn({ ...PHONE, colorScheme: 'light' });
  await phone.screenshot({ path: join(folder, 'console-phone.png') });
  await browser.close();
}

await main(process.argv[2] ?? 'http://127.0.0.1:4580');
