import { MAX_REQUEST_BYTES } from '../../lambda/invocation.ts';
import type { SqsMappingConfig } from './mapping-config.ts';
import type { QueueMessage } from './queue-client.ts';

/** A message with the text it takes in an event. */
interface RenderedMessage {
  readonly message: QueueMessage;
  readonly text: string;
}

/** Messages of one invocation, and its event. */
export interface MessageBatch {
  readonly messages: readonly QueueMessage[];
  readonly event: string;
}

const eventText = (rendered: readonly RenderedMessage[]) =>
  `{"Records":[${rendered.map(({ text }) => text).join(',')}]}`;

/** Cuts messages into events of at most 6 MB, in order (Lambda developer guide, "Using Lambda with Amazon SQS"). */
export function messageBatches(
  messages: readonly QueueMessage[],
  config: Pick<SqsMappingConfig, 'queueArn' | 'region'>,
): MessageBatch[] {
  const batches: RenderedMessage[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const text = JSON.stringify(toRecord(message, config));
    const size = Buffer.byteLength(text) + 1;
    const current = batches.at(-1);
    if (current && bytes + size <= MAX_REQUEST_BYTES) {
      current.push({ message, text });
      bytes += size;
    } else {
      batches.push([{ message, text }]);
      bytes = Buffer.byteLength(eventText([])) + size;
    }
  }
  return batches.map((batch) => ({ messages: batch.map(({ message }) => message), event: eventText(batch) }));
}

function toRecord(message: QueueMessage, config: Pick<SqsMappingConfig, 'queueArn' | 'region'>) {
  const attributes = Object.entries(message.messageAttributes).map(([name, value]) => [
    name,
    { ...value, stringListValues: [], binaryListValues: [] },
  ]);
  return {
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: message.attributes,
    messageAttributes: Object.fromEntries(attributes),
    md5OfBody: message.md5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: config.queueArn,
    awsRegion: config.region,
  };
}
