import type { Result } from '../engine/merge.ts';
import type { EpochMs } from '../engine/time.ts';

/** Which row a result belongs to. */
export interface ResultRef {
  readonly aggregation: string;
  readonly generation: number;
  readonly key: string;
  readonly windowStartMs: EpochMs;
}

/** A stored row. */
export interface StoredResult extends Result {
  readonly generation: number;
  readonly windowStartMs: EpochMs;
  /** How often the row changed; 1 is the on-time result. */
  readonly revision: number;
}

export interface ResultStore {
  /**
   * Writes the result if the stored (generation, n) is smaller, and adds 1 to its revision: partials only grow, so `n` orders
   * snapshots, and an older merge is refused.
   *
   * @returns `stale` where a result at least as complete is there already
   */
  writeResult(ref: ResultRef, result: Result): Promise<'written' | 'stale'>;
  /** Stored (generation, n) of these rows, by key; keys without a row are left out. For skipping what has not grown. */
  readCounts(
    refs: readonly ResultRef[],
  ): Promise<ReadonlyMap<string, { readonly generation: number; readonly n: number }>>;
}
