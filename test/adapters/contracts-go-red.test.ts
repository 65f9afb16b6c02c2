import { describe } from 'vitest';
import { makeMemoryArchive } from '../../src/adapters/memory/memory-archive.ts';
import { makeMemoryClock } from '../../src/adapters/memory/memory-clock.ts';
import { type MemoryDeadLetters, makeMemoryDeadLetters } from '../../src/adapters/memory/memory-dead-letters.ts';
import { makeMemoryKeeperPokes } from '../../src/adapters/memory/memory-keeper-pokes.ts';
import { type MemoryResultStore, makeMemoryResultStore } from '../../src/adapters/memory/memory-result-store.ts';
import { type MemoryTaskQueue, makeMemoryTaskQueue } from '../../src/adapters/memory/memory-task-queue.ts';
import type { Archive } from '../../src/ports/archive.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { StreamReader } from '../../src/ports/stream-reader.ts';
import type { KeeperPokes } from '../../src/ports/task-queue.ts';
import { archiveContract } from '../contracts/archive-contract.ts';
import { clockContract } from '../contracts/clock-contract.ts';
import { deadLettersContract } from '../contracts/dead-letters-contract.ts';
import { keeperPokesContract } from '../contracts/keeper-pokes-contract.ts';
import { resultStoreContract } from '../contracts/result-store-contract.ts';
import { streamReaderContract } from '../contracts/stream-reader-contract.ts';
import { taskQueueContract } from '../contracts/task-queue-contract.ts';
import { expectRed } from '../support/expect-red.ts';
import { makeFault } from '../support/faulty-twin.ts';
import { memoryStreamFixture, resultFixtureOf } from '../support/memory-fixtures.ts';

type Breaker<P> = (twin: P) => P;

describe('result contract', () =>
  expectRed(
    resultStoreContract,
    (breakTwin: Breaker<MemoryResultStore>) => {
      const { fault, failNext } = makeFault();
      return resultFixtureOf(breakTwin(makeMemoryResultStore({ fault })), failNext);
    },
    [
      [
        'last writer wins',
        'a result that is not more complete is stale and changes nothing',
        (twin) => ({
          writeResult: async (ref, result) => {
            const stored = twin.row(ref.aggregation, ref.key, ref.windowStartMs);
            return twin.writeResult({ ...ref, generation: (stored?.generation ?? 0) + 1 }, result);
          },
        }),
      ],
      [
        'n goes before the generation',
        'generation goes before n: a later one wins with fewer events, an earlier one loses with more',
        (twin) => ({ writeResult: (ref, result) => twin.writeResult({ ...ref, generation: 1 }, result) }),
      ],
      [
        'rows of all windows counted together',
        'counts are read by key, without the rows that do not exist',
        (twin) => ({
          readCounts: async (refs) =>
            new Map([
              ...(await twin.readCounts(refs)),
              ...(await twin.readCounts(refs.map((ref) => ({ ...ref, windowStartMs: 0 })))),
            ]),
        }),
      ],
    ],
  ));

describe('dead letters contract', () =>
  expectRed(
    deadLettersContract,
    (breakTwin: Breaker<MemoryDeadLetters>) => {
      const { fault, failNext } = makeFault();
      const deadLetters = breakTwin(makeMemoryDeadLetters({ fault }));
      return {
        deadLetters,
        failNext,
        takeRejected: async () => deadLetters.rejected,
        takeTooLate: async () => deadLetters.tooLate,
      };
    },
    [
      [
        'at most ten are sent',
        'more records than one call takes arrive all',
        (twin) => ({ sendRejected: (records) => twin.sendRejected(records.slice(0, 10)) }),
      ],
      [
        'a failure is swallowed',
        'after a lost answer the record is there, and sending again may double it',
        (twin) => ({ sendRejected: (records) => twin.sendRejected(records).catch(() => {}) }),
      ],
      [
        'windows are not named',
        'a record past lateness arrives whole, naming the aggregations and windows concerned',
        (twin) => ({
          sendTooLate: (records) => twin.sendTooLate(records.map((record) => ({ ...record, windows: [] }))),
        }),
      ],
    ],
  ));

describe('task queue contract', () =>
  expectRed(
    taskQueueContract,
    (breakTwin: Breaker<MemoryTaskQueue>) => {
      const { fault, failNext } = makeFault();
      const tasks = breakTwin(makeMemoryTaskQueue({ fault }));
      return { tasks, failNext, take: async () => tasks.takeAll().map(({ task }) => task) };
    },
    [
      [
        'late tasks become tasks',
        'tasks arrive as they were sent',
        (twin) => ({
          sendTasks: (tasks, delay) =>
            twin.sendTasks(
              tasks.map(({ window }) => ({ window, late: false })),
              delay,
            ),
        }),
      ],
      [
        'any delay is taken',
        'a delay that is not whole seconds from 0 to 900 is refused before anything is sent',
        (twin) => ({ sendTasks: (tasks) => twin.sendTasks(tasks, 0) }),
      ],
    ],
  ));

describe('stream reader contract', () =>
  expectRed(
    streamReaderContract,
    (breakTwin: Breaker<StreamReader>) => {
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

describe('archive contract', () =>
  expectRed(
    archiveContract,
    (breakTwin: Breaker<Archive>) => {
      const { fault, failNext } = makeFault();
      return { archive: breakTwin(makeMemoryArchive({ fault })), failNext };
    },
    [
      [
        'text instead of bytes',
        'what was put is given back, byte for byte, whatever the bytes',
        (twin) => ({ put: (key, data) => twin.put(key, Buffer.from(Buffer.from(data).toString())) }),
      ],
      [
        'keys are told apart by their letters alone',
        'any key is a place of its own',
        (twin) => ({ put: (key, data) => twin.put(key.replace(/[^A-Za-z0-9/-]/g, ''), data) }),
      ],
      [
        'no bytes are nothing',
        'a record of 10 MiB fits, and one of no bytes',
        (twin) => ({
          get: async (ref) => {
            const found = await twin.get(ref);
            return found?.length === 0 ? undefined : found;
          },
        }),
      ],
      [
        'nothing is no bytes',
        'nothing is where nothing was put',
        (twin) => ({ get: async (ref) => (await twin.get(ref)) ?? new Uint8Array() }),
      ],
      [
        'a failure to put is swallowed',
        'an archive that does not answer says so, and what was asked can be asked again',
        (twin) => ({
          put: (key, data) => twin.put(key, data).catch(() => ({ bucket: 'archive', key, bytes: data.length })),
        }),
      ],
    ],
  ));

describe('keeper pokes contract', () =>
  expectRed(
    keeperPokesContract,
    (breakTwin: Breaker<KeeperPokes>) => {
      const { fault, failNext } = makeFault();
      const clock = makeMemoryClock(0);
      const twin = makeMemoryKeeperPokes({ clock, fault });
      return { pokes: breakTwin(twin), failNext, pass: clock.advance, take: async () => twin.takeAll() };
    },
    [
      [
        'never the same id again',
        'pokes with one id are one poke for five minutes, and two after',
        (twin) => {
          const seen = new Set<string>();
          return {
            poke: async (poke) => {
              if (!seen.has(poke.id)) await twin.poke(poke);
              seen.add(poke.id);
            },
          };
        },
      ],
      [
        'ids cut to what the service takes',
        'any text can be an id, and ids that differ make two pokes',
        (twin) => ({ poke: ({ kind, id }) => twin.poke({ kind, id: id.slice(0, 128) }) }),
      ],
    ],
  ));

describe('clock contract', () =>
  expectRed(
    clockContract,
    (breakTwin: Breaker<Clock>) => {
      const clock = makeMemoryClock(0);
      return { clock: breakTwin(clock), pass: clock.advance };
    },
    [
      [
        'waits end at once',
        'a wait is over once its time has passed, not before',
        (twin) => ({ after: () => twin.after(0), nowMs: () => 0 }),
      ],
      ['waits end in the order they began', 'waits end in the order of their times', () => ({ after: async () => {} })],
    ],
  ));
