import type { Deduplication, SentMessage } from './deduplication.ts';
import type { Faults } from './faults.ts';
import type { LongPolls } from './long-polls.ts';
import { md5, md5OfAttributes } from './md5.ts';
import type { Message, MessageContent } from './message.ts';
import { checkContent, delayMs, type SendInput } from './message-content.ts';
import type { Queue } from './queue.ts';

export interface SendDeps {
  readonly clock: () => number;
  readonly makeId: () => string;
  readonly deduplication: Deduplication;
  readonly faults: Faults;
  readonly polls: LongPolls;
  readonly nextSequenceNumber: () => string;
}

export type Send = (queue: Queue, input: SendInput) => object;

/** Sends a message: checks it, drops it as a duplicate where the queue is FIFO, stores it. @throws AwsError */
export function makeSend(deps: SendDeps): Send {
  return (queue, input) => {
    const content = checkContent(queue, input);
    const delay = delayMs(queue, input);
    const original = queue.fifo ? deps.deduplication.original(queue, content) : undefined;
    if (original) return receiptOf(content, original);
    const nowMs = deps.clock();
    const extraMs = queue.fifo ? 0 : deps.faults.extraDelayMs();
    const messageId = deps.makeId();
    const message: Message = {
      ...content,
      key: messageId,
      messageId,
      sentMs: nowMs,
      ...(queue.fifo ? { sequenceNumber: deps.nextSequenceNumber() } : {}),
      state: { receiveCount: 0, visibleAtMs: nowMs + delay + extraMs },
    };
    queue.enter(message);
    if (queue.fifo) deps.deduplication.remember(queue, message);
    else if (deps.faults.storesTwice()) queue.enter(copyOf(message, deps.makeId()));
    deps.polls.serve(queue);
    return receiptOf(content, message);
  };
}

/** A copy of which nothing has happened yet: receives of the one do not count for the other. */
export function copyOf(message: Message, key: string, visibleAtMs = message.state.visibleAtMs): Message {
  return { ...message, key, state: { receiveCount: 0, visibleAtMs } };
}

/** Numbers of 20 digits that rise with the time, and above all that were given before. */
export function makeSequence(clock: () => number, given: Iterable<string>): () => string {
  let last = [...given].reduce((highest, number) => (BigInt(number) > highest ? BigInt(number) : highest), 0n);
  return () => {
    const fromTime = BigInt(Math.floor(clock())) * 1_000_000n;
    last = last < fromTime ? fromTime : last + 1n;
    return String(last).padStart(20, '0');
  };
}

function receiptOf(content: MessageContent, sent: SentMessage): object {
  const trace = content.traceHeader;
  const system = trace === undefined ? {} : { AWSTraceHeader: { DataType: 'String', StringValue: trace } };
  return {
    MessageId: sent.messageId,
    MD5OfMessageBody: md5(content.body),
    MD5OfMessageAttributes: md5OfAttributes(content.attributes),
    MD5OfMessageSystemAttributes: md5OfAttributes(system),
    SequenceNumber: sent.sequenceNumber,
  };
}
