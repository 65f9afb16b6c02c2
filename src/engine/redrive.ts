import type { EpochMs } from './time.ts';

/** A window of an aggregation that a redriven event belongs to. */
export interface RedriveTarget {
  readonly aggregation: string;
  readonly generation: number;
  readonly windowStartMs: EpochMs;
}

/**
 * What became of one redriven event; decided once, durable before any effect, and obeyed ever after.
 *
 * `rejected`: it had been rejected, so this is its first outcome. `tooLate`: its lane has accepted it, and only windows that it came too
 * late for are decided here.
 */
export interface RedriveDecision {
  readonly origin: 'rejected' | 'tooLate';
  readonly outcome: 'accepted' | 'duplicate' | 'ignored';
  readonly counted: readonly RedriveTarget[];
  /** Windows whose state had expired: the event goes to the late queue for them. */
  readonly expired: readonly RedriveTarget[];
  /** Everything that follows from it is durable. Left out: that is not known. */
  readonly isDone?: true;
}
