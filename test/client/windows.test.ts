import { describe, expect, it } from 'vitest';
import { readWindows, type WindowOptions } from '../../src/client/windows.ts';
import { hours } from '../../src/engine/index.ts';
import { tablesWorld } from './tables-world.ts';

const world = tablesWorld();
const read = (options?: WindowOptions) => readWindows(world(), world().plan, options);
const statesOf = async (options?: WindowOptions) =>
  (await read(options)).map(({ windowStartMs, state }) => [windowStartMs / hours(1), state]);

/** An hour in each state: 2 expired, 3 written, 4 written and corrected, 5 being corrected, 6 waiting, 7 and 8 open. */
async function makeHours(): Promise<void> {
  const { see, row, written, control } = world();
  for (const hour of [2, 3, 4, 5, 6, 7, 8]) await see(0, hour, 'baker', [2, 100, 100]);
  await control({ firedThroughMs: hours(7), expiredThroughMs: hours(3) });
  for (const hour of [2, 3, 4, 5]) {
    await row(hour, 'baker', 2, 100, hour === 4 ? 3 : 1);
    await written(hour, 'baker');
  }
  await see(1, 5, 'baker', [1, 100, 100]);
}

describe('windows', () => {
  it('are listed newest first with how far they have come', async () => {
    await makeHours();
    expect(await statesOf()).toEqual([
      [8, 'open'],
      [7, 'open'],
      [6, 'waiting'],
      [5, 'correcting'],
      [4, 'materialized'],
      [3, 'materialized'],
      [2, 'expired'],
    ]);
    expect((await read())[0]).toEqual({
      aggregation: 'hourly',
      generation: 1,
      windowStartMs: hours(8),
      windowEndMs: hours(9),
      state: 'open',
      partitions: 1,
      waitingPartitions: 1,
      counts: undefined,
    });
  });

  it('in some states alone, from a time on, before another, so many', async () => {
    await makeHours();
    expect(await statesOf({ states: ['open'] })).toEqual([8, 7].map((hour) => [hour, 'open']));
    expect(await statesOf({ states: ['waiting', 'correcting'] })).toEqual([
      [6, 'waiting'],
      [5, 'correcting'],
    ]);
    expect(await statesOf({ states: ['expired'], limit: 1 })).toEqual([[2, 'expired']]);
    expect(await statesOf({ fromMs: hours(3), toMs: hours(5) })).toEqual([
      [4, 'materialized'],
      [3, 'materialized'],
    ]);
    expect((await statesOf({ limit: 5 })).map(([hour]) => hour)).toEqual([8, 7, 6, 5, 4]);
  });

  it('tell what is in them, and which have been corrected, where that is asked for', async () => {
    await makeHours();
    const found = await read({ counts: true });
    expect(found.map(({ state, counts }) => [state, counts])).toEqual([
      ['open', { keys: 1, events: 2, rows: 0, corrected: 0 }],
      ['open', { keys: 1, events: 2, rows: 0, corrected: 0 }],
      ['waiting', { keys: 1, events: 2, rows: 0, corrected: 0 }],
      ['correcting', { keys: 1, events: 3, rows: 1, corrected: 0 }],
      ['corrected', { keys: 1, events: 2, rows: 1, corrected: 1 }],
      ['materialized', { keys: 1, events: 2, rows: 1, corrected: 0 }],
      ['expired', { keys: 1, events: 2, rows: 1, corrected: 0 }],
    ]);
    expect(await statesOf({ counts: true, states: ['corrected'] })).toEqual([[4, 'corrected']]);
  });

  it('are one where several partitions of it have state', async () => {
    const shops = Array.from({ length: 40 }, (_, index) => `shop-${index}`);
    for (const shop of shops) await world().see(0, 5, shop, [1, 1, 1]);
    expect(await read({ counts: true })).toMatchObject([
      { partitions: 4, waitingPartitions: 4, counts: { keys: 40, events: 40 } },
    ]);
  });

  it('are none where nothing was processed', async () => {
    expect(await read()).toEqual([]);
    expect(await read({ states: ['open'], fromMs: hours(3) })).toEqual([]);
  });
});
