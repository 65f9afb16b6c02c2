import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  UpdateContinuousBackupsCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CreateStreamCommand,
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListTagsForStreamCommand,
  PutRecordCommand,
} from '@aws-sdk/client-kinesis';
import {
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  ListQueueTagsCommand,
  StartMessageMoveTaskCommand,
  TagQueueCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { DataDirectoryInUseError } from '../../../localstack/embedded/level.ts';
import { type Harness, startHarness, steppedClock, withDirectory } from './harness.ts';
import { bodies, createQueue, openQueue } from './queues.ts';
import { createTable, key } from './tables.ts';

/** Runs two lives of the local AWS, one after the other, over the same directory and clock. */
function overRestart<T>(
  before: (aws: Harness, clock: ReturnType<typeof steppedClock>) => Promise<T>,
  after: (aws: Harness, kept: T, clock: ReturnType<typeof steppedClock>) => Promise<void>,
): Promise<void> {
  return withDirectory(async (dataDir) => {
    const clock = steppedClock();
    const first = await startHarness({ dataDir, clock: clock.now });
    const kept = await before(first, clock);
    await first.stop();
    const second = await startHarness({ dataDir, clock: clock.now });
    await after(second, kept, clock);
    await second.stop();
    expect([...first.failures, ...second.failures]).toEqual([]);
  });
}

const SHARD = 'shardId-000000000000';

describe('with a data directory, a restart keeps', () => {
  test('streams: their creation time, mode, tags, records, and rising sequence numbers', () =>
    overRestart(
      async ({ kinesis }) => {
        const StreamModeDetails = { StreamMode: 'ON_DEMAND' } as const;
        await kinesis.send(new CreateStreamCommand({ StreamName: 's', StreamModeDetails, Tags: { a: '1' } }));
        const record = { StreamName: 's', PartitionKey: 'k', ExplicitHashKey: '0', Data: Buffer.from('before') };
        const { SequenceNumber } = await kinesis.send(new PutRecordCommand(record));
        const { StreamDescription } = await kinesis.send(new DescribeStreamCommand({ StreamName: 's' }));
        return { SequenceNumber, StreamDescription };
      },
      async ({ kinesis }, kept) => {
        const { StreamDescription } = await kinesis.send(new DescribeStreamCommand({ StreamName: 's' }));
        expect(StreamDescription).toEqual(kept.StreamDescription);
        const { Tags } = await kinesis.send(new ListTagsForStreamCommand({ StreamName: 's' }));
        expect(Tags).toEqual([{ Key: 'a', Value: '1' }]);
        const record = { StreamName: 's', PartitionKey: 'k', ExplicitHashKey: '0', Data: Buffer.from('after') };
        const { SequenceNumber } = await kinesis.send(new PutRecordCommand(record));
        expect(BigInt(SequenceNumber ?? 0)).toBeGreaterThan(BigInt(kept.SequenceNumber ?? 0));
        const request = { StreamName: 's', ShardId: SHARD, ShardIteratorType: 'TRIM_HORIZON' } as const;
        const { ShardIterator } = await kinesis.send(new GetShardIteratorCommand(request));
        const { Records } = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
        expect(Records?.map(({ Data }) => Buffer.from(Data ?? []).toString())).toEqual(['before', 'after']);
      },
    ));

  test('an iterator works over a restart', () =>
    overRestart(
      async ({ kinesis }) => {
        await kinesis.send(new CreateStreamCommand({ StreamName: 's', ShardCount: 1 }));
        const request = { StreamName: 's', ShardId: SHARD, ShardIteratorType: 'LATEST' } as const;
        return (await kinesis.send(new GetShardIteratorCommand(request))).ShardIterator;
      },
      async ({ kinesis }, ShardIterator) => {
        await kinesis.send(new PutRecordCommand({ StreamName: 's', PartitionKey: 'k', Data: Buffer.from('x') }));
        expect((await kinesis.send(new GetRecordsCommand({ ShardIterator }))).Records).toHaveLength(1);
      },
    ));

  test('tables: items in order, indexes, settings and tags', () =>
    overRestart(
      async (aws) => {
        const TableName = await createTable(aws, {
          DeletionProtectionEnabled: true,
          Tags: [{ Key: 'a', Value: '1' }],
          AttributeDefinitions: ['pk', 'sk', 'city'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
          GlobalSecondaryIndexes: [
            {
              IndexName: 'by-city',
              KeySchema: [{ AttributeName: 'city', KeyType: 'HASH' }],
              Projection: { ProjectionType: 'ALL' },
            },
          ],
        });
        for (const sk of ['c', 'a', 'b']) {
          const Item = { ...key('p', sk), city: { S: 'Bern' }, text: { S: 'Grüße ~ / \u{10ffff}' } };
          await aws.dynamodb.send(new PutItemCommand({ TableName, Item }));
        }
        const TimeToLiveSpecification = { AttributeName: 'ttl', Enabled: true };
        await aws.dynamodb.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
        const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
        await aws.dynamodb.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
        return TableName;
      },
      async ({ dynamodb }, TableName) => {
        const query = async (more: object) => {
          const { Items } = await dynamodb.send(new QueryCommand({ TableName, ...more }));
          return Items?.map(({ sk, text }) => [sk?.S, text?.S]);
        };
        const text = 'Grüße ~ / \u{10ffff}';
        const all = ['a', 'b', 'c'].map((sk) => [sk, text]);
        const ExpressionAttributeValues = { ':v': { S: 'p' } };
        expect(await query({ KeyConditionExpression: 'pk = :v', ExpressionAttributeValues })).toEqual(all);
        const byCity = { IndexName: 'by-city', KeyConditionExpression: 'city = :v' };
        expect(await query({ ...byCity, ExpressionAttributeValues: { ':v': { S: 'Bern' } } })).toHaveLength(3);
        const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
        expect(Table).toMatchObject({ DeletionProtectionEnabled: true, TableStatus: 'ACTIVE' });
        const ttl = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }));
        expect(ttl.TimeToLiveDescription?.AttributeName).toBe('ttl');
        const backups = await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName }));
        const recovery = backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
        expect(recovery?.PointInTimeRecoveryStatus).toBe('ENABLED');
        const tags = await dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }));
        expect(tags.Tags).toEqual([{ Key: 'a', Value: '1' }]);
        expect((await dynamodb.send(new GetItemCommand({ TableName, Key: key('p', 'a') }))).Item?.text).toEqual({
          S: text,
        });
      },
    ));

  test('queues: attributes, tags, order, receive counts, delays; a message in flight returns when its timeout ends', () =>
    overRestart(
      async (aws) => {
        const queue = await createQueue(aws, { VisibilityTimeout: '30', MessageRetentionPeriod: '600' });
        await aws.sqs.send(new TagQueueCommand({ QueueUrl: queue.url, Tags: { a: '1' } }));
        await queue.send('in flight');
        await queue.send('deleted');
        await queue.receive({ MaxNumberOfMessages: 1 });
        await queue.delete(await queue.receiveOne());
        await queue.send('visible');
        await queue.send('delayed', { DelaySeconds: 60 });
        return queue.url.split('/').at(-1) ?? '';
      },
      async (aws, name, clock) => {
        const QueueUrl = `${aws.endpoint}/000000000000/${name}`;
        const attributes = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
        expect((await aws.sqs.send(attributes)).Attributes).toMatchObject({
          VisibilityTimeout: '30',
          MessageRetentionPeriod: '600',
          ApproximateNumberOfMessages: '1',
          ApproximateNumberOfMessagesNotVisible: '1',
          ApproximateNumberOfMessagesDelayed: '1',
        });
        expect((await aws.sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ a: '1' });
        const { receive } = await openQueue(aws, QueueUrl);
        expect(bodies(await receive())).toEqual(['visible']);
        clock.advance(29_999);
        expect(await receive()).toEqual([]);
        clock.advance(1);
        const again = await receive();
        expect(bodies(again)).toEqual(['in flight', 'visible']);
        expect(again[0]?.Attributes?.ApproximateReceiveCount).toBe('2');
        clock.advance(30_000);
        expect(bodies(await receive())).toContain('delayed');
      },
    ));

  test('a FIFO queue: order, groups in flight, deduplication, rising sequence numbers', () =>
    overRestart(
      async (aws) => {
        const queue = await createQueue(aws, { FifoQueue: 'true', ContentBasedDeduplication: 'true' });
        for (const body of ['a', 'b', 'c']) await queue.send(body, { MessageGroupId: 'g' });
        await queue.delete(await queue.receiveOne());
        const { Attributes } = await queue.receiveOne();
        return { url: queue.url, last: Attributes?.SequenceNumber ?? '' };
      },
      async (aws, kept, clock) => {
        const { send, receive } = await openQueue(aws, kept.url);
        await send('a', { MessageGroupId: 'g' });
        await send('d', { MessageGroupId: 'g' });
        expect(await receive()).toEqual([]);
        clock.advance(30_000);
        const messages = await receive();
        expect(bodies(messages)).toEqual(['b', 'c', 'd']);
        expect((messages[2]?.Attributes?.SequenceNumber ?? '') > kept.last).toBe(true);
      },
    ));

  test('a task that moves messages: it goes on', () =>
    overRestart(
      async (aws) => {
        const dlq = await createQueue(aws);
        const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dlq.arn, maxReceiveCount: 1 });
        const { url, arn } = await createQueue(aws, { RedrivePolicy });
        for (const body of ['a', 'b', 'c']) await dlq.send(body);
        const slowly = { SourceArn: dlq.arn, DestinationArn: arn, MaxNumberOfMessagesPerSecond: 10 };
        await aws.sqs.send(new StartMessageMoveTaskCommand(slowly));
        return { url, dlq: dlq.arn };
      },
      async (aws, { url, dlq }) => {
        await expect
          .poll(() => aws.sqs.send(new ListMessageMoveTasksCommand({ SourceArn: dlq })))
          .toMatchObject({ Results: [{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 3 }] });
        expect(bodies(await (await openQueue(aws, url)).receive())).toEqual(['a', 'b', 'c']);
      },
    ));

  test('registered stacks', () =>
    overRestart(
      async (aws) => {
        const outputs = [{ key: 'A', value: '1' }];
        aws.registerStack({ stackName: 's', status: 'CREATE_COMPLETE', outputs, resources: [] });
        return (await aws.cloudformation.send(new DescribeStacksCommand({}))).Stacks;
      },
      async (aws, kept) => {
        expect((await aws.cloudformation.send(new DescribeStacksCommand({}))).Stacks).toEqual(kept);
      },
    ));
});

test('a FIFO message stored just before the process died is not taken from its sender again', () =>
  withDirectory(async (dataDir) => {
    const clock = steppedClock();
    const first = await startHarness({ dataDir, clock: clock.now });
    const { url, send } = await createQueue(first, { FifoQueue: 'true', ContentBasedDeduplication: 'true' });
    const id = await send('x', { MessageGroupId: 'g' });
    await first.stop();
    rmSync(join(dataDir, 'deduplicated-messages.journal'));
    const second = await startHarness({ dataDir, clock: clock.now });
    const queue = await openQueue(second, url);
    expect(await queue.send('x', { MessageGroupId: 'g' })).toBe(id);
    expect(await queue.counts()).toEqual([1, 0, 0]);
    await second.stop();
  }));

test('a directory in use by another is one clear line', () =>
  withDirectory(async (dataDir) => {
    const aws = await startHarness({ dataDir });
    const error = await startHarness({ dataDir }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DataDirectoryInUseError);
    expect(error).toHaveProperty('message', expect.stringMatching(/is in use: stop the other process or give another/));
    await aws.stop();
  }));
