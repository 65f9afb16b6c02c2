import type { InvocationTime } from '../../lambdas/shared/deadline.ts';
import { type MemoryClock, makeMemoryClock } from '../../src/adapters/memory/memory-clock.ts';
import { type MemoryDeadLetters, makeMemoryDeadLetters } from '../../src/adapters/memory/memory-dead-letters.ts';
import { type MemoryKeeperPokes, makeMemoryKeeperPokes } from '../../src/adapters/memory/memory-keeper-pokes.ts';
import { type MemoryResultStore, makeMemoryResultStore } from '../../src/adapters/memory/memory-result-store.ts';
import {
  type MemorySchemaRegistry,
  makeMemorySchemaRegistry,
} from '../../src/adapters/memory/memory-schema-registry.ts';
import { type MemoryStateStore, makeMemoryStateStore } from '../../src/adapters/memory/memory-state-store.ts';
import { type MemoryStream, makeMemoryStream } from '../../src/adapters/memory/memory-stream-reader.ts';
import { type MemoryTaskQueue, makeMemoryTaskQueue } from '../../src/adapters/memory/memory-task-queue.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import type { FunctionPorts } from './compose-functions.ts';
import { type Around, intercept } from './intercept.ts';
import { makeLogBook } from './logs.ts';
import { STREAM } from './sales.ts';

/** What becomes of one operation: its request or its answer is lost, the service throttles, or it fails in a way nobody knows. */
export type Mishap = 'request lost' | 'answer lost' | 'throttled' | 'unknown error';

/** Memory twins of everything that a function talks to, what was done to them, and a way to interfere. */
export interface TestDeps extends FunctionPorts {
  readonly clock: MemoryClock;
  readonly log: ReturnType<typeof makeLogBook>;
  /** The twins themselves, to look at and to set up without leaving a trace. */
  readonly twins: Twins;
  /** Names of the operations that were asked for, in order. */
  readonly operations: string[];
  /** The next times that `operation` is asked for, this happens to it. */
  fail(operation: string, mishap: Mishap, times?: number): void;
  /** Nothing fails any more. */
  mend(): void;
  /** Runs `interfere` just before the next time that `operation` is done. */
  before(operation: string, interfere: () => Promise<unknown>): void;
}

export interface Twins {
  readonly state: MemoryStateStore;
  readonly results: MemoryResultStore;
  readonly stream: MemoryStream;
  readonly tasks: MemoryTaskQueue;
  readonly pokes: MemoryKeeperPokes;
  readonly deadLetters: MemoryDeadLetters;
  readonly registry: MemorySchemaRegistry;
}

/** Nothing waits in tests: time leaps to where the next wait ends. Waits that began together end together. */
function makeHurriedClock(): MemoryClock {
  const clock = makeMemoryClock(0);
  return {
    ...clock,
    after: async (delayMs) => {
      const untilMs = clock.nowMs() + delayMs;
      await Promise.resolve();
      clock.advance(Math.max(0, untilMs - clock.nowMs()));
    },
  };
}

export function makeTestDeps(overrides: Partial<FunctionPorts> = {}): TestDeps {
  const clock = makeHurriedClock();
  const twins: Twins = {
    state: makeMemoryStateStore(),
    results: makeMemoryResultStore(),
    stream: makeMemoryStream(STREAM),
    tasks: makeMemoryTaskQueue(),
    pokes: makeMemoryKeeperPokes({ clock }),
    deadLetters: makeMemoryDeadLetters(),
    registry: makeMemorySchemaRegistry(),
  };
  const operations: string[] = [];
  const mishaps = new Map<string, Mishap[]>();
  const interferences = new Map<string, () => Promise<unknown>>();
  let nonces = 0;

  const around: Around = async ({ name }, perform) => {
    operations.push(name);
    const interfere = interferences.get(name);
    interferences.delete(name);
    await interfere?.();
    const mishap = mishaps.get(name)?.shift();
    if (mishap === 'unknown error') throw new Error(`${name} failed in a way that nobody knows`);
    if (mishap === 'throttled') throw new RetryableError(`${name} was throttled`, { throttled: true });
    if (mishap === 'request lost') throw new RetryableError(`${name}: request lost`);
    const outcome = await perform();
    if (mishap === 'answer lost') throw new RetryableError(`${name}: answer lost`);
    return outcome;
  };

  return {
    state: intercept(twins.state, around),
    results: intercept(twins.results, around),
    stream: intercept(twins.stream, around),
    tasks: intercept(twins.tasks, around),
    pokes: intercept(twins.pokes, around),
    deadLetters: intercept(twins.deadLetters, around),
    registry: intercept(twins.registry, around),
    random: () => 0.5,
    nonce: () => {
      nonces += 1;
      return `nonce-${nonces}`;
    },
    ...overrides,
    clock,
    log: makeLogBook(),
    twins,
    operations,
    fail: (operation, mishap, times = 1) => {
      mishaps.set(operation, [...(mishaps.get(operation) ?? []), ...new Array<Mishap>(times).fill(mishap)]);
    },
    mend: () => mishaps.clear(),
    before: (operation, interfere) => void interferences.set(operation, interfere),
  };
}

/** An invocation with all the time in the world. */
export const PLENTY_OF_TIME: InvocationTime = { getRemainingTimeInMillis: () => 60_000 };
