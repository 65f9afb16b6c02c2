import type { Accumulator } from './accumulators/accumulator.ts';
import { countAll, countIf } from './accumulators/counts.ts';
import { end, type Kept } from './accumulators/ends.ts';
import { extreme } from './accumulators/extremes.ts';
import { exactMean, exactSum, type Summand } from './accumulators/sums.ts';

/** One declared measure; `R` is the type of its result. */
export interface Measure<R = unknown> {
  readonly kind: string;
  /** Declared digits after the point, where there is such a thing. */
  readonly scale?: number;
  /** The user's functions, for the definition's fingerprint. */
  readonly code: readonly ((event: never) => unknown)[];
  readonly accumulator: (name: string) => Accumulator;
  /** Never present: carries `R`. */
  readonly __result?: R;
}

/** The measures of an aggregation over events of type `E`. Functions must depend on the event alone. */
export interface MeasureBuilder<E> {
  /** Number of contributions. */
  count(): Measure<number>;
  /** Number of contributions whose event satisfies `predicate`. */
  countIf(predicate: (event: E) => boolean): Measure<number>;
  /** Exact sum of whole numbers; a `bigint` beyond 2^53. A value that is not whole rejects the record. */
  sum(value: (event: E) => number | bigint | null | undefined): Measure<number | bigint>;
  /** Exact sum of decimals with at most `scale` digits after the point (money); the result is decimal text. */
  sum(value: (event: E) => Summand, options: { readonly scale: number }): Measure<string>;
  /** Mean of whole numbers, or of decimals with at most `scale` digits: summed exactly, divided once; `null` without values. */
  mean(value: (event: E) => Summand, options?: { readonly scale: number }): Measure<number | null>;
  /** Smallest number; `null` without values. */
  min(value: (event: E) => number | null | undefined): Measure<number | null>;
  /** Largest number; `null` without values. */
  max(value: (event: E) => number | null | undefined): Measure<number | null>;
  /** Value of the earliest event (smallest `by`, default event time); of equally early ones the smallest value. */
  first<V extends Kept>(value: (event: E) => V, options?: { readonly by: (event: E) => number }): Measure<V | null>;
  /** Value of the latest event (largest `by`, default event time); of equally late ones the largest value. */
  last<V extends Kept>(value: (event: E) => V, options?: { readonly by: (event: E) => number }): Measure<V | null>;
}

type Read<V> = (event: unknown) => V;

/** Builds measures for any event type; `aggregation` hands it out with the right `E`. */
export const measureBuilder: MeasureBuilder<unknown> = {
  count: () => ({ kind: 'count', code: [], accumulator: () => countAll }),
  countIf: (predicate) => ({ kind: 'countIf', code: [predicate], accumulator: () => countIf(predicate) }),
  sum,
  mean: (value, options) => ({
    kind: 'mean',
    ...options,
    code: [value],
    accumulator: (name) => exactMean(name, value, options?.scale ?? 0),
  }),
  min: (value) => ({ kind: 'min', code: [value], accumulator: (name) => extreme(name, value, -1) }),
  max: (value) => ({ kind: 'max', code: [value], accumulator: (name) => extreme(name, value, 1) }),
  first: (value, options) => endMeasure('first', value, options?.by, -1),
  last: (value, options) => endMeasure('last', value, options?.by, 1),
};

function sum(value: Read<number | bigint | null | undefined>): Measure<number | bigint>;
function sum(value: Read<Summand>, options: { readonly scale: number }): Measure<string>;
function sum(value: Read<Summand>, options?: { readonly scale: number }): Measure<never> {
  return { kind: 'sum', ...options, code: [value], accumulator: (name) => exactSum(name, value, options?.scale) };
}

function endMeasure<V extends Kept>(
  kind: string,
  value: Read<V>,
  by: Read<number> | undefined,
  sign: 1 | -1,
): Measure<V | null> {
  return { kind, code: by ? [value, by] : [value], accumulator: (name) => end(name, value, by, sign) };
}
