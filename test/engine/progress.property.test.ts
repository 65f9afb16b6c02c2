import { describe, expect, it } from 'vitest';
import { addCounts, type Counts, countsOf, laterOf, NO_COUNTS } from '../../src/engine/progress.ts';
import { fc } from '../support/fast-check.ts';
import { assertCommutativeMonoid } from '../support/laws.ts';

const count = fc.nat({ max: 1_000_000 });
/** Names that a definition may give, also those that every object answers to. */
const name = fc.constantFrom('hourly', 'daily', 'constructor', 'toString', 'valueOf');
const counts: fc.Arbitrary<Counts> = fc.record({
  read: count,
  accepted: count,
  duplicate: count,
  rejected: count,
  ignored: count,
  aggregations: fc.dictionary(
    name,
    fc.record(
      { counted: count, filtered: count, tooLate: count, absent: fc.integer({ min: 1, max: 1_000 }) },
      { requiredKeys: ['counted', 'filtered', 'tooLate'] },
    ),
    { noNullPrototype: true },
  ),
});

/** Of a batch by code that has some of the aggregations: none is absent, and each event accepted has one outcome in each. */
const ofBatch: fc.Arbitrary<Counts> = fc
  .record({
    accepted: count,
    names: fc.uniqueArray(name),
    counted: fc.array(fc.double({ min: 0, max: 1, noNaN: true })),
  })
  .map(({ accepted, names, counted }) => {
    const outcomes = names.map((aggregation, index) => {
      const share = Math.floor(accepted * (counted[index] ?? 1));
      return [aggregation, { counted: share, filtered: accepted - share, tooLate: 0 }];
    });
    return { ...NO_COUNTS, read: accepted, accepted, aggregations: Object.fromEntries(outcomes) };
  });

describe('addCounts', () => {
  it('sums outcomes of lanes or batches in any order', () => {
    assertCommutativeMonoid(counts, { identity: NO_COUNTS, merge: addCounts });
  });

  it('keeps both equations, since each sum of equal sides is equal', () => {
    const total = (all: readonly Counts[], of: (given: Counts) => number): number =>
      all.reduce((sum, given) => sum + of(given), 0);
    fc.assert(
      fc.property(fc.array(counts, { maxLength: 5 }), (all) => {
        const sum = all.reduce(addCounts, NO_COUNTS);
        expect(sum.read).toBe(total(all, (given) => given.read));
        expect(sum.duplicate).toBe(total(all, (given) => given.duplicate));
        for (const [aggregation, held] of Object.entries(sum.aggregations)) {
          const parts = all.filter((given) => Object.hasOwn(given.aggregations, aggregation));
          expect(held.tooLate).toBe(total(parts, (given) => given.aggregations[aggregation]?.tooLate ?? 0));
          expect(held.counted).toBe(total(parts, (given) => given.aggregations[aggregation]?.counted ?? 0));
        }
      }),
    );
  });
});

describe('an aggregation that is added to a running pipeline, or removed', () => {
  it('accounts for every event accepted: what it was absent from is known', () => {
    fc.assert(
      fc.property(fc.array(ofBatch, { maxLength: 6 }), name, (batches, aggregation) => {
        const sum = batches.reduce(addCounts, NO_COUNTS);
        const { counted, filtered, tooLate, absent = 0 } = countsOf(sum, aggregation);
        expect(counted + filtered + tooLate + absent).toBe(sum.accepted);
        const without = batches.filter(({ aggregations }) => !Object.hasOwn(aggregations, aggregation));
        expect(absent).toBe(without.reduce((events, { accepted }) => events + accepted, 0));
      }),
    );
  });
});

describe('laterOf', () => {
  it('is the maximum, with null before all', () => {
    const time = fc.option(fc.integer({ min: -5, max: 5 }));
    assertCommutativeMonoid(time, { identity: null, merge: laterOf });
    expect(laterOf(3, 2)).toBe(3);
  });
});
