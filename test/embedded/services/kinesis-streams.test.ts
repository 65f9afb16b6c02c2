import {
  AddTagsToStreamCommand,
  CreateStreamCommand,
  DecreaseStreamRetentionPeriodCommand,
  DeleteStreamCommand,
  DescribeLimitsCommand,
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  IncreaseStreamRetentionPeriodCommand,
  type KinesisClient,
  ListStreamsCommand,
  ListTagsForStreamCommand,
  PutRecordCommand,
  StartStreamEncryptionCommand,
  StopStreamEncryptionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStreamModeCommand,
} from '@aws-sdk/client-kinesis';
import { describe, expect, test } from 'vitest';
import { sharedHarness, uniqueName } from './harness.ts';

const harness = sharedHarness();
const send = <T>(run: (kinesis: KinesisClient) => Promise<T>) => run(harness().kinesis);

const summary = async (StreamName: string) => {
  const output = await send((kinesis) => kinesis.send(new DescribeStreamSummaryCommand({ StreamName })));
  return output.StreamDescriptionSummary;
};

describe('streams', () => {
  test('an on-demand stream has four shards and remembers its mode', async () => {
    const StreamName = uniqueName('stream');
    await send((k) => k.send(new CreateStreamCommand({ StreamName, StreamModeDetails: { StreamMode: 'ON_DEMAND' } })));
    expect(await summary(StreamName)).toMatchObject({
      StreamStatus: 'ACTIVE',
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
      OpenShardCount: 4,
      RetentionPeriodHours: 24,
      StreamARN: `arn:aws:kinesis:us-east-1:000000000000:stream/${StreamName}`,
    });
    const { StreamDescription } = await send((k) => k.send(new DescribeStreamCommand({ StreamName })));
    expect(StreamDescription?.StreamModeDetails).toEqual({ StreamMode: 'ON_DEMAND' });
    expect(StreamDescription?.Shards).toHaveLength(4);
  });

  test('a provisioned stream needs a shard count, an on-demand one takes none', async () => {
    const StreamName = uniqueName('stream');
    const create = (input: object) => send((k) => k.send(new CreateStreamCommand({ StreamName, ...input })));
    await expect(create({})).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(create({ ShardCount: 2, StreamModeDetails: { StreamMode: 'ON_DEMAND' } })).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await create({ ShardCount: 2 });
    await expect(create({ ShardCount: 2 })).rejects.toMatchObject({ name: 'ResourceInUseException' });
    expect((await summary(StreamName))?.StreamModeDetails).toEqual({ StreamMode: 'PROVISIONED' });
  });

  test('is addressed by ARN as well as by name', async () => {
    const StreamName = uniqueName('stream');
    await send((k) => k.send(new CreateStreamCommand({ StreamName, ShardCount: 1 })));
    const StreamARN = (await summary(StreamName))?.StreamARN;
    const put = new PutRecordCommand({ StreamARN, PartitionKey: 'k', Data: Buffer.from('x') });
    expect((await send((k) => k.send(put))).ShardId).toBe('shardId-000000000000');
    const described = await send((k) => k.send(new DescribeStreamSummaryCommand({ StreamARN })));
    expect(described.StreamDescriptionSummary?.StreamName).toBe(StreamName);
  });

  test('retention goes up to 8760 hours and down again', async () => {
    const StreamName = uniqueName('stream');
    await send((k) => k.send(new CreateStreamCommand({ StreamName, ShardCount: 1 })));
    const increase = (RetentionPeriodHours: number) =>
      send((k) => k.send(new IncreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours })));
    await increase(8760);
    expect((await summary(StreamName))?.RetentionPeriodHours).toBe(8760);
    await expect(increase(8761)).rejects.toMatchObject({ name: 'ValidationException' });
    await send((k) => k.send(new DecreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours: 48 })));
    expect((await summary(StreamName))?.RetentionPeriodHours).toBe(48);
    await expect(increase(24)).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });

  test('mode and encryption change and are shown', async () => {
    const StreamName = uniqueName('stream');
    await send((k) => k.send(new CreateStreamCommand({ StreamName, ShardCount: 1 })));
    const StreamARN = (await summary(StreamName))?.StreamARN;
    const toOnDemand = new UpdateStreamModeCommand({ StreamARN, StreamModeDetails: { StreamMode: 'ON_DEMAND' } });
    await send((k) => k.send(toOnDemand));
    const encryption = { StreamName, EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' } as const;
    await send((k) => k.send(new StartStreamEncryptionCommand(encryption)));
    expect(await summary(StreamName)).toMatchObject({
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
      EncryptionType: 'KMS',
      KeyId: 'alias/aws/kinesis',
    });
    await send((k) => k.send(new StopStreamEncryptionCommand(encryption)));
    expect((await summary(StreamName))?.EncryptionType).toBe('NONE');
  });

  test('tags come by either operation and go again', async () => {
    const StreamName = uniqueName('stream');
    await send((k) => k.send(new CreateStreamCommand({ StreamName, ShardCount: 1, Tags: { made: 'here' } })));
    const ResourceARN = (await summary(StreamName))?.StreamARN;
    await send((k) => k.send(new AddTagsToStreamCommand({ StreamName, Tags: { a: '1' } })));
    await send((k) => k.send(new TagResourceCommand({ ResourceARN, Tags: { b: '2' } })));
    await send((k) => k.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['made'] })));
    const { Tags } = await send((k) => k.send(new ListTagsForStreamCommand({ StreamName })));
    expect(Tags).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ]);
  });

  test('are listed page by page, with their modes', async () => {
    const names = ['page-a', 'page-b', 'page-c'];
    for (const StreamName of names) await send((k) => k.send(new CreateStreamCommand({ StreamName, ShardCount: 1 })));
    const first = await send((k) => k.send(new ListStreamsCommand({ Limit: 2, ExclusiveStartStreamName: 'page' })));
    expect(first).toMatchObject({ StreamNames: ['page-a', 'page-b'], HasMoreStreams: true });
    expect(first.StreamSummaries?.[0]?.StreamModeDetails?.StreamMode).toBe('PROVISIONED');
    const next = await send((k) => k.send(new ListStreamsCommand({ Limit: 1, NextToken: first.NextToken })));
    expect(next.StreamNames).toEqual(['page-c']);
    const limits = await send((k) => k.send(new DescribeLimitsCommand({})));
    expect(limits.OpenShardCount).toBeGreaterThanOrEqual(3);
  });

  test('a stream created again under the same name is another one: new creation time, no old records', async () => {
    const StreamName = uniqueName('stream');
    await send((k) => k.send(new CreateStreamCommand({ StreamName, ShardCount: 1 })));
    await send((k) => k.send(new PutRecordCommand({ StreamName, PartitionKey: 'k', Data: Buffer.from('old') })));
    const before = (await summary(StreamName))?.StreamCreationTimestamp;
    await send((k) => k.send(new DeleteStreamCommand({ StreamName })));
    await expect(summary(StreamName)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await send((k) => k.send(new CreateStreamCommand({ StreamName, ShardCount: 1 })));
    expect((await summary(StreamName))?.StreamCreationTimestamp).not.toEqual(before);
  });
});
