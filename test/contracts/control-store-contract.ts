import { deepEqual, equal, rejects } from 'node:assert/strict';
import { InvariantError } from '../../src/engine/errors.ts';
import { type GlobalWatermark, NO_WATERMARK } from '../../src/engine/watermark.ts';
import type { Control, ControlStore } from '../../src/ports/control-store.ts';
import type { Check } from './contract.ts';
import { type Faulty, failing } from './faults.ts';

export interface ControlFixture extends Faulty {
  readonly store: ControlStore;
}

export const HOURLY: Control = {
  aggregation: 'hourly',
  generation: 1,
  definitionHash: '00ff00ff00ff00ff',
  layout: { partitions: 2, buckets: 6, codec: 'slots-1' },
  firedThroughMs: null,
  expiredThroughMs: null,
  collectedThroughMs: null,
};

const MOVED: GlobalWatermark = {
  watermarkMs: 978_310_000_000,
  emptySince: { atMs: 1_700_000_000_000, watermarkMs: 978_309_000_000 },
  drainFloorMs: null,
};

async function firedThrough(store: ControlStore): Promise<number | null | undefined> {
  return (await store.readControls()).find(({ aggregation }) => aggregation === 'hourly')?.firedThroughMs;
}

async function drainFloor(store: ControlStore): Promise<number | null> {
  return (await store.readWatermark()).watermark.drainFloorMs;
}

export const controlStoreContract: readonly Check<ControlFixture>[] = [
  {
    name: 'a new pipeline has no controls',
    run: async ({ store }) => deepEqual(await store.readControls(), []),
  },
  {
    name: 'ensuring creates the item and returns what is stored, which never changes hash or layout',
    async run({ store }) {
      deepEqual(await store.ensureControl(HOURLY), HOURLY);
      const changed: Control = { ...HOURLY, definitionHash: 'changed', layout: { ...HOURLY.layout, buckets: 7 } };
      deepEqual(await store.ensureControl(changed), HOURLY);
      deepEqual(await store.readControls(), [HOURLY]);
    },
  },
  {
    name: 'controls of every aggregation and generation are read, and nothing else',
    async run({ store }) {
      const others: Control[] = [
        { ...HOURLY, generation: 2, firedThroughMs: 978_310_800_000 },
        { ...HOURLY, aggregation: 'daily', layout: { partitions: 1, buckets: 1, codec: 'slots-1' } },
      ];
      for (const control of [HOURLY, ...others]) await store.ensureControl(control);
      await store.writeWatermark(MOVED, 0);
      deepEqual(new Set(await store.readControls()), new Set([HOURLY, ...others]));
    },
  },
  {
    name: 'firedThrough only rises',
    async run({ store }) {
      await store.ensureControl(HOURLY);
      for (const [to, stored] of [
        [0, 0],
        [1_000, 1_000],
        [999, 1_000],
        [1_000, 1_000],
        [20_000, 20_000],
      ] as const) {
        await store.raiseFiredThrough('hourly', 1, to);
        equal(await firedThrough(store), stored);
      }
    },
  },
  {
    name: 'firedThrough of a generation without control item is a mistake',
    async run({ store }) {
      await store.ensureControl(HOURLY);
      await rejects(store.raiseFiredThrough('hourly', 2, 1_000), InvariantError);
      await rejects(store.raiseFiredThrough('daily', 1, 1_000), InvariantError);
      deepEqual(await store.readControls(), [HOURLY]);
    },
  },
  {
    name: 'of concurrent raises the highest stays',
    async run({ store }) {
      await store.ensureControl(HOURLY);
      const instants = [5, 3, 8, 1, 7, 2, 6, 4];
      await Promise.all(instants.map((instant) => store.raiseFiredThrough('hourly', 1, instant)));
      await Promise.all(instants.map((instant) => store.raiseDrainFloor(instant)));
      equal(await firedThrough(store), 8);
      equal(await drainFloor(store), 8);
    },
  },
  {
    name: 'a keeper that never ran has no watermark',
    run: async ({ store }) => deepEqual(await store.readWatermark(), { version: 0, watermark: NO_WATERMARK }),
  },
  {
    name: 'the watermark is written on the expected version only',
    async run({ store }) {
      equal(await store.writeWatermark(MOVED, 1), 'conflict');
      equal(await store.writeWatermark(MOVED, 0), 'written');
      deepEqual(await store.readWatermark(), { version: 1, watermark: MOVED });
      equal(await store.writeWatermark(NO_WATERMARK, 0), 'conflict');
      equal(await store.writeWatermark(NO_WATERMARK, 2), 'conflict');
      deepEqual(await store.readWatermark(), { version: 1, watermark: MOVED });
    },
  },
  {
    name: 'what is null in the next watermark is null in the stored one',
    async run({ store }) {
      await store.writeWatermark(MOVED, 0);
      equal(await store.writeWatermark({ ...MOVED, emptySince: null }, 1), 'written');
      deepEqual(await store.readWatermark(), { version: 2, watermark: { ...MOVED, emptySince: null } });
      equal(await store.writeWatermark(NO_WATERMARK, 2), 'written');
      deepEqual(await store.readWatermark(), { version: 3, watermark: NO_WATERMARK });
    },
  },
  {
    name: 'writing the watermark leaves the drain floor as stored',
    async run({ store }) {
      await store.raiseDrainFloor(978_400_000_000);
      deepEqual(await store.readWatermark(), {
        version: 0,
        watermark: { ...NO_WATERMARK, drainFloorMs: 978_400_000_000 },
      });
      equal(await store.writeWatermark(MOVED, 0), 'written');
      equal(await drainFloor(store), 978_400_000_000);
      equal(await store.writeWatermark({ ...MOVED, drainFloorMs: 999_999_999_999 }, 1), 'written');
      equal(await drainFloor(store), 978_400_000_000);
    },
  },
  {
    name: 'the drain floor only rises, and does not count as a write of the watermark',
    async run({ store }) {
      await store.writeWatermark(MOVED, 0);
      for (const [floor, stored] of [
        [10, 10],
        [9, 10],
        [10, 10],
        [11, 11],
      ] as const) {
        await store.raiseDrainFloor(floor);
        deepEqual(await store.readWatermark(), { version: 1, watermark: { ...MOVED, drainFloorMs: stored } });
      }
    },
  },
  {
    name: 'of concurrent keepers exactly one wins',
    async run({ store }) {
      const outcomes = await Promise.all(
        [1, 2, 3, 4, 5].map((watermarkMs) => store.writeWatermark({ ...MOVED, watermarkMs }, 0)),
      );
      deepEqual(outcomes.sort(), ['conflict', 'conflict', 'conflict', 'conflict', 'written']);
      equal((await store.readWatermark()).version, 1);
    },
  },
  {
    name: 'an operator and a keeper who write at the same time do not undo each other',
    async run({ store }) {
      for (let version = 0; version < 10; version += 1) {
        const floorMs = 1_000 + version;
        const [outcome] = await Promise.all([store.writeWatermark(MOVED, version), store.raiseDrainFloor(floorMs)]);
        equal(outcome, 'written');
        deepEqual(await store.readWatermark(), {
          version: version + 1,
          watermark: { ...MOVED, drainFloorMs: floorMs },
        });
      }
    },
  },
  {
    name: 'after a lost answer a read shows what was written',
    async run(fixture) {
      const { store } = fixture;
      await failing(fixture, 'after', () => store.ensureControl(HOURLY));
      await failing(fixture, 'after', () => store.raiseFiredThrough('hourly', 1, 1_000));
      deepEqual(await store.readControls(), [{ ...HOURLY, firedThroughMs: 1_000 }]);
      await failing(fixture, 'after', () => store.writeWatermark(MOVED, 0));
      await failing(fixture, 'before', () => store.raiseDrainFloor(5));
      deepEqual(await store.readWatermark(), { version: 1, watermark: MOVED });
    },
  },
];
