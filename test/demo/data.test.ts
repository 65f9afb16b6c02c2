import { describe, expect, it } from 'vitest';
import { Arrived } from '../../demo/arrived.ts';
import { makeTicker } from '../../demo/ticker.ts';
import type { ShardContent } from '../../demo/verifier/evidence.ts';
import { windowsOfData } from '../../demo/windows-of-data.ts';
import type { ResultRow } from '../../src/client/index.ts';
import { hours, minutes } from '../../src/engine/index.ts';
import { shops } from '../client/support.ts';

const progressThrough = (firedThroughMs: number | null) => ({
  lanes: [],
  counts: { read: 0, accepted: 0, duplicate: 0, rejected: 0, ignored: 0, aggregations: {} },
  watermarkMs: firedThroughMs,
  aggregations: [{ name: 'hourly', generation: 1, firedThroughMs }],
});

describe('what arrived', () => {
  const shard = (shardId: string, ...texts: string[]): ShardContent => ({
    shardId,
    records: texts.map((data, index) => ({ partitionKey: 'key', data, sequenceNumber: String(index), arrivalMs: 0 })),
  });
  const record = (data: string, partitionKey = 'key') => ({ partitionKey, data });

  it('is not sent again, whichever shard holds it', () => {
    const arrived = new Arrived([shard('0', 'a'), shard('1', 'b')]);
    expect(arrived.count).toBe(2);
    expect([record('b'), record('a'), record('c')].map((one) => arrived.take(one))).toEqual([true, true, false]);
  });

  it('is told apart by number where records are alike', () => {
    const arrived = new Arrived([shard('0', 'a', 'a')]);
    expect([record('a'), record('a'), record('a')].map((one) => arrived.take(one))).toEqual([true, true, false]);
  });

  it('is told apart by partition key', () => {
    expect(new Arrived([shard('0', 'a')]).take(record('a', 'other'))).toBe(false);
  });
});

describe('the windows of the data', () => {
  // Two in the hour from 5, one in that from 7; nothing from 6.
  const windows = windowsOfData(shops, [hours(5), hours(6) - 1, hours(7) + minutes(30)]);

  it('have fired once the announcement has reached their end', () => {
    expect(windows.fired('hourly', progressThrough(null))).toEqual([]);
    expect(windows.fired('hourly', progressThrough(hours(6) - 1))).toEqual([]);
    expect(windows.fired('hourly', progressThrough(hours(6)))).toEqual([hours(5)]);
    expect(windows.countFired(progressThrough(hours(9)))).toBe(2);
  });

  it('are told one by one, in order, as soon as their results are complete', async () => {
    const told: string[] = [];
    let pending: readonly number[] = [];
    const rows = [5, 7].map(
      (hour): ResultRow => ({
        aggregation: 'hourly',
        key: 'baker',
        windowStartMs: hours(hour),
        windowEndMs: hours(hour + 1),
        n: hour,
        measures: {},
        generation: 1,
        revision: 1,
      }),
    );
    const client = {
      pendingWindows: async () => pending,
      async *results() {
        yield* rows;
      },
    };
    const ticker = {
      aggregation: 'hourly',
      lineOf: (startMs: number, of: readonly ResultRow[]) => `${startMs / hours(1)}: ${of.length}`,
    };
    const tick = makeTicker(client, ticker, windows, (line) => told.push(line));

    await tick(progressThrough(hours(6) - 1));
    expect(told).toEqual([]);
    pending = [hours(5)];
    await tick(progressThrough(hours(8)));
    // The later one is complete, but waits for the earlier.
    expect(told).toEqual([]);
    pending = [hours(7)];
    await tick(progressThrough(hours(8)));
    expect(told).toEqual(['5: 1']);
    pending = [];
    await tick(progressThrough(hours(8)));
    await tick(progressThrough(hours(9)));
    expect(told).toEqual(['5: 1', '7: 1']);
  });
});
