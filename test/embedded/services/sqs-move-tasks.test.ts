import { DeleteQueueCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { only, sharedHarness } from './harness.ts';
import { moveTasks } from './move-tasks.ts';
import { bodies, createQueue } from './queues.ts';

const harness = sharedHarness();
const { start, list, ended, queueOver, die } = moveTasks(harness);

describe('a move task without a destination', () => {
  test('returns each message to the queue it came from, as a new one', async () => {
    const dlq = await createQueue(harness());
    const one = await queueOver(dlq);
    const other = await queueOver(dlq);
    const attributes = { MessageAttributes: { reason: { DataType: 'String', StringValue: 'bad' } } };
    const id = await one.send('of one', attributes);
    await other.send('of the other');
    await die(one);
    await die(other);
    const sent = only(await dlq.receive({ VisibilityTimeout: 0 }), 'dead letter').Attributes?.SentTimestamp ?? '';

    const { TaskHandle } = await start(dlq);
    expect(JSON.parse(Buffer.from(TaskHandle ?? '', 'base64').toString())).toEqual({
      taskId: expect.stringMatching(/^[\da-f-]{36}$/),
      sourceArn: dlq.arn,
    });
    expect(await ended(dlq)).toEqual({
      Status: 'COMPLETED',
      SourceArn: dlq.arn,
      ApproximateNumberOfMessagesMoved: 2,
      ApproximateNumberOfMessagesToMove: 2,
      StartedTimestamp: expect.any(Number),
    });
    expect(await dlq.counts()).toEqual([0, 0, 0]);
    const back = only(await one.receive({ MessageAttributeNames: ['All'] }), 'message');
    expect(back).toMatchObject({ Body: 'of one', ...attributes });
    expect(back.MessageId).not.toBe(id);
    expect(back.Attributes?.ApproximateReceiveCount).toBe('1');
    expect(Number(back.Attributes?.SentTimestamp)).toBeGreaterThanOrEqual(Number(sent));
    expect(back.Attributes).not.toHaveProperty('DeadLetterQueueSourceArn');
    expect(bodies(await other.receive())).toEqual(['of the other']);
  });

  test('fails at a message that was sent to the dead-letter queue: it has no origin. What moved before stays moved', async () => {
    const dlq = await createQueue(harness());
    const queue = await queueOver(dlq);
    await queue.send('before');
    await die(queue);
    await dlq.send('sent here');
    await queue.send('after');
    await die(queue);
    await start(dlq);
    expect(await ended(dlq)).toMatchObject({
      Status: 'FAILED',
      FailureReason: 'CouldNotDetermineMessageSource',
      ApproximateNumberOfMessagesMoved: 1,
      ApproximateNumberOfMessagesToMove: 3,
    });
    expect(bodies(await queue.receive())).toEqual(['before']);
    expect(bodies(await dlq.receive())).toEqual(['sent here', 'after']);
  });

  test('fails where the origin is gone', async () => {
    const dlq = await createQueue(harness());
    const queue = await queueOver(dlq);
    await queueOver(dlq);
    await queue.send('x');
    await die(queue);
    await harness().sqs.send(new DeleteQueueCommand({ QueueUrl: queue.url }));
    await start(dlq);
    expect(await ended(dlq)).toMatchObject({
      Status: 'FAILED',
      FailureReason: 'AWS.SimpleQueueService.NonExistentQueue',
    });
    expect(await dlq.counts()).toEqual([1, 0, 0]);
  });

  test('leaves messages in flight where they are', async () => {
    const dlq = await createQueue(harness());
    const queue = await queueOver(dlq);
    for (const body of ['held', 'free']) await queue.send(body);
    await die(queue);
    await dlq.receive({ MaxNumberOfMessages: 1 });
    await start(dlq);
    expect(await ended(dlq)).toMatchObject({ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 });
    expect(bodies(await queue.receive())).toEqual(['free']);
    expect(await dlq.counts()).toEqual([0, 1, 0]);
  });

  test('keeps the order of a FIFO queue, and none is taken for a duplicate', async () => {
    const fifo = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };
    const dlq = await createQueue(harness(), fifo);
    const queue = await queueOver(dlq, fifo);
    for (const [body, group] of [
      ['a1', 'A'],
      ['b1', 'B'],
      ['a2', 'A'],
    ])
      await queue.send(body ?? '', { MessageGroupId: group });
    await die(queue);
    for (let round = 0; round < 2; round += 1) {
      await start(dlq);
      expect(await ended(dlq)).toMatchObject({ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 3 });
      if (round === 0) await die(queue);
    }
    const back = await queue.receive({ VisibilityTimeout: 30 });
    const ofGroup = (group: string) => bodies(back.filter(({ Attributes }) => Attributes?.MessageGroupId === group));
    expect(ofGroup('A')).toEqual(['a1', 'a2']);
    expect(ofGroup('B')).toEqual(['b1']);
  });
});

describe('a move task with a destination', () => {
  test('moves nothing of a FIFO group past its message in flight', async () => {
    const fifo = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };
    const dlq = await createQueue(harness(), fifo);
    await queueOver(dlq, fifo);
    const destination = await createQueue(harness(), fifo);
    for (const body of ['a1', 'a2', 'b1']) await dlq.send(body, { MessageGroupId: body.slice(0, 1) });
    expect((await dlq.receiveOne()).Body).toBe('a1');
    await start(dlq, { DestinationArn: destination.arn });
    expect(await ended(dlq)).toMatchObject({ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 });
    expect(bodies(await destination.receive())).toEqual(['b1']);
  });

  test('moves everything there, messages without an origin too, oldest first', async () => {
    const dlq = await createQueue(harness());
    await queueOver(dlq);
    const destination = await createQueue(harness());
    for (const body of ['a', 'b', 'c']) await dlq.send(body);
    // Looking at a message does not make it younger.
    await dlq.receive({ MaxNumberOfMessages: 1, VisibilityTimeout: 0 });
    await start(dlq, { DestinationArn: destination.arn, MaxNumberOfMessagesPerSecond: 500 });
    expect(await ended(dlq)).toMatchObject({
      Status: 'COMPLETED',
      DestinationArn: destination.arn,
      MaxNumberOfMessagesPerSecond: 500,
      ApproximateNumberOfMessagesMoved: 3,
    });
    expect(bodies(await destination.receive())).toEqual(['a', 'b', 'c']);
  });

  test('fails when that is deleted, and what has not moved stays', async () => {
    const dlq = await createQueue(harness());
    await queueOver(dlq);
    const destination = await createQueue(harness());
    for (const body of ['a', 'b', 'c']) await dlq.send(body);
    await start(dlq, { DestinationArn: destination.arn, MaxNumberOfMessagesPerSecond: 20 });
    await harness().sqs.send(new DeleteQueueCommand({ QueueUrl: destination.url }));
    const task = await ended(dlq);
    expect(task).toMatchObject({ Status: 'FAILED', FailureReason: 'AWS.SimpleQueueService.NonExistentQueue' });
    expect((await dlq.counts())[0]).toBe(3 - (task.ApproximateNumberOfMessagesMoved ?? 0));
    expect((await dlq.counts())[0]).toBeGreaterThan(0);
  });

  test('does not ask what that allows as a dead-letter queue: RedriveAllowPolicy is about who may name it in a policy', async () => {
    const dlq = await createQueue(harness());
    const queue = await queueOver(dlq);
    const RedriveAllowPolicy = JSON.stringify({ redrivePermission: 'denyAll' });
    const closed = await createQueue(harness(), { RedriveAllowPolicy });
    await dlq.send('x');
    await start(dlq, { DestinationArn: closed.arn });
    expect(await ended(dlq)).toMatchObject({ Status: 'COMPLETED' });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: closed.arn, maxReceiveCount: 1 });
    const name = new SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes: { RedrivePolicy } });
    await expect(harness().sqs.send(name)).rejects.toThrow(/does not allow/);
    await expect(start(closed)).rejects.toThrow(/must be configured as a Dead Letter Queue/);
  });
});

describe('the list of tasks', () => {
  test('shows the newest, or up to ten, the newest first', async () => {
    const dlq = await createQueue(harness());
    await queueOver(dlq);
    expect(await list(dlq)).toEqual([]);
    const destinations = await Promise.all(Array.from({ length: 12 }, () => createQueue(harness())));
    for (const destination of destinations) {
      await start(dlq, { DestinationArn: destination.arn });
      await ended(dlq);
    }
    const newestFirst = destinations.map(({ arn }) => arn).reverse();
    expect((await list(dlq)).map(({ DestinationArn }) => DestinationArn)).toEqual(newestFirst.slice(0, 1));
    expect((await list(dlq, 10)).map(({ DestinationArn }) => DestinationArn)).toEqual(newestFirst.slice(0, 10));
    await expect(list(dlq, 11)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await expect(list({ arn: `${dlq.arn}-not` })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
