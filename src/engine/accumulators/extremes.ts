import { RejectedValue } from '../rejection.ts';
import type { Accumulator, Slot } from './accumulator.ts';

/** DynamoDB numbers: magnitude 1E-130 to 9.99E+125 (Developer Guide, "Data types"). */
const MAX_MAGNITUDE = 1e125;
const MIN_MAGNITUDE = 1e-130;

/** Largest (`sign` 1) or smallest (`sign` -1) number; `null` where no event had one. */
export function extreme(name: string, value: (event: unknown) => number | null | undefined, sign: 1 | -1): Accumulator {
  const better = (candidate: number, held: number): boolean => (sign === 1 ? candidate > held : candidate < held);
  const take = (state: Slot[], at: number, other: readonly Slot[], from: number): void => {
    const candidate = other[from];
    const held = state[at];
    if (typeof candidate === 'number' && (typeof held !== 'number' || better(candidate, held))) state[at] = candidate;
  };
  return {
    width: 1,
    reads: 1,
    storedBytes: 8,
    init: (state) => {
      state.push(null);
    },
    read: (event, _eventTimeMs, values, at) => {
      values[at] = storableNumber(value(event), name);
    },
    add: take,
    merge: take,
    result: (state, at) => state[at] ?? null,
  };
}

/** A number that DynamoDB holds, `null` for none. Negative zero becomes zero: the database does not keep the sign. */
export function storableNumber(given: unknown, measure: string): number | null {
  if (given === null || given === undefined) return null;
  if (given === 0) return 0;
  if (typeof given === 'number') {
    const magnitude = Math.abs(given);
    if (magnitude >= MIN_MAGNITUDE && magnitude <= MAX_MAGNITUDE) return given;
  }
  throw new RejectedValue(
    'INVALID_MEASURE_VALUE',
    `measure "${measure}" needs a finite number between 1e-130 and 1e125, got ${typeof given} ${String(given).slice(0, 60)}`,
  );
}
