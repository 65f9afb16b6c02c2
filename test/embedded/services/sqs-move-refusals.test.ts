import { StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { describe, expect, test, vi } from 'vitest';
import { only, sharedHarness } from './harness.ts';
import { moveTasks } from './move-tasks.ts';
import { bodies, createQueue } from './queues.ts';

const harness = sharedHarness();
const { start, cancel, list, ended, queueOver } = moveTasks(harness);

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
