import { describe, expect, it } from 'vitest';
import type { EvaluatedBatch } from '../../src/engine/batch.ts';
import { contribute } from '../../src/engine/contribute.ts';
import { decide } from '../../src/engine/decide.ts';
import { slotOf } from '../../src/engine/layout.ts';
import { NO_PROGRESS } from '../../src/engine/progress.ts';
import { fc } from '../support/fast-check.ts';
import { anyLane, batchOf, plan } from './support/lane.ts';
import { policy } from './support/readings.ts';

const contributed = (batch: EvaluatedBatch) =>
  contribute(plan.aggregations, batch, decide(policy, NO_PROGRESS, batch, 0));

describe('contribute', () => {
  it('brings each key of each counted event to the item that holds it, in lane order', () => {
    fc.assert(
      fc.property(anyLane, (lane) => {
        const { buckets, counts } = contributed(batchOf(lane));
        const ids = buckets.map(({ plan: { aggregation }, windowStartMs, slot }) =>
          [aggregation.name, windowStartMs, slot].join('|'),
        );
        expect(new Set(ids).size).toBe(buckets.length);
        for (const bucket of buckets) {
          expect(bucket.keys.map((key) => slotOf(bucket.plan.layout, key))).toEqual(bucket.keys.map(() => bucket.slot));
          expect(bucket.indexes).toEqual([...bucket.indexes].sort((a, b) => a - b));
          expect(bucket.parts.every((part) => part.windowStartMs === bucket.windowStartMs)).toBe(true);
        }
        for (const aggregation of plan.aggregations) {
          const own = buckets.filter((bucket) => bucket.plan === aggregation);
          const records = own.flatMap((bucket) => bucket.parts);
          expect(new Set(records).size).toBe(counts.aggregations[aggregation.aggregation.name]?.counted ?? 0);
        }
      }),
    );
  });

  it('leaves no record without an outcome', () => {
    fc.assert(
      fc.property(anyLane, (lane) => {
        const batch = batchOf(lane);
        const decisions = decide(policy, NO_PROGRESS, batch, 0);
        const { counts } = contribute(plan.aggregations, batch, decisions);
        expect(counts.read).toBe(decisions.end);
        expect(counts.read).toBe(counts.accepted + counts.duplicate + counts.rejected + counts.ignored);
        for (const { counted, filtered, tooLate } of Object.values(counts.aggregations)) {
          expect(Math.min(counted, filtered, tooLate)).toBeGreaterThanOrEqual(0);
          expect(counts.accepted).toBe(counted + filtered + tooLate);
        }
      }),
    );
  });
});
