import { mergePartials, resultsOf } from '../engine/merge.ts';
import type { AggregationPlan } from '../engine/plan.ts';
import type { MarkStore } from '../ports/mark-store.ts';
import type { PartialStore } from '../ports/partial-store.ts';
import { allMarks } from './marks.ts';
import { placeOf } from './place-of-key.ts';
import { isInRange, type LiveRow, type RowRange } from './rows.ts';

/**
 * What the windows that have not fired hold so far, and what fired ones will hold once their late events are written.
 *
 * These windows are found by their marks: each window-partition with state that its stored results do not show has one. Windows come
 * oldest first, one bucket in memory at a time. The definition given must be the deployed one: state is read by it.
 */
export async function* readLive(
  store: MarkStore & PartialStore,
  plan: AggregationPlan,
  range: RowRange = {},
): AsyncGenerator<LiveRow> {
  const wanted = range.key === undefined ? undefined : placeOf(plan, range.key);
  for await (const { window } of allMarks(store, plan)) {
    if (!isInRange(range, window.windowStartMs)) continue;
    if (wanted && wanted.partition !== window.partition) continue;
    for await (const { bucket, partials } of store.bucketsOf(window)) {
      if (wanted && wanted.bucket !== bucket) continue;
      for (const { key, n, measures } of resultsOf(plan, mergePartials(plan, partials))) {
        if (range.key !== undefined && range.key !== key) continue;
        const { aggregation, windowStartMs, windowEndMs } = window;
        yield { aggregation, key, windowStartMs, windowEndMs, n, measures };
      }
    }
  }
}
