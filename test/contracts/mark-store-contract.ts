import { deepEqual, equal } from 'node:assert/strict';
import type { Mark, MarkStore } from '../../src/ports/mark-store.ts';
import type { WindowPartition } from '../../src/ports/partial-store.ts';
import { all, type Check } from './contract.ts';
import { type Faulty, failing } from './faults.ts';
import { WINDOW } from './samples.ts';

export interface MarkFixture extends Faulty {
  readonly store: MarkStore;
}

const mark = (nonce: string, window: WindowPartition = WINDOW): Mark => ({ window, nonce });

function windowEnding(windowEndMs: number, partition = 0): WindowPartition {
  return { ...WINDOW, windowStartMs: windowEndMs - 60_000, windowEndMs, partition };
}

export const markStoreContract: readonly Check<MarkFixture>[] = [
  {
    name: 'a window without a mark has no nonce',
    run: async ({ store }) => equal(await store.readMark(WINDOW), undefined),
  },
  {
    name: 'ensuring writes a mark where there is none, and keeps the nonce of one that is there',
    async run({ store }) {
      await store.ensureMark(mark('first'));
      equal(await store.readMark(WINDOW), 'first');
      await store.ensureMark(mark('second'));
      equal(await store.readMark(WINDOW), 'first');
    },
  },
  {
    name: 'renewing writes the mark whatever is there',
    async run({ store }) {
      await store.renewMark(mark('first'));
      equal(await store.readMark(WINDOW), 'first');
      await store.renewMark(mark('second'));
      equal(await store.readMark(WINDOW), 'second');
    },
  },
  {
    name: 'clearing takes only the mark with this nonce',
    async run({ store }) {
      await store.ensureMark(mark('first'));
      await store.renewMark(mark('second'));
      equal(await store.clearMark(mark('first')), 'renewed');
      equal(await store.readMark(WINDOW), 'second');
      equal(await store.clearMark(mark('second')), 'cleared');
      equal(await store.readMark(WINDOW), undefined);
    },
  },
  {
    name: 'a mark that is gone counts as cleared',
    async run(fixture) {
      const { store } = fixture;
      equal(await store.clearMark(mark('never')), 'cleared');
      await store.ensureMark(mark('first'));
      await failing(fixture, 'after', () => store.clearMark(mark('first')));
      equal(await store.clearMark(mark('first')), 'cleared');
    },
  },
  {
    name: 'each aggregation, generation, window and partition has its own mark',
    async run({ store }) {
      const windows: WindowPartition[] = [
        WINDOW,
        { ...WINDOW, aggregation: 'daily' },
        { ...WINDOW, generation: 2 },
        { ...WINDOW, windowStartMs: WINDOW.windowEndMs, windowEndMs: WINDOW.windowEndMs + 3_600_000 },
        { ...WINDOW, partition: 1 },
      ];
      for (const [index, window] of windows.entries()) await store.ensureMark(mark(`nonce-${index}`, window));
      for (const [index, window] of windows.entries()) equal(await store.readMark(window), `nonce-${index}`);
    },
  },
  {
    name: 'marks through an instant are those of windows ending at or before it, oldest first, and whole',
    async run({ store }) {
      const ends = [978_310_800_000, 60_000, 999_999, 1_000_000, 8_640_000_000_000_000, 978_310_800_001];
      for (const end of ends) await store.ensureMark(mark(`nonce-${end}`, windowEnding(end)));
      await store.ensureMark(mark('other partition', windowEnding(1_000_000, 12)));
      await store.ensureMark(mark('other generation', { ...windowEnding(60_000), generation: 2 }));
      await store.ensureMark(mark('other aggregation', { ...windowEnding(60_000), aggregation: 'hourly-2' }));

      const found = await all(store.marksThrough('hourly', 1, 978_310_800_000));
      deepEqual(
        found.map(({ window }) => window.windowEndMs),
        [60_000, 999_999, 1_000_000, 1_000_000, 978_310_800_000],
      );
      deepEqual(found[0], mark('nonce-60000', windowEnding(60_000)));
      deepEqual(new Set(found.slice(2, 4).map(({ window }) => window.partition)), new Set([0, 12]));
    },
  },
  {
    name: 'no mark lies before the first window end',
    async run({ store }) {
      await store.ensureMark(mark('first', windowEnding(60_000)));
      deepEqual(await all(store.marksThrough('hourly', 1, 59_999)), []);
      deepEqual(await all(store.marksThrough('hourly', 1, -5)), []);
    },
  },
  {
    name: 'marks cleared while they are listed do no harm',
    async run({ store }) {
      for (const end of [60_000, 120_000, 180_000]) await store.ensureMark(mark(`nonce-${end}`, windowEnding(end)));
      for await (const found of store.marksThrough('hourly', 1, 180_000)) await store.clearMark(found);
      deepEqual(await all(store.marksThrough('hourly', 1, 180_000)), []);
    },
  },
  {
    name: 'after a lost answer the mark is there',
    async run(fixture) {
      const { store } = fixture;
      await failing(fixture, 'after', () => store.ensureMark(mark('first')));
      await failing(fixture, 'before', () => store.renewMark(mark('second')));
      equal(await store.readMark(WINDOW), 'first');
    },
  },
];
