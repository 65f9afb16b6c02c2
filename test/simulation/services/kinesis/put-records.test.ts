import { InvalidArgumentException, PutRecordsCommand, ResourceNotFoundException } from '@aws-sdk/client-kinesis';
import { describe, expect, it } from 'vitest';
import { makeKinesisResultSink } from '../../../../src/adapters/aws/kinesis-result-sink.ts';
import { rowIn } from '../../../adapters/on-results-stream.ts';
import { type ResultSinkFixture, resultSinkContract } from '../../../contracts/result-sink-contract.ts';
import { makeFaultyClient } from '../../../support/faulty-client.ts';
import { runContract } from '../../../support/run-contract.ts';
import { kinesisClient } from './client.ts';
import { HeldStream } from './held-stream.ts';
import type { PutRecord } from './put-records.ts';
import { SimKinesis } from './sim-kinesis.ts';

function start(isOverLimit: () => boolean = () => false) {
  const held: PutRecord[] = [];
  const target = { isOverLimit, put: (record: PutRecord) => String(held.push(record)) };
  const stream = new HeldStream();
  const targets = new Map([['results', target]]);
  const sim = new SimKinesis({ stream, targets, shards: () => stream.shards, nowMs: () => stream.nowMs });
  const put = (records: readonly object[], StreamName = 'results') =>
    sim.execute(
      new PutRecordsCommand({
        StreamName,
        Records: records.map((record) => ({ PartitionKey: 'key', Data: Buffer.from('x'), ...record })),
      }),
    );
  return { sim, held, put };
}

/** The last of every so many. */
function oneOf(count: number): () => boolean {
  let asked = 0;
  return () => {
    asked += 1;
    return asked % count === 0;
  };
}

function fixtureOver(isOverLimit: () => boolean): ResultSinkFixture {
  const { sim, held } = start(isOverLimit);
  const { client, failNext } = makeFaultyClient(kinesisClient(async (command) => sim.execute(command)));
  const clock = { after: async () => {} };
  return {
    sink: makeKinesisResultSink({ client, streamName: 'results', clock, random: () => 0 }),
    failNext,
    published: async () => held.map(({ data }) => rowIn(data)),
  };
}

runContract('result sink over simulated Kinesis', resultSinkContract, () => fixtureOver(() => false));

runContract('result sink over simulated Kinesis at its limit', resultSinkContract, () => fixtureOver(oneOf(7)));

describe('records put to the simulated Kinesis', () => {
  it('are held, and where their shards are over a limit only some of them, each told at its place', () => {
    const { held, put } = start(oneOf(2));
    expect(put([{ PartitionKey: 'a' }, { PartitionKey: 'b' }, { PartitionKey: 'c' }])).toMatchObject({
      FailedRecordCount: 1,
      Records: [
        { ShardId: 'shardId-000000000000', SequenceNumber: '1' },
        { ErrorCode: 'ProvisionedThroughputExceededException' },
        { ShardId: 'shardId-000000000000', SequenceNumber: '2' },
      ],
    });
    expect(held.map(({ partitionKey }) => partitionKey)).toEqual(['a', 'c']);
  });

  it.each([
    ['none', []],
    ['501', Array.from({ length: 501 }, () => ({}))],
    ['one without a partition key', [{}, { PartitionKey: '' }]],
    ['one with a long partition key', [{}, { PartitionKey: 'x'.repeat(257) }]],
    ['one without data', [{}, { Data: undefined }]],
    ['one over 1 MiB', [{}, { Data: Buffer.alloc(1_048_576) }]],
    ['more than 10 MiB', Array.from({ length: 11 }, () => ({ Data: Buffer.alloc(1_000_000) }))],
  ])('are refused, all of them, where there are %s', (_what, records) => {
    const { held, put } = start();
    expect(() => put(records)).toThrow(InvalidArgumentException);
    expect(held).toEqual([]);
  });

  it('are taken up to the limits', () => {
    const { held, put } = start();
    put(Array.from({ length: 500 }, () => ({ PartitionKey: 'x'.repeat(256) })));
    put([{ Data: Buffer.alloc(1_048_576 - 'key'.length) }]);
    expect(held).toHaveLength(501);
  });

  it('are refused by a stream that is not there, or is read only', () => {
    const { put } = start();
    for (const name of ['other', 'events']) expect(() => put([{}], name)).toThrow(ResourceNotFoundException);
  });
});
