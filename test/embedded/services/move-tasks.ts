import {
  CancelMessageMoveTaskCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  StartMessageMoveTaskCommand,
  type StartMessageMoveTaskCommandInput,
} from '@aws-sdk/client-sqs';
import { expect, vi } from 'vitest';
import { type Harness, only } from './harness.ts';
import { createQueue, type TestQueue } from './queues.ts';

/** What tests do with tasks that move dead letters. */
export function moveTasks(harness: () => Harness) {
  const start = (source: TestQueue, more: Partial<StartMessageMoveTaskCommandInput> = {}) =>
    harness().sqs.send(new StartMessageMoveTaskCommand({ SourceArn: source.arn, ...more }));
  const cancel = (TaskHandle: string | undefined) =>
    harness().sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }));

  async function list(source: Pick<TestQueue, 'arn'>, MaxResults?: number): Promise<ListMessageMoveTasksResultEntry[]> {
    const command = new ListMessageMoveTasksCommand({ SourceArn: source.arn, MaxResults });
    return (await harness().sqs.send(command)).Results ?? [];
  }

  /** Waits for the end of the newest task. */
  const ended = (source: TestQueue) =>
    vi.waitFor(
      async () => {
        const task = only(await list(source), 'task');
        expect(['COMPLETED', 'CANCELLED', 'FAILED']).toContain(task.Status);
        return task;
      },
      { timeout: 5_000, interval: 5 },
    );

  /** A queue whose messages die after one receive. */
  async function queueOver(dlq: TestQueue, fifo: Record<string, string> = {}): Promise<TestQueue> {
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dlq.arn, maxReceiveCount: 1 });
    return createQueue(harness(), { ...fifo, VisibilityTimeout: '0', RedrivePolicy });
  }

  /** Lets everything in a queue die. */
  async function die(queue: TestQueue): Promise<void> {
    for (;;) if ((await queue.receive()).length === 0) return;
  }

  return { start, cancel, list, ended, queueOver, die };
}
