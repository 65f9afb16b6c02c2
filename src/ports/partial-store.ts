import type { Partial } from '../engine/apply.ts';
import type { Position } from '../engine/position.ts';
import type { EpochMs } from '../engine/time.ts';
import type { Lane } from './lane.ts';

/** One window of one aggregation in one generation, and one of its partitions. */
export interface WindowPartition {
  readonly aggregation: string;
  readonly generation: number;
  readonly windowStartMs: EpochMs;
  readonly windowEndMs: EpochMs;
  readonly partition: number;
}

/** One stored item: a bucket of a window-partition, as one lane contributed to it. */
export interface PartialRef extends WindowPartition {
  readonly bucket: number;
  readonly lane: Lane;
}

/** Where partials are kept: compare-and-set on `applied`. */
export interface PartialStore {
  /** The stored partial, read consistently; undefined where there is none. */
  readPartial(ref: PartialRef): Promise<Partial | undefined>;
  /**
   * Puts `next` if the stored partial's `applied` equals `expectedApplied` (undefined: nothing is stored).
   *
   * @returns `conflict` with what is stored instead, so that the caller applies again on top of it
   * @throws RetryableError where the outcome is unknown or the write was throttled; InvariantError where the item is too large
   */
  putPartial(ref: PartialRef, next: Partial, expectedApplied: Position | undefined): Promise<PartialWrite>;
  /**
   * All partials of a window-partition over all lanes, every page read consistently, grouped by bucket in ascending order, so that
   * a reader holds one bucket at a time.
   */
  bucketsOf(window: WindowPartition): AsyncIterable<StoredBucket>;
}

export type PartialWrite =
  | { readonly kind: 'written'; readonly bytes: number }
  | { readonly kind: 'conflict'; readonly stored: Partial | undefined };

export interface StoredBucket {
  readonly bucket: number;
  readonly partials: readonly Partial[];
}
