import { describe, expect, it } from 'vitest';
import { readLive } from '../../src/client/live.ts';
import type { LiveRow, RowRange } from '../../src/client/rows.ts';
import { hours } from '../../src/engine/index.ts';
import { slotOf } from '../../src/engine/layout.ts';
import { encodePosition } from '../../src/engine/position.ts';
import { hourly, hourWindow, lane, makeWorld } from './support.ts';

const { layout } = hourly;

/** Sales of a shop as one lane saw them: number, cents, dearest. */
type Seen = readonly [shop: string, sales: number, cents: number, dearest: number];

async function makeShops() {
  const { store } = makeWorld();
  /** Stores what a lane saw in an hour, the way the stream processor does: mark first, then the partial of each bucket. */
  const see = async (laneNumber: number, hour: number, ...seen: readonly Seen[]): Promise<void> => {
    for (const [shop, ...state] of seen) {
      const slot = slotOf(layout, shop);
      const window = hourWindow(hour, Math.floor(slot / layout.buckets));
      const ref = { ...window, bucket: slot % layout.buckets, lane: lane(laneNumber) };
      await store.ensureMark({ window, nonce: 'first' });
      const held = await store.readPartial(ref);
      const keys = new Map([...(held?.keys ?? []), [shop, state] as const]);
      await store.putPartial(ref, { applied: encodePosition(String(keys.size)), keys }, held?.applied);
    }
  };
  const read = async (range?: RowRange): Promise<LiveRow[]> => {
    const rows: LiveRow[] = [];
    for await (const row of readLive(store, hourly, range)) rows.push(row);
    return rows.sort((a, b) => a.windowStartMs - b.windowStartMs || (a.key < b.key ? -1 : 1));
  };
  return { store, see, read };
}

describe('live results', () => {
  it('merge what every lane has seen so far', async () => {
    const { see, read } = await makeShops();
    await see(0, 5, ['baker', 2, 700, 400], ['grocer', 1, 1_000, 1_000]);
    await see(1, 5, ['baker', 1, 900, 900]);
    expect(await read()).toEqual([
      {
        aggregation: 'hourly',
        key: 'baker',
        windowStartMs: hours(5),
        windowEndMs: hours(6),
        n: 3,
        measures: { sales: 3, cents: 1_600, dearest: 900 },
      },
      {
        aggregation: 'hourly',
        key: 'grocer',
        windowStartMs: hours(5),
        windowEndMs: hours(6),
        n: 1,
        measures: { sales: 1, cents: 1_000, dearest: 1_000 },
      },
    ]);
  });

  it('leave out a window whose results are written, until a late event marks it again', async () => {
    const { store, see, read } = await makeShops();
    await see(0, 5, ['baker', 2, 700, 400]);
    const window = hourWindow(5, Math.floor(slotOf(layout, 'baker') / layout.buckets));
    await store.clearMark({ window, nonce: 'first' });
    expect(await read()).toEqual([]);
    await store.renewMark({ window, nonce: 'again' });
    expect(await read()).toMatchObject([{ key: 'baker', n: 2 }]);
  });

  it('are found by key, wherever the key is kept', async () => {
    const { see, read } = await makeShops();
    const names = Array.from({ length: 40 }, (_, index) => `shop-${index}`);
    await see(0, 5, ...names.map((name, index): Seen => [name, index + 1, 0, 0]));
    for (const [index, key] of names.entries()) expect(await read({ key })).toMatchObject([{ key, n: index + 1 }]);
    expect(await read({ key: 'nobody' })).toEqual([]);
  });

  it('are found by the window’s start: from a time on, and before another', async () => {
    const { see, read } = await makeShops();
    for (const hour of [4, 5, 6, 7]) await see(0, hour, ['baker', hour, 0, 0]);
    const hoursOf = async (range: RowRange) => (await read(range)).map((row) => row.windowStartMs / hours(1));
    expect(await hoursOf({ fromMs: hours(5) })).toEqual([5, 6, 7]);
    expect(await hoursOf({ toMs: hours(6) })).toEqual([4, 5]);
    expect(await hoursOf({ fromMs: hours(5), toMs: hours(7) })).toEqual([5, 6]);
  });
});
