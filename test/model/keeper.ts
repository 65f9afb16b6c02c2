import { copyOf, type Emit, windowNames } from './emit.ts';
import type { Setting } from './scope.ts';
import { at, FIRED_THROUGH, KEEPER_LOOKED, MARK, type State, TASK, WINDOWS } from './state.ts';

const WHO = 'keeper';

/**
 * The watermark-keeper, and a watermark that may be as wrong as it likes: windows are announced in order, but at any time.
 *
 * Its look comes again as often as a mark lacks a task. Finding a mark and sending its task are one step: a keeper that dies in between
 * is one whose task is lost.
 */
export function keeperSteps(state: State, { off }: Setting, emit: Emit): void {
  const through = at(state, FIRED_THROUGH);
  const isLookFirst = off.has('announce after look');
  if (through < WINDOWS) {
    const looked = at(state, KEEPER_LOOKED) === 1;
    if (!isLookFirst || looked) {
      const after = copyOf(state);
      after[FIRED_THROUGH] = through + 1;
      after[KEEPER_LOOKED] = 0;
      emit(after, WHO, `announces ${windowNames[through]}`);
    } else {
      const after = copyOf(state);
      after[KEEPER_LOOKED] = 1;
      for (let window = 0; window <= through; window += 1) sendIfMarked(after, window);
      emit(after, WHO, `looks for marks through ${windowNames[through]}, which it is about to announce`);
    }
  }
  for (let window = 0; window < through; window += 1) {
    const after = copyOf(state);
    if (sendIfMarked(after, window)) emit(after, WHO, `finds the mark of ${windowNames[window]} and sends its task`);
  }
}

function sendIfMarked(state: State, window: number): boolean {
  if (at(state, MARK + window) === 0 || at(state, TASK + window) === 1) return false;
  state[TASK + window] = 1;
  return true;
}
