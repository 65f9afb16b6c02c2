import type { MemoryResultStore } from '../../src/adapters/memory/memory-result-store.ts';
import { makeMemoryStream } from '../../src/adapters/memory/memory-stream-reader.ts';
import type { Faulty } from '../contracts/faults.ts';
import type { ResultFixture } from '../contracts/result-store-contract.ts';
import { SEQUENCE } from '../contracts/samples.ts';
import type { StreamReaderFixture } from '../contracts/stream-reader-contract.ts';
import { makeFault } from './faulty-twin.ts';

/** A results table in memory that shows single rows. */
export function resultFixtureOf(store: MemoryResultStore, failNext: Faulty['failNext']): ResultFixture {
  return {
    store,
    failNext,
    row: async ({ aggregation, key, windowStartMs }) => store.row(aggregation, key, windowStartMs),
  };
}

/** A stream in memory with two shards, which numbers its records as Kinesis does. */
export function memoryStreamFixture(): StreamReaderFixture {
  const { fault, failNext } = makeFault();
  const streamName = 'flights';
  const stream = makeMemoryStream({ streamName, streamCreatedMs: 1_700_000_000_123, fault });
  const shardIds = ['shardId-000000000000', 'shardId-000000000001'] as const;
  for (const shardId of shardIds) stream.open(shardId);
  let appended = 0n;
  return {
    reader: stream,
    streamName,
    shardIds: [...shardIds],
    failNext,
    async append(shardId, record) {
      appended += 1n;
      const sequenceNumber = String(SEQUENCE + appended);
      const filler = { partitionKey: 'key', data: Buffer.from('{}') };
      stream.append(shardId, { sequenceNumber, arrivalMs: 1_700_000_000_456, ...filler, ...record });
      return sequenceNumber;
    },
    async close(shardId) {
      stream.close(shardId);
      for (const child of ['shardId-000000000002', 'shardId-000000000003']) stream.open(child, shardId);
    },
    async merge() {
      for (const shardId of shardIds) stream.close(shardId);
      stream.open('shardId-000000000002', ...shardIds);
    },
    async expire() {
      for (const shardId of shardIds) stream.trim(shardId);
    },
  };
}
