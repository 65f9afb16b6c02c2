import type { Telemetry } from '../../src/ports/telemetry.ts';
import type { Materialized } from './materialize-window.ts';

/** Measures the tasks of one invocation. */
export interface TaskMeter {
  /** A task is done, so long after it was sent. */
  done(aggregation: string, outcome: Materialized, lagMs: number): void;
  /** Writes one line for each aggregation that had a task. */
  report(): void;
}

interface Measured {
  readonly written: number;
  readonly corrected: number;
  /** Of the task that took longest. */
  readonly lagMs: number;
}

const NOTHING: Measured = { written: 0, corrected: 0, lagMs: 0 };

export function makeTaskMeter(telemetry: Telemetry): TaskMeter {
  const measured = new Map<string, Measured>();
  return {
    done(aggregation, { written, corrected }, lagMs) {
      const before = measured.get(aggregation) ?? NOTHING;
      measured.set(aggregation, {
        written: before.written + written,
        corrected: before.corrected + corrected,
        lagMs: Math.max(before.lagMs, lagMs),
      });
    },
    report() {
      for (const [aggregation, { written, corrected, lagMs }] of measured) {
        telemetry.ofAggregation(aggregation, {
          ResultsWritten: written,
          Corrections: corrected,
          MaterializationLag: lagMs,
        });
      }
    },
  };
}
