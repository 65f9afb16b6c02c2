import { randomUUID } from 'node:crypto';
import type { Message } from '@aws-sdk/client-sqs';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { makeSqsDeadLetters } from '../../src/adapters/aws/sqs-dead-letters.ts';
import { makeSqsRetryQueue } from '../../src/adapters/aws/sqs-retry-queue.ts';
import { makeSqsKeeperPokes, makeSqsTaskQueue } from '../../src/adapters/aws/sqs-task-queue.ts';
import { systemClock } from '../../src/adapters/aws/system-clock.ts';
import { makeMemoryArchive } from '../../src/adapters/memory/memory-archive.ts';
import { parsePoke, parseTask } from '../../src/codecs/task-message.ts';
import { seconds } from '../../src/engine/time.ts';
import type { Archive } from '../../src/ports/archive.ts';
import { deadLettersContract } from '../contracts/dead-letters-contract.ts';
import { keeperPokesContract } from '../contracts/keeper-pokes-contract.ts';
import { retryQueueContract } from '../contracts/retry-queue-contract.ts';
import { taskQueueContract } from '../contracts/task-queue-contract.ts';
import { rejectedIn, tooLateIn } from '../support/dead-letter-messages.ts';
import { makeFaultyClient } from '../support/faulty-client.ts';
import type { LocalAws } from '../support/local-aws.ts';
import { takeMessages } from '../support/queue-reader.ts';
import type { RunContract } from '../support/run-contract.ts';

/** The ports that SQS serves: each with its contract, over queues of its own. */
export function sqsContracts(aws: () => LocalAws, run: RunContract): void {
  run('dead letters', deadLettersContract, async () => {
    const { client, failNext } = makeFaultyClient(aws().clients.sqs);
    const [retryQueueUrl, lateQueueUrl] = [await aws().createQueue('standard'), await aws().createQueue('standard')];
    const archive = makeMemoryArchive();
    const queues = { retryQueueUrl, lateQueueUrl };
    const deps = {
      client,
      archive,
      clock: systemClock,
      random: () => 0,
      nonce: randomUUID,
      pipeline: 'flights',
      ...queues,
    };
    const take = async <T>(queueUrl: string, count: number, read: (message: Message, from: Archive) => Promise<T>) =>
      Promise.all((await takeMessages(aws().clients.sqs, queueUrl, count)).map((message) => read(message, archive)));
    return {
      deadLetters: makeSqsDeadLetters(deps),
      failNext,
      takeRejected: (count) => take(retryQueueUrl, count, rejectedIn),
      takeTooLate: (count) => take(lateQueueUrl, count, tooLateIn),
    };
  });

  run('task queue', taskQueueContract, async () => {
    const { client, failNext } = makeFaultyClient(aws().clients.sqs);
    const queueUrl = await aws().createQueue('standard');
    return {
      tasks: makeSqsTaskQueue({ client, queueUrl, clock: systemClock, random: () => 0 }),
      failNext,
      take: async (count) =>
        (await takeMessages(aws().clients.sqs, queueUrl, count)).map(({ Body }) => parseTask(Body ?? '')),
    };
  });

  run('retry queue', retryQueueContract, async () => {
    const { client, failNext } = makeFaultyClient(aws().clients.sqs);
    const queueUrl = await aws().createQueue('standard');
    return {
      queue: makeSqsRetryQueue({ client, queueUrl, clock: systemClock, random: () => 0 }),
      failNext,
      visibilityMs: seconds(30),
      pass: (ms) => aws().pass(ms),
      async send({ body, attributes }) {
        const MessageAttributes = Object.fromEntries(
          Object.entries(attributes).map(([name, text]) => [name, { DataType: 'String', StringValue: text }]),
        );
        await aws().clients.sqs.send(
          new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, MessageAttributes }),
        );
      },
      async receive() {
        const { Messages: [message] = [] } = await aws().clients.sqs.send(
          new ReceiveMessageCommand({
            QueueUrl: queueUrl,
            MessageAttributeNames: ['All'],
            MessageSystemAttributeNames: ['ApproximateReceiveCount'],
          }),
        );
        if (!message) return undefined;
        return {
          body: message.Body ?? '',
          attributes: Object.fromEntries(
            Object.entries(message.MessageAttributes ?? {}).map(([name, { StringValue: text = '' }]) => [name, text]),
          ),
          receiptHandle: message.ReceiptHandle ?? '',
          receiveCount: Number(message.Attributes?.ApproximateReceiveCount),
        };
      },
    };
  });

  run('keeper pokes', keeperPokesContract, async () => {
    const { client, failNext } = makeFaultyClient(aws().clients.sqs);
    const queueUrl = await aws().createQueue('fifo');
    return {
      pokes: makeSqsKeeperPokes({ client, queueUrl }),
      failNext,
      pass: (ms) => aws().pass(ms),
      take: async (count) =>
        (await takeMessages(aws().clients.sqs, queueUrl, count)).map(({ Body }) => parsePoke(Body ?? '')),
    };
  });
}
