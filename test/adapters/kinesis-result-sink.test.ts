import type { PutRecordsCommand, PutRecordsResultEntry } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeKinesisResultSink } from '../../src/adapters/aws/kinesis-result-sink.ts';
import type { PublishedResult } from '../../src/ports/result-sink.ts';
import { kinesisClient } from '../simulation/services/kinesis/client.ts';
import { type LocalAws, startLocalAws } from '../support/local-aws.ts';
import { runContract } from '../support/run-contract.ts';
import { resultsStreamContract, rowIn } from './on-results-stream.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.stop());

resultsStreamContract(
  () => aws,
  (name, checks, makeFixture) => runContract(`${name} on Kinesis`, checks, makeFixture),
);

const THROTTLED = { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: 'Rate exceeded for shard' };
const FAILED = { ErrorCode: 'InternalFailure', ErrorMessage: 'Internal service failure' };

interface Sent {
  readonly keys: readonly string[];
  readonly bytes: number;
}

/** @param outcomeOf what becomes of a record at the nth call, counted from 1; undefined: it is held */
function sinkOver(outcomeOf: (key: string, call: number) => PutRecordsResultEntry | undefined) {
  const sent: Sent[] = [];
  const waitsMs: number[] = [];
  const client = kinesisClient(async (given) => {
    // The sink sends nothing else.
    const { Records: records = [] } = (given as PutRecordsCommand).input;
    const keys = records.map(({ Data }) => rowIn(Data).key);
    const bytes = records.reduce(
      (sum, { Data, PartitionKey = '' }) => sum + (Data?.length ?? 0) + PartitionKey.length,
      0,
    );
    sent.push({ keys, bytes });
    return { Records: keys.map((key) => outcomeOf(key, sent.length) ?? { ShardId: 'shard', SequenceNumber: '1' }) };
  });
  const clock = {
    async after(delayMs: number) {
      waitsMs.push(delayMs);
    },
  };
  return { sink: makeKinesisResultSink({ client, streamName: 'results', clock, random: () => 0 }), sent, waitsMs };
}

function rows(count: number, measures: PublishedResult['measures'] = {}): readonly PublishedResult[] {
  const row = { pipeline: 'flights', aggregation: 'hourly', generation: 1, windowStartMs: 0, windowEndMs: 1 };
  return Array.from({ length: count }, (_, index) => ({ ...row, key: `key-${index}`, revision: 1, n: 1, measures }));
}

describe('requests to the results stream', () => {
  it('hold at most 500 records, and 10 MiB', async () => {
    const many = sinkOver(() => undefined);
    await many.sink.publish(rows(1_001));
    expect(many.sent.map(({ keys }) => keys.length)).toEqual([500, 500, 1]);
    const large = sinkOver(() => undefined);
    await large.sink.publish(rows(25, { longest: 'x'.repeat(900_000) }));
    expect(large.sent.map(({ keys }) => keys.length)).toEqual([11, 11, 3]);
    expect(Math.max(...large.sent.map(({ bytes }) => bytes))).toBeLessThanOrEqual(10 * 1_048_576);
  });

  it('hold again what was refused, and only that, after a wait that grows', async () => {
    const { sink, sent, waitsMs } = sinkOver((key, call) => {
      if (call === 1 && key !== 'key-1') return THROTTLED;
      return call === 2 && key === 'key-3' ? FAILED : undefined;
    });
    await sink.publish(rows(4));
    expect(sent.map(({ keys }) => keys)).toEqual([
      ['key-0', 'key-1', 'key-2', 'key-3'],
      ['key-0', 'key-2', 'key-3'],
      ['key-3'],
    ]);
    expect(waitsMs).toEqual([50, 100]);
  });

  it.each([
    ['throttled', THROTTLED, true],
    ['failing', FAILED, false],
  ])('that stay %s end, and say so', async (_what, outcome, throttled) => {
    const { sink, sent, waitsMs } = sinkOver((key) => (key === 'key-1' ? outcome : undefined));
    await expect(sink.publish(rows(2))).rejects.toMatchObject({
      name: 'RetryableError',
      message: `1 of 2 results could not be published in 40 attempts: ${outcome.ErrorCode}`,
      throttled,
    });
    expect(sent).toHaveLength(40);
    expect(waitsMs).toHaveLength(39);
    expect(Math.max(...waitsMs)).toBe(1_000);
  });

  it('that are refused are sent again until time is up, and none is begun after that', async () => {
    const { sink, sent } = sinkOver((key) => (key === 'key-1' ? THROTTLED : undefined));
    const untilCall = (last: number) => () => sent.length >= last;
    await expect(sink.publish(rows(2), untilCall(3))).rejects.toThrow('no time is left to publish 1 results');
    expect(sent).toHaveLength(3);
    const many = sinkOver(() => undefined);
    const isTimeUp = () => many.sent.length >= 1;
    await expect(many.sink.publish(rows(501), isTimeUp)).rejects.toMatchObject({ name: 'RetryableError' });
    expect(many.sent).toHaveLength(1);
  });

  it('of which the first fails are followed by none', async () => {
    const { sink, sent } = sinkOver(() => THROTTLED);
    await expect(sink.publish(rows(501))).rejects.toThrow('500 of 500 results');
    expect(sent.every(({ keys }) => keys.length === 500)).toBe(true);
  });
});
