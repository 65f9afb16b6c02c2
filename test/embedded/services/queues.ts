import { createHash } from 'node:crypto';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageCommand,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { type Harness, only, startHarness, steppedClock, uniqueName } from './harness.ts';

/** A queue and what tests do with it. */
export interface TestQueue {
  readonly url: string;
  readonly arn: string;
  send(body: string, more?: Partial<SendMessageCommandInput>): Promise<string>;
  /** Up to ten messages, with all system attributes. */
  receive(more?: Partial<ReceiveMessageCommandInput>): Promise<Message[]>;
  receiveOne(): Promise<Message>;
  delete(message: Message): Promise<void>;
  changeVisibility(message: Message, seconds: number): Promise<void>;
  /** [visible, in flight, delayed]. */
  counts(): Promise<number[]>;
}

export async function createQueue(aws: Harness, attributes: Record<string, string> = {}): Promise<TestQueue> {
  const { sqs } = aws;
  const fifo = attributes.FifoQueue === 'true';
  const QueueName = `${uniqueName('queue')}${fifo ? '.fifo' : ''}`;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes: attributes }));
  return openQueue(aws, QueueUrl ?? '');
}

/** An existing queue. */
export async function openQueue({ sqs }: Harness, QueueUrl: string): Promise<TestQueue> {
  const attribute = async (...AttributeNames: ('QueueArn' | 'All')[]) =>
    (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))).Attributes ?? {};
  const queue: TestQueue = {
    url: QueueUrl,
    arn: (await attribute('QueueArn')).QueueArn ?? '',
    async send(MessageBody, more = {}) {
      const sent = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
      return sent.MessageId ?? '';
    },
    async receive(more = {}) {
      const request = { QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All' as const], ...more };
      return (await sqs.send(new ReceiveMessageCommand(request))).Messages ?? [];
    },
    receiveOne: async () => only(await queue.receive({ MaxNumberOfMessages: 1 }), 'message'),
    async delete({ ReceiptHandle }) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    },
    async changeVisibility({ ReceiptHandle }, VisibilityTimeout) {
      await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
    },
    async counts() {
      const all: Record<string, string> = await attribute('All');
      const names = ['', 'NotVisible', 'Delayed'].map((suffix) => `ApproximateNumberOfMessages${suffix}`);
      return names.map((name) => Number(all[name]));
    },
  };
  return queue;
}

export const bodies = (messages: readonly Message[]) => messages.map(({ Body }) => Body);

export const md5 = (text: string) => createHash('md5').update(text).digest('hex');

/** Runs a test on a local AWS whose clock stands still. */
export async function withSteppedClock(
  run: (aws: Harness, clock: ReturnType<typeof steppedClock>) => Promise<void>,
): Promise<void> {
  const clock = steppedClock();
  const aws = await startHarness({ clock: clock.now });
  try {
    await run(aws, clock);
  } finally {
    await aws.stop();
  }
}
