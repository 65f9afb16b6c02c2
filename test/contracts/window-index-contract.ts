import { deepEqual, equal } from 'node:assert/strict';
import type { Partial } from '../../src/engine/apply.ts';
import type { PartialRef, PartialStore, WindowPartition } from '../../src/ports/partial-store.ts';
import type { RedriveStore } from '../../src/ports/redrive-store.ts';
import type { StoredPartial, WindowIndex } from '../../src/ports/window-index.ts';
import { all, type Check } from './contract.ts';
import { type Faulty, failing } from './faults.ts';
import { LANE, partialAt, positionOf, REF, WINDOW } from './samples.ts';

export interface WindowIndexFixture extends Faulty {
  readonly store: WindowIndex & PartialStore & RedriveStore;
  /** The stamps of the stored partials of a window-partition, in seconds since 1970, by sort key; `null` without one. */
  stampsOf(window: WindowPartition): Promise<ReadonlyMap<string, number | null>>;
}

const NOW_MS = 1_700_000_000_500;
const STAMP = 1_700_000_001;

function windowEnding(windowEndMs: number, partition = 0): WindowPartition {
  return { ...WINDOW, windowStartMs: windowEndMs - 60_000, windowEndMs, partition };
}

async function unstamped({ store }: WindowIndexFixture, window = WINDOW): Promise<StoredPartial[]> {
  return (await all(store.unstampedPartials(window))).flat();
}

async function stamps({ stampsOf }: WindowIndexFixture, window = WINDOW): Promise<(number | null)[]> {
  return [...(await stampsOf(window)).values()];
}

export const windowIndexContract: readonly Check<WindowIndexFixture>[] = [
  {
    name: 'a window noted is found, once, until it is forgotten',
    async run(fixture) {
      const { store } = fixture;
      const found = () => all(store.windowsThrough('hourly', 1, WINDOW.windowEndMs));
      deepEqual(await found(), []);
      await failing(fixture, 'after', () => store.noteWindow(WINDOW));
      await store.noteWindow(WINDOW);
      deepEqual(await found(), [WINDOW]);
      await failing(fixture, 'before', () => store.forgetWindow(WINDOW));
      deepEqual(await found(), [WINDOW]);
      await failing(fixture, 'after', () => store.forgetWindow(WINDOW));
      await store.forgetWindow(WINDOW);
      deepEqual(await found(), []);
    },
  },
  {
    name: 'windows through an instant are those ending at or before it, oldest first, and whole',
    async run({ store }) {
      const ends = [978_310_800_000, 60_000, 999_999, 1_000_000, 8_640_000_000_000_000, 978_310_800_001];
      for (const end of ends) await store.noteWindow(windowEnding(end));
      await store.noteWindow(windowEnding(1_000_000, 12));
      await store.noteWindow({ ...windowEnding(60_000), generation: 2 });
      await store.noteWindow({ ...windowEnding(60_000), aggregation: 'hourly-2' });

      const found = await all(store.windowsThrough('hourly', 1, 978_310_800_000));
      deepEqual(
        found.map(({ windowEndMs }) => windowEndMs),
        [60_000, 999_999, 1_000_000, 1_000_000, 978_310_800_000],
      );
      deepEqual(found[0], windowEnding(60_000));
      deepEqual(new Set(found.slice(2, 4).map(({ partition }) => partition)), new Set([0, 12]));
    },
  },
  {
    name: 'windows forgotten while they are listed do no harm',
    async run({ store }) {
      for (const end of [60_000, 120_000, 180_000]) await store.noteWindow(windowEnding(end));
      for await (const window of store.windowsThrough('hourly', 1, 180_000)) await store.forgetWindow(window);
      deepEqual(await all(store.windowsThrough('hourly', 1, 180_000)), []);
    },
  },
  {
    name: 'a stamp says when the partial may go, in whole seconds, and changes nothing else',
    async run(fixture) {
      const { store } = fixture;
      await store.putPartial(REF, partialAt(1), undefined);
      const [partial] = await unstamped(fixture);
      if (!partial) throw new Error('the partial is not among the unstamped');
      await store.stampPartial(partial, NOW_MS);
      deepEqual(await stamps(fixture), [STAMP]);
      deepEqual(await store.readPartial(REF), partialAt(1));
      deepEqual(await all(store.bucketsOf(WINDOW)), [{ bucket: 0, partials: [partialAt(1)] }]);
      deepEqual(await store.putPartial(REF, partialAt(2), undefined), { kind: 'conflict', stored: partialAt(1) });
    },
  },
  {
    name: 'the unstamped partials of a window-partition are those of all buckets and lanes and of redriven events, and no others',
    async run(fixture) {
      const { store } = fixture;
      const others: WindowPartition[] = [
        { ...WINDOW, partition: 1 },
        { ...WINDOW, generation: 2 },
        { ...WINDOW, aggregation: 'daily' },
        { ...WINDOW, windowStartMs: 0 },
      ];
      for (const window of [WINDOW, ...others]) {
        for (const bucket of [0, 7]) {
          const ref: PartialRef = { ...window, bucket, lane: LANE };
          await store.putPartial(ref, partialAt(1), undefined);
          await store.putPartial(
            { ...ref, lane: { ...LANE, shardId: 'shardId-000000000004' } },
            partialAt(1),
            undefined,
          );
          await store.putEventPartial(
            { ...window, bucket, event: { lane: LANE, position: positionOf(3) } },
            partialAt(3, 1),
          );
        }
      }
      for (const partial of await unstamped(fixture)) await store.stampPartial(partial, NOW_MS);
      deepEqual(await stamps(fixture), [STAMP, STAMP, STAMP, STAMP, STAMP, STAMP]);
      for (const window of others) deepEqual(new Set(await stamps(fixture, window)), new Set([null]));
      deepEqual(await unstamped(fixture), []);
    },
  },
  {
    name: 'what is stamped already is left out, so that the next who stamps goes on',
    async run(fixture) {
      const { store } = fixture;
      for (const bucket of [0, 1, 2]) await store.putPartial({ ...REF, bucket }, partialAt(bucket), undefined);
      const [first, ...rest] = await unstamped(fixture);
      if (!first) throw new Error('nothing is unstamped');
      await failing(fixture, 'after', () => store.stampPartial(first, NOW_MS));
      deepEqual(await unstamped(fixture), rest);
      equal(rest.length, 2);
    },
  },
  {
    name: 'a partial that is gone is not made again by its stamp',
    async run(fixture) {
      const { store } = fixture;
      await store.putPartial(REF, partialAt(1), undefined);
      const [partial] = await unstamped(fixture);
      if (!partial) throw new Error('the partial is not among the unstamped');
      await store.stampPartial({ ...partial, window: { ...WINDOW, partition: 9 } }, NOW_MS);
      await store.stampPartial({ ...partial, sortKey: '0009|gone' }, NOW_MS);
      deepEqual(await all(store.bucketsOf({ ...WINDOW, partition: 9 })), []);
      equal((await fixture.stampsOf(WINDOW)).size, 1);
    },
  },
  {
    name: 'a window-partition larger than a page gives all its partials',
    async run(fixture) {
      const large: Partial = { applied: positionOf(0), keys: new Map([['key', [1, 'x'.repeat(300_000)]]]) };
      for (const bucket of [0, 1, 2, 3, 4]) await fixture.store.putPartial({ ...REF, bucket }, large, undefined);
      equal((await unstamped(fixture)).length, 5);
    },
  },
];
