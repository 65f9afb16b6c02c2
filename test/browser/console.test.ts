import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/client/index.ts';
import { collect, eventually } from '../integration/support.ts';
import { findChromium, launchChromium } from './chromium.ts';
import { contrastOf, PAIRS } from './contrast.ts';
import { openSite, type Site } from './site.ts';

const executable = findChromium(process.env);
const isWanted = process.env.CI === 'true';
const reason = 'no Chromium on this machine: bash test/browser/install-chromium.sh, or set CHROMIUM_PATH';

const WINDOW_MS = 300_000;
const HOSTILE = '<img src=x onerror="document.title=1">';
const PHONE = { width: 360, height: 740 };
/** Links, fields and buttons of the whole page, with every result. */
const MOST_TABS = 300;

/** What happens in the page follows what happens in the pipeline, which takes its time on a busy machine. */
const SOON = { timeout: 60_000 };

if (isWanted && executable === undefined) it('has a Chromium to run in', () => expect.unreachable(reason));

// Of what is skipped whole, not even its name is shown.
if (executable === undefined) process.stderr.write(`skipped: the console in a browser: ${reason}\n`);

describe.skipIf(executable === undefined)('the console', () => {
  let browser: Browser;
  let site: Site;
  let context: BrowserContext;
  let page: Page;
  const asked: string[] = [];
  const said: string[] = [];
  const firstMs = Math.floor((systemClock.nowMs() - 3_600_000) / WINDOW_MS) * WINDOW_MS;
  const reading = (sensor: string, minute: number, value: number) => ({
    sensor,
    atMs: firstMs + minute * 60_000,
    value,
    unit: 'mC',
  });

  const open = async (options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> => {
    context = await browser.newContext({ viewport: { width: 1_280, height: 900 }, ...options });
    const opened = await context.newPage();
    opened.on('request', (request) => asked.push(request.url()));
    opened.on('console', (message) => said.push(message.text()));
    opened.on('pageerror', (error) => said.push(error.message));
    await opened.goto(site.url);
    await opened.locator('#connection', { hasText: 'live' }).waitFor(SOON);
    return opened;
  };
  const showsText = (locator: Locator, text: string | RegExp) => locator.filter({ hasText: text }).waitFor(SOON);

  beforeAll(async () => {
    site = await openSite();
    browser = await launchChromium(executable ?? '');
    page = await open();
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });

  it('loads, says whose it is, and names its parts', async () => {
    await showsText(page.locator('h1'), 'readings');
    const headings = await page.getByRole('heading', { level: 2 }).allTextContents();
    expect(headings).toEqual(['Flow', 'Lanes', 'Alarms', 'Windows', 'Results', 'Dead letters']);
    await page.locator('#lanes tbody th').first().waitFor(SOON);
  });

  it('shows what happens without being loaded again', async () => {
    await site.send([1, 2, 3, 4, 5].map((value) => reading('sensor-1', 1, value)));
    await showsText(page.locator('[data-name=accepted]'), '5 in all');
    await showsText(page.locator('#windows tbody tr'), 'filling');
    await site.send([reading('sensor-1', 7, 6)]);
    await showsText(page.locator('#windows tbody tr'), 'fired');
    await showsText(page.locator('#results .scroll tbody tr'), 'sensor-1');
  });

  it('shows the numbers that are stored', async () => {
    const [row] = await collect(site.client.results('bySensor'));
    expect(row).toMatchObject({ key: 'sensor-1', n: 5, measures: { readings: 5, sum: 15 } });
    const cells = await page.locator('#results .scroll tbody tr').first().locator('th,td').allTextContents();
    expect(cells.slice(1)).toEqual(['sensor-1', '5', ...Object.values(row?.measures ?? {}).map(String), '1']);
  });

  it('finds keys', async () => {
    await page.getByLabel('Search keys').fill('nothing like it');
    await showsText(page.locator('#results-note'), '0 of 1 results');
    await page.getByLabel('Search keys').fill('SENSOR');
    await showsText(page.locator('#results-note'), '1 of 1 results');
    await page.getByLabel('Search keys').fill('');
  });

  it('shows dead letters with what they say, and runs nothing of it', async () => {
    await site.sendBare([reading('sensor-2', 7, 7), reading(HOSTILE, 7, 8)]);
    const letters = page.locator('.letters li');
    await eventually('letters', async () => ((await letters.count()) === 2 ? true : undefined));
    for (const summary of await letters.locator('summary').all()) await summary.click();
    await showsText(page.locator('pre'), 'sensor-2');
    await showsText(page.locator('pre'), HOSTILE.replaceAll('"', '\\"'));
  });

  it('shows an alarm that goes off', async () => {
    await showsText(page.getByRole('region', { name: 'Alarms that go off' }).locator('tr'), 'dlq-not-empty');
  });

  it('lets a keyboard reach the button that sends letters back', async () => {
    await site.deployFix();
    await page.locator('.skip').focus();
    let focused = '';
    for (let tab = 0; tab < MOST_TABS && focused !== 'redrive-all'; tab += 1) {
      await page.keyboard.press('Tab');
      focused = (await page.locator(':focus').getAttribute('id')) ?? '';
    }
    expect(focused).toBe('redrive-all');
    expect(await page.locator(':focus').evaluate((element) => element.matches(':focus-visible'))).toBe(true);
    await page.keyboard.press('Enter');
    await showsText(page.locator('#letters-note'), 'No dead letters');
    await eventually('redriven events', async () => {
      const { rejected } = await site.client.redrives();
      return rejected.accepted === 2 ? true : undefined;
    });
  });

  it('shows that the alarm is over', async () => {
    const off = page.getByRole('region', { name: 'Alarms that go off' }).locator('tr', { hasText: 'dlq-not-empty' });
    await eventually('end of the alarm', async () => ((await off.count()) === 0 ? true : undefined));
    await page.getByText('Other alarms').first().click();
    await showsText(page.getByRole('region', { name: 'Other alarms' }).locator('tr'), /dlq-not-empty.*ok/);
  });

  it('shows hostile keys as they are', async () => {
    await site.send([reading('sensor-1', 13, 9)]);
    const button = page.locator('#results').getByRole('button', { name: HOSTILE });
    await button.waitFor(SOON);
    await button.click();
    await showsText(page.locator('#series-title'), `key ${HOSTILE}`);
    expect(await page.locator('main img').count()).toBe(0);
    expect(await page.title()).toBe('readings · Millrace');
  });

  it('fits a phone', async () => {
    const phone = await open({ viewport: PHONE });
    await phone.locator('#results .scroll tbody tr').first().waitFor(SOON);
    await phone.locator('#windows tbody tr').first().waitFor(SOON);
    const { scrollWidth } = await phone
      .locator('html')
      .evaluate((element: { readonly scrollWidth: number }) => ({ scrollWidth: element.scrollWidth }));
    expect(scrollWidth).toBeLessThanOrEqual(PHONE.width);
    await context.close();
  });

  it.each(['light', 'dark'] as const)('has enough contrast where it is %s', async (colorScheme) => {
    const opened = await open({ colorScheme });
    for (const pair of PAIRS) expect(await contrastOf(opened, pair), pair.join(' on ')).toBeGreaterThanOrEqual(4.5);
    await context.close();
  });

  it('asked nobody but its own server, and broke no rule of its own', () => {
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter((url) => !url.startsWith(`${site.url}/`))).toEqual([]);
    expect(said).toEqual([]);
  });
});
