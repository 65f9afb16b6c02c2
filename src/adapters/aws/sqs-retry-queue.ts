import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { visibilitySeconds } from '../../codecs/visibility.ts';
import type { RetryQueue } from '../../ports/retry-queue.ts';
import { answerTo } from './aws-errors.ts';

/** A standard queue, whose messages Lambda receives: it holds them until the invocation has answered. */
export function makeSqsRetryQueue(deps: { readonly client: SQSClient; readonly queueUrl: string }): RetryQueue {
  return {
    async postpone(receiptHandle, delayMs) {
      const command = new ChangeMessageVisibilityCommand({
        QueueUrl: deps.queueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: visibilitySeconds(delayMs),
      });
      await answerTo('postponing a message', deps.client.send(command));
    },
  };
}
