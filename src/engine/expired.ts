import type { AggregationPlan } from './plan.ts';
import type { EpochMs } from './time.ts';
import { windowEndOf } from './window.ts';

/**
 * The instant through which windows have expired, by the aggregation's place in its plan; below 0: none has. No event is counted into a
 * window that ends at or before it any more: its state may be collected.
 */
export type ExpiredThrough = readonly EpochMs[];

/** Where nothing has ever expired. */
export const NOTHING_EXPIRED: ExpiredThrough = [];
const NONE = -1;

type Of = Pick<AggregationPlan, 'aggregation' | 'index'>;

/** Windows of this aggregation that end then or before have expired; below every window end where none has. */
export function expiredThroughOf({ index }: Pick<Of, 'index'>, expired: ExpiredThrough): EpochMs {
  return expired[index] ?? NONE;
}

/** True where the window of this aggregation that begins at `windowStartMs` has expired. */
export function isExpired(plan: Of, windowStartMs: EpochMs, expired: ExpiredThrough): boolean {
  return windowEndOf(plan.aggregation.window, windowStartMs) <= expiredThroughOf(plan, expired);
}
