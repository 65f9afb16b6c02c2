import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { functionResource, roleResource } from './deployer/write-assembly.ts';
import { startTestAws } from './start-aws.ts';

let aws: Awaited<ReturnType<typeof startTestAws>>;
beforeEach(async () => {
  aws = await startTestAws();
});
afterEach(() => aws.dispose());

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 20 });

/** Prints the payload of every record, and fails on those that say so. */
const PRINTER = `exports.handler = async (event) => {
  const data = event.Records.map((record) => record.body ?? Buffer.from(record.kinesis.data, 'base64').toString());
  for (const item of data) console.log(item);
  if (data.includes('poison')) throw new Error('poison');
};`;

/** A stream, or a queue, and a function that prints what comes. */
const pipeline = (mapping: Record<string, unknown> = {}, code = PRINTER, shards = 1) => ({
  resources: {
    Role: roleResource,
    Stream: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: shards } },
    Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
    Undeliverable: { Type: 'AWS::SQS::Queue', Properties: {} },
    Fn: functionResource('code'),
    FromStream: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: { 'Fn::GetAtt': ['Stream', 'Arn'] },
        FunctionName: { 'Fn::GetAtt': ['Fn', 'Arn'] },
        StartingPosition: 'TRIM_HORIZON',
        ...mapping,
      },
    },
    FromQueue: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] }, FunctionName: { Ref: 'Fn' } },
    },
  },
  outputs: {
    Stream: { Value: { Ref: 'Stream' } },
    Queue: { Value: { Ref: 'Queue' } },
    Undeliverable: { Value: { Ref: 'Undeliverable' } },
    Fn: { Value: { Ref: 'Fn' } },
  },
  assets: { code },
});

const put = (StreamName: string, data: string, PartitionKey = 'key') =>
  aws.kinesis.send(new PutRecordCommand({ StreamName, Data: Buffer.from(data), PartitionKey }));

describe('a deployed template', () => {
  it('takes a record from the stream to its function', async () => {
    const code = 'exports.handler = async (event) => console.log(JSON.stringify(event));';
    const { output } = await aws.deployStacks({ app: pipeline({}, code) });
    const { SequenceNumber } = await put(output('Stream'), 'hello', 'a key');
    await until(() => expect(aws.functionLogs.read(output('Fn'))).toHaveLength(1));
    const [record] = JSON.parse(aws.functionLogs.read(output('Fn'))[0] ?? '').Records;
    expect(record).toEqual({
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: 'a key',
        sequenceNumber: SequenceNumber,
        data: 'aGVsbG8=',
        approximateArrivalTimestamp: expect.closeTo(Date.now() / 1_000, -2),
      },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: `shardId-000000000000:${SequenceNumber}`,
      eventName: 'aws:kinesis:record',
      invokeIdentityArn: expect.stringMatching(/^arn:aws:iam::000000000000:role\/app-Role-/),
      awsRegion: 'us-east-1',
      eventSourceARN: `arn:aws:kinesis:us-east-1:000000000000:stream/${output('Stream')}`,
    });
  });

  it('takes a message from the queue to its function', async () => {
    const { output } = await aws.deployStacks({ app: pipeline() });
    await aws.sqs.send(new SendMessageCommand({ QueueUrl: output('Queue'), MessageBody: 'task' }));
    await until(() => expect(aws.functionLogs.read(output('Fn'))).toEqual(['task']));
  });

  it('reports records it gave up, so that they can be found again', async () => {
    const mapping = {
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Undeliverable', 'Arn'] } } },
    };
    const { output } = await aws.deployStacks({ app: pipeline(mapping) });
    const records = ['a', 'poison', 'b'].map((data) => ({ Data: Buffer.from(data), PartitionKey: 'k' }));
    await aws.kinesis.send(new PutRecordsCommand({ StreamName: output('Stream'), Records: records }));
    await until(() => expect(aws.functionLogs.read(output('Fn'))).toContain('b'));
    const received = await aws.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: output('Undeliverable'), WaitTimeSeconds: 5 }),
    );
    const { KinesisBatchInfo } = JSON.parse(received.Messages?.[0]?.Body ?? '');
    const { ShardIterator } = await aws.kinesis.send(
      new GetShardIteratorCommand({
        StreamName: output('Stream'),
        ShardId: KinesisBatchInfo.shardId,
        ShardIteratorType: 'AT_SEQUENCE_NUMBER',
        StartingSequenceNumber: KinesisBatchInfo.startSequenceNumber,
      }),
    );
    const { Records } = await aws.kinesis.send(new GetRecordsCommand({ ShardIterator, Limit: 1 }));
    expect(Buffer.from(Records?.[0]?.Data ?? []).toString()).toBe('poison');
  });

  it('keeps the order of every key over a split, with nothing lost', async () => {
    const { output } = await aws.deployStacks({ app: pipeline({ BatchSize: 7 }) });
    const StreamName = output('Stream');
    const keys = ['a', 'b', 'c', 'd'];
    const send = async (from: number, to: number) => {
      for (let n = from; n < to; n += 1) await Promise.all(keys.map((key) => put(StreamName, `${key} ${n}`, key)));
    };
    await send(0, 10);
    const { Shards } = await aws.kinesis.send(new ListShardsCommand({ StreamName }));
    const middle = (2n ** 127n).toString();
    await aws.kinesis.send(
      new SplitShardCommand({ StreamName, ShardToSplit: Shards?.[0]?.ShardId, NewStartingHashKey: middle }),
    );
    await send(10, 20);
    await until(() => expect(aws.functionLogs.read(output('Fn')).length).toBeGreaterThanOrEqual(80));
    for (const key of keys) {
      const numbers = aws.functionLogs.read(output('Fn')).flatMap((line) => (line[0] === key ? [line.slice(2)] : []));
      expect(numbers).toEqual(Array.from({ length: 20 }, (_, n) => String(n)));
    }
  });

  it('fires its schedule into the queue', async () => {
    const app = pipeline();
    const schedule = {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        ScheduleExpression: 'rate(1 minute)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
          RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Input: 'tick <aws.scheduler.execution-id>',
        },
      },
    };
    const { output } = await aws.deployStacks({ app: { ...app, resources: { ...app.resources, Schedule: schedule } } });
    await until(() =>
      expect(aws.functionLogs.read(output('Fn'))).toEqual([expect.stringMatching(/^tick [0-9a-f-]{36}$/)]),
    );
  });
});

describe('deployed again', () => {
  it('runs the new code from where the old one was', async () => {
    const { output } = await aws.deployStacks({ app: pipeline() });
    await put(output('Stream'), 'one');
    await until(() => expect(aws.functionLogs.read(output('Fn'))).toEqual(['one']));
    await aws.deployStacks({ app: pipeline({}, PRINTER.replace('console.log(item)', 'console.log("new", item)')) });
    await put(output('Stream'), 'two');
    await until(() => expect(aws.functionLogs.read(output('Fn')).at(-1)).toBe('new two'));
    expect(aws.functionLogs.read(output('Fn')).filter((line) => line.endsWith('one')).length).toBeLessThanOrEqual(2);
  });

  it('without a mapping, or with a disabled one, delivers no more', async () => {
    const app = pipeline();
    const { output } = await aws.deployStacks({ app });
    const { FromQueue: _, ...others } = app.resources;
    await aws.deployStacks({ app: { ...app, resources: others } });
    await aws.deployStacks({
      app: { ...pipeline({ Enabled: false }), resources: { ...pipeline({ Enabled: false }).resources } },
    });
    await put(output('Stream'), 'unseen');
    await aws.sqs.send(new SendMessageCommand({ QueueUrl: output('Queue'), MessageBody: 'seen' }));
    await until(() => expect(aws.functionLogs.read(output('Fn'))).toEqual(['seen']));
  });
});
