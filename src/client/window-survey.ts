import type { AggregationPlan } from '../engine/plan.ts';
import { laterOf } from '../engine/progress.ts';
import type { EpochMs } from '../engine/time.ts';
import type { MarkStore } from '../ports/mark-store.ts';
import { allMarks } from './marks.ts';
import type { AggregationProgress } from './progress.ts';

/** The windows of an aggregation whose stored results are not complete. */
export interface WindowSurvey {
  readonly aggregation: string;
  readonly generation: number;
  readonly firedThroughMs: EpochMs | null;
  /** Windows that have not fired. */
  readonly open: number;
  /** Windows that have fired and wait to be written, or to be corrected. */
  readonly waiting: number;
  /** End of the oldest window that is open; null: none is. */
  readonly oldestOpenEndMs: EpochMs | null;
  /** Start of the oldest window that waits; null: none does. */
  readonly oldestWaitingMs: EpochMs | null;
  /** End of the newest window that is open or waits; null: none is. */
  readonly newestEndMs: EpochMs | null;
  /** Names of the requests that wait, one a window-partition: a request that is there for long is not worked on. */
  readonly requests: ReadonlySet<string>;
}

/** Looks at every mark. */
export function surveyWindows(
  store: MarkStore,
  plans: readonly AggregationPlan[],
  aggregations: readonly AggregationProgress[],
): Promise<readonly WindowSurvey[]> {
  return Promise.all(
    plans.map((plan) => {
      const { name, generation } = plan.aggregation;
      const control = aggregations.find((one) => one.name === name && one.generation === generation);
      return surveyOf(store, plan, control?.firedThroughMs ?? null);
    }),
  );
}

async function surveyOf(
  store: MarkStore,
  plan: AggregationPlan,
  firedThroughMs: EpochMs | null,
): Promise<WindowSurvey> {
  const { name, generation } = plan.aggregation;
  const open = new Set<EpochMs>();
  const waiting = new Set<EpochMs>();
  const requests = new Set<string>();
  let oldestOpenEndMs: EpochMs | null = null;
  let newestEndMs: EpochMs | null = null;
  for await (const { window, nonce } of allMarks(store, plan)) {
    const hasFired = firedThroughMs !== null && window.windowEndMs <= firedThroughMs;
    (hasFired ? waiting : open).add(window.windowStartMs);
    if (!hasFired) oldestOpenEndMs ??= window.windowEndMs;
    newestEndMs = laterOf(newestEndMs, window.windowEndMs);
    if (hasFired) requests.add(`${name}|${window.windowStartMs}|${window.partition}|${nonce}`);
  }
  const [oldestWaitingMs = null] = waiting;
  return {
    aggregation: name,
    generation,
    firedThroughMs,
    open: open.size,
    waiting: waiting.size,
    oldestOpenEndMs,
    oldestWaitingMs,
    newestEndMs,
    requests,
  };
}
