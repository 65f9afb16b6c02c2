import { addCounts, type Counts, NO_COUNTS } from '../../src/engine/progress.ts';
import type { PipelineMetric, Telemetry } from '../../src/ports/telemetry.ts';
import { aggregationTerms, movedCounts, pipelineTerms } from '../shared/moved-counts.ts';

/** What is counted while a batch is worked on. */
export type BatchCounter = Extract<
  PipelineMetric,
  'WriteUnits' | 'WriteConflicts' | 'Throttles' | 'CacheHits' | 'CacheMisses' | 'CircuitOpen'
>;

/** Measures one batch after another. */
export interface BatchMeter {
  /** @param amount default: 1 */
  add(counter: BatchCounter, amount?: number): void;
  /** Progress was written: from these outcomes of its lane to those. Nothing is told of events but by this. */
  moved(before: Counts, after: Counts): void;
  /**
   * Writes one line for the pipeline, and one for each aggregation that events came to, and begins anew.
   *
   * Events are told once at most: who dies after progress moved and before this tells nothing of them, and nobody after it does either.
   */
  report(records: number, durationMs: number): void;
}

/** Makes what measures the batches of one instance. */
export function makeBatchMeter(telemetry: Telemetry): BatchMeter {
  let moved: Counts = NO_COUNTS;
  let counters = noCounters();

  return {
    add(counter, amount = 1) {
      counters[counter] += amount;
    },
    moved(before, after) {
      moved = addCounts(moved, movedCounts(before, after));
    },
    report(records, durationMs) {
      const measured = { BatchRecords: records, BatchDuration: Math.max(0, durationMs) };
      telemetry.ofPipeline({ ...pipelineTerms(moved), ...measured, ...counters });
      for (const [name, counts] of Object.entries(moved.aggregations)) {
        // Progress also has aggregations that the pipeline had once.
        const isTouched = counts.counted + counts.filtered + counts.tooLate !== 0;
        if (isTouched) telemetry.ofAggregation(name, aggregationTerms(counts));
      }
      moved = NO_COUNTS;
      counters = noCounters();
    },
  };
}

function noCounters(): Record<BatchCounter, number> {
  return { WriteUnits: 0, WriteConflicts: 0, Throttles: 0, CacheHits: 0, CacheMisses: 0, CircuitOpen: 0 };
}
