import {
  CreateStreamCommand,
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  PutRecordCommand,
  PutRecordsCommand,
  UpdateMaxRecordSizeCommand,
} from '@aws-sdk/client-kinesis';
import { describe, expect, it } from 'vitest';
import { sharedHarness, startHarness, uniqueName, withDirectory } from '../../embedded/services/harness.ts';

const harness = sharedHarness();
const MEBIBYTE = 1_048_576;
const PartitionKey = 'key';
/** Data that comes to so many bytes with its partition key. */
const dataOf = (bytes: number) => Buffer.alloc(bytes - PartitionKey.length, 'x');

async function createStream(MaxRecordSizeInKiB?: number): Promise<string> {
  const StreamName = uniqueName('large');
  await harness().kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1, MaxRecordSizeInKiB }));
  return StreamName;
}

const put = (StreamName: string, bytes: number) =>
  harness().kinesis.send(new PutRecordCommand({ StreamName, PartitionKey, Data: dataOf(bytes) }));

const putAll = (StreamName: string, bytes: readonly number[]) => {
  const Records = bytes.map((each) => ({ PartitionKey, Data: dataOf(each) }));
  return harness().kinesis.send(new PutRecordsCommand({ StreamName, Records }));
};

const summaryOf = async (StreamName: string) =>
  (await harness().kinesis.send(new DescribeStreamSummaryCommand({ StreamName }))).StreamDescriptionSummary;

async function update(StreamName: string, MaxRecordSizeInKiB: number) {
  const StreamARN = (await summaryOf(StreamName))?.StreamARN;
  return harness().kinesis.send(new UpdateMaxRecordSizeCommand({ StreamARN, MaxRecordSizeInKiB }));
}

async function firstIterator(StreamName: string, kinesis = harness().kinesis) {
  const request = { StreamName, ShardId: 'shardId-000000000000', ShardIteratorType: 'TRIM_HORIZON' } as const;
  return (await kinesis.send(new GetShardIteratorCommand(request))).ShardIterator;
}

const tooLarge = (place: string, maxBytes: number) => ({
  name: 'ValidationException',
  message:
    `1 validation error detected: Value at '${place}' failed to satisfy constraint: ` +
    `Member must have length less than or equal to ${maxBytes}`,
});

describe('the largest record of a stream', () => {
  it('is 1 MiB unless told otherwise, partition key included', async () => {
    const stream = await createStream();
    expect(await summaryOf(stream)).toMatchObject({ MaxRecordSizeInKiB: 1_024 });
    expect(await put(stream, MEBIBYTE)).toMatchObject({ ShardId: 'shardId-000000000000' });
    await expect(put(stream, MEBIBYTE + 1)).rejects.toMatchObject(tooLarge('data', MEBIBYTE));
  });

  it('is what CreateStream or UpdateMaxRecordSize say, up to 10 MiB', async () => {
    const stream = await createStream(2_048);
    expect(await summaryOf(stream)).toMatchObject({ MaxRecordSizeInKiB: 2_048 });
    await put(stream, 2 * MEBIBYTE);
    await expect(put(stream, 2 * MEBIBYTE + 1)).rejects.toMatchObject(tooLarge('data', 2 * MEBIBYTE));
    await update(stream, 10_240);
    expect(await summaryOf(stream)).toMatchObject({ MaxRecordSizeInKiB: 10_240 });
    await put(stream, 10 * MEBIBYTE);
    await expect(put(stream, 10 * MEBIBYTE + 1)).rejects.toMatchObject(tooLarge('data', 10 * MEBIBYTE));
    await update(stream, 1_024);
    await expect(put(stream, 2 * MEBIBYTE)).rejects.toMatchObject(tooLarge('data', MEBIBYTE));
  });

  it.each([1_023, 10_241])('is never %i KiB', async (kiB) => {
    const refused = { name: 'ValidationException', message: expect.stringMatching(/'maxRecordSizeInKiB' failed/) };
    await expect(createStream(kiB)).rejects.toMatchObject(refused);
    await expect(update(await createStream(), kiB)).rejects.toMatchObject(refused);
  });

  it('is told by DescribeStreamSummary, not by DescribeStream', async () => {
    const StreamName = await createStream(2_048);
    const { StreamDescription } = await harness().kinesis.send(new DescribeStreamCommand({ StreamName }));
    expect(StreamDescription).not.toHaveProperty('MaxRecordSizeInKiB');
  });

  it('lasts over a restart, with the records', () =>
    withDirectory(async (dataDir) => {
      const first = await startHarness({ dataDir });
      await first.kinesis.send(new CreateStreamCommand({ StreamName: 's', ShardCount: 1, MaxRecordSizeInKiB: 8_192 }));
      const sizes = [8 * MEBIBYTE, 10, 5 * MEBIBYTE, 10];
      for (const bytes of sizes) {
        await first.kinesis.send(new PutRecordCommand({ StreamName: 's', PartitionKey, Data: dataOf(bytes) }));
      }
      await first.stop();
      const second = await startHarness({ dataDir });
      const summary = await second.kinesis.send(new DescribeStreamSummaryCommand({ StreamName: 's' }));
      expect(summary.StreamDescriptionSummary?.MaxRecordSizeInKiB).toBe(8_192);
      const pages: number[][] = [];
      for (let iterator = await firstIterator('s', second.kinesis), behindMs = 1; behindMs > 0; ) {
        const page = await second.kinesis.send(new GetRecordsCommand({ ShardIterator: iterator }));
        pages.push((page.Records ?? []).map(({ Data }) => (Data?.length ?? 0) + PartitionKey.length));
        behindMs = page.MillisBehindLatest ?? 0;
        iterator = page.NextShardIterator;
      }
      expect(pages).toEqual([
        [8 * MEBIBYTE, 10],
        [5 * MEBIBYTE, 10],
      ]);
      await second.stop();
    }));
});

describe('PutRecords', () => {
  it('names each record that is too large, and takes none', async () => {
    const StreamName = await createStream();
    await expect(putAll(StreamName, [10, MEBIBYTE + 1])).rejects.toMatchObject(
      tooLarge('records.2.member.data', MEBIBYTE),
    );
    const both = putAll(StreamName, [MEBIBYTE + 1, 10, MEBIBYTE + 1]);
    await expect(both).rejects.toThrow(
      /^2 validation errors detected: Value at 'records\.1\.member\.data' .*1048576; Value at 'records\.3\.member\.data' .*1048576$/,
    );
    const read = await harness().kinesis.send(
      new GetRecordsCommand({ ShardIterator: await firstIterator(StreamName) }),
    );
    expect(read.Records).toEqual([]);
  });

  it('takes 10 MiB in all, keys included, in few records or in one', async () => {
    const stream = await createStream(10_240);
    const answers = [await putAll(stream, [10 * MEBIBYTE]), await putAll(stream, [6 * MEBIBYTE, 4 * MEBIBYTE])];
    expect(answers.map(({ FailedRecordCount }) => FailedRecordCount)).toEqual([0, 0]);
    await expect(putAll(stream, [6 * MEBIBYTE, 4 * MEBIBYTE + 1])).rejects.toMatchObject({
      name: 'InvalidArgumentException',
      message: 'Records size exceeds 10 MB limit',
    });
  });
});

it('a read returns at most 10 MiB, one record of that size too, and every byte as it was sent', async () => {
  const StreamName = await createStream(10_240);
  const Data = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  const large = Buffer.alloc(10 * MEBIBYTE - PartitionKey.length, Data);
  for (const data of [Data, large, Data]) {
    await harness().kinesis.send(new PutRecordCommand({ StreamName, PartitionKey, Data: data }));
  }
  const read: Buffer[][] = [];
  for (let ShardIterator = await firstIterator(StreamName), behindMs = 1; behindMs > 0; ) {
    const page = await harness().kinesis.send(new GetRecordsCommand({ ShardIterator }));
    read.push((page.Records ?? []).map((record) => Buffer.from(record.Data ?? [])));
    behindMs = page.MillisBehindLatest ?? 0;
    ShardIterator = page.NextShardIterator;
  }
  expect(read.map((page) => page.length)).toEqual([1, 1, 1]);
  expect(read[1]?.[0]?.equals(large)).toBe(true);
});
