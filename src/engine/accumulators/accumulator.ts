import type { EpochMs } from '../time.ts';

/** One stored field of a key's state. */
export type Slot = number | bigint | string | boolean | null;

/** A measure's value in a finished result. Declared decimals are plain decimal text, so that no digit is lost. */
export type ResultValue = Slot;

/**
 * How one measure is kept. State lives in `width` neighbouring slots of the key's array (slot 0 is the number of contributions);
 * what an event brings lives in `reads` neighbouring fields of a contribution's values.
 *
 * Laws, tested for every kind: `merge` is associative and commutative with the fresh state as identity, and adding values one by
 * one equals merging states that each took a part of them, in any order and split.
 */
export interface Accumulator {
  readonly width: number;
  readonly reads: number;
  /** Estimated bytes in a stored item, for choosing the number of buckets. */
  readonly storedBytes: number;
  /** Appends the fresh state to `state`. */
  init(state: Slot[]): void;
  /**
   * Runs the user's functions on one event and sets `reads` fields of `values` from `at` on. Throws `RejectedValue` for a value that
   * could never be stored; whatever the user's code throws passes through.
   */
  read(event: unknown, eventTimeMs: EpochMs, values: Slot[], at: number): void;
  add(state: Slot[], at: number, values: readonly Slot[], from: number): void;
  merge(state: Slot[], at: number, other: readonly Slot[], from: number): void;
  result(state: readonly Slot[], at: number): ResultValue;
}

/** A number slot, read back; state is only ever written by the same accumulator. */
export function integerAt(state: readonly Slot[], at: number): number | bigint {
  const slot = state[at];
  return typeof slot === 'number' || typeof slot === 'bigint' ? slot : 0;
}
