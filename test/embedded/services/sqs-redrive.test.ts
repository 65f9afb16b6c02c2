import { CreateQueueCommand, ListDeadLetterSourceQueuesCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { type Harness, sharedHarness, uniqueName } from './harness.ts';
import { bodies, createQueue, type TestQueue, withSteppedClock } from './queues.ts';

const harness = sharedHarness();

const policy = (target: TestQueue, maxReceiveCount: number | string) => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn: target.arn, maxReceiveCount }),
});

/** A queue that hands each message out twice before it moves it. */
async function withDeadLetters(aws: Harness, attributes: Record<string, string> = {}) {
  const dlq = await createQueue(aws, attributes);
  const queue = await createQueue(aws, { ...attributes, VisibilityTimeout: '30', ...policy(dlq, 2) });
  return { dlq, queue };
}

describe('dead letters', () => {
  test('a message received too often moves: same id, same counts, same time sent, and its origin', () =>
    withSteppedClock(async (aws, clock) => {
      const { dlq, queue } = await withDeadLetters(aws);
      const sentMs = clock.now();
      const id = await queue.send('poison', { MessageAttributes: { a: { DataType: 'String', StringValue: 'v' } } });
      for (let i = 0; i < 2; i += 1) {
        expect(await queue.receive()).toHaveLength(1);
        clock.advance(30_000);
      }
      expect(await queue.receive()).toEqual([]);
      expect(await queue.counts()).toEqual([0, 0, 0]);
      const dead = await dlq.receiveOne();
      expect(dead).toMatchObject({ MessageId: id, Body: 'poison' });
      expect(dead.Attributes).toMatchObject({
        ApproximateReceiveCount: '3',
        SentTimestamp: String(sentMs),
        ApproximateFirstReceiveTimestamp: String(sentMs),
        DeadLetterQueueSourceArn: queue.arn,
      });
    }));

  test('changing visibility does not count as a receive', () =>
    withSteppedClock(async (aws) => {
      const { dlq, queue } = await withDeadLetters(aws);
      await queue.send('x');
      const message = await queue.receiveOne();
      for (let i = 0; i < 5; i += 1) await queue.changeVisibility(message, 0);
      expect(await queue.receive()).toHaveLength(1);
      expect(await dlq.counts()).toEqual([0, 0, 0]);
    }));

  test('retention counts from the first sending', () =>
    withSteppedClock(async (aws, clock) => {
      const dlq = await createQueue(aws, { MessageRetentionPeriod: '60' });
      const queue = await createQueue(aws, { VisibilityTimeout: '0', ...policy(dlq, 1) });
      await queue.send('x');
      clock.advance(50_000);
      await queue.receive();
      await queue.receive();
      expect(await dlq.counts()).toEqual([1, 0, 0]);
      clock.advance(10_000);
      expect(await dlq.counts()).toEqual([0, 0, 0]);
    }));

  test('a FIFO queue’s next message follows, and the dead one gets its own id for deduplication', () =>
    withSteppedClock(async (aws, clock) => {
      const fifo = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };
      const { dlq, queue } = await withDeadLetters(aws, fifo);
      const id = await queue.send('first', { MessageGroupId: 'g' });
      await queue.send('second', { MessageGroupId: 'g' });
      for (let i = 0; i < 2; i += 1) {
        await queue.receive({ MaxNumberOfMessages: 1 });
        clock.advance(30_000);
      }
      expect(bodies(await queue.receive())).toEqual(['second']);
      const dead = await dlq.receiveOne();
      expect(dead.Attributes).toMatchObject({ MessageDeduplicationId: id, MessageGroupId: 'g' });
    }));

  test('the sources of a dead-letter queue are listed', async () => {
    const { dlq, queue } = await withDeadLetters(harness());
    const list = new ListDeadLetterSourceQueuesCommand({ QueueUrl: dlq.url });
    expect((await harness().sqs.send(list)).queueUrls).toEqual([queue.url]);
  });
});

describe('a redrive policy', () => {
  test('names an existing queue of the same type and a count', async () => {
    const dlq = await createQueue(harness());
    const create = (RedrivePolicy: unknown, more: Record<string, string> = {}, suffix = '') =>
      harness().sqs.send(
        new CreateQueueCommand({
          QueueName: `${uniqueName('queue')}${suffix}`,
          Attributes: { RedrivePolicy: JSON.stringify(RedrivePolicy), ...more },
        }),
      );
    await create({ deadLetterTargetArn: dlq.arn, maxReceiveCount: '42' });
    for (const wrong of [
      { deadLetterTargetArn: dlq.arn },
      { maxReceiveCount: 3 },
      { deadLetterTargetArn: dlq.arn, maxReceiveCount: 'many' },
      { deadLetterTargetArn: dlq.arn, maxReceiveCount: 1_001 },
      { deadLetterTargetArn: `${dlq.arn}-nowhere`, maxReceiveCount: 3 },
    ]) {
      await expect(create(wrong)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    }
    const valid = { deadLetterTargetArn: dlq.arn, maxReceiveCount: 3 };
    await expect(create(valid, { FifoQueue: 'true' }, '.fifo')).rejects.toThrow(/same type/);
  });

  test('is subject to what the dead-letter queue allows', async () => {
    const dlq = await createQueue(harness());
    const queue = await createQueue(harness());
    const set = (target: TestQueue, Attributes: Record<string, string>) =>
      harness().sqs.send(new SetQueueAttributesCommand({ QueueUrl: target.url, Attributes }));
    const allow = (permission: object) => set(dlq, { RedriveAllowPolicy: JSON.stringify(permission) });
    await allow({ redrivePermission: 'denyAll' });
    await expect(set(queue, policy(dlq, 3))).rejects.toThrow(/does not allow/);
    await allow({ redrivePermission: 'byQueue', sourceQueueArns: [`${queue.arn}-other`] });
    await expect(set(queue, policy(dlq, 3))).rejects.toThrow(/does not allow/);
    await allow({ redrivePermission: 'byQueue', sourceQueueArns: [queue.arn] });
    await set(queue, policy(dlq, 3));
    await expect(allow({ redrivePermission: 'perhaps' })).rejects.toThrow(/malformed/);
  });
});
