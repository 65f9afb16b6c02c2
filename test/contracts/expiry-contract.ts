import { deepEqual, equal, rejects } from 'node:assert/strict';
import { InvariantError } from '../../src/engine/errors.ts';
import { type ExpiryMemory, MAX_SAMPLES, NO_EXPIRY_MEMORY } from '../../src/engine/expiry.ts';
import type { Control } from '../../src/ports/control-store.ts';
import type { Check } from './contract.ts';
import { type ControlFixture, HOURLY } from './control-store-contract.ts';
import { failing } from './faults.ts';

/** An hourly window end, so many hours after one that is known. */
const end = (hours: number): number => 978_310_800_000 + hours * 3_600_000;

const MEMORY: ExpiryMemory = {
  samples: [
    { atMs: 1_700_000_000_000, firedThroughMs: end(0) },
    { atMs: 1_700_000_003_000, firedThroughMs: end(1) },
  ],
  announced: { throughMs: end(0), atMs: 1_700_000_009_000 },
};

async function control(store: ControlFixture['store'], generation = 1): Promise<Control | undefined> {
  return (await store.readControls()).find((found) => found.generation === generation);
}

/** How far windows have expired and may be forgotten: the part of the control store that the keeper alone writes. */
export const expiryContract: readonly Check<ControlFixture>[] = [
  {
    name: 'expiredThrough and collectedThrough only rise, each within its own control item',
    async run({ store }) {
      const later = { ...HOURLY, generation: 2, firedThroughMs: end(9) };
      await store.ensureControl({ ...HOURLY, firedThroughMs: end(9) });
      await store.ensureControl(later);
      for (const [to, stored] of [
        [end(2), end(2)],
        [end(1), end(2)],
        [end(2), end(2)],
        [end(5), end(5)],
      ] as const) {
        await store.raiseExpiredThrough('hourly', 1, to);
        equal((await control(store))?.expiredThroughMs, stored);
        await store.raiseCollectedThrough('hourly', 1, to);
        equal((await control(store))?.collectedThroughMs, stored);
      }
      deepEqual(await control(store, 2), later);
    },
  },
  {
    name: 'a window that has not fired cannot expire',
    async run({ store }) {
      await store.ensureControl(HOURLY);
      await rejects(store.raiseExpiredThrough('hourly', 1, end(0)), InvariantError);
      await store.raiseFiredThrough('hourly', 1, end(0));
      await rejects(store.raiseExpiredThrough('hourly', 1, end(1)), /"hourly" generation 1/);
      await rejects(store.raiseExpiredThrough('hourly', 2, end(0)), InvariantError);
      await store.raiseExpiredThrough('hourly', 1, end(0));
      await rejects(store.raiseExpiredThrough('hourly', 1, end(1)), InvariantError);
      deepEqual(await control(store), { ...HOURLY, firedThroughMs: end(0), expiredThroughMs: end(0) });
    },
  },
  {
    name: 'state of a window that has not expired cannot be collected',
    async run({ store }) {
      await store.ensureControl({ ...HOURLY, firedThroughMs: end(9) });
      await rejects(store.raiseCollectedThrough('hourly', 1, end(0)), InvariantError);
      await store.raiseExpiredThrough('hourly', 1, end(3));
      await rejects(store.raiseCollectedThrough('hourly', 1, end(4)), InvariantError);
      await store.raiseCollectedThrough('hourly', 1, end(3));
      equal((await control(store))?.collectedThroughMs, end(3));
    },
  },
  {
    name: 'what the keeper remembers comes back as it went in, and is not among the controls',
    async run({ store }) {
      const samples = Array.from({ length: MAX_SAMPLES }, (_, index) => ({
        atMs: end(index),
        firedThroughMs: end(-index),
      }));
      await store.ensureControl(HOURLY);
      deepEqual(await store.readExpiryMemory('hourly', 1), NO_EXPIRY_MEMORY);
      for (const memory of [MEMORY, { samples, announced: null }, NO_EXPIRY_MEMORY, { ...MEMORY, samples: [] }]) {
        await store.writeExpiryMemory('hourly', 1, memory);
        deepEqual(await store.readExpiryMemory('hourly', 1), memory);
      }
      deepEqual(await store.readExpiryMemory('hourly', 2), NO_EXPIRY_MEMORY);
      deepEqual(await store.readExpiryMemory('daily', 1), NO_EXPIRY_MEMORY);
      deepEqual(await store.readControls(), [HOURLY]);
    },
  },
  {
    name: 'after a lost answer the same write does no harm',
    async run(fixture) {
      const { store } = fixture;
      await store.ensureControl({ ...HOURLY, firedThroughMs: end(9) });
      for (const [moment, to] of [
        ['before', end(2)],
        ['after', end(3)],
      ] as const) {
        await failing(fixture, moment, () => store.raiseExpiredThrough('hourly', 1, to));
        await store.raiseExpiredThrough('hourly', 1, to);
        await failing(fixture, moment, () => store.raiseCollectedThrough('hourly', 1, to));
        await store.raiseCollectedThrough('hourly', 1, to);
        await failing(fixture, moment, () => store.writeExpiryMemory('hourly', 1, MEMORY));
        await store.writeExpiryMemory('hourly', 1, MEMORY);
      }
      const { expiredThroughMs, collectedThroughMs } = (await control(store)) ?? HOURLY;
      deepEqual([expiredThroughMs, collectedThroughMs], [end(3), end(3)]);
      deepEqual(await store.readExpiryMemory('hourly', 1), MEMORY);
    },
  },
];
