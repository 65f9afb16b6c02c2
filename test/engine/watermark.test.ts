import { describe, expect, it } from 'vitest';
import type { WatermarkPolicy } from '../../src/engine/index.ts';
import { advanceWatermark, type GlobalWatermark, type LaneView, NO_WATERMARK } from '../../src/engine/watermark.ts';
import { policy } from './support/readings.ts';

const clock: WatermarkPolicy = { ...policy, idle: 'clock' };
const hold: WatermarkPolicy = { ...policy, idle: 'hold' };
const NOW_MS = 1_000_000;

const lane = (state: LaneView['state'], watermarkMs: number | null): LaneView => ({ state, watermarkMs });
const at = (watermarkMs: number): GlobalWatermark => ({ ...NO_WATERMARK, watermarkMs });

/** The global watermark after one look at these lanes. */
function moved(before: GlobalWatermark, lanes: readonly LaneView[], given = clock, nowMs = NOW_MS): number | null {
  return advanceWatermark(given, before, lanes, nowMs).watermarkMs;
}

describe('the global watermark', () => {
  it('is the least of the lanes that are heard from', () => {
    expect(moved(NO_WATERMARK, [lane('active', 300), lane('active', 100), lane('active', 200)])).toBe(100);
  });

  it('is held by a silent lane that has records left to read', () => {
    expect(moved(NO_WATERMARK, [lane('active', 300), lane('behind', 100)])).toBe(100);
  });

  it('is not held by an idle lane, nor by a drained one', () => {
    expect(moved(NO_WATERMARK, [lane('active', 300), lane('idle', 100), lane('drained', 50)])).toBe(300);
  });

  it('waits for a lane that has records but was never read', () => {
    expect(moved(NO_WATERMARK, [lane('active', 300), lane('behind', null)])).toBe(null);
    expect(moved(at(100), [lane('active', 300), lane('behind', null)])).toBe(100);
  });

  it('is not held by a new shard that holds no record', () => {
    expect(moved(NO_WATERMARK, [lane('active', 300), lane('idle', null)])).toBe(300);
  });

  it('never goes back, as when a lane of older events wakes up', () => {
    expect(moved(at(500), [lane('active', 300)])).toBe(500);
  });

  it('counts what lanes read between two looks, though both looks find them idle', () => {
    expect(moved(NO_WATERMARK, [lane('idle', 300), lane('idle', 100), lane('idle', null)], hold)).toBe(300);
    expect(moved(at(200), [lane('idle', 300), lane('drained', 250)], clock)).toBe(300);
  });
});

describe('where all lanes are idle', () => {
  it('"clock" moves the watermark on by the time passed since they were found so', () => {
    const found = advanceWatermark(clock, at(300), [lane('idle', 300)], NOW_MS);
    expect(found).toMatchObject({ watermarkMs: 300, emptySince: { atMs: NOW_MS, watermarkMs: 300 } });
    expect(moved(found, [lane('idle', 300)], clock, NOW_MS + 60_000)).toBe(60_300);
  });

  it('"clock" starts anew from what a short burst brought', () => {
    const found = advanceWatermark(clock, at(300), [lane('idle', 300)], NOW_MS);
    const burst = advanceWatermark(clock, found, [lane('idle', 90_000)], NOW_MS + 60_000);
    expect(burst).toMatchObject({ watermarkMs: 90_000, emptySince: { atMs: NOW_MS + 60_000, watermarkMs: 90_000 } });
    expect(moved(burst, [lane('idle', 90_000)], clock, NOW_MS + 61_000)).toBe(91_000);
  });

  it('"clock" forgets the time passed once a lane is heard from again', () => {
    const found = advanceWatermark(clock, at(300), [lane('idle', 300)], NOW_MS);
    const woken = advanceWatermark(clock, found, [lane('active', 400)], NOW_MS + 60_000);
    expect(woken).toMatchObject({ watermarkMs: 400, emptySince: null });
  });

  it('"clock" does not follow a clock that is set back', () => {
    const found = advanceWatermark(clock, at(300), [lane('idle', 300)], NOW_MS);
    expect(moved(found, [lane('idle', 300)], clock, NOW_MS - 60_000)).toBe(300);
  });

  it('"hold" keeps it', () => {
    const found = advanceWatermark(hold, at(300), [lane('idle', 300)], NOW_MS);
    expect(moved(found, [lane('idle', 300)], hold, NOW_MS + 60_000)).toBe(300);
  });

  it('neither starts a watermark where no event was ever read', () => {
    expect(moved(NO_WATERMARK, [lane('idle', null)], clock)).toBe(null);
    expect(moved(NO_WATERMARK, [], clock)).toBe(null);
    expect(moved(NO_WATERMARK, [lane('idle', null)], hold)).toBe(null);
  });
});

describe('a drain', () => {
  const draining: GlobalWatermark = { ...at(300), drainFloorMs: 900 };

  it('raises the watermark to its floor once every lane is proven empty', () => {
    expect(moved(draining, [lane('idle', 300), lane('drained', 200)], hold)).toBe(900);
    expect(moved({ ...draining, watermarkMs: null }, [lane('idle', null)], hold)).toBe(900);
  });

  it.each(['active', 'behind'] as const)('waits while one lane is %s', (state) => {
    expect(moved(draining, [lane('idle', 300), lane(state, 400)], hold)).toBe(400);
  });

  it('waits where no lane was seen, which proves nothing', () => {
    expect(moved(draining, [], hold)).toBe(300);
  });

  it('never lowers the watermark', () => {
    expect(moved({ ...draining, watermarkMs: 1_000 }, [lane('idle', 1_000)], hold)).toBe(1_000);
  });

  it('stays in force for what comes later', () => {
    expect(advanceWatermark(hold, draining, [lane('idle', 300)], NOW_MS).drainFloorMs).toBe(900);
  });
});
