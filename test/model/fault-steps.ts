import type { Attempts } from './attempt.ts';
import { copyOf, type Emit, laneNames, windowNames } from './emit.ts';
import type { Processor } from './processor.ts';
import { splitOff } from './processor.ts';
import type { Faults, Setting } from './scope.ts';
import {
  ATTEMPTS,
  at,
  attempt,
  clear,
  faultsLeft,
  ITERATOR,
  LANES,
  LAST,
  LETTER,
  MATERIALIZERS,
  REDRIVERS,
  redrive,
  STEP,
  type State,
  TASK,
  task,
  WINDOWS,
  ZOMBIE,
} from './state.ts';

/** What goes wrong between two operations, as often as the scope allows. */
export function faultSteps(state: State, setting: Setting, processor: Processor, emit: Emit): void {
  if (at(state, faultsLeft.crashes) > 0) crash(state, setting, processor, emit);
  if (at(state, faultsLeft.zombies) > 0 && at(state, ZOMBIE + STEP) === 0) giveUp(state, setting, processor, emit);
  if (at(state, faultsLeft.lostTasks) > 0) {
    for (let window = 0; window < WINDOWS; window += 1) {
      if (at(state, TASK + window) === 0) continue;
      const after = spend(state, 'lostTasks');
      after[TASK + window] = 0;
      emit(after, 'FAULT', `the task of ${windowNames[window]} is lost`);
    }
  }
}

function spend(state: State, fault: keyof Faults): State {
  const after = copyOf(state);
  after[faultsLeft[fault]] = at(state, faultsLeft[fault]) - 1;
  return after;
}

function crash(state: State, { off }: Setting, processor: Processor, emit: Emit): void {
  for (let index = 0; index < attempt.slots; index += 1) {
    const slot = ATTEMPTS + index * attempt.bytes;
    if (at(state, slot + STEP) === 0) continue;
    const after = spend(state, 'crashes');
    if (slot !== ZOMBIE && off.has('finite mapping retries with naive recovery'))
      recover(after, slot, processor.attempts);
    clear(after, slot, attempt.bytes);
    emit(after, 'FAULT', `${processor.nameOf(state, slot)} dies`);
  }
  crashAlike(state, MATERIALIZERS, task, 'a materializer dies', emit);
  crashAlike(state, REDRIVERS, redrive, 'a redriver dies', emit);
}

function crashAlike(
  state: State,
  first: number,
  { slots, bytes }: { slots: number; bytes: number },
  what: string,
  emit: Emit,
): void {
  for (let slot = first; slot < first + slots * bytes; slot += bytes) {
    if (at(state, slot + STEP) === 0) continue;
    const after = spend(state, 'crashes');
    clear(after, slot, bytes);
    emit(after, 'FAULT', what);
  }
}

/** The mapping abandons the batch, and somebody sends what was in it to be redriven. */
function recover(state: State, slot: number, { lanes }: Attempts): void {
  const lane = at(state, slot + attempt.lane);
  const end = at(state, slot + attempt.end);
  for (let position = at(state, LAST + lane) + 1; position <= end; position += 1) {
    state[LETTER + lanes.eventAt(lane, position)] = 1;
  }
  state[ITERATOR + lane] = end;
}

/** An attempt runs on though the mapping starts another one; or one of its operations has no answer, and lands later or never. */
function giveUp(state: State, { off }: Setting, { attempts }: Processor, emit: Emit): void {
  for (let lane = 0; lane < LANES; lane += 1) {
    const slot = ATTEMPTS + lane * attempt.bytes;
    if (at(state, slot + STEP) === 0) continue;
    const givenUp = spend(state, 'zombies');
    givenUp.copyWithin(ZOMBIE, slot, slot + attempt.bytes);
    clear(givenUp, slot, attempt.bytes);
    emit(givenUp, 'FAULT', `${laneNames[lane]} is given up, and runs on`);
    const phase = attempts.phaseOf(state, slot);
    if (phase === 'look') continue;
    const unknown = spend(state, 'zombies');
    splitOff(unknown, slot);
    if (phase === 'decide') attempts.begin(unknown, slot);
    const isPut = phase === 'write' && (at(state, slot + attempt.cursor) & 1) === 1;
    if (isPut && off.has('blind rewrite after a timeout')) unknown[slot + attempt.isBlind] = 1;
    emit(
      unknown,
      'FAULT',
      `${laneNames[lane]} gets no answer (${phase}), and tries again; what it sent may land later`,
    );
  }
}
