import { at, MATERIALIZERS, REDRIVERS, redrive, STATE_BYTES, type State, task } from './state.ts';

/** Takes a state that one step leads to, and who took it, and what it was. It may be used again afterwards. */
export type Emit = (after: State, who: string, what: string) => void;

const spare = new Uint8Array(STATE_BYTES);

/** A copy to change and emit; good until the next one. */
export function copyOf(state: State): State {
  spare.set(state);
  return spare;
}

/** Invocations of one function are alike, so states that differ only in which of two is where are one. */
export function sortAlike(state: State): void {
  sortPair(state, MATERIALIZERS, task.bytes);
  sortPair(state, REDRIVERS, redrive.bytes);
}

function sortPair(state: State, first: number, bytes: number): void {
  const second = first + bytes;
  for (let index = 0; index < bytes; index += 1) {
    const difference = at(state, first + index) - at(state, second + index);
    if (difference > 0) return;
    if (difference < 0) {
      for (let each = index; each < bytes; each += 1) {
        const held = at(state, first + each);
        state[first + each] = at(state, second + each);
        state[second + each] = held;
      }
      return;
    }
  }
}

export const windowNames = ['W1', 'W2'] as const;
export const laneNames = ['lane A', 'lane B'] as const;
export const eventNames = ['e1', 'e2', 'e3'] as const;

/** The names of windows given as bits. */
export function named(windows: number): string {
  return windowNames.filter((_, window) => (windows & (1 << window)) !== 0).join(' and ') || 'none';
}
