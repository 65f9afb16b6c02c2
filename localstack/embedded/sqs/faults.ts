import type { Message } from './message.ts';
import type { Queue } from './queue.ts';

/** What a fault injector may do to a standard queue, within what SQS promises. */
export interface Faults {
  /** How much longer than asked a sent message stays invisible, in ms. */
  extraDelayMs(): number;
  /** Whether SQS stores a sent message twice. */
  storesTwice(): boolean;
  /** Whether a deletion misses a copy, which is received again. */
  survivesDeletion(): boolean;
  /** The visibility timeout, in ms, of messages whose ReceiveMessage answer gets lost; undefined when it arrives. */
  losesAnswer(queue: Queue, messages: readonly Message[]): number | undefined;
  /** The order in which visible messages are delivered. */
  order(candidates: Iterable<Message>): Iterable<Message>;
}

export const NO_FAULTS: Faults = {
  extraDelayMs: () => 0,
  storesTwice: () => false,
  survivesDeletion: () => false,
  losesAnswer: () => undefined,
  order: (candidates) => candidates,
};
