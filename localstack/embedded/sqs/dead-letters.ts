import type { Message } from './message.ts';
import type { Queue, QueueDefinition } from './queue.ts';
import type { Queues } from './queues.ts';
import { parseRedrivePolicy, type RedrivePolicy } from './redrive-policy.ts';

export interface DeadLetters {
  /** Moves a message that may not be received again to the dead-letter queue; tells whether it did. */
  moveIfExhausted(queue: Queue, message: Message): boolean;
  /** The queues whose dead-letter queue this is. */
  sourcesOf(queue: Queue): Queue[];
}

export interface DeadLettersDeps {
  readonly queues: Queues;
  readonly clock: () => number;
  readonly nextSequenceNumber: () => string;
  /** Told of the queue that got a message. */
  readonly arrived: (queue: Queue) => void;
}

export function makeDeadLetters({ queues, clock, nextSequenceNumber, arrived }: DeadLettersDeps): DeadLetters {
  const policies = new WeakMap<QueueDefinition, RedrivePolicy>();

  const policyOf = ({ definition }: Queue): RedrivePolicy | undefined => {
    const text = definition.attributes.RedrivePolicy;
    if (text === undefined) return undefined;
    const policy = policies.get(definition) ?? parseRedrivePolicy(text);
    policies.set(definition, policy);
    return policy;
  };

  /**
   * The message keeps its id, and its counts. A standard queue's also keeps the time it was sent, from which its retention
   * counts; a FIFO queue's begins anew, with its id for deduplication (SQS developer guide, "Dead-letter queues").
   */
  const moved = (message: Message, source: Queue): Message => {
    const nowMs = clock();
    const { receiveCount, firstReceivedMs } = message.state;
    return {
      ...message,
      deadLetterSourceArn: source.definition.arn,
      ...(source.fifo
        ? { sentMs: nowMs, sequenceNumber: nextSequenceNumber(), deduplicationId: message.messageId }
        : {}),
      state: { receiveCount, firstReceivedMs, visibleAtMs: nowMs },
    };
  };

  return {
    moveIfExhausted(queue, message) {
      const policy = policyOf(queue);
      if (!policy || message.state.receiveCount < policy.maxReceiveCount) return false;
      const target = queues.byArn(policy.deadLetterTargetArn);
      if (!target) return false;
      // In this order: dying in between leaves the message twice, never nowhere.
      target.enter(moved(message, queue));
      queue.remove(message);
      arrived(target);
      return true;
    },
    sourcesOf: (queue) =>
      queues.all().filter((source) => policyOf(source)?.deadLetterTargetArn === queue.definition.arn),
  };
}
