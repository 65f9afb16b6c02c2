import type { ResultValue } from '../engine/accumulators/accumulator.ts';
import type { EpochMs } from '../engine/time.ts';

/** Which rows to read. */
export interface RowRange {
  /** Only this group key. */
  readonly key?: string;
  /** Only windows that start at or after it. */
  readonly fromMs?: EpochMs;
  /** Only windows that start before it. */
  readonly toMs?: EpochMs;
}

/** What a window holds for one key now, before or besides its stored result. */
export interface LiveRow<M = Readonly<Record<string, ResultValue>>> {
  readonly aggregation: string;
  readonly key: string;
  readonly windowStartMs: EpochMs;
  readonly windowEndMs: EpochMs;
  /** Events in it. */
  readonly n: number;
  readonly measures: M;
}

/** A stored result. */
export interface ResultRow<M = Readonly<Record<string, ResultValue>>> extends LiveRow<M> {
  readonly generation: number;
  /** How often it changed; 1 is the on-time result, later ones are corrections. */
  readonly revision: number;
}

export function isInRange({ fromMs, toMs }: RowRange, windowStartMs: EpochMs): boolean {
  return (fromMs === undefined || windowStartMs >= fromMs) && (toMs === undefined || windowStartMs < toMs);
}
