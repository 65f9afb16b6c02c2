import { mergePartials, resultsOf } from '../../../src/engine/merge.ts';
import type { LaneRun } from './lane-run.ts';
import type { Row } from './naive.ts';

/** Rows by `aggregation|window start|key`, as a materializer makes them: bucket by bucket, merged over lanes. */
export function rowsOf(runs: readonly LaneRun[]): Map<string, Row> {
  const rows = new Map<string, Row>();
  const ids = new Set(runs.flatMap((run) => [...run.partials.keys()]));
  for (const id of ids) {
    const held = runs.flatMap((run) => run.partials.get(id) ?? []);
    const bucket = held[0]?.bucket;
    if (!bucket) continue;
    const merged = mergePartials(
      bucket.plan,
      held.map(({ partial }) => partial),
    );
    for (const { key, n, measures } of resultsOf(bucket.plan, merged)) {
      // Means have a test of their own, with the error that they are allowed.
      const { mean: _mean, ...exact } = measures;
      rows.set(`${bucket.plan.aggregation.name}|${bucket.windowStartMs}|${key}`, { n, measures: exact });
    }
  }
  return rows;
}
