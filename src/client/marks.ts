import type { AggregationPlan } from '../engine/plan.ts';
import { laterOf } from '../engine/progress.ts';
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

/** Number of marks over all aggregations, and the end of the newest window that has one; null: none has. */
export async function surveyMarks(
  store: MarkStore,
  plans: readonly AggregationPlan[],
): Promise<{ readonly marks: number; readonly newestMarkedEndMs: EpochMs | null }> {
  let marks = 0;
  let newestMarkedEndMs: EpochMs | null = null;
  const surveys = plans.map(async (plan) => {
    for await (const { window } of allMarks(store, plan)) {
      marks += 1;
      newestMarkedEndMs = laterOf(newestMarkedEndMs, window.windowEndMs);
    }
  });
  await Promise.all(surveys);
  return { marks, newestMarkedEndMs };
}

/** Starts of the windows of an aggregation that have marks, oldest first. */
export async function pendingWindows(store: MarkStore, plan: AggregationPlan): Promise<readonly EpochMs[]> {
  const starts = new Set<EpochMs>();
  for await (const { window } of allMarks(store, plan)) starts.add(window.windowStartMs);
  return [...starts];
}
