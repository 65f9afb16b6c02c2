import type { Clock } from '../../src/client/index.ts';
import type { Outcomes } from '../verifier/evidence.ts';
import { compareMetrics, type MetricsVerdict } from './compare-metrics.ts';
import { type GetMetricData, type MeasuredPipeline, readMetricSums } from './metric-sums.ts';

export interface CheckMetricsDeps {
  readonly getMetricData: GetMetricData;
  readonly clock: Clock;
}

const LOOK_AGAIN_MS = 250;
/** A line is written after what it tells of was stored, and read soon after. */
const MOST_WAIT_MS = 10_000;

/** Compares the metrics with the stored counts, once they have caught up. */
export async function checkMetrics(
  { getMetricData, clock }: CheckMetricsDeps,
  pipeline: MeasuredPipeline,
  stored: Outcomes,
  interrupted: boolean,
): Promise<MetricsVerdict> {
  const deadlineMs = clock.nowMs() + MOST_WAIT_MS;
  for (;;) {
    const verdict = compareMetrics(await readMetricSums(getMetricData, pipeline, clock), stored, interrupted);
    if (verdict.problems.length === 0 || clock.nowMs() > deadlineMs) return verdict;
    await clock.after(LOOK_AGAIN_MS);
  }
}
