import { describe, expect, it } from 'vitest';
import { KEYS, LANES, referencePipeline } from '../../bench/reference-load.ts';
import { PRICES } from '../../lib/constructs/prices.ts';
import { writeResultMessage } from '../../src/codecs/result-message.ts';
import { layoutOf } from '../../src/engine/layout.ts';
import { readPage, tableRows } from './markdown.ts';

const PAGE = 'docs/cost.md';
const EVENTS_PER_SECOND = 10_000;
const SECONDS_A_MONTH = 30 * 86_400;
const MILLION_EVENTS = (EVENTS_PER_SECOND * SECONDS_A_MONTH) / 1_000_000;

/** The first number of a cell. */
function numberIn(cell = ''): number {
  const text = /[\d,]+(\.\d+)?/.exec(cell)?.[0] ?? '';
  return Number(text.replaceAll(',', ''));
}

/** The model of docs/cost.md for one aggregation. */
function unitsPer1000(batch: number, items: number, instances: number, eventsPerWindow: number): number {
  return (1_000 / batch) * (2 + items) + (1_000 / eventsPerWindow) * (instances + 3 + 4 + KEYS + LANES * items);
}

describe('the figures of docs/cost.md', () => {
  const [aggregation] = referencePipeline.aggregations;
  const eventsPerWindow = EVENTS_PER_SECOND * 60;
  const measured = tableRows(PAGE, 'item').map(([item = '', units]) => [item, numberIn(units)] as const);
  const total = measured.find(([item]) => item === 'total')?.[1] ?? 0;

  it('add up', () => {
    const sum = measured.filter(([item]) => item !== 'total').reduce((units, [, more]) => units + more, 0);
    // Each line is rounded to three digits.
    expect(sum).toBeCloseTo(total, 2);
  });

  it('follow from the model', () => {
    expect(aggregation && layoutOf(aggregation).buckets).toBe(5);
    const one = unitsPer1000(1_000, 5, 1, eventsPerWindow);
    expect(one).toBeCloseTo(total, 2);
    expect(unitsPer1000(1_000, 5, LANES, eventsPerWindow) - one).toBeCloseTo(0.015, 3);
    expect(Math.ceil(KEYS / 22)).toBe(46);
    expect(Math.round(unitsPer1000(1_000, 46, 1, eventsPerWindow))).toBe(50);
    expect(unitsPer1000(7_000, 5, 1, eventsPerWindow)).toBeCloseTo(2.8, 1);
    for (const claim of ['in 46 items: about 50 units', 'about 2.8 (counted)', '22 keys an item, 5 items']) {
      expect(readPage(PAGE)).toContain(claim);
    }
  });

  it('compare ways by units and price', () => {
    const rows = tableRows(PAGE, 'way');
    expect(rows.map(([, units]) => numberIn(units))).toEqual([4_000, 3_000, 1_000, Number(total.toFixed(2))]);
    for (const [, units, dollars] of rows) {
      expect(numberIn(dollars)).toBe(Math.round((numberIn(units) / 1_000) * MILLION_EVENTS * 0.625));
    }
  });

  it('multiply quantities by prices', () => {
    const rows = tableRows(PAGE, 'line');
    for (const [line = '', quantity = '', price = '', dollars] of rows.filter(([title]) => title !== 'total')) {
      const amount = numberIn(quantity) * (quantity.includes('million') ? 1_000_000 : 1);
      const unit = numberIn(price) / (price.includes('million') ? 1_000_000 : 1);
      expect({ line, dollars: numberIn(dollars) }).toEqual({ line, dollars: Math.round(amount * unit) });
    }
    const sum = rows.filter(([title]) => title !== 'total').reduce((dollars, row) => dollars + numberIn(row[3]), 0);
    expect(numberIn(rows.find(([title]) => title === 'total')?.[3])).toBe(sum);
  });

  it('take quantities from the load', () => {
    const quantity = (start: string) =>
      numberIn(tableRows(PAGE, 'line').find(([line]) => line?.startsWith(start))?.[1]);
    expect(quantity('DynamoDB writes')).toBeCloseTo((total / 1_000) * MILLION_EVENTS, 0);
    expect(quantity('Lambda (assumed')).toBeCloseTo((10 * 0.1 * (1_769 / 1_024) * SECONDS_A_MONTH) / 1_000_000, 2);
    expect(quantity('Lambda requests')).toBeCloseTo((10 * SECONDS_A_MONTH) / 1_000_000, 1);
    expect(quantity('Kinesis, 10')).toBe(10 * 30 * 24);
    expect(quantity('Kinesis PUT')).toBe(MILLION_EVENTS);
  });

  it('count a results stream: a message a row', () => {
    const messages = (MILLION_EVENTS / eventsPerWindow) * KEYS;
    const [shard, units, sum] = tableRows(PAGE, 'results stream');
    expect(numberIn(shard?.[1])).toBe(30 * 24);
    expect(numberIn(units?.[1])).toBeCloseTo(messages, 6);
    const usd = [30 * 24 * PRICES.kinesisShardHour, messages * PRICES.kinesisMillionPutUnits];
    expect([shard, units].map((row) => numberIn(row?.[3]))).toEqual(usd.map((each) => expect.closeTo(each, 2)));
    expect(numberIn(sum?.[3])).toBeCloseTo((usd[0] ?? 0) + (usd[1] ?? 0), 2);
    const gb = (messages * 1_000_000 * 1_024) / 2 ** 30;
    const onDemand = 30 * 24 * PRICES.kinesisOnDemandHour + gb * PRICES.kinesisOnDemandGbIn;
    expect(readPage(PAGE)).toContain(`On demand it is ${Math.round(onDemand)} USD`);
    expect(readPage(PAGE)).toContain(`${gb.toFixed(1)} GB at ${PRICES.kinesisOnDemandGbIn}`);
    expect(readPage('docs/results.md')).toContain(`about ${Math.round(numberIn(sum?.[3]))} USD a month on one shard`);
  });

  it('count messages that fill one unit, of the size that is said', () => {
    const row = { pipeline: 'reference', aggregation: 'perAuction', generation: 1, key: '1007', revision: 1, n: 600 };
    const measures = { bids: 600, total: 12_345_678 };
    const text = writeResultMessage({
      ...row,
      windowStartMs: 1_795_341_600_000,
      windowEndMs: 1_795_341_660_000,
      measures,
    });
    expect(Math.round(text.length / 100)).toBe(2);
    expect(readPage(PAGE)).toContain('each of about 200 bytes');
  });
});
