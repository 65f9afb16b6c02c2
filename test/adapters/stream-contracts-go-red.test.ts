import { describe } from 'vitest';
import type { StreamReader } from '../../src/ports/stream-reader.ts';
import { streamReaderContract } from '../contracts/stream-reader-contract.ts';
import { expectRed } from '../support/expect-red.ts';
import { memoryStreamFixture } from '../support/memory-fixtures.ts';

describe('stream reader contract', () =>
  expectRed(
    streamReaderContract,
    (breakTwin: (twin: StreamReader) => StreamReader) => {
      const fixture = memoryStreamFixture();
      return { ...fixture, reader: breakTwin(fixture.reader) };
    },
    [
      [
        'looks at the first record only',
        'a shard holds records until the position is that of its last one',
        (twin) => ({ lookAfter: (shardId) => twin.lookAfter(shardId, '') }),
      ],
      [
        'takes notice of every record',
        'records that are not delivered are overlooked, and no others',
        (twin) => ({ lookAfter: (shardId, position) => twin.lookAfter(shardId, position) }),
      ],
      [
        'a closed shard is merely empty',
        'a closed shard that never had a record has ended',
        (twin) => ({
          lookAfter: async (shardId, position) => {
            const found = await twin.lookAfter(shardId, position);
            return found === 'ended' ? 'empty' : found;
          },
        }),
      ],
      [
        'places inside packed records are overlooked',
        'a position inside a packed record finds that record again, one at its end what comes after it',
        (twin) => ({ lookAfter: (shardId, position) => twin.lookAfter(shardId, position.replace(/\/.*/, '')) }),
      ],
      [
        'a packed record is never done',
        'a closed shard has ended only after the last event of its last record',
        (twin) => ({ lookAfter: (shardId, position) => twin.lookAfter(shardId, position.replace(/\/.*/, '/0000000')) }),
      ],
      [
        'shards have no parents',
        'the children of a split name the shard that they were split off',
        (twin) => ({ listShards: async () => (await twin.listShards()).map((shard) => ({ ...shard, parents: [] })) }),
      ],
      [
        'shards have one parent',
        'the child of a merge names both shards that it was merged from',
        (twin) => ({
          listShards: async () =>
            (await twin.listShards()).map((shard) => ({ ...shard, parents: shard.parents.slice(0, 1) })),
        }),
      ],
      [
        'closed shards are not listed',
        'a closed shard stays listed, holds its records, and has ended after the last of them',
        (twin) => ({ listShards: async () => (await twin.listShards()).filter(({ closed }) => !closed) }),
      ],
      [
        'a shard that was split still takes keys',
        'the open shards take every partition key, each one taken by one shard, after a split too',
        (twin) => ({
          listShards: async () => (await twin.listShards()).map((shard) => ({ ...shard, closed: false })),
        }),
      ],
      [
        'reads on to the tip',
        'the records between two of a shard are these, both of them, and those between them, in order',
        (twin) => ({ recordsBetween: (shardId, from) => twin.recordsBetween(shardId, from, '9'.repeat(129)) }),
      ],
      [
        'begins after the first',
        'the records between two of a shard are these, both of them, and those between them, in order',
        (twin) => ({
          recordsBetween: (shardId, from, through) => twin.recordsBetween(shardId, String(BigInt(from) + 1n), through),
        }),
      ],
      [
        'gives what comes after records that have expired',
        'of records that have left the stream nothing is given, and what comes after the last one asked for is not',
        (twin) => ({
          async *recordsBetween(shardId, from, through) {
            let found = 0;
            for await (const record of twin.recordsBetween(shardId, from, through)) {
              found += 1;
              yield record;
            }
            if (found === 0) yield* twin.recordsBetween(shardId, '0', '9'.repeat(129));
          },
        }),
      ],
    ],
  ));
