import {
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  PutRecordCommand,
  UpdateMaxRecordSizeCommand,
  UpdateShardCountCommand,
} from '@aws-sdk/client-kinesis';
import { describe, expect, it } from 'vitest';
import { record, startLimited } from './start-limited.ts';

const SHARDS = ['shardId-000000000000', 'shardId-000000000001'] as const;
const many = (count: number, bytes: number, shard: 0 | 1 = 0) =>
  Array.from({ length: count }, () => record(bytes, shard));

const message = (shard: string) => `Rate exceeded for shard ${shard} in stream clicks under account 000000000000.`;

describe('a shard takes 1,000 records in a second', () => {
  it('and names each one beyond at its place, while other shards go on', async () => {
    const { putAll, clock } = await startLimited();
    for (let call = 0; call < 2; call += 1) expect((await putAll(many(480, 10))).FailedRecordCount).toBe(0);
    const mixed = await putAll([...many(39, 10), record(10, 1), ...many(3, 10), record(10, 1)]);
    expect(mixed.FailedRecordCount).toBe(2);
    expect(mixed.Records?.map(({ ErrorCode }) => ErrorCode ?? '')).toEqual([
      ...Array.from({ length: 41 }, () => ''),
      'ProvisionedThroughputExceededException',
      'ProvisionedThroughputExceededException',
      '',
    ]);
    expect(mixed.Records?.[41]).toEqual({
      ErrorCode: 'ProvisionedThroughputExceededException',
      ErrorMessage: message(SHARDS[0]),
    });
    expect(mixed.Records?.[43]).toMatchObject({ ShardId: SHARDS[1], SequenceNumber: expect.any(String) });
    clock.advance(1_000);
    expect((await putAll(many(500, 10))).FailedRecordCount).toBe(0);
  });

  it('and PutRecord throws', async () => {
    const { kinesis, putAll, StreamName, clock } = await startLimited();
    for (let call = 0; call < 2; call += 1) await putAll(many(500, 10));
    const put = () => kinesis.send(new PutRecordCommand({ StreamName, ...record(10) }));
    await expect(put()).rejects.toMatchObject({
      name: 'ProvisionedThroughputExceededException',
      message: message(SHARDS[0]),
      $metadata: { httpStatusCode: 400 },
    });
    clock.advance(1_000);
    expect(await put()).toMatchObject({ ShardId: SHARDS[0] });
  });
});

it('a shard takes 1 MiB in a second, partition keys included, and a small record where a large one has no room', async () => {
  const { putAll, clock } = await startLimited();
  const half = 524_288;
  const full = await putAll([record(half), record(half - 100), record(101), record(100), record(10)]);
  expect(full.Records?.map(({ ErrorCode }) => ErrorCode === undefined)).toEqual([true, true, false, true, false]);
  clock.advance(1_000);
  const largest = await putAll([record(1_048_576), record(2)]);
  expect(largest.Records?.map(({ ErrorCode }) => ErrorCode === undefined)).toEqual([true, false]);
});

it('a record larger than a second’s bytes passes in an unused second, and is paid back by the seconds after it', async () => {
  const { kinesis, putAll, StreamName, clock } = await startLimited();
  const { StreamDescriptionSummary } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
  const StreamARN = StreamDescriptionSummary?.StreamARN;
  await kinesis.send(new UpdateMaxRecordSizeCommand({ StreamARN, MaxRecordSizeInKiB: 3_072 }));
  const refused = async (...bytes: number[]) => (await putAll(bytes.map((each) => record(each)))).FailedRecordCount;
  expect(await refused(10, 3_145_728)).toBe(1);
  clock.advance(1_000);
  expect(await refused(3_145_728, 2)).toBe(1);
  for (const second of [1, 2]) {
    clock.advance(1_000);
    expect([second, await refused(2)]).toEqual([second, 1]);
  }
  clock.advance(1_000);
  expect(await refused(1_048_576)).toBe(0);
});

it('what was refused is not in the stream, and what was taken is, once and in order', async () => {
  const { kinesis, putAll, StreamName, clock } = await startLimited();
  const sent: (string | undefined)[] = [];
  for (let call = 0; call < 5; call += 1) {
    const { Records } = await putAll(many(500, 10));
    for (const { SequenceNumber } of Records ?? []) if (SequenceNumber) sent.push(SequenceNumber);
    if (call === 2) clock.advance(1_000);
  }
  expect(sent).toHaveLength(2_000);
  const { ShardIterator } = await kinesis.send(
    new GetShardIteratorCommand({ StreamName, ShardId: SHARDS[0], ShardIteratorType: 'TRIM_HORIZON' }),
  );
  const { Records } = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
  expect(Records?.map(({ SequenceNumber }) => SequenceNumber)).toEqual(sent);
});

it('new shards have room of their own', async () => {
  const { kinesis, putAll, StreamName } = await startLimited();
  for (let call = 0; call < 2; call += 1) await putAll(many(500, 10));
  expect((await putAll([record(10)])).FailedRecordCount).toBe(1);
  const TargetShardCount = 4;
  await kinesis.send(new UpdateShardCountCommand({ StreamName, TargetShardCount, ScalingType: 'UNIFORM_SCALING' }));
  expect((await putAll([record(10)])).FailedRecordCount).toBe(0);
});

it('nothing is limited unless asked for', async () => {
  const { putAll } = await startLimited({ kinesis: undefined });
  for (let call = 0; call < 3; call += 1) expect((await putAll(many(500, 10))).FailedRecordCount).toBe(0);
});

it('too much for one request is refused as a whole, limits or not', async () => {
  for (const enforceShardLimits of [true, false]) {
    const { kinesis, putAll, StreamName } = await startLimited({ kinesis: { enforceShardLimits } });
    await expect(putAll(many(501, 10))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(/500/),
    });
    await expect(putAll([...many(10, 1_048_576), record(2)])).rejects.toMatchObject({
      name: 'InvalidArgumentException',
      message: expect.stringMatching(/10 MB/),
    });
    const tooLarge = { name: 'ValidationException', message: expect.stringMatching(/1048576/) };
    await expect(putAll([record(1_048_577)])).rejects.toMatchObject(tooLarge);
    const single = kinesis.send(new PutRecordCommand({ StreamName, ...record(1_048_577) }));
    await expect(single).rejects.toMatchObject(tooLarge);
  }
});
