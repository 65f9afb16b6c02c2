import { RejectedValue } from '../rejection.ts';
import { isBrokenText } from '../text.ts';
import type { Accumulator, Slot } from './accumulator.ts';
import { storableNumber } from './extremes.ts';

/** What `first` and `last` keep. */
export type Kept = string | number | boolean | null | undefined;

/** A kept text's bound: many keys share one item of at most 400 KB. */
export const MAX_KEPT_LENGTH = 1_024;

/**
 * The value of the event that comes last (`sign` 1) or first (`sign` -1) by `by`, event time unless said otherwise.
 *
 * Ties are broken by the value itself (larger for last, smaller for first; by type, then value), so the result depends on the set
 * of events alone, never on lanes, order or retries.
 */
export function end(
  name: string,
  value: (event: unknown) => Kept,
  by: ((event: unknown) => number) | undefined,
  sign: 1 | -1,
): Accumulator {
  const take = (state: Slot[], at: number, other: readonly Slot[], from: number): void => {
    const order = other[from];
    if (typeof order !== 'number') return;
    const held = state[at];
    const kept = other[from + 1] ?? null;
    const step = typeof held !== 'number' ? sign : order - held || compareKept(kept, state[at + 1] ?? null);
    if (step * sign > 0) {
      state[at] = order;
      state[at + 1] = kept;
    }
  };
  return {
    width: 2,
    reads: 2,
    storedBytes: 24,
    init: (state) => {
      state.push(null, null);
    },
    read: (event, eventTimeMs, values, at) => {
      const kept = value(event) ?? null;
      values[at] = kept === null ? null : by ? storableNumber(by(event), name) : eventTimeMs;
      values[at + 1] = kept === null ? null : storableKept(kept, name);
    },
    add: take,
    merge: take,
    result: (state, at) => state[at + 1] ?? null,
  };
}

function compareKept(a: Slot, b: Slot): number {
  if (a === b) return 0;
  if (typeof a !== typeof b) return typeof a < typeof b ? -1 : 1;
  return (a ?? 0) < (b ?? 0) ? -1 : 1;
}

function storableKept(kept: string | number | boolean, measure: string): Slot {
  if (typeof kept === 'number') return storableNumber(kept, measure);
  if (typeof kept === 'boolean') return kept;
  if (typeof kept === 'string' && kept.length <= MAX_KEPT_LENGTH) {
    if (!isBrokenText(kept)) return kept;
    throw new RejectedValue(
      'INVALID_MEASURE_VALUE',
      `measure "${measure}" got a text with half of a surrogate pair, which cannot be stored`,
    );
  }
  throw new RejectedValue(
    'INVALID_MEASURE_VALUE',
    `measure "${measure}" keeps a text of at most ${MAX_KEPT_LENGTH} characters, a number or a boolean, got ${typeof kept} of length ${String(kept).length}`,
  );
}
