import { createHash } from 'node:crypto';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { delaySeconds, pokeBody, taskBody } from '../../codecs/task-message.ts';
import type { KeeperPokes, TaskQueue } from '../../ports/task-queue.ts';
import { answerTo } from './aws-errors.ts';
import { type SqsDeps, sendAll } from './sqs-send.ts';

/** Tasks on a standard queue. */
export function makeSqsTaskQueue(deps: SqsDeps & { readonly queueUrl: string }): TaskQueue {
  return {
    async sendTasks(tasks, delayMs) {
      const delay = delaySeconds(delayMs);
      const messages = tasks.map((task) => ({ body: taskBody(task), delaySeconds: delay }));
      await sendAll(deps, deps.queueUrl, messages);
    },
  };
}

/** One group, so that keepers run one at a time. */
const GROUP = 'keeper';

/** Pokes on a FIFO queue, which takes one of each deduplication id within five minutes. */
export function makeSqsKeeperPokes(deps: { readonly client: SQSClient; readonly queueUrl: string }): KeeperPokes {
  return {
    async poke(poke) {
      const command = new SendMessageCommand({
        QueueUrl: deps.queueUrl,
        MessageBody: pokeBody(poke),
        MessageGroupId: GROUP,
        // Hashed: the service takes 128 characters of a small set (SQS API reference, SendMessage).
        MessageDeduplicationId: createHash('sha256').update(poke.id).digest('hex'),
      });
      await answerTo('poking the keeper', deps.client.send(command));
    },
  };
}
