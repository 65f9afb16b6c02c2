import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import type { Slot } from '../../src/engine/accumulators/accumulator.ts';
import type { Partial } from '../../src/engine/apply.ts';
import { InvariantError } from '../../src/engine/errors.ts';
import type { PartialRef, PartialStore } from '../../src/ports/partial-store.ts';
import { all, type Check } from './contract.ts';
import { type Faulty, failing } from './faults.ts';
import { LANE, partialAt, positionOf, REF, WINDOW } from './samples.ts';

export interface PartialFixture extends Faulty {
  readonly store: PartialStore;
}

/** Keys that are something else to JavaScript, JSON, SQL or a terminal. */
const WEIRD_KEYS = [
  '__proto__',
  '___proto__',
  '____proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
  '0',
  '-0',
  'null',
  ' ',
  '\u0000',
  '\n',
  '"',
  '\\',
  'a|b',
  'a#b',
  'ключ',
  '日本',
  '👩‍👩‍👧',
  '\ufffe',
  '\ufeff',
  'é',
  'e\u0301',
  'x'.repeat(1_024),
];

/** Every kind of slot at its edges: what DynamoDB holds in full (38 digits, 1E-130 to 1E125) and JavaScript only in part. */
const SLOTS: readonly Slot[] = [
  0,
  1,
  -1,
  0.1,
  -0.1,
  1 / 3,
  1e-130,
  123.456e-20,
  Number.MAX_SAFE_INTEGER,
  Number.MIN_SAFE_INTEGER,
  2 ** 53,
  1e20,
  -1e21,
  1e125,
  2n ** 53n,
  -(2n ** 53n),
  10n ** 30n,
  99_999_999_999_999_999_999_999_999_999_999_999_999n,
  9_007_199_254_740_993n,
  '',
  '12.30',
  '-0.05',
  'null',
  'x'.repeat(1_024),
  true,
  false,
  null,
];

const HUNDRED_KB = 'x'.repeat(100_000);

/** A partial of about 100 KB a key. */
function largePartial(index: number, keys: number): Partial {
  const states = Array.from({ length: keys }, (_, key): [string, Slot[]] => [`key-${key}`, [1, HUNDRED_KB]]);
  return { applied: positionOf(index), keys: new Map(states) };
}

function shard(index: number) {
  return { ...LANE, shardId: `shardId-${String(index).padStart(12, '0')}` };
}

/** Each step lets one writer through, so eight writers need eight at most. */
const ENOUGH_ATTEMPTS = 8;

export const partialStoreContract: readonly Check<PartialFixture>[] = [
  {
    name: 'a partial that was never put is undefined',
    run: async ({ store }) => equal(await store.readPartial(REF), undefined),
  },
  {
    name: 'a put on what is stored replaces it whole',
    async run({ store }) {
      const first: Partial = {
        applied: positionOf(0),
        keys: new Map([
          ['ORD', [1, 2.5]],
          ['JFK', [1, null]],
        ]),
      };
      const write = await store.putPartial(REF, first, undefined);
      ok(write.kind === 'written' && write.bytes > 100 && write.bytes < 250, JSON.stringify(write));
      deepEqual(await store.readPartial(REF), first);
      equal((await store.putPartial(REF, partialAt(1), positionOf(0))).kind, 'written');
      deepEqual(await store.readPartial(REF), partialAt(1));
    },
  },
  {
    name: 'a put on anything else changes nothing and returns what is stored',
    async run({ store }) {
      deepEqual(await store.putPartial(REF, partialAt(1), positionOf(0)), { kind: 'conflict', stored: undefined });
      equal(await store.readPartial(REF), undefined);
      await store.putPartial(REF, partialAt(1), undefined);
      for (const expected of [undefined, positionOf(0), positionOf(2)]) {
        deepEqual(await store.putPartial(REF, partialAt(3), expected), { kind: 'conflict', stored: partialAt(1) });
      }
      deepEqual(await store.readPartial(REF), partialAt(1));
    },
  },
  {
    name: 'every part of a reference makes another item',
    async run({ store }) {
      const others: PartialRef[] = [
        { ...REF, aggregation: 'daily' },
        { ...REF, generation: 2 },
        { ...REF, windowStartMs: REF.windowEndMs, windowEndMs: REF.windowEndMs + 1 },
        { ...REF, windowStartMs: -3_600_000, windowEndMs: 1 },
        { ...REF, partition: 1 },
        { ...REF, bucket: 1 },
        { ...REF, lane: { ...LANE, streamName: 'flights-2' } },
        { ...REF, lane: { ...LANE, streamCreatedMs: 1 } },
        { ...REF, lane: { ...LANE, shardId: 'shardId-000000000030' } },
        { ...REF, lane: { ...LANE, shardId: '3' } },
      ];
      for (const [index, ref] of [REF, ...others].entries()) {
        equal((await store.putPartial(ref, partialAt(index), undefined)).kind, 'written');
      }
      for (const [index, ref] of [REF, ...others].entries()) deepEqual(await store.readPartial(ref), partialAt(index));
    },
  },
  {
    name: 'any text can be a key, and any slot comes back as it went in',
    async run({ store }) {
      const stored: Partial = { applied: positionOf(0), keys: new Map(WEIRD_KEYS.map((key) => [key, SLOTS])) };
      await store.putPartial(REF, stored, undefined);
      deepEqual(await store.readPartial(REF), stored);
      deepEqual(await store.putPartial(REF, stored, undefined), { kind: 'conflict', stored });
      deepEqual(await all(store.bucketsOf(WINDOW)), [{ bucket: 0, partials: [stored] }]);
    },
  },
  {
    name: 'a partial without keys comes back without keys',
    async run({ store }) {
      const empty: Partial = { applied: positionOf(0), keys: new Map() };
      await store.putPartial(REF, empty, undefined);
      deepEqual(await store.readPartial(REF), empty);
    },
  },
  {
    name: 'of concurrent writers exactly one wins each step',
    async run({ store }) {
      const steps: number[] = [];
      const raise = async (): Promise<void> => {
        let held = await store.readPartial(REF);
        for (let attempt = 0; attempt < ENOUGH_ATTEMPTS; attempt += 1) {
          const count = Number(held?.keys.get('ORD')?.[0] ?? 0);
          const write = await store.putPartial(REF, partialAt(count, count + 1), held?.applied);
          if (write.kind === 'written') {
            steps.push(count);
            return;
          }
          held = write.stored;
        }
        throw new Error('a writer never wins');
      };
      await Promise.all(Array.from({ length: 8 }, raise));
      deepEqual(
        steps.sort((a, b) => a - b),
        [0, 1, 2, 3, 4, 5, 6, 7],
      );
      deepEqual(await store.readPartial(REF), partialAt(7, 8));
    },
  },
  {
    name: 'a window-partition gives its buckets in ascending order, each with all lanes, and nothing of another',
    async run({ store }) {
      const buckets = [40, 0, 9, 10, 35, 36, 1_300, 2];
      for (const bucket of buckets) {
        for (const index of [2, 0, 1]) {
          await store.putPartial({ ...REF, bucket, lane: shard(index) }, partialAt(index), undefined);
        }
      }
      await store.putPartial({ ...REF, partition: 1 }, partialAt(9), undefined);
      await store.putPartial({ ...REF, generation: 2 }, partialAt(9), undefined);
      await store.putPartial({ ...REF, windowStartMs: 0 }, partialAt(9), undefined);
      const found = await all(store.bucketsOf(WINDOW));
      deepEqual(
        found.map(({ bucket }) => bucket),
        [0, 2, 9, 10, 35, 36, 40, 1_300],
      );
      for (const { partials } of found) {
        deepEqual(new Set(partials.map(({ applied }) => applied)), new Set([0, 1, 2].map(positionOf)));
      }
      deepEqual(await all(store.bucketsOf({ ...WINDOW, aggregation: 'daily' })), []);
    },
  },
  {
    name: 'a window-partition larger than a page is given whole, buckets unbroken',
    async run({ store }) {
      for (const bucket of [0, 1, 2]) {
        for (const lane of [0, 1]) {
          await store.putPartial({ ...REF, bucket, lane: shard(lane) }, largePartial(bucket, 3), undefined);
        }
      }
      const found = await all(store.bucketsOf(WINDOW));
      deepEqual(
        found.map(({ bucket, partials }) => [bucket, partials.length]),
        [
          [0, 2],
          [1, 2],
          [2, 2],
        ],
      );
      for (const { bucket, partials } of found)
        for (const partial of partials) deepEqual(partial, largePartial(bucket, 3));
    },
  },
  {
    name: 'an item above 400 KB is refused before it is sent, naming aggregation, size and cure',
    async run({ store }) {
      await rejects(
        store.putPartial(REF, largePartial(0, 5), undefined),
        (error: unknown) =>
          error instanceof InvariantError && /"hourly".* 500\d{3} bytes.*raise keysPerLane/.test(error.message),
      );
      equal(await store.readPartial(REF), undefined);
      equal((await store.putPartial(REF, largePartial(0, 4), undefined)).kind, 'written');
    },
  },
  {
    name: 'after a lost answer the same put finds its own state',
    async run(fixture) {
      const { store } = fixture;
      await failing(fixture, 'after', () => store.putPartial(REF, partialAt(1), undefined));
      deepEqual(await store.putPartial(REF, partialAt(1), undefined), { kind: 'conflict', stored: partialAt(1) });
    },
  },
  {
    name: 'a request that never arrived changed nothing',
    async run(fixture) {
      const { store } = fixture;
      await failing(fixture, 'before', () => store.putPartial(REF, partialAt(1), undefined));
      equal(await store.readPartial(REF), undefined);
    },
  },
  {
    name: 'what is changed outside does not change what is stored',
    async run({ store }) {
      const keys = new Map([['ORD', [1]]]);
      await store.putPartial(REF, { applied: positionOf(0), keys }, undefined);
      keys.get('ORD')?.push(2);
      keys.set('JFK', [1]);
      const read = await store.readPartial(REF);
      deepEqual(read, { applied: positionOf(0), keys: new Map([['ORD', [1]]]) });
    },
  },
];
