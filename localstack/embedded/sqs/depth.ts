import type { Counts, Queue } from './queue.ts';

/** How full a queue is. */
export interface QueueDepth extends Counts {
  readonly name: string;
  /** Age of the message that waits longest, 0 for none. */
  readonly oldestMs: number;
}

/** From so many receives on SQS no longer counts a message of a standard queue as the oldest: it moves it to the back. */
const POISON_RECEIVES = 3;

/** A queue's depth as its CloudWatch metrics tell it (SQS developer guide, "Available CloudWatch metrics for Amazon SQS"). */
export function depthOf(queue: Queue, nowMs: number): QueueDepth {
  return {
    name: queue.definition.name,
    ...queue.counts(),
    oldestMs: Math.max(0, nowMs - (oldestSentMs(queue) ?? nowMs)),
  };
}

/** What a redrive brought to a dead-letter queue has been received often, and waits there all the same. */
function oldestSentMs(queue: Queue): number | undefined {
  for (const { sentMs, state, deadLetterSourceArn } of queue.messages()) {
    if (queue.fifo || deadLetterSourceArn !== undefined || state.receiveCount < POISON_RECEIVES) return sentMs;
  }
  return undefined;
}
