import { addExact, formatScaled, toScaled } from '../exact.ts';
import { type Accumulator, integerAt, type Slot } from './accumulator.ts';

/** What a summed field may give; `null` and `undefined` mean: this event has none, leave it out. */
export type Summand = number | bigint | string | null | undefined;

/** Exact sum of whole numbers (`scale` undefined) or of decimals with `scale` digits after the point. */
export function exactSum(name: string, value: (event: unknown) => Summand, scale: number | undefined): Accumulator {
  return {
    width: 1,
    reads: 1,
    storedBytes: 8,
    init: (state) => {
      state.push(0);
    },
    read: (event, _eventTimeMs, values, at) => {
      const given = value(event);
      values[at] = given === null || given === undefined ? 0 : toScaled(given, scale ?? 0, name);
    },
    add: addAt,
    merge: addAt,
    result: (state, at) => (scale === undefined ? integerAt(state, at) : formatScaled(integerAt(state, at), scale)),
  };
}

/**
 * Exact mean: an exact sum and the number of values, divided once, when the result is made; so it too does not depend on order.
 * `null` where no event had a value.
 */
export function exactMean(name: string, value: (event: unknown) => Summand, scale: number): Accumulator {
  return {
    width: 2,
    reads: 2,
    storedBytes: 12,
    init: (state) => {
      state.push(0, 0);
    },
    read: (event, _eventTimeMs, values, at) => {
      const given = value(event);
      const isGiven = given !== null && given !== undefined;
      values[at] = isGiven ? toScaled(given, scale, name) : 0;
      values[at + 1] = isGiven ? 1 : 0;
    },
    add: addPairAt,
    merge: addPairAt,
    result: (state, at) => {
      const count = Number(integerAt(state, at + 1));
      return count === 0 ? null : Number(integerAt(state, at)) / (count * 10 ** scale);
    },
  };
}

function addAt(state: Slot[], at: number, other: readonly Slot[], from: number): void {
  const held = state[at];
  const added = other[from];
  const sum = typeof held === 'number' && typeof added === 'number' ? held + added : Number.NaN;
  state[at] = Number.isSafeInteger(sum) ? sum : addExact(integerAt(state, at), integerAt(other, from));
}

function addPairAt(state: Slot[], at: number, other: readonly Slot[], from: number): void {
  addAt(state, at, other, from);
  addAt(state, at + 1, other, from + 1);
}
