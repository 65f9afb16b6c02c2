import {
  CancelMessageMoveTaskCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import type { EpochMs } from '../engine/time.ts';
import type { Clock } from '../ports/clock.ts';
import { ClientError } from './errors.ts';

/** SQS moving letters from the dead-letter queue back to the retry queue by itself. */
export interface MoveTask {
  /** RUNNING, COMPLETED, CANCELLING, CANCELLED or FAILED (SQS API reference, ListMessageMoveTasks). */
  readonly status: string;
  /** Letters moved so far; an estimate. */
  readonly moved: number;
  /** Letters there were to move when it started; null: not known yet. */
  readonly toMove: number | null;
  readonly perSecond: number | null;
  readonly startedMs: EpochMs | null;
  /** Why it failed, by SQS's code; null: it did not. */
  readonly failure: string | null;
}

export interface MoveTasks {
  /** The task that was started last; SQS forgets tasks after some time. */
  newest(): Promise<MoveTask | undefined>;
  /**
   * Starts moving every letter. SQS goes on by itself.
   *
   * @param perSecond 1 to 500; default: as fast as SQS sees fit
   * @throws ClientError where a task is under way already
   */
  start(perSecond?: number): Promise<void>;
  /**
   * Waits for the newest task to end.
   *
   * @returns how it ended, or how far it was when `signal` ended the wait
   */
  wait(options: {
    readonly onProgress: (task: MoveTask) => void;
    readonly signal?: AbortSignal | undefined;
  }): Promise<MoveTask | undefined>;
  /** Stops the task under way; what is moved stays moved. @returns how many letters were moved; undefined where there is no task */
  cancel(): Promise<number | undefined>;
}

export interface MoveTasksDeps {
  readonly client: SQSClient;
  readonly clock: Clock;
  readonly sourceUrl: string;
  readonly destinationUrl: string;
}

const LOOK_EVERY_MS = 1_000;
const UNDER_WAY = new Set(['RUNNING', 'CANCELLING']);

export function isUnderWay(task: MoveTask | undefined): boolean {
  return task !== undefined && UNDER_WAY.has(task.status);
}

/** Whoever takes letters at the same time would leave some behind, or move them twice. */
export function taskUnderWay(): ClientError {
  return new ClientError(
    'a move task is under way: millrace dlq stats tells how far it is; wait for its end, or stop it with millrace dlq cancel',
  );
}

export function makeMoveTasks({ client, clock, sourceUrl, destinationUrl }: MoveTasksDeps): MoveTasks {
  const arnOf = async (queueUrl: string): Promise<string> => {
    const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] });
    return (await client.send(command)).Attributes?.QueueArn ?? '';
  };
  const newestEntry = async (): Promise<ListMessageMoveTasksResultEntry | undefined> => {
    const command = new ListMessageMoveTasksCommand({ SourceArn: await arnOf(sourceUrl), MaxResults: 1 });
    return (await client.send(command)).Results?.[0];
  };
  const newest = async (): Promise<MoveTask | undefined> => {
    const entry = await newestEntry();
    return entry && taskOf(entry);
  };

  return {
    newest,

    async start(perSecond) {
      if (isUnderWay(await newest())) throw taskUnderWay();
      await client.send(
        new StartMessageMoveTaskCommand({
          SourceArn: await arnOf(sourceUrl),
          // Named, so that a letter which somebody put there by hand moves too: SQS knows no source queue of it.
          DestinationArn: await arnOf(destinationUrl),
          ...(perSecond === undefined ? {} : { MaxNumberOfMessagesPerSecond: perSecond }),
        }),
      );
    },

    async wait({ onProgress, signal }) {
      for (;;) {
        const task = await newest();
        if (task) onProgress(task);
        if (!isUnderWay(task) || signal?.aborted) return task;
        await clock.after(LOOK_EVERY_MS);
      }
    },

    async cancel() {
      const entry = await newestEntry();
      if (entry?.Status !== 'RUNNING') return undefined;
      const command = new CancelMessageMoveTaskCommand({ TaskHandle: entry.TaskHandle });
      return (await client.send(command)).ApproximateNumberOfMessagesMoved ?? 0;
    },
  };
}

function taskOf(entry: ListMessageMoveTasksResultEntry): MoveTask {
  return {
    status: entry.Status ?? 'UNKNOWN',
    moved: entry.ApproximateNumberOfMessagesMoved ?? 0,
    toMove: entry.ApproximateNumberOfMessagesToMove ?? null,
    perSecond: entry.MaxNumberOfMessagesPerSecond ?? null,
    startedMs: entry.StartedTimestamp ?? null,
    failure: entry.FailureReason ?? null,
  };
}
