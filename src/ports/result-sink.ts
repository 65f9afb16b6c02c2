import type { EpochMs } from '../engine/time.ts';
import type { StoredResult } from './result-store.ts';

/**
 * A stored row as others hear of it. Told at least once: whoever listens drops what repeats (aggregation, generation, key, window start,
 * revision).
 */
export interface PublishedResult extends StoredResult {
  readonly pipeline: string;
  readonly aggregation: string;
  readonly windowEndMs: EpochMs;
}

/** Where stored results are told of. */
export interface ResultSink {
  /**
   * Returns once every row is held, in no order. What is refused is tried again.
   *
   * @param isTimeUp once it says so nothing is begun or tried again. Default: never
   * @throws RetryableError where some are not held; others may be, and be told of again by the next attempt
   */
  publish(rows: readonly PublishedResult[], isTimeUp?: () => boolean): Promise<void>;
}
