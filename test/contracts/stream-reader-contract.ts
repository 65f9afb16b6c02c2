import { deepEqual, equal, ok } from 'node:assert/strict';
import { BEFORE_FIRST, encodePosition, LAST_IN_RECORD } from '../../src/engine/position.ts';
import type { StreamReader } from '../../src/ports/stream-reader.ts';
import type { Check } from './contract.ts';
import { type Faulty, failing } from './faults.ts';

/** A stream with two open shards and no records. */
export interface StreamReaderFixture extends Faulty {
  readonly reader: StreamReader;
  readonly streamName: string;
  /** The shards' ids, in the order of their listing. */
  readonly shardIds: readonly [string, string];
  /** Appends a record. @returns its sequence number */
  append(shardId: string): Promise<string>;
  /** Closes a shard by splitting it: its records stay, two new shards come. */
  close(shardId: string): Promise<void>;
  /** Closes both shards by merging them: one new shard comes. */
  merge(): Promise<void>;
}

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
      deepEqual(await reader.listShards(), [
        { shardId: first, closed: false, parents: [] },
        { shardId: second, closed: false, parents: [] },
      ]);
    },
  },
  {
    name: 'an open shard without records is empty',
    run: async ({ reader, shardIds: [shardId] }) => equal(await reader.lookAfter(shardId, BEFORE_FIRST), 'empty'),
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
      deepEqual(shards.slice(0, 2), [
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
    name: 'a failed look says so, and can be done again',
    async run(fixture) {
      const { reader, shardIds } = fixture;
      for (const moment of ['before', 'after'] as const) {
        await failing(fixture, moment, () => reader.lookAfter(shardIds[0], BEFORE_FIRST));
        await failing(fixture, moment, () => reader.listShards());
      }
      equal(await reader.lookAfter(shardIds[0], BEFORE_FIRST), 'empty');
    },
  },
];
