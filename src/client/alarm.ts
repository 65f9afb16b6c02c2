/** An alarm of the pipeline's monitoring stack, as CloudWatch has it. */
export interface Alarm {
  readonly name: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  /** Why it is in this state, as CloudWatch says it. */
  readonly reason: string;
}

/** Reads the alarms of a pipeline by its name. */
export type ReadAlarms = (pipelineName: string) => Promise<readonly Alarm[]>;
