import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openKeyValueJournal } from '../../../localstack/embedded/journal.ts';
import { seededRandom, uuidFrom } from '../../../localstack/embedded/random.ts';
import { type ChaosShares, makeChaos } from '../../../localstack/embedded/sqs/chaos.ts';
import { makeQueueStore } from '../../../localstack/embedded/sqs/queue-store.ts';
import { makeSqs } from '../../../localstack/embedded/sqs/sqs.ts';
import { startHarness, steppedClock } from './harness.ts';
import { bodies, createQueue } from './queues.ts';

const NONE: ChaosShares = { delayed: 0, duplicated: 0, redelivered: 0, lost: 0, shuffled: 0 };

interface Received {
  readonly Messages?: readonly { readonly Body: string; readonly MessageId: string; readonly ReceiptHandle: string }[];
}

/** SQS without its HTTP, under chaos, on a clock that stands still. */
function chaoticSqs(seed: number, shares: ChaosShares) {
  const clock = steppedClock();
  const random = seededRandom(seed);
  const chaos = makeChaos(shares, random);
  const sqs = makeSqs({
    store: makeQueueStore({
      queues: openKeyValueJournal(undefined, 'queues'),
      messages: openKeyValueJournal(undefined, 'messages'),
      messageStates: openKeyValueJournal(undefined, 'states'),
    }),
    deduplicated: openKeyValueJournal(undefined, 'deduplicated'),
    moveTasks: openKeyValueJournal(undefined, 'move-tasks'),
    isDown: () => false,
    clock: clock.now,
    schedule: () => () => {},
    makeId: () => uuidFrom(random),
    faults: chaos,
    accountId: '000000000000',
    region: 'us-east-1',
    endpoint: () => 'http://sqs',
  });
  const call = async (operation: string, input: object): Promise<object> => {
    const context = { requestId: 'test', onGone: () => {} };
    return (await sqs.operations[operation]?.({ ...input }, context)) ?? {};
  };
  return { call, clock, injections: chaos.injections };
}

/** Sends 100 messages, half of which fail at first, and works until nothing comes any more. */
async function work(seed: number, shares: ChaosShares) {
  const { call, clock, injections } = chaoticSqs(seed, shares);
  const QueueUrl = 'http://sqs/000000000000/work';
  const dlq = 'http://sqs/000000000000/dead';
  await call('CreateQueue', { QueueName: 'dead' });
  const RedrivePolicy = JSON.stringify({
    deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:dead',
    maxReceiveCount: 3,
  });
  await call('CreateQueue', { QueueName: 'work', Attributes: { RedrivePolicy, VisibilityTimeout: '10' } });
  for (let n = 0; n < 100; n += 1) await call('SendMessage', { QueueUrl, MessageBody: `${n}` });
  const deliveries: string[] = [];
  const failedOnce = new Set<string>();
  for (let quietMs = 0; quietMs < 60_000; ) {
    const { Messages = [] }: Received = await call('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10 });
    for (const { Body, ReceiptHandle } of Messages) {
      deliveries.push(Body);
      if (Number(Body) % 2 === 0 && !failedOnce.has(Body)) failedOnce.add(Body);
      else await call('DeleteMessage', { QueueUrl, ReceiptHandle });
    }
    quietMs = Messages.length > 0 ? 0 : quietMs + 500;
    clock.advance(500);
  }
  const counts = async (url: string) => {
    const { Attributes } = (await call('GetQueueAttributes', { QueueUrl: url, AttributeNames: ['All'] })) as {
      Attributes: Record<string, string>;
    };
    const names = ['', 'NotVisible', 'Delayed'].map((suffix) => `ApproximateNumberOfMessages${suffix}`);
    return names.map((name) => Number(Attributes[name]));
  };
  return { deliveries, injections, left: await counts(QueueUrl), dead: await counts(dlq) };
}

describe('chaos', () => {
  test('delivers everything at least once, nothing to the dead-letter queue, and comes to an end', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.record({
          delayed: fc.double({ min: 0, max: 0.9, noNaN: true }),
          duplicated: fc.double({ min: 0, max: 0.9, noNaN: true }),
          redelivered: fc.double({ min: 0, max: 0.7, noNaN: true }),
          lost: fc.double({ min: 0, max: 0.9, noNaN: true }),
          shuffled: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
        async (seed, shares) => {
          const { deliveries, left, dead } = await work(seed, shares);
          expect(new Set(deliveries).size).toBe(100);
          expect(left).toEqual([0, 0, 0]);
          expect(dead).toEqual([0, 0, 0]);
        },
      ),
      { numRuns: 25 },
    ));

  test('is the same for the same seed, and counts what it injects', async () => {
    const shares = { delayed: 0.2, duplicated: 0.2, redelivered: 0.2, lost: 0.3, shuffled: 0.5 };
    const first = await work(7, shares);
    expect(await work(7, shares)).toEqual(first);
    expect((await work(8, shares)).deliveries).not.toEqual(first.deliveries);
    for (const count of Object.values(first.injections)) expect(count).toBeGreaterThan(0);
  });

  test('without shares changes nothing', async () => {
    const { deliveries, injections } = await work(7, NONE);
    expect(deliveries).toHaveLength(150);
    expect(Object.values(injections)).toEqual([0, 0, 0, 0, 0]);
  });
});

describe('each fault', () => {
  const queueUnder = async (shares: Partial<ChaosShares>, attributes: Record<string, string> = {}) => {
    const sqs = chaoticSqs(1, { ...NONE, ...shares });
    const { QueueUrl } = (await sqs.call('CreateQueue', { QueueName: 'q', Attributes: attributes })) as {
      QueueUrl: string;
    };
    const receive = async () => {
      const { Messages = [] }: Received = await sqs.call('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10 });
      return Messages;
    };
    const send = (MessageBody: string) => sqs.call('SendMessage', { QueueUrl, MessageBody });
    return { ...sqs, QueueUrl, receive, send };
  };

  test('delayed: the message comes within three seconds', async () => {
    const { send, receive, clock, injections } = await queueUnder({ delayed: 1 });
    await send('x');
    expect(await receive()).toEqual([]);
    clock.advance(3_000);
    expect(await receive()).toHaveLength(1);
    expect(injections.delayed).toBe(1);
  });

  test('duplicated: the same message twice, each deleted by its own handle', async () => {
    const { send, receive, call, QueueUrl, clock } = await queueUnder({ duplicated: 1 });
    await send('x');
    const copies = await receive();
    expect(copies.map(({ Body }) => Body)).toEqual(['x', 'x']);
    expect(new Set(copies.map(({ MessageId }) => MessageId)).size).toBe(1);
    await call('DeleteMessage', { QueueUrl, ReceiptHandle: copies[0]?.ReceiptHandle });
    clock.advance(30_000);
    expect(await receive()).toHaveLength(1);
  });

  test('redelivered: a deleted message is received again', async () => {
    const { send, receive, call, QueueUrl, injections } = await queueUnder({ redelivered: 1 });
    await send('x');
    const [first] = await receive();
    await call('DeleteMessage', { QueueUrl, ReceiptHandle: first?.ReceiptHandle });
    expect((await receive())[0]?.MessageId).toBe(first?.MessageId);
    expect(injections.redelivered).toBe(1);
  });

  test('lost: the answer is empty, the messages come again within seconds, not after the queue’s timeout', async () => {
    const { send, receive, clock, injections } = await queueUnder({ lost: 1 }, { VisibilityTimeout: '600' });
    await send('x');
    expect(await receive()).toEqual([]);
    clock.advance(4_000);
    expect(await receive()).toHaveLength(1);
    expect(injections.lost).toBe(1);
  });

  test('none of them touches a FIFO queue', async () => {
    const shares = { delayed: 1, duplicated: 1, redelivered: 1, lost: 1, shuffled: 1 };
    const aws = await startHarness({ sqsChaos: { seed: 1, shares } });
    try {
      const queue = await createQueue(aws, { FifoQueue: 'true', ContentBasedDeduplication: 'true' });
      const all = ['a', 'b', 'c', 'd', 'e'];
      for (const body of all) await queue.send(body, { MessageGroupId: 'g' });
      const messages = await queue.receive();
      expect(bodies(messages)).toEqual(all);
      for (const message of messages) await queue.delete(message);
      expect(await queue.counts()).toEqual([0, 0, 0]);
      expect(Object.values(aws.injections)).toEqual([0, 0, 0, 0, 0]);
      const standard = await createQueue(aws);
      await standard.send('x');
      expect(aws.injections.delayed).toBe(1);
    } finally {
      await aws.stop();
    }
  });
});
