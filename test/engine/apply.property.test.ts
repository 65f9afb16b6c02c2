import { describe, expect, it } from 'vitest';
import { apply, type Partial } from '../../src/engine/apply.ts';
import type { EvaluatedBatch } from '../../src/engine/batch.ts';
import { type BucketContributions, contribute } from '../../src/engine/contribute.ts';
import { decide } from '../../src/engine/decide.ts';
import { NO_PROGRESS } from '../../src/engine/progress.ts';
import { fc } from '../support/fast-check.ts';
import { anyLane, batchOf, plan } from './support/lane.ts';
import { policy } from './support/readings.ts';

/** The buckets of a lane's first decision, and a place before or between its records. */
const bucketsAndPlace = fc.tuple(anyLane, fc.nat({ max: 30 })).map(([lane, place]) => {
  const batch = batchOf(lane);
  return {
    batch,
    buckets: contribute(plan.aggregations, batch, decide(policy, NO_PROGRESS, batch, 0)).buckets,
    place: Math.min(place, lane.length),
  };
});

describe('apply', () => {
  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(bucketsAndPlace, ({ batch, buckets }) => {
        for (const bucket of buckets) {
          const partial = applied(undefined, bucket, batch);
          expect(apply(partial, bucket, batch.positions)).toBe(null);
        }
      }),
    );
  });

  it('drops exactly the contributions at or before what is applied', () => {
    fc.assert(
      fc.property(bucketsAndPlace, ({ batch, buckets, place }) => {
        const before = place === 0 ? '' : batch.positions.at(place - 1);
        for (const bucket of buckets) {
          const whole = apply({ applied: before, keys: new Map() }, bucket, batch.positions);
          const rest = entriesFrom(bucket, place);
          expect(whole).toEqual(rest.indexes.length === 0 ? null : applied(undefined, rest, batch));
        }
      }),
    );
  });

  it('adds up over any cut', () => {
    fc.assert(
      fc.property(bucketsAndPlace, ({ batch, buckets, place }) => {
        for (const bucket of buckets) {
          const head = entriesBefore(bucket, place);
          const partial = head.indexes.length === 0 ? undefined : applied(undefined, head, batch);
          const whole = apply(partial, bucket, batch.positions) ?? partial;
          expect(whole).toEqual(applied(undefined, bucket, batch));
        }
      }),
    );
  });

  it('makes a new value and leaves the old one as it is, for a cache may hold it', () => {
    fc.assert(
      fc.property(bucketsAndPlace, ({ batch, buckets, place }) => {
        for (const bucket of buckets) {
          const head = entriesBefore(bucket, place);
          if (head.indexes.length === 0) continue;
          const partial = applied(undefined, head, batch);
          const kept = structuredClone(partial);
          apply(partial, bucket, batch.positions);
          expect(partial).toEqual(kept);
        }
      }),
    );
  });

  it('has nothing to apply where a bucket brings nothing', () => {
    const batch = batchOf([]);
    const aggregation = plan.aggregations[0];
    if (!aggregation) throw new Error('no aggregation');
    const empty = { plan: aggregation, windowStartMs: 0, slot: 0, indexes: [], keys: [], parts: [] };
    expect(apply(undefined, empty, batch.positions)).toBe(null);
  });
});

function applied(partial: Partial | undefined, bucket: BucketContributions, batch: EvaluatedBatch): Partial {
  const next = apply(partial, bucket, batch.positions);
  if (!next) throw new Error('nothing was applied');
  return next;
}

function entriesBefore(bucket: BucketContributions, record: number): BucketContributions {
  return pick(bucket, (index) => index < record);
}

function entriesFrom(bucket: BucketContributions, record: number): BucketContributions {
  return pick(bucket, (index) => index >= record);
}

function pick(bucket: BucketContributions, wanted: (record: number) => boolean): BucketContributions {
  const entries = bucket.indexes.flatMap((index, entry) => (wanted(index) ? [entry] : []));
  return {
    ...bucket,
    indexes: entries.flatMap((entry) => bucket.indexes.slice(entry, entry + 1)),
    keys: entries.flatMap((entry) => bucket.keys.slice(entry, entry + 1)),
    parts: entries.flatMap((entry) => bucket.parts.slice(entry, entry + 1)),
  };
}
