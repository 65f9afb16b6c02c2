import { describe } from 'vitest';
import { makeMemoryArchive } from '../../src/adapters/memory/memory-archive.ts';
import { makeMemoryClock } from '../../src/adapters/memory/memory-clock.ts';
import { type MemoryDeadLetters, makeMemoryDeadLetters } from '../../src/adapters/memory/memory-dead-letters.ts';
import { makeMemoryKeeperPokes } from '../../src/adapters/memory/memory-keeper-pokes.ts';
import { type MemoryResultStore, makeMemoryResultStore } from '../../src/adapters/memory/memory-result-store.ts';
import { type MemoryTaskQueue, makeMemoryTaskQueue } from '../../src/adapters/memory/memory-task-queue.ts';
import type { Archive } from '../../src/ports/archive.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { KeeperPokes } from '../../src/ports/task-queue.ts';
import { archiveContract } from '../contracts/archive-contract.ts';
import { clockContract } from '../contracts/clock-contract.ts';
import { deadLettersContract } from '../contracts/dead-letters-contract.ts';
import { keeperPokesContract } from '../contracts/keeper-pokes-contract.ts';
import { resultStoreContract } from '../contracts/result-store-contract.ts';
import { taskQueueContract } from '../contracts/task-queue-contract.ts';
import { expectRed } from '../support/expect-red.ts';
import { makeFault } from '../support/faulty-twin.ts';
import { resultFixtureOf } from '../support/memory-fixtures.ts';

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
        'a refused write tells what it would have written',
        'whoever writes is told of the row that stands after that, written or refused',
        (twin) => ({
          writeResult: async (ref, result) => {
            const { outcome, stored } = await twin.writeResult(ref, result);
            return { outcome, stored: { ...stored, ...result } };
          },
        }),
      ],
      [
        'rows of all windows read together',
        'rows are read by key, without those that do not exist',
        (twin) => ({
          readRows: async (refs) =>
            new Map([
              ...(await twin.readRows(refs)),
              ...(await twin.readRows(refs.map((ref) => ({ ...ref, windowStartMs: 0 })))),
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
