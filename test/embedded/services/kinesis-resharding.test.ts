import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  type ListShardsCommandInput,
  MergeShardsCommand,
  PutRecordCommand,
  type Shard,
  SplitShardCommand,
  UpdateShardCountCommand,
} from '@aws-sdk/client-kinesis';
import { describe, expect, test } from 'vitest';
import { only, sharedHarness, startHarness, steppedClock, uniqueName } from './harness.ts';

const harness = sharedHarness();
const MIDDLE = String(2n ** 127n);

async function createStream(ShardCount: number): Promise<string> {
  const StreamName = uniqueName('stream');
  await harness().kinesis.send(new CreateStreamCommand({ StreamName, ShardCount }));
  return StreamName;
}

const list = async (input: ListShardsCommandInput): Promise<Shard[]> =>
  (await harness().kinesis.send(new ListShardsCommand(input))).Shards ?? [];

const ids = (shards: readonly { ShardId?: string | undefined }[]) =>
  shards.map(({ ShardId }) => Number(ShardId?.split('-')[1]));

const split = (StreamName: string, ShardToSplit: string, NewStartingHashKey = MIDDLE) =>
  harness().kinesis.send(new SplitShardCommand({ StreamName, ShardToSplit, NewStartingHashKey }));

async function put(StreamName: string, text: string) {
  const record = { StreamName, PartitionKey: 'k', ExplicitHashKey: '0', Data: Buffer.from(text) };
  return (await harness().kinesis.send(new PutRecordCommand(record))).ShardId;
}

async function fromHorizon(StreamName: string, ShardId: string) {
  const request = { StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
  const { ShardIterator } = await harness().kinesis.send(new GetShardIteratorCommand(request));
  return ShardIterator;
}

describe('resharding', () => {
  test('a split closes the parent and opens two children that divide its hash keys', async () => {
    const stream = await createStream(1);
    await split(stream, 'shardId-000000000000');
    const [parent, lower, upper] = await list({ StreamName: stream });
    expect(parent?.SequenceNumberRange?.EndingSequenceNumber).toBeDefined();
    expect(lower).toMatchObject({
      ParentShardId: 'shardId-000000000000',
      HashKeyRange: { StartingHashKey: '0', EndingHashKey: String(2n ** 127n - 1n) },
    });
    expect(upper?.HashKeyRange).toEqual({ StartingHashKey: MIDDLE, EndingHashKey: String(2n ** 128n - 1n) });
    expect(await put(stream, 'x')).toBe('shardId-000000000001');
    await expect(split(stream, 'shardId-000000000000')).rejects.toMatchObject({ name: 'InvalidArgumentException' });
    const outside = split(stream, 'shardId-000000000001', MIDDLE);
    await expect(outside).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });

  test('a closed shard ends with its records, no next iterator, and its children', async () => {
    const stream = await createStream(1);
    await put(stream, 'before');
    const open = await fromHorizon(stream, 'shardId-000000000000');
    const whileOpen = await harness().kinesis.send(new GetRecordsCommand({ ShardIterator: open }));
    expect(whileOpen.NextShardIterator).toBeDefined();
    await split(stream, 'shardId-000000000000');
    for (const ShardIterator of [open, whileOpen.NextShardIterator]) {
      const end = await harness().kinesis.send(new GetRecordsCommand({ ShardIterator }));
      expect(end.Records).toHaveLength(ShardIterator === open ? 1 : 0);
      expect(end.NextShardIterator).toBeUndefined();
      expect(end.MillisBehindLatest).toBe(0);
      expect(ids(end.ChildShards ?? [])).toEqual([1, 2]);
      expect(end.ChildShards?.[0]?.ParentShards).toEqual(['shardId-000000000000']);
    }
  });

  test('records of a child have higher sequence numbers than its parent could give', async () => {
    const stream = await createStream(1);
    await split(stream, 'shardId-000000000000');
    const record = { StreamName: stream, PartitionKey: 'k', Data: Buffer.from('x') };
    const { SequenceNumber } = await harness().kinesis.send(new PutRecordCommand(record));
    const parent = only(await list({ StreamName: stream }), 'shard');
    expect(BigInt(SequenceNumber ?? 0)).toBeGreaterThan(BigInt(parent.SequenceNumberRange?.EndingSequenceNumber ?? 0));
  });

  test('a merge closes two neighbours and opens one child; strangers cannot merge', async () => {
    const stream = await createStream(3);
    const merge = (ShardToMerge: string, AdjacentShardToMerge: string) =>
      harness().kinesis.send(new MergeShardsCommand({ StreamName: stream, ShardToMerge, AdjacentShardToMerge }));
    const strangers = merge('shardId-000000000000', 'shardId-000000000002');
    await expect(strangers).rejects.toMatchObject({ name: 'InvalidArgumentException' });
    await merge('shardId-000000000000', 'shardId-000000000001');
    const child = (await list({ StreamName: stream })).at(-1);
    expect(child).toMatchObject({
      ParentShardId: 'shardId-000000000000',
      AdjacentParentShardId: 'shardId-000000000001',
      HashKeyRange: { StartingHashKey: '0' },
    });
    const iterator = await fromHorizon(stream, 'shardId-000000000001');
    const end = await harness().kinesis.send(new GetRecordsCommand({ ShardIterator: iterator }));
    expect(end.ChildShards?.[0]?.ParentShards).toEqual(['shardId-000000000000', 'shardId-000000000001']);
  });

  test('UpdateShardCount at most doubles and at least halves', async () => {
    const StreamName = await createStream(2);
    const update = (TargetShardCount: number) =>
      harness().kinesis.send(
        new UpdateShardCountCommand({ StreamName, TargetShardCount, ScalingType: 'UNIFORM_SCALING' }),
      );
    const open = async () => {
      const summary = await harness().kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
      return summary.StreamDescriptionSummary?.OpenShardCount;
    };
    expect(await update(3)).toMatchObject({ CurrentShardCount: 2, TargetShardCount: 3 });
    expect(await open()).toBe(3);
    await update(6);
    expect(await open()).toBe(6);
    await update(3);
    expect(await open()).toBe(3);
    for (const count of [7, 1]) await expect(update(count)).rejects.toMatchObject({ name: 'LimitExceededException' });
  });

  test('an on-demand stream is not resharded by hand, but splits as AWS would do by itself', async () => {
    const StreamName = uniqueName('stream');
    await harness().kinesis.send(
      new CreateStreamCommand({ StreamName, StreamModeDetails: { StreamMode: 'ON_DEMAND' } }),
    );
    await expect(split(StreamName, 'shardId-000000000000')).rejects.toMatchObject({ name: 'ValidationException' });
    await harness().splitStream(StreamName);
    expect(ids(await list({ StreamName, ShardFilter: { Type: 'AT_LATEST' } }))).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('ListShards', () => {
  test('filters by shard, by the tip, by the trim horizon, by time', async () => {
    const clock = steppedClock();
    const aws = await startHarness({ clock: clock.now });
    const shards = async (input: Partial<ListShardsCommandInput>) => {
      const output = await aws.kinesis.send(new ListShardsCommand({ StreamName: 's', ...input }));
      return ids(output.Shards ?? []);
    };
    const hour = 3_600_000;
    try {
      await aws.kinesis.send(new CreateStreamCommand({ StreamName: 's', ShardCount: 2 }));
      clock.advance(hour);
      const beforeSplit = new Date(clock.now() - 10_000);
      const request = { StreamName: 's', ShardToSplit: 'shardId-000000000000', NewStartingHashKey: String(2n ** 126n) };
      await aws.kinesis.send(new SplitShardCommand(request));
      clock.advance(hour);
      expect(await shards({})).toEqual([0, 1, 2, 3]);
      expect(await shards({ ShardFilter: { Type: 'AFTER_SHARD_ID', ShardId: 'shardId-000000000001' } })).toEqual([
        2, 3,
      ]);
      expect(await shards({ ShardFilter: { Type: 'AT_LATEST' } })).toEqual([1, 2, 3]);
      expect(await shards({ ShardFilter: { Type: 'FROM_TRIM_HORIZON' } })).toEqual([0, 1, 2, 3]);
      expect(await shards({ ShardFilter: { Type: 'AT_TRIM_HORIZON' } })).toEqual([0, 1]);
      expect(await shards({ ShardFilter: { Type: 'AT_TIMESTAMP', Timestamp: beforeSplit } })).toEqual([0, 1]);
      const now = new Date(clock.now());
      expect(await shards({ ShardFilter: { Type: 'FROM_TIMESTAMP', Timestamp: now } })).toEqual([1, 2, 3]);
      expect(await shards({ ExclusiveStartShardId: 'shardId-000000000002' })).toEqual([3]);
      clock.advance(24 * hour);
      expect(await shards({ ShardFilter: { Type: 'FROM_TRIM_HORIZON' } })).toEqual([1, 2, 3]);
      const unknown = shards({ ShardFilter: { Type: 'AFTER_SHARD_ID' } });
      await expect(unknown).rejects.toMatchObject({ name: 'InvalidArgumentException' });
    } finally {
      await aws.stop();
    }
  });

  test('pages by token, which takes no stream name beside it', async () => {
    const StreamName = await createStream(5);
    const first = await harness().kinesis.send(new ListShardsCommand({ StreamName, MaxResults: 3 }));
    expect(ids(first.Shards ?? [])).toEqual([0, 1, 2]);
    const { NextToken } = first;
    const second = await harness().kinesis.send(new ListShardsCommand({ NextToken }));
    expect(ids(second.Shards ?? [])).toEqual([3, 4]);
    expect(second.NextToken).toBeUndefined();
    for (const input of [{ StreamName, NextToken }, { NextToken: 'nonsense' }, {}]) {
      await expect(list(input)).rejects.toMatchObject({ name: 'InvalidArgumentException' });
    }
  });
});
