/** A rate-based schedule, as CreateSchedule takes it. */
export interface Schedule {
  readonly arn: string;
  readonly everyMs: number;
  readonly target: ScheduleTarget;
  /** Text with context attributes; without it the target gets the default event. */
  readonly input?: string | undefined;
  /** A delivery that fails is tried again so often, and for so long. */
  readonly maxRetries: number;
  readonly maxAgeMs: number;
}

export type ScheduleTarget =
  | { readonly kind: 'queue'; readonly queueUrl: string; readonly messageGroupId?: string | undefined }
  | { readonly kind: 'function'; readonly functionName: string };

/** One firing of a schedule. */
export interface Execution {
  readonly scheduleArn: string;
  readonly scheduledMs: number;
  readonly executionId: string;
  /** From 1. */
  readonly attempt: number;
}

const isoSeconds = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** What the target receives: the input with its context attributes filled in (user guide, "Adding context attributes"). */
export function inputOf(schedule: Schedule, execution: Execution): string {
  const time = isoSeconds(execution.scheduledMs);
  if (schedule.input === undefined) return defaultEvent(execution, time);
  const attributes: Record<string, string> = {
    '<aws.scheduler.schedule-arn>': execution.scheduleArn,
    '<aws.scheduler.scheduled-time>': time,
    '<aws.scheduler.execution-id>': execution.executionId,
    '<aws.scheduler.attempt-number>': String(execution.attempt),
  };
  return schedule.input.replace(/<aws\.scheduler\.[a-z-]+>/g, (attribute) => attributes[attribute] ?? attribute);
}

function defaultEvent({ scheduleArn, executionId }: Execution, time: string): string {
  const [, , , region, account] = scheduleArn.split(':');
  return JSON.stringify({
    version: '0',
    id: executionId,
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account,
    time,
    region,
    resources: [scheduleArn],
    detail: '{}',
  });
}
