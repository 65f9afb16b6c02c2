import { copyOf, type Emit, laneNames, windowNames } from './emit.ts';
import type { Setting } from './scope.ts';
import {
  at,
  clear,
  EVENT_PARTIALS,
  faultsLeft,
  LANES,
  MARK,
  MATERIALIZERS,
  PARTIAL,
  partialAt,
  RESULT,
  STEP,
  type State,
  setMark,
  TASK,
  task,
  WINDOWS,
} from './state.ts';
import { addEvent, addTally, sizeOf } from './tally.ts';

type Phase = 'nonce' | 'read A' | 'read B' | 'write' | 'clear';

const IN_ORDER: readonly Phase[] = ['nonce', 'read A', 'read B', 'write', 'clear'];
const NONCE_LAST: readonly Phase[] = ['read A', 'read B', 'nonce', 'write', 'clear'];

/**
 * The materializer: a task each. It reads a lane after the other, as pages of a query come, so what it merges need not be what was there
 * at any one time.
 */
export function materializerSteps(state: State, setting: Setting, emit: Emit): void {
  let isStarting = false;
  for (let index = 0; index < setting.scope.materializers; index += 1) {
    const slot = MATERIALIZERS + index * task.bytes;
    if (at(state, slot + STEP) !== 0) step(state, slot, setting, emit);
    else if (!isStarting) {
      isStarting = true;
      for (let window = 0; window < WINDOWS; window += 1) start(state, slot, window, setting, emit);
    }
  }
}

/** A task is taken from its queue, for good or to come again; who takes it does its first step at once. */
function start(state: State, slot: number, window: number, setting: Setting, emit: Emit): void {
  if (at(state, TASK + window) === 0) return;
  for (const isRepeated of [false, true]) {
    const left = at(state, faultsLeft.repeatedTasks);
    if (isRepeated && left === 0) continue;
    const after = copyOf(state);
    if (isRepeated) after[faultsLeft.repeatedTasks] = left - 1;
    else after[TASK + window] = 0;
    after[slot + STEP] = 1;
    after[slot + task.window] = window;
    const what = act(after, slot, setting);
    emit(
      after,
      `materializer of ${windowNames[window]}`,
      `${isRepeated ? 'gets a task that comes again, ' : ''}${what}`,
    );
  }
}

function step(state: State, slot: number, setting: Setting, emit: Emit): void {
  const who = `materializer of ${windowNames[at(state, slot + task.window)]}`;
  const after = copyOf(state);
  const what = act(after, slot, setting);
  emit(after, who, what);
  const phase = phaseOf(state, slot, setting);
  if (setting.off.has('inconsistent query') && (phase === 'read A' || phase === 'read B')) {
    const stale = copyOf(state);
    stale[slot + STEP] = at(state, slot + STEP) + 1;
    emit(stale, who, `reads the partial of lane ${phase === 'read A' ? 'A' : 'B'} as it was before anything was in it`);
  }
}

function phaseOf(state: State, slot: number, { off }: Setting): Phase {
  const order = off.has('nonce read after the query') ? NONCE_LAST : IN_ORDER;
  return order[at(state, slot + STEP) - 1] ?? 'clear';
}

function act(state: State, slot: number, setting: Setting): string {
  const window = at(state, slot + task.window);
  const phase = phaseOf(state, slot, setting);
  state[slot + STEP] = at(state, slot + STEP) + 1;
  switch (phase) {
    case 'nonce':
      if (at(state, MARK + window) === 0) {
        clear(state, slot, task.bytes);
        return 'finds no mark: somebody has finished';
      }
      state[slot + task.fresh] = 1;
      return 'reads the mark';
    case 'read A':
      state[slot + task.merged] = addTally(eventsOf(state, window), at(state, PARTIAL + partialAt(0, window)));
      return `reads what is redriven and the partial of ${laneNames[0]}`;
    case 'read B':
      state[slot + task.merged] = addTally(
        at(state, slot + task.merged),
        at(state, PARTIAL + partialAt(LANES - 1, window)),
      );
      return `reads the partial of ${laneNames[1]}`;
    case 'write':
      return write(state, slot, window, setting);
    case 'clear': {
      const isCurrent = at(state, slot + task.fresh) === 1 || setting.off.has('mark cleared blindly');
      clear(state, slot, task.bytes);
      if (!isCurrent) return 'leaves the mark, which is another one now';
      setMark(state, window, 0);
      return 'deletes the mark';
    }
  }
}

function eventsOf(state: State, window: number): number {
  let tally = 0;
  const events = at(state, EVENT_PARTIALS + window);
  for (let event = 0; events >> event !== 0; event += 1) {
    if ((events & (1 << event)) !== 0) tally = addEvent(tally, event);
  }
  return tally;
}

function write(state: State, slot: number, window: number, { off }: Setting): string {
  const merged = at(state, slot + task.merged);
  // Nothing is told apart by it any more, so states that differ only in it are one.
  state[slot + task.merged] = 0;
  const isGrown = sizeOf(merged) > sizeOf(at(state, RESULT + window));
  if (!isGrown && !off.has('last writer wins on results')) return 'is refused its result: the stored one holds as much';
  state[RESULT + window] = merged;
  return `writes a result of ${sizeOf(merged)}`;
}
