import { describe, expect, it } from 'vitest';
import type { Accumulator, ResultValue, Slot } from '../../src/engine/accumulators/accumulator.ts';
import type { MeasureBuilder } from '../../src/engine/index.ts';
import { type Measure, measureBuilder } from '../../src/engine/measures.ts';
import { fc } from '../support/fast-check.ts';
import { assertCommutativeMonoid, assertOrderAndSplitFree } from '../support/laws.ts';
import { anyReading } from './support/arbitrary-readings.ts';
import { expected } from './support/expected.ts';
import { fold, freshState, mergeStates, resultOf } from './support/fold.ts';
import { noReading, type Reading } from './support/readings.ts';

// Sound for the tests: each measure below is folded over readings only.
const m = measureBuilder as MeasureBuilder<Reading>;

const kinds: Record<
  string,
  { readonly measure: Measure; readonly oracle: (events: readonly Reading[]) => ResultValue }
> = {
  count: { measure: m.count(), oracle: (events) => events.length },
  countIf: {
    measure: m.countIf((event) => event.flag),
    oracle: (events) => events.filter((event) => event.flag).length,
  },
  'sum of whole numbers': { measure: m.sum((event) => event.whole), oracle: expected.sum((event) => event.whole) },
  'sum of decimals': {
    measure: m.sum((event) => event.money, { scale: 2 }),
    oracle: expected.decimalSum((event) => event.money, 2),
  },
  'mean of whole numbers': {
    measure: m.mean((event) => event.whole),
    oracle: expected.mean((event) => event.whole, 0),
  },
  'mean of decimals': {
    measure: m.mean((event) => event.money, { scale: 2 }),
    oracle: expected.mean((event) => event.money, 2),
  },
  min: { measure: m.min((event) => event.level), oracle: expected.extreme((event) => event.level, Math.min) },
  max: { measure: m.max((event) => event.level), oracle: expected.extreme((event) => event.level, Math.max) },
  first: {
    measure: m.first((event) => event.note),
    oracle: expected.end(
      (event) => event.note,
      (event) => event.atMs,
      -1,
    ),
  },
  last: {
    measure: m.last((event) => event.note),
    oracle: expected.end(
      (event) => event.note,
      (event) => event.atMs,
      1,
    ),
  },
  'first by a field': {
    measure: m.first((event) => event.note, { by: (event) => event.rank }),
    oracle: expected.end(
      (event) => event.note,
      (event) => event.rank,
      -1,
    ),
  },
  'last by a field': {
    measure: m.last((event) => event.note, { by: (event) => event.rank }),
    oracle: expected.end(
      (event) => event.note,
      (event) => event.rank,
      1,
    ),
  },
};

const readings = fc.array(anyReading, { maxLength: 12 });

/** Means of values whose sum a double holds are the nearest double; beyond, the sum and the divisor are rounded once each. */
const MEAN_ERROR = 2 ** -51;
const expectResult = (name: string, given: ResultValue, wanted: ResultValue): void => {
  if (name.startsWith('mean') && typeof given === 'number' && typeof wanted === 'number') {
    expect(Math.abs(given - wanted)).toBeLessThanOrEqual(Math.abs(wanted) * MEAN_ERROR);
  } else expect(given).toEqual(wanted);
};

describe.each(Object.entries(kinds))('%s', (name, { measure, oracle }) => {
  const accumulator = measure.accumulator(name);
  const merge = (a: readonly Slot[], b: readonly Slot[]) => mergeStates(accumulator, a, b);

  it('merges associatively and commutatively, the fresh state changing nothing', () => {
    const states = readings.map((events) => fold(accumulator, events));
    assertCommutativeMonoid<readonly Slot[]>(states, { identity: freshState(accumulator), merge });
  });

  it('comes to the same state in any order and split', () => {
    assertOrderAndSplitFree(readings, (events) => fold(accumulator, events), merge);
  });

  it('comes to what a calculation on the whole list gives', () => {
    fc.assert(
      fc.property(readings, (events) => {
        expectResult(name, resultOf(accumulator, fold(accumulator, events)), oracle(events));
      }),
    );
  });

  it('takes as many slots and reads as many fields as it says', () => {
    fc.assert(
      fc.property(anyReading, (event) => {
        expect(freshState(accumulator)).toHaveLength(1 + accumulator.width);
        const values: Slot[] = [];
        accumulator.read(event, event.atMs, values, 0);
        expect(values).toHaveLength(accumulator.reads);
      }),
    );
  });

  it('keeps no negative zero, which a table would not give back', () => {
    fc.assert(
      fc.property(readings, (events) => {
        const state = fold(accumulator, events);
        expect([...state, resultOf(accumulator, state)].some((slot) => Object.is(slot, -0))).toBe(false);
      }),
    );
  });
});

describe('sums and counts', () => {
  it('stay exact far beyond 2^53', () => {
    fc.assert(
      fc.property(readings, fc.integer({ min: 40, max: 60 }), (events, doublings) => {
        const times = 2n ** BigInt(doublings);
        const doubled = (accumulator: Accumulator): ResultValue => {
          let state = fold(accumulator, events);
          for (let round = 0; round < doublings; round += 1) state = mergeStates(accumulator, state, state);
          return resultOf(accumulator, state);
        };
        const whole = BigInt(expected.sum((event) => event.whole)(events));
        expect(BigInt(doubled(m.sum((event: Reading) => event.whole).accumulator('sum')) ?? 0)).toBe(whole * times);
        const flags = BigInt(events.filter((event) => event.flag).length);
        expect(BigInt(doubled(m.countIf((event: Reading) => event.flag).accumulator('flags')) ?? 0)).toBe(
          flags * times,
        );
      }),
    );
  });
});

describe('mean', () => {
  it('is the double nearest to the quotient, for any whole numbers and decimals of everyday size', () => {
    const cents = fc.array(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), { minLength: 1, maxLength: 30 });
    const accumulator = m.mean((event) => event.money, { scale: 2 }).accumulator('mean');
    fc.assert(
      fc.property(cents, (all) => {
        const events = all.map((units): Reading => ({ ...noReading, money: units / 100 }));
        const wanted = expected.mean((event) => event.money, 2)(events);
        expect(resultOf(accumulator, fold(accumulator, events))).toBe(wanted);
      }),
    );
  });
});

describe('first and last', () => {
  const first = m.first((event) => event.note).accumulator('first');
  const last = m.last((event) => event.note).accumulator('last');
  const at = (atMs: number, note: Reading['note']): Reading => ({ ...noReading, atMs, note });
  const both = (...events: readonly Reading[]) => [first, last].map((end) => resultOf(end, fold(end, events)));

  it('take the event time, then the value', () => {
    expect(both(at(2, 'b'), at(1, 'z'), at(3, 'a'))).toEqual(['z', 'a']);
    expect(both(at(1, 'b'), at(1, 'a'), at(1, 'c'))).toEqual(['a', 'c']);
    expect(both(at(1, 10), at(1, 9))).toEqual([9, 10]);
    expect(both(at(1, true), at(1, false))).toEqual([false, true]);
    expect(both(at(1, 'text'), at(1, 5), at(1, true))).toEqual([true, 'text']);
  });

  it('pass over events without a value', () => {
    expect(both(at(1, null), at(2, 'only'), at(3, null))).toEqual(['only', 'only']);
    expect(both(at(1, null))).toEqual([null, null]);
    expect(both()).toEqual([null, null]);
  });
});
