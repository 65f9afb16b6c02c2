import {
  ExpiredIteratorException,
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  InvalidArgumentException,
  KinesisClient,
  ListShardsCommand,
  ProvisionedThroughputExceededException,
} from '@aws-sdk/client-kinesis';
import { expect, test } from 'vitest';
import { makeKinesisStreamReader } from '../../src/adapters/aws/kinesis-stream-reader.ts';
import { BEFORE_FIRST, encodePosition, LAST_IN_RECORD } from '../../src/engine/position.ts';
import { positionOf, SEQUENCE } from '../contracts/samples.ts';
import { intercept } from '../support/intercept.ts';

const SHARD = 'shardId-000000000000';
const $metadata = { httpStatusCode: 400 };
const page =
  (fields: Partial<GetRecordsCommandOutput>): (() => object) =>
  () => ({ Records: [], NextShardIterator: 'next', ...fields });
const fail = (error: Error) => (): never => {
  throw error;
};

const records = page({ Records: [{ SequenceNumber: '1', Data: undefined, PartitionKey: 'key' }] });
const behind = page({ MillisBehindLatest: 5_000 });
const atTip = page({ MillisBehindLatest: 0 });
const end = () => ({ Records: [], MillisBehindLatest: 0 });
const expired = fail(new ExpiredIteratorException({ message: 'five minutes old', $metadata }));
const throttled = fail(new ProvisionedThroughputExceededException({ message: 'five reads a second', $metadata }));

/** A shard that answers reads by a script, the last line again and again. */
function scriptedShard(
  reads: readonly (() => object)[],
  iterator: (type: string | undefined) => object = () => ({ ShardIterator: 'first' }),
) {
  const asked: string[] = [];
  const waits: number[] = [];
  let read = 0;
  const client = intercept(new KinesisClient({ region: 'us-east-1' }), async ({ args: [command] }) => {
    if (command instanceof GetShardIteratorCommand) {
      asked.push(`${command.input.ShardIteratorType} ${command.input.StartingSequenceNumber ?? ''}`.trim());
      return iterator(command.input.ShardIteratorType);
    }
    if (command instanceof GetRecordsCommand) {
      expect(command.input.Limit).toBe(1);
      const answer = reads[Math.min(read, reads.length - 1)];
      read += 1;
      return answer?.();
    }
    throw new Error('no such request in this script');
  });
  const clock = { nowMs: () => 0, after: async (delayMs: number) => void waits.push(delayMs) };
  const reader = makeKinesisStreamReader({ client, streamName: 'flights', clock });
  return { look: (position = positionOf(0)) => reader.lookAfter(SHARD, position), asked, waits, reads: () => read };
}

test('a look begins after the position, or at the oldest record of a lane never read', async () => {
  const shard = scriptedShard([atTip]);
  expect(await shard.look()).toBe('empty');
  expect(await shard.look(BEFORE_FIRST)).toBe('empty');
  expect(shard.asked).toEqual([`AFTER_SEQUENCE_NUMBER ${SEQUENCE}`, 'TRIM_HORIZON']);
});

test('a look from within a packed record begins at that record, one from its end after it', async () => {
  const shard = scriptedShard([atTip]);
  const sequenceNumber = String(SEQUENCE);
  await shard.look(encodePosition(sequenceNumber, 0));
  await shard.look(encodePosition(sequenceNumber, LAST_IN_RECORD));
  expect(shard.asked).toEqual([`AT_SEQUENCE_NUMBER ${SEQUENCE}`, `AFTER_SEQUENCE_NUMBER ${SEQUENCE}`]);
});

test('empty pages before the tip are read past, five a second', async () => {
  const shard = scriptedShard([behind, behind, records]);
  expect(await shard.look()).toBe('records');
  expect(shard.waits).toEqual([200, 200]);
});

test('an empty page says nothing while the service is behind', async () => {
  const shard = scriptedShard([behind, behind, atTip]);
  expect(await shard.look()).toBe('empty');
});

test('a shard without a next iterator has ended, wherever its tip is', async () => {
  expect(await scriptedShard([end]).look()).toBe('ended');
  expect(await scriptedShard([behind, end]).look()).toBe('ended');
});

test('the last records of a closed shard are records', async () => {
  const last = () => ({ ...records(), NextShardIterator: undefined });
  expect(await scriptedShard([last]).look()).toBe('records');
});

test('an expired iterator is replaced by one from the same position', async () => {
  const shard = scriptedShard([behind, expired, records]);
  expect(await shard.look()).toBe('records');
  expect(shard.asked).toEqual([`AFTER_SEQUENCE_NUMBER ${SEQUENCE}`, `AFTER_SEQUENCE_NUMBER ${SEQUENCE}`]);
});

test('a throttled read waits a second and is done again', async () => {
  const shard = scriptedShard([throttled, atTip]);
  expect(await shard.look()).toBe('empty');
  expect(shard.waits).toEqual([1_000]);
});

test('a look has an end: after forty reads it is a transient failure', async () => {
  for (const answer of [behind, expired, throttled]) {
    const shard = scriptedShard([answer]);
    await expect(shard.look()).rejects.toMatchObject({ name: 'RetryableError' });
    expect(shard.reads()).toBe(40);
  }
});

test('a position that has left the stream is looked for from the oldest record', async () => {
  const trimmed = fail(new InvalidArgumentException({ message: 'no such sequence number', $metadata }));
  const shard = scriptedShard([records], (type) => (type === 'TRIM_HORIZON' ? { ShardIterator: 'oldest' } : trimmed()));
  expect(await shard.look()).toBe('records');
  expect(shard.asked).toEqual([`AFTER_SEQUENCE_NUMBER ${SEQUENCE}`, 'TRIM_HORIZON']);
});

test('shards are listed page by page, by token alone after the first', async () => {
  const pages: Record<string, object> = {
    first: {
      Shards: [
        {
          ShardId: 'a',
          SequenceNumberRange: { StartingSequenceNumber: '1', EndingSequenceNumber: '9' },
          HashKeyRange: { StartingHashKey: '0', EndingHashKey: '9' },
        },
      ],
      NextToken: 'more',
    },
    more: {
      Shards: [
        {
          ShardId: 'b',
          ParentShardId: 'a',
          AdjacentParentShardId: 'c',
          SequenceNumberRange: { StartingSequenceNumber: '5' },
          HashKeyRange: { StartingHashKey: '10', EndingHashKey: String(2n ** 128n - 1n) },
        },
      ],
    },
  };
  const inputs: object[] = [];
  const client = intercept(new KinesisClient({ region: 'us-east-1' }), async ({ args: [command] }) => {
    if (!(command instanceof ListShardsCommand)) throw new Error('no such request in this script');
    inputs.push(command.input);
    return pages[command.input.NextToken ?? 'first'];
  });
  const clock = { nowMs: () => 0, after: async () => {} };
  expect(await makeKinesisStreamReader({ client, streamName: 'flights', clock }).listShards()).toEqual([
    { shardId: 'a', closed: true, parents: [], hashKeys: { first: 0n, last: 9n } },
    { shardId: 'b', closed: false, parents: ['a', 'c'], hashKeys: { first: 10n, last: 2n ** 128n - 1n } },
  ]);
  expect(inputs).toEqual([{ StreamName: 'flights' }, { NextToken: 'more' }]);
});
