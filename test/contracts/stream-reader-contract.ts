import { deepEqual, equal, ok } from 'node:assert/strict';
import { BEFORE_FIRST, encodePosition, LAST_IN_RECORD } from '../../src/engine/position.ts';
import type { Shard, StreamReader, StreamRecord } from '../../src/ports/stream-reader.ts';
import { all, type Check } from './contract.ts';
import { type Faulty, failing } from './faults.ts';

/** A stream with two open shards and no records. */
export interface StreamReaderFixture extends Faulty {
  readonly reader: StreamReader;
  readonly streamName: string;
  /** The shards' ids, in the order of their listing. */
  readonly shardIds: readonly [string, string];
  /** Appends a record, with what it is given. @returns its sequence number */
  append(shardId: string, record?: Partial<Pick<StreamRecord, 'partitionKey' | 'data'>>): Promise<string>;
  /** Closes a shard by splitting it: its records stay, two new shards come. */
  close(shardId: string): Promise<void>;
  /** Closes both shards by merging them: one new shard comes. */
  merge(): Promise<void>;
  /** Lets all records be older than the stream keeps them. */
  expire(): Promise<void>;
}

const HASH_KEYS = 1n << 128n;

export const streamReaderContract: readonly Check<StreamReaderFixture>[] = [
  {
    name: 'a stream is known by its name and the time of its creation',
    async run({ reader, streamName }) {
      const identity = await reader.identify();
      equal(identity.streamName, streamName);
      ok(Number.isSafeInteger(identity.streamCreatedMs) && identity.streamCreatedMs > 1_600_000_000_000);
      deepEqual(await reader.identify(), identity);
    },
  },
  {
    name: 'open shards are listed as open',
    async run({ reader, shardIds: [first, second] }) {
      deepEqual((await reader.listShards()).map(withoutHashKeys), [
        { shardId: first, closed: false, parents: [] },
        { shardId: second, closed: false, parents: [] },
      ]);
    },
  },
  {
    name: 'the open shards take every partition key, each one taken by one shard, after a split too',
    async run({ reader, shardIds: [shardId], close }) {
      await seeEveryKeyTaken(reader);
      await close(shardId);
      await seeEveryKeyTaken(reader);
    },
  },
  {
    name: 'after a merge one shard takes every partition key',
    async run({ reader, merge }) {
      await merge();
      const open = (await reader.listShards()).filter(({ closed }) => !closed);
      deepEqual(
        open.map(({ hashKeys }) => hashKeys),
        [{ first: 0n, last: HASH_KEYS - 1n }],
      );
    },
  },
  {
    name: 'an open shard without records is empty',
    run: async ({ reader, shardIds: [shardId] }) => equal(await reader.lookAfter(shardId, BEFORE_FIRST), 'empty'),
  },
  {
    name: 'records that are not delivered are overlooked, and no others',
    async run({ reader, shardIds: [shardId], append, close }) {
      const positions: string[] = [];
      for (let record = 0; record < 5; record += 1) positions.push(encodePosition(await append(shardId)));
      const [first = '', second = '', third = '', , last = ''] = positions;
      const alone = { from: second, through: second };
      equal(await reader.lookAfter(shardId, first, [alone]), 'records');
      equal(await reader.lookAfter(shardId, first, [{ from: third, through: last }]), 'records');
      equal(await reader.lookAfter(shardId, first, [{ from: third, through: last }, alone]), 'empty');
      equal(await reader.lookAfter(shardId, BEFORE_FIRST, [{ from: second, through: last }]), 'records');
      equal(await reader.lookAfter(shardId, BEFORE_FIRST, [{ from: first, through: last }]), 'empty');
      await close(shardId);
      equal(await reader.lookAfter(shardId, first, [{ from: third, through: last }, alone]), 'ended');
    },
  },
  {
    name: 'a shard holds records until the position is that of its last one',
    async run({ reader, shardIds: [shardId], append }) {
      const first = encodePosition(await append(shardId));
      equal(await reader.lookAfter(shardId, BEFORE_FIRST), 'records');
      equal(await reader.lookAfter(shardId, first), 'empty');
      const second = encodePosition(await append(shardId));
      equal(await reader.lookAfter(shardId, first), 'records');
      equal(await reader.lookAfter(shardId, second), 'empty');
      equal(await reader.lookAfter(shardId, BEFORE_FIRST), 'records');
    },
  },
  {
    name: 'a position inside a packed record finds that record again, one at its end what comes after it',
    async run({ reader, shardIds: [shardId], append }) {
      await append(shardId);
      const sequenceNumber = await append(shardId);
      equal(await reader.lookAfter(shardId, encodePosition(sequenceNumber, 7)), 'records');
      equal(await reader.lookAfter(shardId, encodePosition(sequenceNumber, LAST_IN_RECORD)), 'empty');
      await append(shardId);
      equal(await reader.lookAfter(shardId, encodePosition(sequenceNumber, 7)), 'records');
      equal(await reader.lookAfter(shardId, encodePosition(sequenceNumber, LAST_IN_RECORD)), 'records');
    },
  },
  {
    name: 'a closed shard has ended only after the last event of its last record',
    async run({ reader, shardIds: [shardId], append, close }) {
      const sequenceNumber = await append(shardId);
      await close(shardId);
      equal(await reader.lookAfter(shardId, encodePosition(sequenceNumber, 0)), 'records');
      equal(await reader.lookAfter(shardId, encodePosition(sequenceNumber, LAST_IN_RECORD)), 'ended');
    },
  },
  {
    name: 'the children of a split name the shard that they were split off',
    async run({ reader, shardIds: [shardId, other], close }) {
      await close(shardId);
      const shards = await reader.listShards();
      deepEqual(
        shards.map(({ closed, parents }) => ({ closed, parents })),
        [
          { closed: true, parents: [] },
          { closed: false, parents: [] },
          { closed: false, parents: [shardId] },
          { closed: false, parents: [shardId] },
        ],
      );
      equal(shards[1]?.shardId, other);
    },
  },
  {
    name: 'the child of a merge names both shards that it was merged from',
    async run({ reader, shardIds, merge }) {
      await merge();
      const shards = await reader.listShards();
      deepEqual(
        shards.map(({ closed }) => closed),
        [true, true, false],
      );
      deepEqual([...(shards[2]?.parents ?? [])].sort(), [...shardIds].sort());
    },
  },
  {
    name: 'records of one shard are not those of another',
    async run({ reader, shardIds: [first, second], append }) {
      await append(first);
      equal(await reader.lookAfter(second, BEFORE_FIRST), 'empty');
    },
  },
  {
    name: 'a closed shard stays listed, holds its records, and has ended after the last of them',
    async run({ reader, shardIds: [shardId, other], append, close }) {
      const position = encodePosition(await append(shardId));
      await close(shardId);
      const shards = await reader.listShards();
      deepEqual(shards.slice(0, 2).map(withoutHashKeys), [
        { shardId, closed: true, parents: [] },
        { shardId: other, closed: false, parents: [] },
      ]);
      deepEqual(
        shards.slice(2).map(({ closed }) => closed),
        [false, false],
      );
      equal(await reader.lookAfter(shardId, BEFORE_FIRST), 'records');
      equal(await reader.lookAfter(shardId, position), 'ended');
    },
  },
  {
    name: 'a closed shard that never had a record has ended',
    async run({ reader, shardIds: [shardId], close }) {
      await close(shardId);
      equal(await reader.lookAfter(shardId, BEFORE_FIRST), 'ended');
    },
  },
  {
    name: 'records are read whole: key, arrival and bytes, whatever these are',
    async run({ reader, shardIds: [shardId], append }) {
      const partitionKey = `${'ключ'.repeat(63)}👍`;
      const data = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      const sequenceNumber = await append(shardId, { partitionKey, data });
      const [record, ...more] = await all(reader.recordsBetween(shardId, sequenceNumber, sequenceNumber));
      deepEqual(more, []);
      equal(record?.sequenceNumber, sequenceNumber);
      equal(record?.partitionKey, partitionKey);
      deepEqual(Uint8Array.from(record?.data ?? []), data);
      ok(Number.isSafeInteger(record?.arrivalMs));
    },
  },
  {
    name: 'the records between two of a shard are these, both of them, and those between them, in order',
    async run({ reader, shardIds: [shardId, other], append }) {
      const numbers: string[] = [];
      for (let record = 0; record < 5; record += 1) numbers.push(await append(shardId));
      await append(other);
      const [, second = '', third = '', fourth = '', last = ''] = numbers;
      deepEqual(await numbersBetween(reader, shardId, second, fourth), [second, third, fourth]);
      deepEqual(await numbersBetween(reader, shardId, fourth, last), [fourth, last]);
      deepEqual(await numbersBetween(reader, shardId, third, third), [third]);
    },
  },
  {
    name: 'the records of a closed shard can still be read, to its last',
    async run({ reader, shardIds: [shardId], append, close }) {
      const numbers = [await append(shardId), await append(shardId)];
      await close(shardId);
      deepEqual(await numbersBetween(reader, shardId, numbers[0] ?? '', numbers[1] ?? ''), numbers);
    },
  },
  {
    name: 'of records that have left the stream nothing is given, and what comes after the last one asked for is not',
    async run({ reader, shardIds: [shardId], append, expire }) {
      const numbers = [await append(shardId), await append(shardId)];
      await expire();
      const left = await append(shardId);
      deepEqual(await numbersBetween(reader, shardId, numbers[0] ?? '', numbers[1] ?? ''), []);
      deepEqual(await numbersBetween(reader, shardId, numbers[0] ?? '', left), [left]);
    },
  },
  {
    name: 'a shard that the stream does not have holds no records',
    async run({ reader, shardIds: [shardId], append }) {
      const sequenceNumber = await append(shardId);
      deepEqual(await numbersBetween(reader, 'shardId-000000000099', sequenceNumber, sequenceNumber), []);
    },
  },
  {
    name: 'a failed look says so, and can be done again',
    async run(fixture) {
      const { reader, shardIds } = fixture;
      const held = await fixture.append(shardIds[1]);
      for (const moment of ['before', 'after'] as const) {
        await failing(fixture, moment, () => reader.lookAfter(shardIds[0], BEFORE_FIRST));
        await failing(fixture, moment, () => reader.listShards());
        await failing(fixture, moment, () => all(reader.recordsBetween(shardIds[1], held, held)));
      }
      equal(await reader.lookAfter(shardIds[0], BEFORE_FIRST), 'empty');
    },
  },
];

function withoutHashKeys({ shardId, closed, parents }: Shard): Omit<Shard, 'hashKeys'> {
  return { shardId, closed, parents };
}

async function numbersBetween(reader: StreamReader, shardId: string, from: string, through: string): Promise<string[]> {
  return (await all(reader.recordsBetween(shardId, from, through))).map(({ sequenceNumber }) => sequenceNumber);
}

async function seeEveryKeyTaken(reader: StreamReader): Promise<void> {
  const open = (await reader.listShards()).filter(({ closed }) => !closed).map(({ hashKeys }) => hashKeys);
  let next = 0n;
  for (const { first, last } of open.sort((a, b) => (a.first < b.first ? -1 : 1))) {
    equal(first, next);
    ok(last >= first);
    next = last + 1n;
  }
  equal(next, HASH_KEYS);
}
