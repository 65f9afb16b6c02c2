import type { CallContext } from '../gateway/service.ts';
import { numberAttribute } from './attributes.ts';
import type { DeadLetters } from './dead-letters.ts';
import { sqsError } from './errors.ts';
import type { Faults } from './faults.ts';
import { within } from './inputs.ts';
import type { LongPolls } from './long-polls.ts';
import { md5, md5OfAttributes } from './md5.ts';
import type { Message, MessageAttributes } from './message.ts';
import type { Queue } from './queue.ts';
import { receiptHandle } from './receipt-handle.ts';
import { systemAttributes } from './system-attributes.ts';

export interface ReceiveInput {
  readonly MaxNumberOfMessages?: number | undefined;
  readonly VisibilityTimeout?: number | undefined;
  readonly WaitTimeSeconds?: number | undefined;
  /** The older name of `MessageSystemAttributeNames`. */
  readonly AttributeNames?: readonly string[] | undefined;
  readonly MessageSystemAttributeNames?: readonly string[] | undefined;
  readonly MessageAttributeNames?: readonly string[] | undefined;
}

export interface ReceiveDeps {
  readonly clock: () => number;
  readonly faults: Faults;
  readonly polls: LongPolls;
  readonly deadLetters: DeadLetters;
}

/** The most messages in flight (SQS developer guide, "Quotas"). */
const MAX_IN_FLIGHT = 120_000;
const MAX_IN_FLIGHT_FIFO = 20_000;

export type Receive = (queue: Queue, input: ReceiveInput, context: CallContext) => Promise<object>;

/** Receives messages, waiting for some if asked. Messages received too often move to the dead-letter queue. @throws AwsError */
export function makeReceive({ clock, faults, polls, deadLetters }: ReceiveDeps): Receive {
  const attempt = (queue: Queue, count: number, visibilityMs: number): readonly Message[] => {
    const taken: Message[] = [];
    const room = count - Math.max(0, queue.counts().inFlight + count - MAX_IN_FLIGHT_FIFO);
    const most = queue.fifo ? room : count;
    const candidates = queue.candidates();
    for (const message of queue.fifo ? candidates : faults.order(candidates)) {
      if (taken.length >= most) break;
      if (!deadLetters.moveIfExhausted(queue, message)) taken.push(message);
    }
    const lostForMs = queue.fifo || taken.length === 0 ? undefined : faults.losesAnswer(queue, taken);
    queue.take(taken, lostForMs ?? visibilityMs);
    return lostForMs === undefined ? taken : [];
  };

  return async (queue, input, context) => {
    const { attributes } = queue.definition;
    const count = within('MaxNumberOfMessages', input.MaxNumberOfMessages ?? 1, 1, 10);
    const waitSeconds = input.WaitTimeSeconds ?? numberAttribute(attributes, 'ReceiveMessageWaitTimeSeconds');
    const waitMs = within('WaitTimeSeconds', waitSeconds, 0, 20, 'Must be >= 0 and <= 20, if provided.') * 1_000;
    const visibilityMs = visibilityTimeoutMs(
      input.VisibilityTimeout ?? numberAttribute(attributes, 'VisibilityTimeout'),
    );
    if (!queue.fifo && queue.counts().inFlight >= MAX_IN_FLIGHT) {
      throw sqsError('OverLimit', 'Too many messages are in flight.', 'OverLimit', 403);
    }
    const messages = await polls.wait(queue, waitMs, context, () => attempt(queue, count, visibilityMs));
    return messages.length === 0 ? {} : { Messages: messages.map((message) => shown(queue, message, input, clock())) };
  };
}

/** @throws AwsError */
export function visibilityTimeoutMs(seconds: number): number {
  return within('VisibilityTimeout', seconds, 0, 43_200) * 1_000;
}

function shown(queue: Queue, message: Message, input: ReceiveInput, nowMs: number): object {
  const names = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
  const attributes = select(message.attributes, input.MessageAttributeNames ?? []);
  return {
    MessageId: message.messageId,
    ReceiptHandle: receiptHandle(queue, message, nowMs),
    MD5OfBody: md5(message.body),
    Body: message.body,
    Attributes: systemAttributes(message, names),
    MD5OfMessageAttributes: md5OfAttributes(attributes),
    MessageAttributes: Object.keys(attributes).length === 0 ? undefined : attributes,
  };
}

/** Attributes asked for by name, by prefix (`foo.*`), or all (`All`, `.*`, `*`). */
function select(attributes: MessageAttributes, names: readonly string[]): MessageAttributes {
  const wanted = (name: string) =>
    names.some((pattern) => {
      if (pattern === 'All' || pattern === pattern.match(/^\.?\*$/)?.[0]) return true;
      return pattern.endsWith('.*') ? name.startsWith(pattern.slice(0, -2)) : pattern === name;
    });
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => wanted(name)));
}
