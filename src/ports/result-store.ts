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

/** What became of a result, and the row as it stands after that: the one that was written, or the one that refused it. */
export interface ResultWrite {
  /** `stale` where a result at least as complete was there already. */
  readonly outcome: 'written' | 'stale';
  readonly stored: StoredResult;
}

export interface ResultStore {
  /**
   * Writes the result if the stored (generation, n) is smaller, and adds 1 to its revision: partials only grow, so `n` orders
   * snapshots, and an older merge is refused.
   */
  writeResult(ref: ResultRef, result: Result): Promise<ResultWrite>;
  /**
   * These rows, of one aggregation and window, by key; keys without a row are left out. A row may be a moment old: it is then one that
   * stood before, of a smaller (generation, n).
   */
  readRows(refs: readonly ResultRef[]): Promise<ReadonlyMap<string, StoredResult>>;
}
