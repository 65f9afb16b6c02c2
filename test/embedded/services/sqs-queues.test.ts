import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { sharedHarness, uniqueName } from './harness.ts';
import { createQueue, withSteppedClock } from './queues.ts';

const harness = sharedHarness();

describe('queues', () => {
  test('have the defaults of SQS', async () => {
    const { url } = await createQueue(harness());
    const all = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
    expect((await harness().sqs.send(all)).Attributes).toMatchObject({
      VisibilityTimeout: '30',
      MessageRetentionPeriod: '345600',
      MaximumMessageSize: '1048576',
      DelaySeconds: '0',
      ReceiveMessageWaitTimeSeconds: '0',
      SqsManagedSseEnabled: 'true',
      ApproximateNumberOfMessages: '0',
    });
  });

  test.each([
    ['{}', 'must contain the parameter QueueName'],
    ['{"QueueName":5}', 'SerializationException'],
  ])('asked for by %s are refused as %s', async (body, type) => {
    const headers = { 'x-amz-target': 'AmazonSQS.GetQueueUrl', 'content-type': 'application/x-amz-json-1.0' };
    const response = await fetch(harness().endpoint, { method: 'POST', headers, body });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(type);
  });

  test('are found by name, and by a URL of any host', async () => {
    const QueueName = uniqueName('queue');
    const create = await harness().sqs.send(new CreateQueueCommand({ QueueName }));
    expect(create.QueueUrl).toBe(`${harness().endpoint}/000000000000/${QueueName}`);
    const found = await harness().sqs.send(new GetQueueUrlCommand({ QueueName }));
    expect(found.QueueUrl).toBe(create.QueueUrl);
    const QueueUrl = `https://sqs.us-east-1.amazonaws.com/000000000000/${QueueName}`;
    const attributes = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
    expect((await harness().sqs.send(attributes)).Attributes).toEqual({
      QueueArn: `arn:aws:sqs:us-east-1:000000000000:${QueueName}`,
    });
  });

  test('creating a queue again is no error with the same attributes, and one with others', async () => {
    const QueueName = uniqueName('queue');
    const create = (DelaySeconds: string) =>
      harness().sqs.send(new CreateQueueCommand({ QueueName, Attributes: { DelaySeconds } }));
    expect((await create('5')).QueueUrl).toBe((await create('5')).QueueUrl);
    await expect(create('6')).rejects.toMatchObject({
      name: 'QueueNameExists',
      message: 'A queue already exists with the same name and a different value for attribute DelaySeconds',
    });
  });

  test('an unknown queue, attribute, value or name is refused by its own error', async () => {
    const { sqs } = harness();
    const missing = sqs.send(new GetQueueUrlCommand({ QueueName: 'nowhere' }));
    await expect(missing).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
      message: 'The specified queue does not exist.',
    });
    const create = (Attributes: Record<string, string>, QueueName = uniqueName('queue')) =>
      sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
    await expect(create({ Colour: 'red' })).rejects.toMatchObject({ name: 'InvalidAttributeName' });
    await expect(create({ VisibilityTimeout: '43201' })).rejects.toMatchObject({ name: 'InvalidAttributeValue' });
    await expect(create({ ContentBasedDeduplication: 'true' })).rejects.toMatchObject({ name: 'InvalidAttributeName' });
    await expect(create({}, 'white space')).rejects.toThrow(/alphanumeric/);
    await expect(create({ FifoQueue: 'true' }, 'no-suffix')).rejects.toThrow(/must end with .fifo/);
    await expect(create({}, 'standard.fifo')).rejects.toThrow(/alphanumeric/);
  });

  test('attributes change, and an empty policy removes it', async () => {
    const { sqs } = harness();
    const { url: QueueUrl } = await createQueue(harness(), { VisibilityTimeout: '10' });
    const { arn } = await createQueue(harness());
    const set = (Attributes: Record<string, string>) =>
      sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    const get = async () =>
      (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes;
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: 3 });
    await set({ VisibilityTimeout: '20', RedrivePolicy });
    expect(await get()).toMatchObject({ VisibilityTimeout: '20', RedrivePolicy });
    await set({ RedrivePolicy: '' });
    expect(await get()).not.toHaveProperty('RedrivePolicy');
  });

  test('are listed by prefix, page by page', async () => {
    const { sqs } = harness();
    for (const QueueName of ['list-a', 'list-b', 'list-c']) await sqs.send(new CreateQueueCommand({ QueueName }));
    const list = async (input: object) =>
      sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'list-', MaxResults: 2, ...input }));
    const names = (urls: readonly string[] = []) => urls.map((url) => url.split('/').at(-1));
    const first = await list({});
    expect(names(first.QueueUrls)).toEqual(['list-a', 'list-b']);
    const second = await list({ NextToken: first.NextToken });
    expect(names(second.QueueUrls)).toEqual(['list-c']);
    expect(second.NextToken).toBeUndefined();
  });

  test('carry tags', async () => {
    const { sqs } = harness();
    const { url: QueueUrl } = await createQueue(harness());
    const tags = async () => (await sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags;
    await sqs.send(new TagQueueCommand({ QueueUrl, Tags: { a: '1', b: '2' } }));
    await sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys: ['a'] }));
    expect(await tags()).toEqual({ b: '2' });
    await sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys: ['b'] }));
    expect(await tags()).toBeUndefined();
  });

  test('a deleted queue is gone with its messages', async () => {
    const { sqs } = harness();
    const queue = await createQueue(harness());
    await queue.send('x');
    await sqs.send(new DeleteQueueCommand({ QueueUrl: queue.url }));
    await expect(queue.send('y')).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
    await sqs.send(new CreateQueueCommand({ QueueName: queue.url.split('/').at(-1) }));
    expect(await queue.receive()).toEqual([]);
  });

  test('a purge removes everything, once a minute', () =>
    withSteppedClock(async (aws, clock) => {
      const queue = await createQueue(aws);
      await queue.send('visible');
      await queue.receiveOne();
      await queue.send('delayed', { DelaySeconds: 60 });
      const purge = () => aws.sqs.send(new PurgeQueueCommand({ QueueUrl: queue.url }));
      await purge();
      expect(await queue.counts()).toEqual([0, 0, 0]);
      await expect(purge()).rejects.toMatchObject({ name: 'PurgeQueueInProgress' });
      clock.advance(60_000);
      await purge();
    }));
});
