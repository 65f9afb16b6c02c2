import { integerAt, type ResultValue, type Slot } from './accumulators/accumulator.ts';
import type { KeyState, Partial } from './apply.ts';
import type { AggregationPlan } from './plan.ts';

/** One finished row: what a key's window holds now. */
export interface Result {
  readonly key: string;
  /** Contributions merged; grows with the state, so it orders snapshots of the same key. */
  readonly n: number;
  readonly measures: Readonly<Record<string, ResultValue>>;
}

/** Merges the partials of one bucket over all its lanes. Order does not matter. */
export function mergePartials(plan: AggregationPlan, partials: Iterable<Partial>): Map<string, KeyState> {
  const merged = new Map<string, Slot[]>();
  for (const partial of partials) {
    for (const [key, state] of partial.keys) {
      const held = merged.get(key);
      if (held) mergeInto(plan, held, state);
      else merged.set(key, [...state]);
    }
  }
  return merged;
}

/** The results that merged state stands for. */
export function resultsOf(plan: AggregationPlan, states: ReadonlyMap<string, KeyState>): Result[] {
  return [...states].map(([key, state]) => ({
    key,
    n: Number(integerAt(state, 0)),
    measures: measuresOf(plan, state),
  }));
}

function measuresOf(plan: AggregationPlan, state: KeyState): Record<string, ResultValue> {
  const measures: Record<string, ResultValue> = {};
  plan.accumulators.forEach((accumulator, index) => {
    const name = plan.measureNames[index];
    if (name !== undefined) measures[name] = accumulator.result(state, plan.slotOffsets[index] ?? 0);
  });
  return measures;
}

function mergeInto(plan: AggregationPlan, state: Slot[], other: KeyState): void {
  state[0] = Number(integerAt(state, 0)) + Number(integerAt(other, 0));
  plan.accumulators.forEach((accumulator, index) => {
    const at = plan.slotOffsets[index] ?? 0;
    accumulator.merge(state, at, other, at);
  });
}
