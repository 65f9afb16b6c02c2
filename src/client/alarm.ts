import type { EpochMs } from '../engine/time.ts';
import type { AlarmWords } from './alarm-words.ts';

/** An alarm of the pipeline's monitoring stack, as CloudWatch has it. */
export interface Alarm extends AlarmWords {
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  /** True of one that goes off with any of the others, and says nothing of its own. */
  readonly isComposite: boolean;
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
