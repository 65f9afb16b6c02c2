import type { Deduplication, SentMessage } from './deduplication.ts';
import type { Faults } from './faults.ts';
import type { LongPolls } from './long-polls.ts';
import type { Message, MessageContent } from './message.ts';
import type { Queue } from './queue.ts';

export interface EnqueueDeps {
  readonly clock: () => number;
  readonly makeId: () => string;
  readonly deduplication: Deduplication;
  readonly faults: Faults;
  readonly polls: LongPolls;
  readonly nextSequenceNumber: () => string;
}

/** Puts a new message into a queue, under an id of its own; where a FIFO queue has had it, tells what it was told then. */
export type Enqueue = (queue: Queue, content: MessageContent, delayMs: number) => SentMessage;

export function makeEnqueue(deps: EnqueueDeps): Enqueue {
  return (queue, content, delayMs) => {
    const original = queue.fifo ? deps.deduplication.original(queue, content) : undefined;
    if (original) return original;
    const nowMs = deps.clock();
    const extraMs = queue.fifo ? 0 : deps.faults.extraDelayMs();
    const messageId = deps.makeId();
    const message: Message = {
      ...content,
      key: messageId,
      messageId,
      sentMs: nowMs,
      ...(queue.fifo ? { sequenceNumber: deps.nextSequenceNumber() } : {}),
      state: { receiveCount: 0, visibleAtMs: nowMs + delayMs + extraMs },
    };
    queue.enter(message);
    if (queue.fifo) deps.deduplication.remember(queue, message);
    else if (deps.faults.storesTwice()) queue.enter(copyOf(message, deps.makeId()));
    deps.polls.serve(queue);
    return message;
  };
}

/** A copy of which nothing has happened yet: receives of the one do not count for the other. */
export function copyOf(message: Message, key: string, visibleAtMs = message.state.visibleAtMs): Message {
  return { ...message, key, state: { receiveCount: 0, visibleAtMs } };
}
