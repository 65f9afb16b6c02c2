import {
  CancelMessageMoveTaskCommand,
  DeleteQueueCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  SetQueueAttributesCommand,
  StartMessageMoveTaskCommand,
  type StartMessageMoveTaskCommandInput,
} from '@aws-sdk/client-sqs';
import { describe, expect, test, vi } from 'vitest';
import { only, sharedHarness } from './harness.ts';
import { bodies, createQueue, type TestQueue } from './queues.ts';

const harness = sharedHarness();

const start = (source: TestQueue, more: Partial<StartMessageMoveTaskCommandInput> = {}) =>
  harness().sqs.send(new StartMessageMoveTaskCommand({ SourceArn: source.arn, ...more }));
const cancel = (TaskHandle: string | undefined) => harness().sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }));

async function list(source: Pick<TestQueue, 'arn'>, MaxResults?: number): Promise<ListMessageMoveTasksResultEntry[]> {
  const command = new ListMessageMoveTasksCommand({ SourceArn: source.arn, MaxResults });
  return (await harness().sqs.send(command)).Results ?? [];
}

/** Waits for the end of the newest task. */
const ended = (source: TestQueue) =>
  vi.waitFor(
    async () => {
      const task = only(await list(source), 'task');
      expect(['COMPLETED', 'CANCELLED', 'FAILED']).toContain(task.Status);
      return task;
    },
    { timeout: 5_000, interval: 5 },
  );

/** A queue whose messages die after one receive. */
async function queueOver(dlq: TestQueue, fifo: Record<string, string> = {}): Promise<TestQueue> {
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dlq.arn, maxReceiveCount: 1 });
  return createQueue(harness(), { ...fifo, VisibilityTimeout: '0', RedrivePolicy });
}

/** Lets everything in a queue die. */
async function die(queue: TestQueue): Promise<void> {
  for (;;) if ((await queue.receive()).length === 0) return;
}

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

describe('a move task is refused', () => {
  test.each([
    [
      'from a queue that is no dead-letter queue',
      'InvalidParameterValue',
      'Source queue must be configured as a Dead Letter Queue.',
      400,
      { of: 'plain' },
    ],
    [
      'from a queue that does not exist',
      'ResourceNotFoundException',
      "The resource that you specified for the SourceArn parameter doesn't exist.",
      404,
      { of: 'nowhere' },
    ],
    [
      'to a queue that does not exist',
      'ResourceNotFoundException',
      "The resource that you specified for the DestinationArn parameter doesn't exist.",
      404,
      { to: 'nowhere' },
    ],
    ['to a queue of the other type', 'InvalidParameterValue', /must be of the same type/, 400, { to: 'fifo' }],
    ['to its own source', 'InvalidParameterValue', /another queue/, 400, { to: 'dlq' }],
    ['at no rate', 'InvalidParameterValue', /between 1 and 500/, 400, { rate: 0 }],
    ['at a rate above 500', 'InvalidParameterValue', /between 1 and 500/, 400, { rate: 501 }],
    ['at a rate that is no integer', 'InvalidParameterValue', /between 1 and 500/, 400, { rate: 1.5 }],
  ] as const)('%s', async (_, name, message, status, request: { of?: string; to?: string; rate?: number }) => {
    const dlq = await createQueue(harness());
    await queueOver(dlq);
    const plain = await createQueue(harness());
    const fifo = await createQueue(harness(), { FifoQueue: 'true' });
    const arns: Record<string, string> = {
      dlq: dlq.arn,
      plain: plain.arn,
      fifo: fifo.arn,
      nowhere: `${plain.arn}-not`,
    };
    const command = new StartMessageMoveTaskCommand({
      SourceArn: arns[request.of ?? 'dlq'],
      DestinationArn: request.to && arns[request.to],
      MaxNumberOfMessagesPerSecond: request.rate,
    });
    await expect(harness().sqs.send(command)).rejects.toMatchObject({
      name,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
      $metadata: { httpStatusCode: status },
    });
  });

  test('while another from the same queue is running', async () => {
    const dlq = await createQueue(harness());
    await queueOver(dlq);
    const destination = await createQueue(harness());
    for (const body of ['a', 'b']) await dlq.send(body);
    const { TaskHandle } = await start(dlq, { DestinationArn: destination.arn, MaxNumberOfMessagesPerSecond: 1 });
    await expect(start(dlq)).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message:
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
    });
    await cancel(TaskHandle);
    await ended(dlq);
    await start(dlq, { DestinationArn: destination.arn });
    expect(await ended(dlq)).toMatchObject({ Status: 'COMPLETED' });
  });
});

describe('cancelling', () => {
  test('stops a running task, whose handle the list shows until then', async () => {
    const dlq = await createQueue(harness());
    await queueOver(dlq);
    const destination = await createQueue(harness());
    for (const body of ['a', 'b', 'c']) await dlq.send(body);
    const { TaskHandle } = await start(dlq, { DestinationArn: destination.arn, MaxNumberOfMessagesPerSecond: 1 });
    await vi.waitFor(async () => expect(await destination.counts()).toEqual([1, 0, 0]), { interval: 2 });
    const running = only(await list(dlq), 'task');
    expect(running).toMatchObject({ Status: 'RUNNING', TaskHandle });
    expect(await cancel(running.TaskHandle)).toMatchObject({ ApproximateNumberOfMessagesMoved: 1 });
    const task = await ended(dlq);
    expect(task).toMatchObject({ Status: 'CANCELLED', ApproximateNumberOfMessagesMoved: 1 });
    expect(task).not.toHaveProperty('TaskHandle');
    expect(bodies(await destination.receive())).toEqual(['a']);
    expect(bodies(await dlq.receive())).toEqual(['b', 'c']);
    await expect(cancel(TaskHandle)).rejects.toMatchObject({
      name: 'UnsupportedOperation',
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('needs a handle, of a queue and a task that exist', async () => {
    const dlq = await createQueue(harness());
    const handle = (sourceArn: string) => Buffer.from(JSON.stringify({ taskId: 'none', sourceArn })).toString('base64');
    await expect(cancel('foobared')).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: 'Value for parameter TaskHandle is invalid.',
    });
    await expect(cancel(handle(`${dlq.arn}-not`))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: "The resource that you specified for the SourceArn parameter doesn't exist.",
    });
    await expect(cancel(handle(dlq.arn))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Task does not exist.',
      $metadata: { httpStatusCode: 404 },
    });
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
