import type { AggregationPlan } from '../engine/plan.ts';
import { type EpochMs, MAX_EPOCH_MS } from '../engine/time.ts';
import type { Mark, MarkStore } from '../ports/mark-store.ts';

/**
 * Every mark of an aggregation, oldest window first.
 *
 * A window-partition has one from before its first partial is written until it is materialized, and again for each correction; so
 * the marks are exactly what stored results do not show yet.
 */
export function allMarks(store: MarkStore, { aggregation }: AggregationPlan): AsyncIterable<Mark> {
  return store.marksThrough(aggregation.name, aggregation.generation, MAX_EPOCH_MS);
}

/** Number of marks over all aggregations. */
export async function countMarks(store: MarkStore, plans: readonly AggregationPlan[]): Promise<number> {
  const counts = await Promise.all(
    plans.map(async (plan) => {
      let count = 0;
      for await (const _ of allMarks(store, plan)) count += 1;
      return count;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Starts of the windows of an aggregation that have marks, oldest first. */
export async function pendingWindows(store: MarkStore, plan: AggregationPlan): Promise<readonly EpochMs[]> {
  const starts = new Set<EpochMs>();
  for await (const { window } of allMarks(store, plan)) starts.add(window.windowStartMs);
  return [...starts];
}
