import {
  DescribeStreamSummaryCommand,
  ExpiredIteratorException,
  ExpiredNextTokenException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  InvalidArgumentException,
  ListShardsCommand,
  type ListShardsCommandInput,
  ListStreamsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-kinesis';
import { describe, expect, it } from 'vitest';
import { kinesisClient } from './client.ts';
import { HeldStream } from './held-stream.ts';
import { SimKinesis, type SimKinesisDeps } from './sim-kinesis.ts';

const StreamName = 'events';
const [FIRST, SECOND] = ['shardId-000000000000', 'shardId-000000000001'];

function start(nastiness: Partial<SimKinesisDeps> = {}) {
  const stream = new HeldStream();
  const sim = new SimKinesis({ stream, shards: () => stream.shards, nowMs: () => stream.nowMs, ...nastiness });
  const client = kinesisClient(async (command) => sim.execute(command));
  const iteratorOf = async (given: Partial<GetShardIteratorCommandInput>) => {
    const input = { StreamName, ShardId: FIRST, ShardIteratorType: 'TRIM_HORIZON' as const, ...given };
    return (await client.send(new GetShardIteratorCommand(input))).ShardIterator ?? '';
  };
  const read = async (ShardIterator: string, Limit?: number) => {
    const page = await client.send(new GetRecordsCommand({ ShardIterator, ...(Limit && { Limit }) }));
    const { Records = [], MillisBehindLatest: behindMs, NextShardIterator: next } = page;
    return { numbers: Records.map(({ SequenceNumber }) => SequenceNumber), behindMs, next, records: Records };
  };
  const list = async (input: ListShardsCommandInput = { StreamName }) => {
    const { Shards = [], NextToken } = await client.send(new ListShardsCommand(input));
    return { ids: Shards.map(({ ShardId }) => ShardId), NextToken, shards: Shards };
  };
  const append = (count: number) => Array.from({ length: count }, () => stream.append(FIRST));
  return { stream, sim, client, iteratorOf, read, list, append };
}

describe('reading a shard of the simulated Kinesis', () => {
  it('goes page by page to the tip, whose distance is told, and on from there', async () => {
    const { stream, append, iteratorOf, read } = start();
    const numbers = append(3);
    stream.nowMs += 5_000;
    const first = await read(await iteratorOf({}), 2);
    expect(first).toMatchObject({ numbers: numbers.slice(0, 2), behindMs: 5_000 });
    const second = await read(first.next ?? '', 2);
    expect(second).toMatchObject({ numbers: numbers.slice(2), behindMs: 0, next: expect.any(String) });
    expect(await read(second.next ?? '')).toMatchObject({ numbers: [], behindMs: 0, next: expect.any(String) });
    expect((await read(second.next ?? '')).numbers).toEqual([]);
    const later = append(1);
    expect((await read(second.next ?? '')).numbers).toEqual(later);
  });

  it('is not at the tip while something is left that came in this very moment', async () => {
    const { append, iteratorOf, read } = start();
    append(2);
    expect((await read(await iteratorOf({}), 1)).behindMs).toBe(1);
  });

  it('begins where it is told to, whatever the length of the numbers', async () => {
    const { append, iteratorOf, read } = start();
    const [first, second, third, fourth] = append(4);
    expect([second, third]).toEqual(['99', '100']);
    const from = async (given: Partial<GetShardIteratorCommandInput>) => (await read(await iteratorOf(given))).numbers;
    expect(await from({ ShardIteratorType: 'TRIM_HORIZON' })).toEqual([first, second, third, fourth]);
    const at = { ShardIteratorType: 'AT_SEQUENCE_NUMBER' } as const;
    const after = { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' } as const;
    expect(await from({ ...at, StartingSequenceNumber: second })).toEqual([second, third, fourth]);
    expect(await from({ ...after, StartingSequenceNumber: second })).toEqual([third, fourth]);
    expect(await from({ ...after, StartingSequenceNumber: fourth })).toEqual([]);
    expect(await from({ ...at, StartingSequenceNumber: '0' })).toEqual([first, second, third, fourth]);
  });

  it.each([0, 1])('begins at the latest after %i records with what comes from then on', async (count) => {
    const { append, iteratorOf, read } = start();
    append(count);
    const latest = await iteratorOf({ ShardIteratorType: 'LATEST' });
    expect((await read(latest)).numbers).toEqual([]);
    const later = append(2);
    expect((await read(latest)).numbers).toEqual(later);
  });

  it('of a closed shard ends with its last records', async () => {
    const { stream, append, iteratorOf, read } = start();
    const numbers = append(2);
    stream.split(FIRST);
    const first = await read(await iteratorOf({}), 1);
    expect(first).toMatchObject({ numbers: numbers.slice(0, 1), next: expect.any(String) });
    expect(await read(first.next ?? '', 1)).toMatchObject({ numbers: numbers.slice(1), behindMs: 0, next: undefined });
    const after = { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: numbers[1] } as const;
    expect(await read(await iteratorOf(after))).toMatchObject({ numbers: [], behindMs: 0, next: undefined });
  });

  it('survives that records leave the stream under it', async () => {
    const { stream, append, iteratorOf, read } = start();
    append(2);
    const iterator = await iteratorOf({});
    stream.expire();
    const left = append(1);
    expect((await read(iterator)).numbers).toEqual(left);
  });

  it('gives records whole, with their data', async () => {
    const { stream, iteratorOf, read } = start();
    stream.append(FIRST, { partitionKey: 'ключ', dataBase64: Buffer.from('hello').toString('base64') });
    const { records } = await read(await iteratorOf({}));
    expect(records[0]).toMatchObject({ PartitionKey: 'ключ', ApproximateArrivalTimestamp: new Date(stream.nowMs) });
    expect(Buffer.from(records[0]?.Data ?? []).toString()).toBe('hello');
  });

  it.each([
    ['of 10 MiB in all', 'kk', 3],
    ['of a byte more but for the last', 'kkk', 2],
  ])('gives records %s', async (_what, partitionKey, count) => {
    const { stream, iteratorOf, read } = start();
    const dataOf = (bytes: number) => ({ partitionKey: 'k', dataBase64: 'A'.repeat((bytes / 3) * 4) });
    for (const bytes of [9_437_184, 1_048_572]) stream.append(FIRST, dataOf(bytes));
    stream.append(FIRST, { partitionKey, dataBase64: '' });
    expect((await read(await iteratorOf({}))).numbers).toHaveLength(count);
  });

  it('gives one record whatever its size', async () => {
    const { stream, iteratorOf, read } = start();
    const numbers = [1, 2].map(() => stream.append(FIRST, { dataBase64: 'A'.repeat(14_000_000) }));
    expect((await read(await iteratorOf({}))).numbers).toEqual(numbers.slice(0, 1));
  });

  it('may give an empty page before the tip, and goes on where it was', async () => {
    let asked = 0;
    const isEmptyPage = () => {
      asked += 1;
      return asked === 1;
    };
    const { append, iteratorOf, read, stream } = start({ isEmptyPage });
    await read(await iteratorOf({}));
    expect(asked).toBe(0);
    const numbers = append(1);
    stream.split(FIRST);
    const page = await read(await iteratorOf({}));
    expect(page).toMatchObject({ numbers: [], behindMs: 1, next: expect.any(String) });
    expect((await read(page.next ?? '')).numbers).toEqual(numbers);
  });

  it('is refused with an iterator older than five minutes, or when the service says so', async () => {
    let isExpired = false;
    const { stream, iteratorOf, read } = start({ isExpired: () => isExpired });
    const iterator = await iteratorOf({});
    stream.nowMs += 300_000;
    await read(iterator);
    stream.nowMs += 1;
    await expect(read(iterator)).rejects.toBeInstanceOf(ExpiredIteratorException);
    isExpired = true;
    await expect(read(await iteratorOf({}))).rejects.toBeInstanceOf(ExpiredIteratorException);
  });

  it.each([
    ['an iterator that nobody gave', 'nonsense', 1],
    ['no records wanted', null, -1],
    ['more records than there may be', null, 10_001],
  ])('is refused with %s', async (_what, given, limit) => {
    const { iteratorOf, read } = start();
    await expect(read(given ?? (await iteratorOf({})), limit)).rejects.toBeInstanceOf(InvalidArgumentException);
  });
});

describe('an iterator of the simulated Kinesis', () => {
  it.each<[string, Partial<GetShardIteratorCommandInput>]>([
    ['no sequence number', { ShardIteratorType: 'AT_SEQUENCE_NUMBER' }],
    ['what is no sequence number', { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: 'x' }],
    ['a number to come', { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: '101' }],
    ['a number of another shard', { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: '99' }],
    ['a number that it does not take', { ShardIteratorType: 'TRIM_HORIZON', StartingSequenceNumber: '98' }],
    ['no stream', { StreamName: undefined }],
  ])('is not given for %s', async (_what, given) => {
    const { stream, iteratorOf } = start();
    // 98, 99 and 100.
    for (const shardId of [FIRST, SECOND, FIRST]) stream.append(shardId);
    await expect(iteratorOf(given)).rejects.toBeInstanceOf(InvalidArgumentException);
  });

  it.each([{ ShardId: 'shardId-000000000099' }, { StreamName: 'others' }])('is not given for %o', async (given) => {
    await expect(start().iteratorOf(given)).rejects.toBeInstanceOf(ResourceNotFoundException);
  });
});

describe('a list of shards of the simulated Kinesis', () => {
  it('tells of parents, hash keys and the end of closed shards', async () => {
    const { stream, append, list } = start();
    append(1);
    stream.split(FIRST);
    stream.merge('shardId-000000000003', SECOND);
    const { shards } = await list();
    expect(shards[0]?.SequenceNumberRange).toEqual({ StartingSequenceNumber: '0', EndingSequenceNumber: '99' });
    expect(shards[2]).toEqual({
      ShardId: 'shardId-000000000002',
      ParentShardId: FIRST,
      HashKeyRange: { StartingHashKey: '0', EndingHashKey: String((1n << 126n) - 1n) },
      SequenceNumberRange: { StartingSequenceNumber: '0' },
    });
    expect(shards[4]).toMatchObject({
      ParentShardId: 'shardId-000000000003',
      AdjacentParentShardId: SECOND,
      HashKeyRange: { StartingHashKey: String(1n << 126n), EndingHashKey: String((1n << 128n) - 1n) },
    });
  });

  it('comes in pages, all of them as old as the first', async () => {
    let left = 3;
    const { stream, list } = start({ pageShards: () => 2, listed: (shards) => shards.slice(0, left) });
    stream.split(FIRST);
    const first = await list();
    expect(first).toMatchObject({ ids: [FIRST, SECOND], NextToken: expect.any(String) });
    left = 0;
    stream.split(SECOND);
    const NextToken = first.NextToken ?? '';
    expect(await list({ NextToken })).toMatchObject({ ids: ['shardId-000000000002'], NextToken: undefined });
    expect(await list()).toMatchObject({ ids: [], NextToken: undefined });
    left = 2;
    expect((await list({ StreamName, MaxResults: 1 })).ids).toEqual([FIRST]);
  });

  it('is refused for other streams, none, and tokens that are wrong or old', async () => {
    const { stream, list } = start({ pageShards: () => 1 });
    const { NextToken } = await list();
    await expect(list({ StreamName: 'others' })).rejects.toBeInstanceOf(ResourceNotFoundException);
    for (const input of [{}, { NextToken: 'x' }, { NextToken, StreamName }])
      await expect(list(input)).rejects.toBeInstanceOf(InvalidArgumentException);
    stream.nowMs += 300_001;
    await expect(list({ NextToken })).rejects.toBeInstanceOf(ExpiredNextTokenException);
  });
});

describe('the simulated Kinesis', () => {
  it('describes its stream, and no other', async () => {
    const { client, stream } = start();
    stream.split(FIRST);
    const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName }));
    const StreamCreationTimestamp = new Date(stream.streamCreatedMs);
    expect(StreamDescriptionSummary).toMatchObject({ StreamName, StreamCreationTimestamp, OpenShardCount: 3 });
    const other = client.send(new DescribeStreamSummaryCommand({ StreamName: 'others' }));
    await expect(other).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  it('does not take commands that no function sends', () => {
    expect(() => start().sim.execute(new ListStreamsCommand({}))).toThrow('knows no ListStreamsCommand');
  });
});
