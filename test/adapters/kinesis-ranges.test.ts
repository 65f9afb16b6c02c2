import {
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  InvalidArgumentException,
  KinesisClient,
  ProvisionedThroughputExceededException,
} from '@aws-sdk/client-kinesis';
import { expect, test } from 'vitest';
import { makeKinesisStreamReader } from '../../src/adapters/aws/kinesis-stream-reader.ts';
import { all } from '../contracts/contract.ts';
import { intercept } from '../support/intercept.ts';

const SHARD = 'shardId-000000000000';
const $metadata = { httpStatusCode: 400 };

type Answer = 'behind' | 'expired' | 'throttled' | readonly number[];

/** A shard that answers reads by a script, the last line again and again; numbers are records of these sequence numbers. */
function scriptedShard(answers: readonly Answer[], refusesNumbers = false) {
  const asked: string[] = [];
  const limits: (number | undefined)[] = [];
  const waits: number[] = [];
  const client = intercept(new KinesisClient({ region: 'us-east-1' }), async ({ args: [command] }) => {
    if (command instanceof GetShardIteratorCommand) {
      const { ShardIteratorType, StartingSequenceNumber } = command.input;
      asked.push(`${ShardIteratorType} ${StartingSequenceNumber ?? ''}`.trim());
      if (refusesNumbers && StartingSequenceNumber) throw new InvalidArgumentException({ message: 'gone', $metadata });
      return { ShardIterator: 'first' };
    }
    if (!(command instanceof GetRecordsCommand)) throw new Error('no such request in this script');
    const answer = answers[Math.min(limits.length, answers.length - 1)];
    limits.push(command.input.Limit);
    if (answer === 'expired') throw new ExpiredIteratorException({ message: 'five minutes old', $metadata });
    if (answer === 'throttled')
      throw new ProvisionedThroughputExceededException({ message: 'five a second', $metadata });
    const Records = (answer === 'behind' || !answer ? [] : answer).map((sequenceNumber) => ({
      SequenceNumber: String(sequenceNumber),
      PartitionKey: 'key',
      Data: Buffer.from('{}'),
      ApproximateArrivalTimestamp: new Date(1_700_000_000_123),
    }));
    return { Records, NextShardIterator: 'next', MillisBehindLatest: 5_000 };
  });
  const clock = { nowMs: () => 0, after: async (delayMs: number) => void waits.push(delayMs) };
  const reader = makeKinesisStreamReader({ client, streamName: 'flights', clock });
  return {
    async between(from: number, through: number) {
      const records = await all(reader.recordsBetween(SHARD, String(from), String(through)));
      return records.map(({ sequenceNumber }) => Number(sequenceNumber));
    },
    asked,
    limits,
    waits,
  };
}

test('one record is one read of one record, and each next read asks for twice as many', async () => {
  const one = scriptedShard([[7]]);
  expect(await one.between(7, 7)).toEqual([7]);
  expect(one.limits).toEqual([1]);
  const many = scriptedShard([[7], [8, 9], [10, 11, 12], 'behind', [13]]);
  expect(await many.between(7, 13)).toEqual([7, 8, 9, 10, 11, 12, 13]);
  expect(many.limits).toEqual([1, 2, 4, 8, 16]);
  expect(many.waits).toEqual([200, 200, 200, 200]);
});

test('no read asks for more than the service returns', async () => {
  const numbers = Array.from({ length: 20 }, (_, index) => [index]);
  const shard = scriptedShard(numbers);
  expect(await shard.between(0, 19)).toEqual(numbers.flat());
  expect(Math.max(...shard.limits.map(Number))).toBe(10_000);
});

test('a number is compared as a number: 10 comes after 9', async () => {
  expect(await scriptedShard([[9, 10, 11, 100]]).between(9, 11)).toEqual([9, 10, 11]);
});

test('where the service refuses a number that has left the stream, what is left of the range is given', async () => {
  const shard = scriptedShard([[8, 9, 10]], true);
  expect(await shard.between(5, 9)).toEqual([8, 9]);
  expect(shard.asked).toEqual(['AT_SEQUENCE_NUMBER 5', 'TRIM_HORIZON']);
});

test('where it begins after one that has left, nothing outside the range is given', async () => {
  expect(await scriptedShard([[12]]).between(5, 9)).toEqual([]);
});

test('an iterator that expired between two pages is replaced by one after the last record', async () => {
  const shard = scriptedShard([[5], 'expired', [6]]);
  expect(await shard.between(5, 6)).toEqual([5, 6]);
  expect(shard.asked).toEqual(['AT_SEQUENCE_NUMBER 5', 'AFTER_SEQUENCE_NUMBER 5']);
});

test('throttled reads wait a second and are done again', async () => {
  const shard = scriptedShard(['throttled', 'throttled', [5]]);
  expect(await shard.between(5, 5)).toEqual([5]);
  expect(shard.waits).toEqual([1_000, 1_000]);
  expect(shard.limits).toEqual([1, 1, 1]);
});

test('forty reads in a row that tell nothing are a transient failure', async () => {
  for (const answer of ['behind', 'expired', 'throttled'] as const) {
    const shard = scriptedShard([[5], answer]);
    await expect(shard.between(5, 6)).rejects.toMatchObject({ name: 'RetryableError' });
    expect(shard.limits).toHaveLength(41);
  }
});
