import type { SchemaVersion, Value } from './evidence.ts';

/**
 * What a pipeline means, said a second time and in other words: written by hand from its README, never derived from its
 * definition, so that a mistake in the definition or the engine is not repeated here.
 */
export interface Rules<E> {
  readonly outOfOrdernessMs: number;
  readonly futureBoundMs: number;
  /**
   * What a record is: an event, one that the pipeline does not want, or one that it cannot process.
   *
   * @param payload what follows the registry's header @param written what that header names
   * @throws where the payload cannot be read, which counts as one that cannot be processed
   */
  readonly read: (payload: Uint8Array, written: SchemaVersion) => Reading<E>;
  readonly aggregations: readonly AggregationRules<E>[];
  /** True where the data is known to hold late events, so that a run without a single correction has not shown them. */
  readonly expectsCorrections: boolean;
}

export type Reading<E> =
  | { readonly kind: 'event'; readonly event: E; readonly eventTimeMs: number }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'rejected' };

export interface AggregationRules<E> {
  readonly name: string;
  readonly windowMs: number;
  readonly allowedLatenessMs: number;
  /** Group keys of an event; none: the aggregation leaves it out. */
  readonly keys: (event: E) => readonly string[];
  /** Each measure of a window, from all the events in it. */
  readonly measures: Readonly<Record<string, (events: readonly E[]) => Value>>;
}
