import { describe, expect, it } from 'vitest';
import { makeStoredResults } from '../../console/server/stored-results.ts';
import type { ResultRow } from '../../src/client/index.ts';
import { makeHandClock } from './hand-clock.ts';

const MINUTE_MS = 60_000;

function row(key: string, minute: number, n: number, measures: ResultRow['measures'] = {}): ResultRow {
  const windowStartMs = minute * MINUTE_MS;
  const window = { windowStartMs, windowEndMs: windowStartMs + MINUTE_MS };
  return { aggregation: 'byKey', key, ...window, n, measures, generation: 1, revision: 1 };
}

function resultsWorld(rows: readonly ResultRow[]) {
  const clock = makeHandClock();
  const world = { scans: 0, fails: false };
  async function* results() {
    world.scans += 1;
    if (world.fails) throw new Error('no table');
    yield* rows;
  }
  return { clock, world, stored: makeStoredResults({ results, clock }) };
}

describe('stored results of the console', () => {
  const rows = [row('b', 1, 2), row('a', 2, 3, { sum: 12n ** 20n, mean: 1.25 }), row('ab', 2, 4), row('a', 1, 5)];

  it('come newest first, by key, with every digit', async () => {
    const { rows: found, measures, total } = await resultsWorld(rows).stored.find('byKey', '');
    expect(found.map(({ key, startMs }) => [startMs / MINUTE_MS, key])).toEqual([
      [2, 'a'],
      [2, 'ab'],
      [1, 'a'],
      [1, 'b'],
    ]);
    expect(found[0]?.measures).toEqual({ sum: '3833759992447475122176', mean: 1.25 });
    expect({ measures, total }).toEqual({ measures: ['sum', 'mean'], total: 4 });
  });

  it('are found by a part of the key, whatever its case', async () => {
    const { rows: found, total } = await resultsWorld(rows).stored.find('byKey', 'B');
    expect([found.map(({ key }) => key), total]).toEqual([['ab', 'b'], 4]);
  });

  it('are shown up to 200, and counted beyond', async () => {
    const many = Array.from({ length: 300 }, (_, minute) => row('k', minute, 1));
    const { rows: shown, found } = await resultsWorld(many).stored.find('byKey', '');
    expect([shown.length, shown[0]?.startMs, found]).toEqual([200, 299 * MINUTE_MS, 300]);
  });

  it('make a line of one key, or of the events of all', async () => {
    const { stored } = resultsWorld(rows);
    const startsMs = [MINUTE_MS, 2 * MINUTE_MS];
    expect(await stored.series('byKey', undefined, 'events')).toEqual({ startsMs, values: [7, 7] });
    expect(await stored.series('byKey', 'a', 'events')).toEqual({ startsMs, values: [5, 3] });
    expect(await stored.series('byKey', 'a', 'mean')).toEqual({ startsMs, values: [null, 1.25] });
  });

  it('are scanned once for all who ask within two seconds', async () => {
    const { clock, stored, world } = resultsWorld(rows);
    await Promise.all([stored.find('byKey', ''), stored.find('byKey', 'a'), stored.series('byKey', 'a', 'events')]);
    await clock.pass(1_999);
    await stored.find('byKey', '');
    expect(world.scans).toBe(1);
    await clock.pass(1);
    await stored.find('byKey', '');
    expect(world.scans).toBe(2);
  });

  it('are scanned again after a scan that failed', async () => {
    const { stored, world } = resultsWorld(rows);
    world.fails = true;
    await expect(stored.find('byKey', '')).rejects.toThrow('no table');
    world.fails = false;
    expect((await stored.find('byKey', '')).total).toBe(4);
  });
});
