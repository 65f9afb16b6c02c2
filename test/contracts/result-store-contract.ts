import { deepEqual, equal } from 'node:assert/strict';
import type { Result } from '../../src/engine/merge.ts';
import type { ResultRef, ResultStore, ResultWrite, StoredResult } from '../../src/ports/result-store.ts';
import type { Check } from './contract.ts';
import { type Faulty, failing } from './faults.ts';

export interface ResultFixture extends Faulty {
  readonly store: ResultStore;
  /** The row as a reader of the table finds it. */
  row(ref: ResultRef): Promise<StoredResult | undefined>;
}

const REF: ResultRef = { aggregation: 'hourly', generation: 1, key: 'ORD', windowStartMs: 978_307_200_000 };

/** As many as a function has in flight. */
const WRITES_AT_ONCE = 32;

function result(n: number, key = REF.key): Result {
  return { key, n, measures: { flights: n, 'mean-delay': n / 3, worst: null } };
}

async function write(store: ResultStore, ref: ResultRef, given: Result): Promise<'written' | 'stale'> {
  return (await store.writeResult(ref, given)).outcome;
}

export const resultStoreContract: readonly Check<ResultFixture>[] = [
  {
    name: 'the first result of a row has revision 1, and each more complete one raises it by 1',
    async run({ store, row }) {
      for (const [n, revision] of [
        [3, 1],
        [4, 2],
        [9, 3],
      ] as const) {
        equal(await write(store, REF, result(n)), 'written');
        const { generation, windowStartMs } = REF;
        deepEqual(await row(REF), { ...result(n), generation, windowStartMs, revision });
      }
    },
  },
  {
    name: 'a result that is not more complete is stale and changes nothing',
    async run({ store, row }) {
      await store.writeResult(REF, result(3));
      for (const n of [3, 2, 0]) equal(await write(store, REF, result(n)), 'stale');
      const stored = await row(REF);
      deepEqual([stored?.n, stored?.revision], [3, 1]);
    },
  },
  {
    name: 'generation goes before n: a later one wins with fewer events, an earlier one loses with more',
    async run({ store, row }) {
      await store.writeResult({ ...REF, generation: 2 }, result(10));
      equal(await write(store, { ...REF, generation: 1 }, result(100)), 'stale');
      equal(await write(store, { ...REF, generation: 3 }, result(1)), 'written');
      const stored = await row(REF);
      deepEqual([stored?.generation, stored?.n, stored?.revision], [3, 1, 2]);
    },
  },
  {
    name: 'each aggregation, key and window has its own row',
    async run({ store, row }) {
      const refs: ResultRef[] = [
        REF,
        { ...REF, aggregation: 'daily' },
        { ...REF, key: 'ORD#1' },
        { ...REF, key: '__proto__' },
        { ...REF, key: '日本 👩‍👩‍👧' },
        { ...REF, key: 'x'.repeat(1_024) },
        { ...REF, windowStartMs: 0 },
        { ...REF, windowStartMs: -3_600_000 },
      ];
      for (const [index, ref] of refs.entries()) await store.writeResult(ref, result(index + 1, ref.key));
      for (const [index, ref] of refs.entries()) {
        const stored = await row(ref);
        deepEqual([stored?.key, stored?.windowStartMs, stored?.n], [ref.key, ref.windowStartMs, index + 1]);
      }
    },
  },
  {
    name: 'measures come back exact: big integers, decimals as text, fractions, texts, truth, nothing',
    async run({ store, row }) {
      const measures = {
        total: 2n ** 80n,
        negative: -(2n ** 53n),
        revenue: '-1234567890.10',
        mean: 1 / 3,
        tiny: 1e-130,
        zero: 0,
        carrier: '',
        late: true,
        none: null,
      };
      await store.writeResult(REF, { key: 'ORD', n: 1, measures });
      deepEqual((await row(REF))?.measures, measures);
    },
  },
  {
    name: 'whoever writes is told of the row that stands after that, written or refused',
    async run({ store, row }) {
      const second = { ...REF, generation: 2 };
      const measures = { total: 2n ** 80n, most: 1e20, revenue: '1.50', mean: 1 / 3, late: true, none: null };
      const writes: readonly (readonly [ResultRef, Result, ResultWrite['outcome']])[] = [
        [REF, result(3), 'written'],
        [REF, result(2), 'stale'],
        [REF, { ...result(4), measures }, 'written'],
        [REF, result(4), 'stale'],
        [second, result(1), 'written'],
        [REF, result(100), 'stale'],
      ];
      for (const [ref, given, outcome] of writes) {
        deepEqual(await store.writeResult(ref, given), { outcome, stored: await row(REF) });
      }
    },
  },
  {
    name: 'rows are read by key, without those that do not exist',
    async run({ store, row }) {
      const later = { ...REF, key: 'JFK', generation: 2 };
      await store.writeResult(REF, { ...result(3), measures: { total: 2n ** 80n, mean: 0.1, none: null } });
      await store.writeResult(REF, result(4));
      await store.writeResult(later, result(5, 'JFK'));
      await store.writeResult({ ...REF, key: 'SFO', windowStartMs: 0 }, result(7, 'SFO'));
      const refs = ['ORD', 'JFK', 'SFO', 'LAX', 'ORD'].map((key) => ({ ...REF, key }));
      const rows = await store.readRows(refs);
      deepEqual([...rows.keys()].sort(), ['JFK', 'ORD']);
      for (const ref of [REF, later]) deepEqual(rows.get(ref.key), await row(ref));
      equal((await store.readRows([])).size, 0);
    },
  },
  {
    name: 'of more rows than one request takes all are read',
    async run({ store }) {
      const refs = Array.from({ length: 230 }, (_, index) => ({ ...REF, key: `key-${index}` }));
      for (let from = 0; from < refs.length; from += WRITES_AT_ONCE) {
        const some = refs.slice(from, from + WRITES_AT_ONCE);
        await Promise.all(some.map((ref, index) => store.writeResult(ref, result(from + index + 1, ref.key))));
      }
      const found = await store.readRows(refs);
      equal(found.size, 230);
      const { generation, windowStartMs } = REF;
      deepEqual(found.get('key-229'), { ...result(230, 'key-229'), generation, windowStartMs, revision: 1 });
    },
  },
  {
    name: 'of concurrent writers the most complete result stays, and every change has its revision',
    async run({ store, row }) {
      const outcomes = await Promise.all([4, 9, 2, 7, 1, 8, 3, 6, 5].map((n) => write(store, REF, result(n))));
      const stored = await row(REF);
      equal(stored?.n, 9);
      equal(stored?.revision, outcomes.filter((outcome) => outcome === 'written').length);
    },
  },
  {
    name: 'after a lost answer the same result is stale, and its revision was raised once',
    async run(fixture) {
      const { store, row } = fixture;
      await failing(fixture, 'after', () => store.writeResult(REF, result(3)));
      equal(await write(store, REF, result(3)), 'stale');
      equal((await row(REF))?.revision, 1);
      await failing(fixture, 'before', () => store.writeResult(REF, result(4)));
      equal((await row(REF))?.n, 3);
    },
  },
  {
    name: 'what is changed outside does not change what is stored',
    async run({ store, row }) {
      const given = { key: 'ORD', n: 3, measures: { flights: 3 } };
      await store.writeResult(REF, given);
      given.measures.flights = 99;
      equal((await row(REF))?.measures.flights, 3);
    },
  },
];
