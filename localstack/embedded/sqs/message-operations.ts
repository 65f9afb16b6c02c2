import { AwsError } from '../gateway/aws-error.ts';
import type { Operations } from '../gateway/service.ts';
import type { Acknowledge } from './acknowledge.ts';
import { checkBatchBytes, runBatch } from './batch.ts';
import { invalidParameter } from './errors.ts';
import { inputs, parse } from './inputs.ts';
import { checkIds, contentBytes, type SendInput } from './message-content.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';
import type { Receive } from './receive.ts';
import type { Send } from './send.ts';
import { checkSystemAttributeNames } from './system-attributes.ts';

export interface MessageOperationsDeps {
  readonly queues: Queues;
  readonly send: Send;
  readonly receive: Receive;
  readonly acknowledge: Acknowledge;
}

/** Operations on messages. */
export function messageOperations({ queues, send, receive, acknowledge }: MessageOperationsDeps): Operations {
  return {
    SendMessage(input) {
      const { QueueUrl, ...message } = parse(inputs.sendMessage, input);
      return send(queues.byUrl(QueueUrl), message);
    },
    SendMessageBatch(input) {
      const { QueueUrl, Entries } = parse(inputs.sendMessageBatch, input);
      const queue = queues.byUrl(QueueUrl);
      const bytes = Entries.map((entry) => contentBytes(entry.MessageBody ?? '', entry.MessageAttributes ?? {}));
      checkBatchBytes(bytes.reduce((sum, size) => sum + size, 0));
      for (const entry of Entries) checkIdsOfEntry(queue, entry);
      return runBatch(Entries, (entry) => send(queue, entry));
    },
    ReceiveMessage(input, context) {
      const { QueueUrl, ...request } = parse(inputs.receiveMessage, input);
      checkSystemAttributeNames([...(request.AttributeNames ?? []), ...(request.MessageSystemAttributeNames ?? [])]);
      return receive(queues.byUrl(QueueUrl), request, context);
    },
    DeleteMessage(input) {
      const { QueueUrl, ReceiptHandle } = parse(inputs.deleteMessage, input);
      acknowledge.delete(queues.byUrl(QueueUrl), ReceiptHandle);
      return undefined;
    },
    DeleteMessageBatch(input) {
      const { QueueUrl, Entries } = parse(inputs.deleteMessageBatch, input);
      const queue = queues.byUrl(QueueUrl);
      return runBatch(Entries, ({ ReceiptHandle }) => {
        acknowledge.delete(queue, ReceiptHandle);
        return {};
      });
    },
    ChangeMessageVisibility(input) {
      const { QueueUrl, ReceiptHandle, VisibilityTimeout } = parse(inputs.changeMessageVisibility, input);
      acknowledge.changeVisibility(queues.byUrl(QueueUrl), ReceiptHandle, VisibilityTimeout);
      return undefined;
    },
    ChangeMessageVisibilityBatch(input) {
      const { QueueUrl, Entries } = parse(inputs.changeMessageVisibilityBatch, input);
      const queue = queues.byUrl(QueueUrl);
      return runBatch(Entries, ({ ReceiptHandle, VisibilityTimeout }) => {
        acknowledge.changeVisibility(queue, ReceiptHandle, VisibilityTimeout);
        return {};
      });
    },
  };
}

/** Ids that do not suit a queue's type fail the whole batch, always with the same code. */
function checkIdsOfEntry(queue: Queue, entry: SendInput): void {
  try {
    checkIds(queue, entry, entry.MessageBody ?? '');
  } catch (error) {
    throw error instanceof AwsError ? invalidParameter(error.message) : error;
  }
}
