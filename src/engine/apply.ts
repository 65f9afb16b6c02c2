import type { Slot } from './accumulators/accumulator.ts';
import type { Positions } from './batch.ts';
import type { BucketContributions } from './contribute.ts';
import type { AggregationPlan } from './plan.ts';
import type { Position } from './position.ts';

/** A key's state: slot 0 is the number of contributions, then each measure's slots. */
export type KeyState = readonly Slot[];

/** The state of one (aggregation, window, partition, bucket, lane). A value: `apply` makes a new one. */
export interface Partial {
  /** Everything of this lane up to here is in it. */
  readonly applied: Position;
  readonly keys: ReadonlyMap<string, KeyState>;
}

/**
 * The partial with the contributions that it does not hold yet; those at or before its `applied` position are dropped, so
 * applying again changes nothing. `null` where nothing is left to apply.
 */
export function apply(
  partial: Partial | undefined,
  contributions: BucketContributions,
  positions: Positions,
): Partial | null {
  const { plan, indexes, keys, parts } = contributions;
  const lastIndex = indexes[indexes.length - 1];
  if (lastIndex === undefined) return null;
  const applied = positions.at(lastIndex);
  if (partial && partial.applied >= applied) return null;
  const firstNewRecord = partial ? positions.firstAfter(partial.applied) : 0;

  const touched = new Map<string, Slot[]>();
  for (let entry = 0; entry < indexes.length; entry += 1) {
    if ((indexes[entry] ?? 0) < firstNewRecord) continue;
    const key = keys[entry];
    const part = parts[entry];
    if (key === undefined || part === undefined) continue;
    let state = touched.get(key);
    if (!state) {
      state = [...(partial?.keys.get(key) ?? plan.fresh)];
      touched.set(key, state);
    }
    addTo(plan, state, part.values);
  }
  return { applied, keys: partial ? new Map([...partial.keys, ...touched]) : touched };
}

function addTo(plan: AggregationPlan, state: Slot[], values: readonly Slot[]): void {
  const count = state[0];
  state[0] = (typeof count === 'number' ? count : 0) + 1;
  const { accumulators, slotOffsets, valueOffsets } = plan;
  for (let index = 0; index < accumulators.length; index += 1) {
    accumulators[index]?.add(state, slotOffsets[index] ?? 0, values, valueOffsets[index] ?? 0);
  }
}
