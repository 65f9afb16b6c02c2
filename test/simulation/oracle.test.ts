import { describe, expect, it } from 'vitest';
import { Ids } from './oracle.ts';
import { makeRandom } from './random.ts';
import { makeScenario } from './scenario.ts';
import type { SimEvent } from './workload.ts';

const HORIZON_MS = 1_000;
const EVENT: SimEvent = {
  ...{ id: 'e1', type: 'a', schema: 1, t: 5, k: 'k1', v: 1, d: '1.00', w: null, s: '', boom: false, isFatal: false },
};

function idsTakenAt(arrivalMs: number, span?: { readonly firstMs: number; readonly lastMs: number }): Ids {
  const ids = new Ids({ ...makeScenario(makeRandom(1)), horizonMs: HORIZON_MS });
  ids.take(EVENT, arrivalMs, span);
  return ids;
}

describe('ids of the oracle', () => {
  it('are taken within the horizon, before and after, and free beyond it', () => {
    const ids = idsTakenAt(10_000);
    const takenAt = [8_999, 9_000, 11_000, 11_001].map((arrivalMs) => ids.isTaken(EVENT, arrivalMs));
    expect(takenAt).toEqual([false, true, true, false]);
    const maybeAt = [8_999, 9_000, 11_000, 11_001].map((arrivalMs) => ids.mayBeTaken(EVENT, arrivalMs));
    expect(maybeAt).toEqual(takenAt);
  });

  it('may be taken as far from the batch that they were claimed with, and no farther', () => {
    const ids = idsTakenAt(10_000, { firstMs: 7_000, lastMs: 50_000 });
    const at = [5_999, 6_000, 11_001, 51_000, 51_001];
    expect(at.map((arrivalMs) => ids.mayBeTaken(EVENT, arrivalMs))).toEqual([false, true, true, true, false]);
    expect(at.map((arrivalMs) => ids.isTaken(EVENT, arrivalMs))).toEqual([false, false, false, false, false]);
  });

  it('belong to a type', () => {
    expect(idsTakenAt(10_000).isTaken({ ...EVENT, type: 'b' }, 10_000)).toBe(false);
  });
});
