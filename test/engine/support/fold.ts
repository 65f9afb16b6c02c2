import type { Accumulator, ResultValue, Slot } from '../../../src/engine/accumulators/accumulator.ts';
import type { Reading } from './readings.ts';

/** State of one key with one measure: the number of contributions, then the measure's slots. */
export function freshState(accumulator: Accumulator): readonly Slot[] {
  const state: Slot[] = [0];
  accumulator.init(state);
  return state;
}

/** The state that these events add up to, one by one. */
export function fold(accumulator: Accumulator, events: readonly Reading[]): readonly Slot[] {
  const state = [...freshState(accumulator)];
  for (const event of events) {
    const values: Slot[] = [];
    accumulator.read(event, event.atMs, values, 0);
    state[0] = Number(state[0]) + 1;
    accumulator.add(state, 1, values, 0);
  }
  return state;
}

export function mergeStates(accumulator: Accumulator, a: readonly Slot[], b: readonly Slot[]): readonly Slot[] {
  const state = [...a];
  state[0] = Number(a[0]) + Number(b[0]);
  accumulator.merge(state, 1, b, 1);
  return state;
}

export function resultOf(accumulator: Accumulator, state: readonly Slot[]): ResultValue {
  return accumulator.result(state, 1);
}
