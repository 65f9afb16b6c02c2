import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { findChromium, launchChromium } from './chromium.ts';

/**
 * Takes the pictures of docs/console.md from a console that runs, all or those that are named:
 *
 *   npm run pictures -- http://127.0.0.1:4580 console console-dark
 */
interface Picture {
  readonly options: BrowserContextOptions;
  /** Left out: the whole window. */
  readonly of?: string;
  /** What is done before. */
  readonly prepare?: (page: Page) => Promise<void>;
}

const DESKTOP = { viewport: { width: 1_280, height: 900 } };
const LIGHT: BrowserContextOptions = { ...DESKTOP, colorScheme: 'light' };

const PICTURES: Readonly<Record<string, Picture>> = {
  console: { options: LIGHT },
  'console-dark': { options: { ...DESKTOP, colorScheme: 'dark' } },
  'console-phone': { options: { viewport: { width: 390, height: 844 }, colorScheme: 'light' } },
  'console-windows': { options: LIGHT, of: '#windows' },
  'console-results': {
    options: LIGHT,
    of: '#results',
    async prepare(page) {
      await page.locator('#results .link').first().click();
      await page.locator('#all-keys').waitFor();
    },
  },
  'console-letters': {
    options: LIGHT,
    of: '#letters',
    async prepare(page) {
      await page.locator('.letters summary').first().click();
      await page.locator('.letters pre').first().waitFor();
    },
  },
};

/** For the chart of rates to show something. */
const SEEN_MS = 30_000;

async function main(url: string, names: readonly string[]): Promise<void> {
  const executable = findChromium(process.env);
  if (executable === undefined) throw new Error('no Chromium: bash test/browser/install-chromium.sh');
  const folder = join(fileURLToPath(new URL('../..', import.meta.url)), 'docs', 'img');
  mkdirSync(folder, { recursive: true });
  const browser = await launchChromium(executable);
  const wanted = Object.entries(PICTURES).filter(([name]) => names.length === 0 || names.includes(name));
  const taken = wanted.map(async ([name, { options, of, prepare }]) => {
    const page = await (await browser.newContext(options)).newPage();
    await page.goto(url);
    for (const part of ['#lanes', '#windows', '#results']) await page.locator(`${part} tbody th`).first().waitFor();
    await page.waitForTimeout(SEEN_MS);
    await prepare?.(page);
    const path = join(folder, `${name}.png`);
    await (of === undefined ? page.screenshot({ path }) : page.locator(of).screenshot({ path }));
  });
  await Promise.all(taken);
  await browser.close();
}

const [url = 'http://127.0.0.1:4580', ...names] = process.argv.slice(2);
await main(url, names);
