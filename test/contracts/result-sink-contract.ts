import { deepEqual, equal } from 'node:assert/strict';
import type { PublishedResult, ResultSink } from '../../src/ports/result-sink.ts';
import type { Check } from './contract.ts';
import { type Faulty, failing } from './faults.ts';

export interface ResultSinkFixture extends Faulty {
  readonly sink: ResultSink;
  /** All rows that were told so far, in no order. */
  published(): Promise<readonly PublishedResult[]>;
}

const ROW: PublishedResult = {
  pipeline: 'flights',
  aggregation: 'hourly',
  generation: 1,
  key: 'ORD',
  windowStartMs: 978_307_200_000,
  windowEndMs: 978_310_800_000,
  revision: 1,
  n: 3,
  measures: { flights: 3, revenue: '12.50', mean: 1 / 3, late: false, worst: null },
};

async function keys({ published }: ResultSinkFixture): Promise<readonly string[]> {
  return (await published()).map(({ key }) => key).sort();
}

export const resultSinkContract: readonly Check<ResultSinkFixture>[] = [
  {
    name: 'a row arrives as it was given',
    async run({ sink, published }) {
      await sink.publish([ROW]);
      deepEqual(await published(), [ROW]);
    },
  },
  {
    name: 'rows arrive whatever their keys and windows, each revision of them',
    async run({ sink, published }) {
      const rows: readonly PublishedResult[] = [
        ROW,
        { ...ROW, revision: 2, n: 4 },
        { ...ROW, aggregation: 'daily', generation: 7 },
        { ...ROW, windowStartMs: -3_600_000, windowEndMs: 0 },
        ...['ORD#1', '__proto__', '日本 👩‍👩‍👧', 'x'.repeat(1_024), '"\u0000\uffff'].map((key) => ({ ...ROW, key })),
      ];
      await sink.publish(rows);
      const texts = (of: readonly PublishedResult[]) => of.map((row) => JSON.stringify(row)).sort();
      deepEqual(texts(await published()), texts(rows));
    },
  },
  {
    name: 'more rows than one request takes arrive all',
    async run(fixture) {
      const rows = Array.from({ length: 1_100 }, (_, index) => ({ ...ROW, key: `key-${index}` }));
      await fixture.sink.publish(rows);
      deepEqual(await keys(fixture), rows.map(({ key }) => key).sort());
    },
  },
  {
    name: 'nothing is told of no rows',
    async run({ sink, published }) {
      await sink.publish([]);
      deepEqual(await published(), []);
    },
  },
  {
    name: 'what never arrived is not told, and after a lost answer it is; telling it again may double it',
    async run(fixture) {
      const { sink } = fixture;
      await failing(fixture, 'before', () => sink.publish([ROW]));
      deepEqual(await keys(fixture), []);
      await failing(fixture, 'after', () => sink.publish([ROW]));
      deepEqual(await keys(fixture), ['ORD']);
      await sink.publish([ROW]);
      equal((await keys(fixture)).length, 2);
    },
  },
  {
    name: 'what is changed outside does not change what was told',
    async run({ sink, published }) {
      const given = { ...ROW, measures: { flights: 3 } };
      await sink.publish([given]);
      given.measures.flights = 99;
      equal((await published())[0]?.measures.flights, 3);
    },
  },
];
