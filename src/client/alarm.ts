import type { EpochMs } from '../engine/time.ts';

/** An alarm of the pipeline's monitoring stack, as CloudWatch has it. */
export interface Alarm {
  /** As its runbook is called; alarms that have one runbook together are `<runbook>`, `<runbook>-2` and so on. */
  readonly name: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  /** True of one that goes off with any of the others, and says nothing of its own. */
  readonly isComposite: boolean;
  /** What has happened when it goes off, in a sentence. */
  readonly description: string;
  /** Path or address of its runbook; null where its description names none. */
  readonly runbook: string | null;
  /** Why it is in this state, as CloudWatch says it. */
  readonly reason: string;
  /** When it came into this state; null where that is not told. */
  readonly sinceMs: EpochMs | null;
}

/**
 * Reads the alarms of a pipeline by its name: those that go off first, then those without data, each by name.
 *
 * @throws NoAlarmService where the endpoint has none
 */
export type ReadAlarms = (pipelineName: string) => Promise<readonly Alarm[]>;
