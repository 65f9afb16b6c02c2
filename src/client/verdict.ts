import type { ResultValue } from '../engine/accumulators/accumulator.ts';
import type { Result } from '../engine/merge.ts';
import type { EpochMs } from '../engine/time.ts';
import type { Control } from '../ports/control-store.ts';
import type { ResultRow } from './rows.ts';

/** Whether a stored result is all that its window holds for a key, and if not, why. */
export interface Verdict {
  /**
   * `nothing`: neither state nor a result. `same`: the result is what the state comes to. `open`: the window has not fired. `waiting`: a
   * request to write it waits. `collected`: the state may be gone, the result stays. `otherGeneration`: the result was written by another
   * generation. `differs`: none of these explains it.
   */
  readonly kind: 'nothing' | 'same' | 'open' | 'waiting' | 'collected' | 'otherGeneration' | 'differs';
  /** The same for a person, in one line. */
  readonly line: string;
}

/** What is known of a result. */
export interface Facts {
  readonly generation: number;
  readonly windowEndMs: EpochMs;
  readonly merged: Result | undefined;
  readonly stored: ResultRow | undefined;
  readonly isMarked: boolean;
  readonly control: Control | undefined;
}

export function verdictOn(facts: Facts): Verdict {
  const { generation, windowEndMs, merged, stored, isMarked, control } = facts;
  const hasFired = windowEndMs <= (control?.firedThroughMs ?? -1);
  const isCollected = windowEndMs <= (control?.collectedThroughMs ?? -1);
  if (!merged && !stored) {
    return { kind: 'nothing', line: 'neither state nor a result: no event of this key was counted in this window' };
  }
  if (stored && stored.generation !== generation) {
    const line = `the stored result is of generation ${stored.generation}, the definition here of ${generation}`;
    return { kind: 'otherGeneration', line };
  }
  if (merged && stored && isSameResult(merged, stored)) {
    return { kind: 'same', line: 'the stored result is what the shares come to' };
  }
  if (isCollected) {
    return { kind: 'collected', line: 'the state of this window may be gone since it has expired; the result stays' };
  }
  if (!hasFired) {
    return {
      kind: 'open',
      line: 'the window has not fired yet: its result is written when the watermark passes its end',
    };
  }
  if (isMarked) {
    const line = stored
      ? 'a correction waits to be written'
      : 'the window has fired, and its result waits to be written';
    return { kind: 'waiting', line };
  }
  return { kind: 'differs', line: 'nothing explains the difference: the code that wrote it may be another one' };
}

/** Numbers may come back from the table as another type than they have in state. */
function isSameResult(merged: Result, stored: ResultRow): boolean {
  const names = new Set([...Object.keys(merged.measures), ...Object.keys(stored.measures)]);
  const isSame = (name: string): boolean => isSameValue(merged.measures[name], stored.measures[name]);
  return merged.n === stored.n && [...names].every(isSame);
}

function isSameValue(a: ResultValue | undefined, b: ResultValue | undefined): boolean {
  return a === b || (isNumeric(a) && isNumeric(b) && String(a) === String(b));
}

function isNumeric(value: ResultValue | undefined): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}
