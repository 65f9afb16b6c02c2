import { describe, expect, it } from 'vitest';
import { decide } from '../../src/engine/decide.ts';
import { isExpired, NOTHING_EXPIRED } from '../../src/engine/expired.ts';
import { NO_PROGRESS } from '../../src/engine/progress.ts';
import { windowEndOf } from '../../src/engine/window.ts';
import { fc } from '../support/fast-check.ts';
import { anyLane, batchOf, plan } from './support/lane.ts';
import { policy } from './support/readings.ts';

const patient = { ...policy, outOfOrdernessMs: 1_000_000_000 };
/** By aggregation, around the windows that lanes meet. */
const anyExpired = fc.tuple(fc.integer({ min: -1, max: 400_000 }), fc.integer({ min: -1, max: 400_000 }));

describe('an event of a window that has expired', () => {
  it('is too late for it, and for no other, however patient its lane is', () => {
    fc.assert(
      fc.property(anyLane, anyExpired, (lane, expired) => {
        const batch = batchOf(lane);
        const { exceptions, end } = decide(patient, NO_PROGRESS, batch, 0, undefined, expired);
        for (const [index, event] of batch.evaluated.entries()) {
          if (event.kind !== 'event' || index >= end) continue;
          const late = event.parts
            .filter(({ plan: { aggregation, index: of }, windowStartMs }) => {
              return windowEndOf(aggregation.window, windowStartMs) <= (expired[of] ?? -1);
            })
            .map((part) => part.plan.aggregation.name);
          const outcome = exceptions.get(index);
          expect(outcome?.kind === 'tooLate' ? outcome.aggregations : []).toEqual(late);
        }
      }),
    );
  });

  it('stays counted where that was decided before', () => {
    fc.assert(
      fc.property(anyLane, anyExpired, (lane, expired) => {
        const first = decide(patient, NO_PROGRESS, batchOf(lane), 0);
        const batch = batchOf(lane.slice(0, first.end));
        const again = decide(patient, first.next, batch, 0, undefined, expired);
        expect(again.isNew).toBe(false);
        expect([...again.exceptions.keys()]).toEqual([...first.exceptions.keys()]);
      }),
    );
  });
});

describe('a window', () => {
  const [first, second] = plan.aggregations;

  it('has expired where it ends at the instant or before', () => {
    if (!first) return expect(first).toBeDefined();
    const endMs = windowEndOf(first.aggregation.window, 0);
    expect(isExpired(first, 0, [endMs])).toBe(true);
    expect(isExpired(first, 0, [endMs - 1])).toBe(false);
  });

  it('has not expired where nobody said so', () => {
    if (!second) return expect(second).toBeDefined();
    expect(isExpired(second, 0, NOTHING_EXPIRED)).toBe(false);
    expect(isExpired(second, 0, [Number.MAX_SAFE_INTEGER])).toBe(false);
    expect(isExpired(second, 0, [0, -1])).toBe(false);
  });
});
