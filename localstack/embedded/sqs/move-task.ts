import { z } from 'zod';

export type MoveTaskStatus = 'RUNNING' | 'COMPLETED' | 'CANCELLING' | 'CANCELLED' | 'FAILED';

/** A task that moves messages out of a dead-letter queue: a redrive. */
export interface MoveTask {
  readonly id: string;
  readonly sourceArn: string;
  /** Without one, each message goes back to the queue from which SQS moved it. */
  readonly destinationArn?: string | undefined;
  /** Messages a second at most; as fast as may be without it. */
  readonly maxPerSecond?: number | undefined;
  readonly startedMs: number;
  /** Visible messages as it started. It moves no more than that, so that it ends although others arrive. */
  readonly toMove: number;
  readonly moved: number;
  readonly status: MoveTaskStatus;
  readonly failureReason?: string | undefined;
}

/** A queue is the source of one such task at a time. */
export const isActive = ({ status }: MoveTask): boolean => status === 'RUNNING' || status === 'CANCELLING';

/** An entry of ListMessageMoveTasks. */
export function shownTask(task: MoveTask): object {
  return {
    // Whoever has lost the handle finds it here, as long as it is good for something.
    TaskHandle: task.status === 'RUNNING' ? handleOf(task) : undefined,
    Status: task.status,
    SourceArn: task.sourceArn,
    DestinationArn: task.destinationArn,
    MaxNumberOfMessagesPerSecond: task.maxPerSecond,
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    FailureReason: task.failureReason,
    StartedTimestamp: task.startedMs,
  };
}

/** What names a task outside: its id and its source, as JSON in base64. */
export function handleOf({ id, sourceArn }: MoveTask): string {
  return Buffer.from(JSON.stringify({ taskId: id, sourceArn })).toString('base64');
}

const handle = z.object({ taskId: z.string(), sourceArn: z.string() });

/** Undefined where the text is no handle. */
export function parseHandle(text: string): z.infer<typeof handle> | undefined {
  try {
    return handle.safeParse(JSON.parse(Buffer.from(text, 'base64').toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
