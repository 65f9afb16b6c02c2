import { type Emit, sortAlike } from './emit.ts';
import { faultSteps } from './fault-steps.ts';
import { keeperSteps } from './keeper.ts';
import { Lanes } from './lanes.ts';
import { materializerSteps } from './materializer.ts';
import { Processor } from './processor.ts';
import { checkEnd, checkStep } from './properties.ts';
import { Redriver } from './redriver.ts';
import type { Setting } from './scope.ts';
import { faultsLeft, STATE_BYTES, type State } from './state.ts';
import { StateSet } from './state-set.ts';
import type { StepList } from './step-list.ts';

export interface Exploration {
  readonly states: number;
  /** Steps that were taken, those to known states with them. */
  readonly steps: number;
  /** Steps of the longest shortest way to a state. */
  readonly depth: number;
  /** States in which nothing more can happen. */
  readonly ends: number;
  readonly violation?: { readonly what: string; readonly trace: readonly string[] };
}

/**
 * Goes through every state that a setting can get into, nearest first, so that the way to a violation is a shortest one.
 *
 * @param steps is told every step, for whoever asks whether they can go on for ever
 */
export function explore(setting: Setting, steps?: StepList): Exploration {
  const { scope } = setting;
  const lanes = new Lanes(scope);
  const processor = new Processor(setting, lanes);
  const redriver = new Redriver(setting, lanes);
  const successors = (state: State, emit: Emit): void => {
    processor.steps(state, emit);
    keeperSteps(state, setting, emit);
    materializerSteps(state, setting, emit);
    redriver.steps(state, emit);
    faultSteps(state, setting, processor, emit);
  };

  const states = new StateSet();
  states.add(firstState(setting), 0);
  const before = new Uint8Array(STATE_BYTES);
  const counts = { steps: 0, ends: 0, depth: 0 };
  let violation: { what: string; at: number; last?: string } | undefined;
  let from = 0;
  const take: Emit = (after, who, what) => {
    counts.steps += 1;
    const broken = checkStep(before, after, scope);
    if (broken !== undefined) violation ??= { what: broken, at: from, last: `${who}: ${what}` };
    sortAlike(after);
    const to = states.add(after, from);
    if (to !== from) steps?.add(from, to);
  };
  for (let endOfLayer = 1; from < states.size && !violation; from += 1) {
    if (from === endOfLayer) {
      counts.depth += 1;
      endOfLayer = states.size;
    }
    states.read(from, before);
    const stepsBefore = counts.steps;
    successors(before, take);
    if (counts.steps > stepsBefore) continue;
    counts.ends += 1;
    const broken = checkEnd(before, scope, lanes);
    if (broken !== undefined) violation ??= { what: broken, at: from };
  }
  const found = { states: states.size, ...counts };
  if (!violation) return found;
  const trace = traceTo(states, violation.at, successors);
  if (violation.last !== undefined) trace.push(violation.last);
  return { ...found, violation: { what: violation.what, trace } };
}

function firstState({ scope }: Setting): State {
  const state = new Uint8Array(STATE_BYTES);
  for (const [fault, count] of Object.entries(scope.faults)) {
    for (const [name, index] of Object.entries(faultsLeft)) if (name === fault) state[index] = count;
  }
  return state;
}

/** The steps from the beginning to a state. */
function traceTo(states: StateSet, last: number, successors: (state: State, emit: Emit) => void): string[] {
  const trace: string[] = [];
  const target = new Uint8Array(STATE_BYTES);
  const parent = new Uint8Array(STATE_BYTES);
  for (let number = last; number !== 0; number = states.parentOf(number)) {
    states.read(number, target);
    states.read(states.parentOf(number), parent);
    let found = '';
    successors(parent, (after, who, what) => {
      sortAlike(after);
      if (found === '' && after.every((byte, index) => byte === target[index])) found = `${who}: ${what}`;
    });
    trace.push(found);
  }
  return trace.reverse();
}
