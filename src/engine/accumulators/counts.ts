import { addExact } from '../exact.ts';
import { type Accumulator, integerAt } from './accumulator.ts';

/** Number of contributions: slot 0 of the key's state, which every key has, so it costs no slot of its own. */
export const countAll: Accumulator = {
  width: 0,
  reads: 0,
  storedBytes: 0,
  init() {},
  read() {},
  add() {},
  merge() {},
  result: (state) => integerAt(state, 0),
};

/** Number of contributions that satisfy a predicate. */
export function countIf(predicate: (event: unknown) => boolean): Accumulator {
  return {
    width: 1,
    reads: 1,
    storedBytes: 4,
    init: (state) => {
      state.push(0);
    },
    read: (event, _eventTimeMs, values, at) => {
      values[at] = predicate(event) ? 1 : 0;
    },
    add: (state, at, values, from) => {
      state[at] = addExact(integerAt(state, at), integerAt(values, from));
    },
    merge: (state, at, other, from) => {
      state[at] = addExact(integerAt(state, at), integerAt(other, from));
    },
    result: (state, at) => integerAt(state, at),
  };
}
