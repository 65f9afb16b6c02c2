import type { SentMessage } from './deduplication.ts';
import type { Enqueue } from './enqueue.ts';
import { md5, md5OfAttributes } from './md5.ts';
import type { MessageContent } from './message.ts';
import { checkContent, delayMs, type SendInput } from './message-content.ts';
import type { Queue } from './queue.ts';

export type Send = (queue: Queue, input: SendInput) => object;

/** Sends a message: checks it, drops it as a duplicate where the queue is FIFO, stores it. @throws AwsError */
export function makeSend(enqueue: Enqueue): Send {
  return (queue, input) => {
    const content = checkContent(queue, input);
    return receiptOf(content, enqueue(queue, content, delayMs(queue, input)));
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
