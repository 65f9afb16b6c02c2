import { describe, expect, it } from 'vitest';
import type { WatermarkPolicy } from '../../src/engine/index.ts';
import {
  advanceWatermark,
  type GlobalWatermark,
  type LaneView,
  laneWatermark,
  NO_WATERMARK,
} from '../../src/engine/watermark.ts';
import { fc } from '../support/fast-check.ts';
import { policy } from './support/readings.ts';

const time = fc.integer({ min: -100, max: 1_000 });
const perhaps = fc.option(time);
const lane: fc.Arbitrary<LaneView> = fc.record({
  state: fc.constantFrom('active', 'behind', 'idle', 'drained'),
  watermarkMs: perhaps,
});
const look = fc.record({ lanes: fc.array(lane, { maxLength: 5 }), nowMs: fc.nat({ max: 10_000 }) });
const anyPolicy: fc.Arbitrary<WatermarkPolicy> = fc
  .constantFrom('clock', 'hold')
  .map((idle): WatermarkPolicy => ({ ...policy, idle }));
const start = fc.option(time).map((drainFloorMs): GlobalWatermark => ({ ...NO_WATERMARK, drainFloorMs }));

/** The watermark after each of several looks. */
function history(
  given: WatermarkPolicy,
  from: GlobalWatermark,
  looks: readonly { lanes: LaneView[]; nowMs: number }[],
) {
  let held = from;
  return looks.map(({ lanes, nowMs }) => {
    const before = held;
    held = advanceWatermark(given, held, lanes, nowMs);
    return { before, after: held, lanes, nowMs };
  });
}

const order = (watermarkMs: number | null): number => watermarkMs ?? Number.NEGATIVE_INFINITY;

describe('the global watermark', () => {
  it('never goes back, whatever the lanes do and however clocks jump', () => {
    fc.assert(
      fc.property(anyPolicy, start, fc.array(look, { maxLength: 12 }), (given, from, looks) => {
        for (const { before, after } of history(given, from, looks)) {
          expect(order(after.watermarkMs)).toBeGreaterThanOrEqual(order(before.watermarkMs));
        }
      }),
    );
  });

  it('moves past no lane that is heard from or has records left', () => {
    fc.assert(
      fc.property(anyPolicy, start, fc.array(look, { maxLength: 12 }), (given, from, looks) => {
        for (const { before, after, lanes } of history(given, from, looks)) {
          const holding = lanes.filter(({ state }) => state === 'active' || state === 'behind');
          for (const { watermarkMs } of holding) {
            const limit = Math.max(order(before.watermarkMs), order(watermarkMs));
            expect(order(after.watermarkMs)).toBeLessThanOrEqual(limit);
          }
        }
      }),
    );
  });

  it('does not depend on the order in which lanes are listed', () => {
    const lanes = fc.array(lane, { maxLength: 5 });
    const reordered = lanes.chain((given) =>
      fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
    );
    fc.assert(
      fc.property(anyPolicy, start, reordered, fc.nat(), (given, from, [listed, shuffled], nowMs) => {
        expect(advanceWatermark(given, from, listed, nowMs)).toEqual(advanceWatermark(given, from, shuffled, nowMs));
      }),
    );
  });

  it('with all lanes empty stays within what they read, the drain floor, and the time passed', () => {
    const empty = fc.record({
      lanes: fc.array(fc.record({ state: fc.constantFrom('idle' as const, 'drained' as const), watermarkMs: perhaps })),
      nowMs: fc.nat({ max: 10_000 }),
    });
    fc.assert(
      fc.property(anyPolicy, start, fc.array(empty, { minLength: 1, maxLength: 8 }), (given, from, looks) => {
        const steps = history(given, from, looks);
        const times = looks.map(({ nowMs }) => nowMs);
        const passed = given.idle === 'clock' ? Math.max(...times) - Math.min(...times) : 0;
        const read = looks.flatMap(({ lanes }) => lanes.map(({ watermarkMs }) => order(watermarkMs)));
        const limit = Math.max(...read, order(from.drainFloorMs)) + passed;
        for (const { after } of steps) expect(order(after.watermarkMs)).toBeLessThanOrEqual(limit);
      }),
    );
  });
});

describe('a lane', () => {
  it('claims its newest event less the disorder, and with a hold limit not less than its newest arrival less that', () => {
    fc.assert(
      fc.property(
        perhaps,
        perhaps,
        fc.option(fc.nat({ max: 500 }), { nil: undefined }),
        (eventMs, arrivalMs, maxHoldMs) => {
          const given = { ...policy, outOfOrdernessMs: 50, ...(maxHoldMs === undefined ? {} : { maxHoldMs }) };
          const claimed = laneWatermark(given, { doneMaxEventTimeMs: eventMs, lastArrivalMs: arrivalMs });
          const byEvents = eventMs === null ? null : eventMs - given.outOfOrdernessMs;
          const byArrival = arrivalMs === null || maxHoldMs === undefined ? null : arrivalMs - maxHoldMs;
          expect(order(claimed)).toBe(Math.max(order(byEvents), order(byArrival)));
        },
      ),
    );
  });

  it('claims nothing before a record of it is done', () => {
    const unread = { doneMaxEventTimeMs: null, lastArrivalMs: null };
    expect(laneWatermark({ ...policy, maxHoldMs: 1 }, unread)).toBe(null);
  });
});
