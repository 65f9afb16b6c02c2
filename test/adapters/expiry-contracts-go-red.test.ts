import { describe } from 'vitest';
import { type MemoryStateStore, makeMemoryStateStore } from '../../src/adapters/memory/memory-state-store.ts';
import type { WindowPartition } from '../../src/ports/partial-store.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import type { StoredPartial } from '../../src/ports/window-index.ts';
import { expiryContract } from '../contracts/expiry-contract.ts';
import { windowIndexContract } from '../contracts/window-index-contract.ts';
import { expectRed } from '../support/expect-red.ts';
import { makeFault } from '../support/faulty-twin.ts';

function state(breakTwin: (twin: MemoryStateStore) => StateStore) {
  const { fault, failNext } = makeFault();
  const twin = makeMemoryStateStore({ fault });
  return { store: breakTwin(twin), failNext, stampsOf: async (window: WindowPartition) => twin.stampsOf(window) };
}

describe('expiry contract', () =>
  expectRed(expiryContract, state, [
    [
      'what has not fired expires',
      'a window that has not fired cannot expire',
      (twin) => ({
        raiseExpiredThrough: async (name, generation, toMs) => {
          await twin.raiseFiredThrough(name, generation, toMs);
          await twin.raiseExpiredThrough(name, generation, toMs);
        },
      }),
    ],
    [
      'what has not expired is collected',
      'state of a window that has not expired cannot be collected',
      (twin) => ({
        raiseCollectedThrough: async (name, generation, toMs) => {
          await twin.raiseExpiredThrough(name, generation, toMs);
          await twin.raiseCollectedThrough(name, generation, toMs);
        },
      }),
    ],
    [
      'the announcement is forgotten',
      'what the keeper remembers comes back as it went in, and is not among the controls',
      (twin) => ({
        writeExpiryMemory: (name, generation, memory) =>
          twin.writeExpiryMemory(name, generation, { ...memory, announced: null }),
      }),
    ],
  ]));

describe('window index contract', () =>
  expectRed(windowIndexContract, state, [
    [
      'the last window end left out',
      'windows through an instant are those ending at or before it, oldest first, and whole',
      (twin) => ({ windowsThrough: (name, generation, endMs) => twin.windowsThrough(name, generation, endMs - 1) }),
    ],
    [
      'shares of redriven events are never stamped',
      'the unstamped partials of a window-partition are those of all buckets and lanes and of redriven events, and no others',
      (twin) => ({
        async *unstampedPartials(window) {
          for await (const page of twin.unstampedPartials(window))
            yield page.filter(({ sortKey }) => !sortKey.includes('!'));
        },
      }),
    ],
    [
      'a stamp takes the contents away',
      'a stamp says when the partial may go, in whole seconds, and changes nothing else',
      (twin) => ({
        stampPartial: async (partial, expiresAtMs) => {
          await twin.stampPartial(partial, expiresAtMs);
          twin.dropExpired(expiresAtMs + 1_000);
        },
      }),
    ],
    [
      'an instant in milliseconds',
      'a stamp says when the partial may go, in whole seconds, and changes nothing else',
      (twin) => ({ stampPartial: (partial, expiresAtMs) => twin.stampPartial(partial, expiresAtMs * 1_000) }),
    ],
    [
      'what is stamped is given again',
      'what is stamped already is left out, so that the next who stamps goes on',
      (twin) => {
        const stamped: StoredPartial[] = [];
        return {
          async *unstampedPartials(window) {
            for await (const page of twin.unstampedPartials(window)) yield [...stamped, ...page];
          },
          stampPartial: async (partial, expiresAtMs) => {
            await twin.stampPartial(partial, expiresAtMs).finally(() => stamped.push(partial));
          },
        };
      },
    ],
  ]));
