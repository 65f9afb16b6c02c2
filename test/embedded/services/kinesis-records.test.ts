import {
  CreateStreamCommand,
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  PutRecordCommand,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis';
import { describe, expect, test } from 'vitest';
import { sharedHarness, startHarness, steppedClock, uniqueName } from './harness.ts';

const harness = sharedHarness();
const SHARD = 'shardId-000000000000';

async function createStream(ShardCount = 1): Promise<string> {
  const StreamName = uniqueName('stream');
  await harness().kinesis.send(new CreateStreamCommand({ StreamName, ShardCount }));
  return StreamName;
}

async function iterator(StreamName: string, input: Partial<GetShardIteratorCommandInput> = {}): Promise<string> {
  const request = { StreamName, ShardId: SHARD, ShardIteratorType: 'TRIM_HORIZON', ...input } as const;
  const { ShardIterator } = await harness().kinesis.send(new GetShardIteratorCommand(request));
  return ShardIterator ?? '';
}

const get = (ShardIterator: string, Limit?: number): Promise<GetRecordsCommandOutput> =>
  harness().kinesis.send(new GetRecordsCommand({ ShardIterator, Limit }));

const put = (StreamName: string, texts: readonly string[], PartitionKey = 'key') =>
  harness().kinesis.send(
    new PutRecordsCommand({ StreamName, Records: texts.map((text) => ({ PartitionKey, Data: Buffer.from(text) })) }),
  );

const texts = (output: GetRecordsCommandOutput) =>
  output.Records?.map(({ Data }) => Buffer.from(Data ?? []).toString('utf8'));

describe('reading a shard', () => {
  test('returns records in order, page by page, with MillisBehindLatest above 0 until the last page', async () => {
    const stream = await createStream();
    await put(stream, ['a', 'b', 'c', 'd', 'e']);
    const first = await get(await iterator(stream), 3);
    expect(texts(first)).toEqual(['a', 'b', 'c']);
    expect(first.MillisBehindLatest).toBeGreaterThan(0);
    const second = await get(first.NextShardIterator ?? '', 3);
    expect(texts(second)).toEqual(['d', 'e']);
    expect(second.MillisBehindLatest).toBe(0);
    const third = await get(second.NextShardIterator ?? '');
    expect(third).toMatchObject({ Records: [], MillisBehindLatest: 0 });
    await put(stream, ['f']);
    expect(texts(await get(third.NextShardIterator ?? ''))).toEqual(['f']);
  });

  test('a page that ends exactly at the tip is not behind', async () => {
    const stream = await createStream();
    await put(stream, ['a', 'b']);
    expect((await get(await iterator(stream), 2)).MillisBehindLatest).toBe(0);
  });

  test('an iterator that found nothing finds the first record put later', async () => {
    const stream = await createStream();
    const empty = await get(await iterator(stream));
    expect(empty.Records).toEqual([]);
    const latest = await iterator(stream, { ShardIteratorType: 'LATEST' });
    await put(stream, ['first']);
    expect(texts(await get(empty.NextShardIterator ?? ''))).toEqual(['first']);
    expect(texts(await get(latest))).toEqual(['first']);
  });

  test('starts at, after, at a time, or at the tip', async () => {
    const stream = await createStream();
    const { Records } = await put(stream, ['a', 'b', 'c']);
    const StartingSequenceNumber = Records?.[1]?.SequenceNumber;
    const from = async (input: Partial<GetShardIteratorCommandInput>) =>
      texts(await get(await iterator(stream, input)));
    expect(await from({ ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber })).toEqual(['b', 'c']);
    expect(await from({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber })).toEqual(['c']);
    expect(await from({ ShardIteratorType: 'LATEST' })).toEqual([]);
    expect(await from({ ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(0) })).toEqual(['a', 'b', 'c']);
  });

  test('AT_TIMESTAMP after the last record answers, and finds what comes later', async () => {
    const stream = await createStream();
    await put(stream, ['old']);
    const { Records } = await get(await iterator(stream));
    const Timestamp = new Date((Records?.[0]?.ApproximateArrivalTimestamp?.getTime() ?? 0) + 1);
    while (Date.now() <= Timestamp.getTime()) await new Promise(setImmediate);
    const later = await iterator(stream, { ShardIteratorType: 'AT_TIMESTAMP', Timestamp });
    await put(stream, ['new']);
    expect(texts(await get(later))).toEqual(['new']);
    const future = iterator(stream, { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(Date.now() + 60_000) });
    await expect(future).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });

  test('one page holds at most 10 MiB', async () => {
    const stream = await createStream();
    const megabyte = 'x'.repeat(1_000_000);
    for (let i = 0; i < 4; i += 1) await put(stream, [megabyte, megabyte, megabyte]);
    const first = await get(await iterator(stream));
    expect(first.Records).toHaveLength(10);
    expect(first.MillisBehindLatest).toBeGreaterThan(0);
    expect((await get(first.NextShardIterator ?? '')).Records).toHaveLength(2);
  });

  test('reads 1,001 records past its read-ahead in one page', async () => {
    const stream = await createStream();
    const all = Array.from({ length: 1_001 }, (_, index) => String(index));
    for (let i = 0; i < all.length; i += 500) await put(stream, all.slice(i, i + 500));
    expect(texts(await get(await iterator(stream)))).toEqual(all);
  });

  test('a bad iterator is an InvalidArgumentException', async () => {
    await expect(get('nonsense')).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });
});

describe('writing', () => {
  test('empty records and 256-character partition keys are taken', async () => {
    const stream = await createStream();
    await put(stream, ['', 'after the empty one'], 'k'.repeat(256));
    const { Records } = await get(await iterator(stream));
    expect(Records?.map(({ Data }) => Data?.length)).toEqual([0, 19]);
    expect(Records?.[0]?.PartitionKey).toBe('k'.repeat(256));
    await expect(put(stream, ['x'], 'k'.repeat(257))).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('records over 1 MiB, and more than 500 or 10 MiB a call, are refused', async () => {
    const stream = await createStream();
    await expect(put(stream, ['x'.repeat(1_048_577)])).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(put(stream, Array<string>(501).fill('x'))).rejects.toMatchObject({ name: 'ValidationException' });
    const tooMuch = put(stream, Array<string>(11).fill('x'.repeat(1_000_000)));
    await expect(tooMuch).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });

  test('an explicit hash key chooses the shard, whatever the partition key', async () => {
    const StreamName = await createStream(2);
    const to = async (ExplicitHashKey: string) => {
      const record = { StreamName, PartitionKey: 'same', Data: Buffer.from('x'), ExplicitHashKey };
      return (await harness().kinesis.send(new PutRecordCommand(record))).ShardId;
    };
    expect(await to('0')).toBe(SHARD);
    expect(await to(String(2n ** 127n))).toBe('shardId-000000000001');
    await expect(to(String(2n ** 128n))).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });

  test('concurrent writers lose nothing, and sequence numbers rise within each shard', async () => {
    const StreamName = await createStream(3);
    const writers = [0, 1, 2, 3].map(async (writer) => {
      for (let i = 0; i < 20; i += 1) {
        const Records = Array.from({ length: 25 }, (_, n) => ({
          PartitionKey: `${writer}-${n}`,
          Data: Buffer.from(`${writer}/${i}/${n}`),
        }));
        await harness().kinesis.send(new PutRecordsCommand({ StreamName, Records }));
      }
    });
    await Promise.all(writers);
    const seen: string[] = [];
    for (const ShardId of [0, 1, 2].map((shard) => `shardId-00000000000${shard}`)) {
      const page = await get(await iterator(StreamName, { ShardId }));
      const numbers = (page.Records ?? []).map(({ SequenceNumber }) => BigInt(SequenceNumber ?? '0'));
      expect(numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0n))).toBe(true);
      seen.push(...(texts(page) ?? []));
    }
    expect(new Set(seen).size).toBe(2_000);
    expect(seen).toHaveLength(2_000);
  });
});

describe('time', () => {
  test('records past the retention period are gone, and an iterator lives five minutes', async () => {
    const clock = steppedClock();
    const aws = await startHarness({ clock: clock.now });
    const read = (ShardIterator: string | undefined) => aws.kinesis.send(new GetRecordsCommand({ ShardIterator }));
    const fromHorizon = async () => {
      const request = { StreamName: 'old', ShardId: SHARD, ShardIteratorType: 'TRIM_HORIZON' } as const;
      return (await aws.kinesis.send(new GetShardIteratorCommand(request))).ShardIterator;
    };
    const write = (text: string) =>
      aws.kinesis.send(new PutRecordCommand({ StreamName: 'old', PartitionKey: 'k', Data: Buffer.from(text) }));
    try {
      await aws.kinesis.send(new CreateStreamCommand({ StreamName: 'old', ShardCount: 1 }));
      await write('first');
      clock.advance(23 * 3_600_000);
      await write('second');
      const made = await fromHorizon();
      clock.advance(300_000);
      expect(texts(await read(made))).toEqual(['first', 'second']);
      clock.advance(1);
      await expect(read(made)).rejects.toMatchObject({ name: 'ExpiredIteratorException' });
      clock.advance(3_600_000);
      expect(texts(await read(await fromHorizon()))).toEqual(['second']);
    } finally {
      await aws.stop();
    }
  });
});
