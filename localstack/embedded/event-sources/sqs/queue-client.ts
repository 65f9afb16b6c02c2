import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { ReleaseEarly } from '../../sqs/acknowledge.ts';

export interface QueueMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly md5OfBody: string;
  /** System attributes, as SQS names them. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: Readonly<Record<string, QueueMessageAttribute>>;
}

export interface QueueMessageAttribute {
  readonly dataType: string;
  readonly stringValue?: string;
  /** Base64. */
  readonly binaryValue?: string;
}

/** One queue, as event source mappings use it. */
export interface QueueClient {
  /** At most 10 messages, waiting up to 20 seconds for the first. */
  receive(max: number, waitSeconds: number, signal: AbortSignal): Promise<QueueMessage[]>;
  /** At most 10. */
  delete(messages: readonly QueueMessage[]): Promise<void>;
  /** Lets a message be received again after so many seconds, unless somebody has changed its visibility since it came. */
  release(message: QueueMessage, afterSeconds: number): void;
}

/** Both messages per receive and messages per delete are limited to this. */
export const QUEUE_CALL_LIMIT = 10;

export function makeQueueClient(client: SQSClient, queueUrl: string, releaseEarly: ReleaseEarly): QueueClient {
  return {
    async receive(max, waitSeconds, signal) {
      const command = new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: max,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      });
      const answer = await client.send(command, { abortSignal: signal });
      return (answer.Messages ?? []).map(toQueueMessage);
    },
    async delete(messages) {
      const entries = messages.map((message, index) => ({ Id: String(index), ReceiptHandle: message.receiptHandle }));
      const answer = await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
      const failure = answer.Failed?.[0];
      if (failure) throw new Error(`deleting a message: ${failure.Code} ${failure.Message ?? ''}`);
    },
    release: (message, afterSeconds) => releaseEarly(queueUrl, message.receiptHandle, afterSeconds),
  };
}

function toQueueMessage(message: Message): QueueMessage {
  const attributes = Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [
    name,
    {
      dataType: value.DataType ?? 'String',
      ...(value.StringValue === undefined ? {} : { stringValue: value.StringValue }),
      ...(value.BinaryValue === undefined ? {} : { binaryValue: Buffer.from(value.BinaryValue).toString('base64') }),
    },
  ]);
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    md5OfBody: message.MD5OfBody ?? '',
    attributes: { ...message.Attributes },
    messageAttributes: Object.fromEntries(attributes),
  };
}
