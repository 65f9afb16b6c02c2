import { describe, expect, it } from 'vitest';
import { readPulse } from '../../src/client/look.ts';
import { ratesBetween } from '../../src/client/rates.ts';
import { hours, minutes } from '../../src/engine/index.ts';
import { NO_COUNTS } from '../../src/engine/progress.ts';
import { NO_WATERMARK } from '../../src/engine/watermark.ts';
import { hourWindow, lane, makeWorld, plan, progressThrough } from './support.ts';

const layout = plan.aggregations[0]?.layout ?? { partitions: 1, buckets: 1, codec: 'slots-1' };
const NO_BOUNDS = { firedThroughMs: null, expiredThroughMs: null, collectedThroughMs: null };

describe('rates', () => {
  it('are what moved between two looks, by the time between them', async () => {
    const world = makeWorld();
    let nowMs = 0;
    const deps = { ...world, clock: { nowMs: () => nowMs, after: async () => {} } };
    await world.store.ensureControl({
      aggregation: 'hourly',
      generation: 1,
      definitionHash: 'h',
      layout,
      ...NO_BOUNDS,
    });
    await world.store.raiseFiredThrough('hourly', 1, hours(2));
    await world.store.writeWatermark({ ...NO_WATERMARK, watermarkMs: hours(2) }, 0);
    await world.store.ensureMark({ window: hourWindow(2, 0), nonce: 'a' });
    await world.store.ensureMark({ window: hourWindow(2, 1), nonce: 'b' });
    await world.store.ensureMark({ window: hourWindow(3, 1), nonce: 'c' });
    const before = await readPulse(deps);

    nowMs = 4_000;
    const hourly = { counted: 6, filtered: 1, tooLate: 1 };
    const counts = { ...NO_COUNTS, read: 12, accepted: 8, rejected: 4, aggregations: { hourly } };
    await world.store.writeProgress(lane(0), progressThrough(5, { counts }), 0);
    await world.store.raiseFiredThrough('hourly', 1, hours(3));
    await world.store.writeWatermark({ ...NO_WATERMARK, watermarkMs: hours(3) }, 1);
    expect(ratesBetween(before, await readPulse(deps))).toEqual({
      atMs: 4_000,
      overMs: 4_000,
      perSecond: { read: 3, accepted: 2, duplicate: 0, rejected: 1, ignored: 0 },
      watermarkMs: hours(3),
      watermarkSpeed: minutes(15) / 1_000,
      aggregations: [
        {
          aggregation: 'hourly',
          generation: 1,
          firedThroughMs: hours(3),
          open: 1,
          waiting: 1,
          oldestOpenEndMs: hours(4),
          oldestWaitingMs: hours(2),
          newestEndMs: hours(4),
          perSecond: { counted: 1.5, filtered: 0.25, tooLate: 0.25 },
          firedMs: hours(1),
        },
      ],
    });
  });

  it('are none where nothing was there before, or no time has passed', async () => {
    const world = makeWorld();
    const pulse = await readPulse({ ...world, clock: { nowMs: () => 5, after: async () => {} } });
    expect(ratesBetween(pulse, pulse)).toMatchObject({
      overMs: 0,
      perSecond: { read: 0 },
      watermarkMs: null,
      watermarkSpeed: null,
      aggregations: [{ firedMs: 0, firedThroughMs: null, open: 0, waiting: 0 }],
    });
  });
});
