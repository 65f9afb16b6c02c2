import { SendMessageBatchCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { only, sharedHarness } from './harness.ts';
import { bodies, createQueue, type TestQueue, withSteppedClock } from './queues.ts';

const harness = sharedHarness();
const FIFO = { FifoQueue: 'true', ContentBasedDeduplication: 'true', VisibilityTimeout: '30' };

/** Sends `g1-a` to group `g1`, and so on. */
async function sendAll(queue: TestQueue, ...messages: string[]): Promise<void> {
  for (const body of messages) await queue.send(body, { MessageGroupId: body.split('-')[0] });
}

describe('order within a group', () => {
  test('messages come in the order of sending, several of a group together', async () => {
    const queue = await createQueue(harness(), FIFO);
    await sendAll(queue, 'g1-a', 'g2-a', 'g1-b', 'g1-c');
    const messages = await queue.receive();
    expect(bodies(messages)).toEqual(['g1-a', 'g1-b', 'g1-c', 'g2-a']);
    const numbers = messages.slice(0, 3).map(({ Attributes }) => BigInt(Attributes?.SequenceNumber ?? 0));
    expect(numbers).toEqual([...numbers].sort((a, b) => (a < b ? -1 : 1)));
    expect(messages[0]?.Attributes).toMatchObject({ MessageGroupId: 'g1', ApproximateReceiveCount: '1' });
  });

  test('a group with a message in flight waits, other groups go on', async () => {
    const queue = await createQueue(harness(), FIFO);
    await sendAll(queue, 'g1-a', 'g1-b', 'g2-a');
    const first = await queue.receiveOne();
    expect(first.Body).toBe('g1-a');
    expect(bodies(await queue.receive())).toEqual(['g2-a']);
    expect(await queue.receive()).toEqual([]);
    await queue.delete(first);
    expect(bodies(await queue.receive())).toEqual(['g1-b']);
  });

  test('deleting some of the messages in flight does not free the group', async () => {
    const queue = await createQueue(harness(), FIFO);
    await sendAll(queue, 'g1-a', 'g1-b', 'g1-c');
    const [a, b] = await queue.receive({ MaxNumberOfMessages: 2 });
    await queue.delete(a ?? {});
    expect(await queue.receive()).toEqual([]);
    await queue.delete(b ?? {});
    expect(bodies(await queue.receive())).toEqual(['g1-c']);
  });

  test('after the timeout they come again in the same order', () =>
    withSteppedClock(async (aws, clock) => {
      const queue = await createQueue(aws, FIFO);
      await sendAll(queue, 'g1-a', 'g1-b', 'g1-c');
      await queue.receive();
      clock.advance(30_000);
      expect(bodies(await queue.receive())).toEqual(['g1-a', 'g1-b', 'g1-c']);
    }));

  test.each([
    [0, []],
    [1, ['g1-a']],
    [2, ['g1-a', 'g1-b']],
  ])('a message still in flight, here number %i, holds those after it, not those before', (position, visible) =>
    withSteppedClock(async (aws, clock) => {
      const queue = await createQueue(aws, FIFO);
      await sendAll(queue, 'g1-a', 'g1-b', 'g1-c');
      await queue.changeVisibility(only((await queue.receive()).slice(position), 'message'), 60);
      clock.advance(45_000);
      expect(bodies(await queue.receive())).toEqual(visible);
    }),
  );

  test('groups take turns: one that was served goes to the end', async () => {
    const queue = await createQueue(harness(), FIFO);
    await sendAll(queue, 'g1-a', 'g2-a', 'g2-b', 'g3-a', 'g1-b');
    const first = await queue.receive({ MaxNumberOfMessages: 3, VisibilityTimeout: 0 });
    expect(bodies(first)).toEqual(['g1-a', 'g1-b', 'g2-a']);
    expect(bodies(await queue.receive({ VisibilityTimeout: 0 }))).toEqual(['g3-a', 'g1-a', 'g1-b', 'g2-a', 'g2-b']);
  });
});

describe('deduplication', () => {
  test('drops the same content or id for five minutes, also after deletion, and answers as for the first', () =>
    withSteppedClock(async (aws, clock) => {
      const queue = await createQueue(aws, FIFO);
      const send = (body: string, MessageDeduplicationId?: string) =>
        queue.send(body, { MessageGroupId: 'g', MessageDeduplicationId });
      const first = await send('x');
      expect(await send('x')).toBe(first);
      await queue.delete(await queue.receiveOne());
      clock.advance(299_999);
      expect(await send('x')).toBe(first);
      expect(await queue.counts()).toEqual([0, 0, 0]);
      clock.advance(1);
      expect(await send('x')).not.toBe(first);
      const byId = await send('one', 'id');
      expect(await send('two', 'id')).toBe(byId);
    }));

  test('holds for the whole queue, or within a group where the scope says so', async () => {
    const queue = await createQueue(harness(), FIFO);
    await queue.send('x', { MessageGroupId: 'g1' });
    await queue.send('x', { MessageGroupId: 'g2' });
    expect(await queue.counts()).toEqual([1, 0, 0]);
    const scoped = await createQueue(harness(), {
      ...FIFO,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
    });
    await scoped.send('x', { MessageGroupId: 'g1' });
    await scoped.send('x', { MessageGroupId: 'g2' });
    expect(await scoped.counts()).toEqual([2, 0, 0]);
  });
});

describe('a FIFO queue refuses', () => {
  test('a message without group, without deduplication id, or with a delay of its own', async () => {
    const queue = await createQueue(harness(), { FifoQueue: 'true' });
    const ids = { MessageGroupId: 'g', MessageDeduplicationId: 'd' };
    await expect(queue.send('x', { MessageDeduplicationId: 'd' })).rejects.toThrow(
      'The request must contain the parameter MessageGroupId.',
    );
    await expect(queue.send('x', { MessageGroupId: 'g' })).rejects.toThrow(/ContentBasedDeduplication enabled/);
    await expect(queue.send('x', { ...ids, DelaySeconds: 2 })).rejects.toThrow(/not valid for this queue type/);
    await expect(queue.send('x', { ...ids, MessageGroupId: 'white space' })).rejects.toThrow(/punctuation/);
    const Entries = [{ Id: '1', MessageBody: 'x' }];
    const batch = harness().sqs.send(new SendMessageBatchCommand({ QueueUrl: queue.url, Entries }));
    await expect(batch).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  test('an expired receipt handle', () =>
    withSteppedClock(async (aws, clock) => {
      const queue = await createQueue(aws, FIFO);
      await sendAll(queue, 'g-a');
      const expired = await queue.receiveOne();
      clock.advance(30_000);
      await expect(queue.delete(expired)).rejects.toThrow(/The receipt handle has expired/);
      const current = await queue.receiveOne();
      await expect(queue.delete(expired)).rejects.toThrow(/The receipt handle has expired/);
      await queue.delete(current);
    }));

  test('to become a standard queue', async () => {
    const queue = await createQueue(harness(), FIFO);
    const change = new SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes: { FifoQueue: 'false' } });
    await expect(harness().sqs.send(change)).rejects.toMatchObject({ name: 'InvalidAttributeValue' });
  });
});

test('the queue’s delay applies to every message of a FIFO queue', () =>
  withSteppedClock(async (aws, clock) => {
    const queue = await createQueue(aws, { ...FIFO, DelaySeconds: '5' });
    await queue.send('x', { MessageGroupId: 'g', DelaySeconds: 0 });
    expect(await queue.counts()).toEqual([0, 0, 1]);
    clock.advance(5_000);
    expect(bodies(await queue.receive())).toEqual(['x']);
  }));
