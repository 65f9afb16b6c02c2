import { count, type Distribution, merged } from './distribution.ts';
import type { Measurement } from './metric.ts';

/** What was measured in one stretch of time, added up. */
export interface DataPoint {
  /** Epoch ms. */
  readonly startMs: number;
  readonly sum: number;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  /** Undefined once a publisher has given sums alone, of which no percentile can be known. */
  readonly values: Distribution | undefined;
}

const empty = (startMs: number): DataPoint => ({
  startMs,
  sum: 0,
  count: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  values: new Map(),
});

/** The data point with more in it; its distribution goes over into the new one. */
export function withMeasurement(point: DataPoint | undefined, startMs: number, { values }: Measurement): DataPoint {
  const before = point ?? empty(startMs);
  if ('sum' in values) {
    const single = values.min === values.max && before.values;
    return {
      startMs,
      sum: before.sum + values.sum,
      count: before.count + values.count,
      min: Math.min(before.min, values.min),
      max: Math.max(before.max, values.max),
      values: single ? count(single, values.min, values.count) : undefined,
    };
  }
  let { sum, count: samples, min, max, values: distribution } = before;
  for (const { value, count: times = 1 } of values) {
    sum += value * times;
    samples += times;
    min = Math.min(min, value);
    max = Math.max(max, value);
    distribution &&= count(distribution, value, times);
  }
  return { startMs, sum, count: samples, min, max, values: distribution };
}

/** Several data points as one that begins at `startMs`. */
export function together(points: readonly DataPoint[], startMs: number): DataPoint {
  return points.reduce<DataPoint>(
    (all, point) => ({
      startMs,
      sum: all.sum + point.sum,
      count: all.count + point.count,
      min: Math.min(all.min, point.min),
      max: Math.max(all.max, point.max),
      values: all.values && point.values && merged(all.values, point.values),
    }),
    empty(startMs),
  );
}
