import type { Telemetry } from '../../src/ports/telemetry.ts';

/** Measures one invocation after another. */
export interface LetterMeter {
  /** So many events have been decided and are done. */
  redriven(events: number): void;
  /** A letter was tried and is not done. */
  failed(): void;
  /** Writes one line for the pipeline, and begins anew. */
  report(): void;
}

/** Makes what measures the invocations of one instance. */
export function makeLetterMeter(telemetry: Telemetry): LetterMeter {
  let redriven = 0;
  let failed = 0;
  return {
    redriven(events) {
      redriven += events;
    },
    failed() {
      failed += 1;
    },
    report() {
      telemetry.ofPipeline({ EventsRedriven: redriven, LettersFailed: failed });
      redriven = 0;
      failed = 0;
    },
  };
}
