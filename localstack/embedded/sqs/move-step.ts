import type { Enqueue } from './enqueue.ts';
import type { Message } from './message.ts';
import { delayMs } from './message-content.ts';
import type { MoveTask } from './move-task.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';

/** Moves a task's next messages, so many at most, and tells how the task stands then. */
export type MoveStep = (task: MoveTask, limit: number) => MoveTask;

/** Why a task fails (SQS developer guide, "Troubleshooting dead-letter queue redrive"). */
const NO_QUEUE = 'AWS.SimpleQueueService.NonExistentQueue';
const NO_ORIGIN = 'CouldNotDetermineMessageSource';

/**
 * A moved message is a new one: another id, time of sending and retention, no receives, the delay of its new queue; what its
 * sender said stays. Messages go in the order in which they came; one in flight or delayed stays, in a FIFO queue with what
 * follows it in its group. The first message that has nowhere to go fails the task.
 */
export function makeMoveStep({ queues, enqueue }: { readonly queues: Queues; readonly enqueue: Enqueue }): MoveStep {
  const targetOf = (task: MoveTask, message: Message): Queue | { readonly failureReason: string } => {
    const targetArn = task.destinationArn ?? message.deadLetterSourceArn;
    if (targetArn === undefined) return { failureReason: NO_ORIGIN };
    return queues.byArn(targetArn) ?? { failureReason: NO_QUEUE };
  };

  return (task, limit) => {
    const source = queues.byArn(task.sourceArn);
    if (!source) return { ...task, status: 'FAILED', failureReason: NO_QUEUE };
    const until = Math.min(task.toMove, task.moved + limit);
    let { moved } = task;
    for (const message of movable(source)) {
      if (moved >= until) break;
      const target = targetOf(task, message);
      if ('failureReason' in target) return { ...task, ...target, moved, status: 'FAILED' };
      // In this order: dying in between leaves the message twice, never nowhere.
      enqueue(target, contentOf(message), delayMs(target, {}));
      source.remove(message);
      moved += 1;
    }
    const over = moved < until || moved >= task.toMove;
    return { ...task, moved, status: over ? 'COMPLETED' : 'RUNNING' };
  };
}

function* movable(queue: Queue): Iterable<Message> {
  const heldBack = new Set<string>();
  for (const message of queue.messages()) {
    const groupId = message.groupId ?? '';
    if (message.state.hiding === undefined && !heldBack.has(groupId)) yield message;
    else if (queue.fifo) heldBack.add(groupId);
  }
}

function contentOf({ body, attributes, traceHeader, groupId, deduplicationId }: Message) {
  return { body, attributes, traceHeader, groupId, deduplicationId };
}
