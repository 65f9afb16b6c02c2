import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import { delaySeconds } from '../../codecs/task-message.ts';
import { visibilitySeconds } from '../../codecs/visibility.ts';
import type { RetryQueue } from '../../ports/retry-queue.ts';
import { answerTo } from './aws-errors.ts';
import { type SqsDeps, sendAll } from './sqs-send.ts';

/** A standard queue, whose messages Lambda receives: it holds them until the invocation has answered. */
export function makeSqsRetryQueue(deps: SqsDeps & { readonly queueUrl: string }): RetryQueue {
  return {
    async postpone(receiptHandle, delayMs) {
      const command = new ChangeMessageVisibilityCommand({
        QueueUrl: deps.queueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: visibilitySeconds(delayMs),
      });
      await answerTo('postponing a message', deps.client.send(command));
    },
    sendAnew: (message, delayMs) => sendAll(deps, deps.queueUrl, [{ ...message, delaySeconds: delaySeconds(delayMs) }]),
  };
}
