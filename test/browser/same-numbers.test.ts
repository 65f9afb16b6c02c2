import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Flight } from '../../pipelines/flights/generated/flight.ts';
import { findChromium, launchChromium } from './chromium.ts';
import { type FlightsSite, openFlightsSite } from './flights-site.ts';
import { instantOf, readTable, shownResults, storedResults, toldResults, wholeOf } from './result-numbers.ts';

const executable = findChromium(process.env);
const reason = 'no Chromium on this machine: bash test/browser/install-chromium.sh, or set CHROMIUM_PATH';
if (process.env.CI === 'true' && executable === undefined)
  it('has a Chromium to run in', () => expect.unreachable(reason));
if (executable === undefined) process.stderr.write(`skipped: the same numbers everywhere: ${reason}\n`);

const PIPELINE = 'flights';
const AGGREGATIONS = ['hourlyByOrigin', 'dailyByOrigin', 'dailyByDestination'] as const;
type Aggregation = (typeof AGGREGATIONS)[number];

/** What happens takes its time on a busy machine. */
const SOON = { timeout: 60_000, interval: 250 };
const HOUR_MS = 3_600_000;
const DAY_MS = Date.UTC(2001, 0, 1);
const AIRPORTS = ['ATL', 'BOS', 'DEN', 'JFK', 'LAX', 'MSP', 'ORD', 'SFO'];
const CORRECTED = `ATL ${new Date(DAY_MS + HOUR_MS).toISOString()}`;

/** Delays that have no mean of a few digits, and miles that need a separator where people read them. */
function flightAt(hour: number, airport: number, index = 0): Flight {
  return {
    departureMs: DAY_MS + hour * HOUR_MS,
    delayMin: ((airport * 7 + index * 5 + Math.floor(hour) * 3) % 41) - 9,
    distanceMiles: 300 + airport * 111 + index,
    origin: AIRPORTS[airport] ?? '',
    destination: AIRPORTS[(airport + 1 + index) % AIRPORTS.length] ?? '',
    sourceRow: null,
  };
}

/** A flight of every airport, at least. */
const wave = (hour: number, many = 1): Flight[] =>
  AIRPORTS.flatMap((_, airport) => Array.from({ length: many }, (__, index) => flightAt(hour, airport, index)));

describe.skipIf(executable === undefined)('console, command line and results table', () => {
  let site: FlightsSite;
  let browser: Browser;
  let page: Page;
  let accepted = 0;
  const send = async (flights: readonly Flight[]): Promise<void> => {
    accepted += flights.length;
    await site.send(flights);
  };

  const stored = async (aggregation: Aggregation) =>
    (await storedResults({ ...site, pipeline: PIPELINE }))[aggregation] ?? {};
  const told = async (aggregation: Aggregation) =>
    toldResults(await site.millrace('results', PIPELINE, aggregation, '--json'));
  const shown = async (aggregation: Aggregation) => {
    const choice = page.locator('#aggregation');
    if ((await choice.inputValue()) !== aggregation) await choice.selectOption(aggregation);
    await page.getByText(`Results of ${aggregation}`).waitFor();
    return shownResults(page);
  };

  /** Once the table holds this, whoever is asked says the same. */
  const expectSame = async (aggregation: Aggregation, isComplete: (rows: Stored) => boolean): Promise<Stored> => {
    await expect.poll(async () => isComplete(await stored(aggregation)), SOON).toBe(true);
    const rows = await stored(aggregation);
    expect(await told(aggregation)).toEqual(rows);
    await expect.poll(() => shown(aggregation), SOON).toEqual(rows);
    return rows;
  };

  beforeAll(async () => {
    site = await openFlightsSite();
    browser = await launchChromium(executable ?? '');
    page = await (await browser.newContext({ viewport: { width: 1_280, height: 900 } })).newPage();
    await page.goto(site.url);
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });

  it('show the same results when windows have fired', async () => {
    await send([0, 1, 2].flatMap((hour) => wave(hour + 0.1, 3)));
    await haveRead(accepted);
    const onTime = accepted;
    await send(wave(3.6));
    const rows = await expectSame('hourlyByOrigin', (found) => sumOf(found) === onTime);
    expect(Object.keys(rows)).toHaveLength(3 * AIRPORTS.length);
    expect(rows[CORRECTED]).toMatchObject({ n: '3', revision: '1' });
    // Of a number that was rounded somewhere the rest of this would not tell.
    expect(Object.values(rows).some(({ measures }) => /\.\d{10,}$/.test(measures.meanDelayMin ?? ''))).toBe(true);
  });

  it('show the same results after a late event has corrected one', async () => {
    await send([flightAt(1.9, 0, 3)]);
    const rows = await expectSame('hourlyByOrigin', (found) => found[CORRECTED]?.revision === '2');
    expect(rows[CORRECTED]).toMatchObject({ n: '4', revision: '2', measures: { flights: '4' } });
  });

  it('show the same results of every aggregation when all is over', async () => {
    await send(wave(9.6));
    // All lanes are hours on: the hour of this one takes nothing more, its day does.
    await expect.poll(async () => (await windows('hourlyByOrigin'))[0]?.start, SOON).toBe(DAY_MS + 9 * HOUR_MS);
    await expect.poll(async () => (await windows('hourlyByOrigin'))[1]?.state, SOON).toBe('materialized');
    await send([flightAt(0.2, 0, 4)]);
    await site.sendJunk();
    await haveRead(accepted + 1);
    await site.millrace('drain', PIPELINE, '--timeout', '1m');
    for (const aggregation of AGGREGATIONS) {
      const isWhole = (found: Stored) => sumOf(found) === accepted - (aggregation === 'hourlyByOrigin' ? 1 : 0);
      await expectSame(aggregation, isWhole);
    }
  });

  it('show the same sums and equations, which are those of what was sent and of what is stored', async () => {
    const { equations } = await status();
    expect(equations[0]).toMatchObject({ total: accepted + 1, terms: { accepted, rejected: 1 }, holds: true });
    const tile = (name: string) => page.locator(`[data-name=${name}] .detail`).textContent();
    for (const [name, value] of Object.entries({ read: equations[0]?.total, ...equations[0]?.terms })) {
      await expect.poll(async () => wholeOf((await tile(name)) ?? ''), SOON).toBe(`${value} in all`);
    }
    expect(await page.locator('#accounting').textContent()).toMatch(/^Accounted for: read = accepted/);

    const { head, rows } = await readTable(page, '#flow .scroll table');
    for (const { aggregation, terms, holds } of equations.slice(1)) {
      const row = rows.find(([name]) => name === aggregation) ?? [];
      const cell = (name: string): string => wholeOf(row[head.indexOf(name)] ?? '');
      const ofPage = { counted: cell('Counted'), filtered: cell('Filtered'), tooLate: cell('Too late') };
      expect({ aggregation, ...ofPage }).toEqual({ aggregation, ...textsOf(terms) });
      expect({ holds, counted: terms.counted }).toEqual({ holds: true, counted: sumOf(await stored(aggregation)) });
    }
  });

  it('show the same windows', async () => {
    for (const aggregation of AGGREGATIONS) {
      const ofCli = await windows(aggregation);
      const rows = Object.entries(await stored(aggregation));
      for (const { start, counts } of ofCli) {
        const of = rows.filter(([name]) => name.endsWith(new Date(start).toISOString())).map(([, row]) => row);
        const corrected = of.filter(({ revision }) => revision !== '1').length;
        expect(counts).toEqual({ keys: of.length, events: sumOf(of), rows: of.length, corrected });
      }
      const ofPage = ofCli.slice(0, 8).map(({ start, counts: { events, keys, corrected } }) => ({
        start,
        state: corrected > 0 ? `${corrected} corrected` : 'fired',
        events: String(events),
        keys: String(keys),
      }));
      await expect.poll(() => shownWindows(aggregation), SOON).toEqual(ofPage);
    }
  });

  /** Events that windows wait for must not come after what ends them. */
  async function haveRead(records: number): Promise<void> {
    await expect.poll(async () => (await status()).equations[0]?.total, SOON).toBe(records);
  }

  async function status(): Promise<{ readonly equations: readonly Equation[] }> {
    const [line = '{}'] = await site.millrace('status', PIPELINE, '--json', '--patience', '0s');
    return JSON.parse(line);
  }

  /** Newest first. */
  async function windows(aggregation: Aggregation): Promise<readonly Window[]> {
    const lines = await site.millrace('windows', PIPELINE, aggregation, '--counts', '--json');
    return lines.map((line) => {
      const { windowStart, state, counts } = JSON.parse(line);
      return { start: Date.parse(windowStart), state, counts };
    });
  }

  async function shownWindows(aggregation: Aggregation) {
    const { rows } = await readTable(page, `#windows table:has(caption:text-is("${aggregation}"))`);
    return rows.map(([from = '', state, events = '', keys = '']) => ({
      start: instantOf(from),
      state,
      events: wholeOf(events),
      keys: wholeOf(keys),
    }));
  }
});

type Stored = Awaited<ReturnType<typeof storedResults>>[string];

interface Equation {
  readonly aggregation: Aggregation;
  readonly total: number;
  readonly terms: Readonly<Record<string, number>>;
  readonly holds: boolean;
}

interface Window {
  readonly start: number;
  readonly state: string;
  readonly counts: Readonly<Record<'keys' | 'events' | 'rows' | 'corrected', number>>;
}

function sumOf(rows: Readonly<Record<string, { readonly n: string }>> | readonly { readonly n: string }[]): number {
  return Object.values(rows).reduce((sum, { n }) => sum + Number(n), 0);
}

function textsOf(terms: Readonly<Record<string, number>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(terms).map(([name, value]) => [name, String(value)]));
}
