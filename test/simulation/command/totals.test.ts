import { describe, expect, it } from 'vitest';
import { INJECTIONS, type Injection } from '../faults.ts';
import type { SeedResult } from './jobs.ts';
import { ENOUGH_SEEDS, ENOUGH_SEEDS_FOR_THE_RARE, Totals } from './totals.ts';

const COMMON: Injection = 'throttled';
const RARE: Injection = 'rest of a packed record given up';

function totalsOf(runs: number, without: readonly Injection[]): Totals {
  const totals = new Totals();
  const injections = new Map(INJECTIONS.filter((kind) => !without.includes(kind)).map((kind) => [kind, 1]));
  const result: SeedResult = {
    ...{ seed: 1, violation: null, events: 1, turns: 1, simulatedMs: 1, trace: null, traceHash: '' },
    injections,
  };
  for (let run = 0; run < runs; run += 1) totals.add(result);
  return totals;
}

describe('what many runs come to', () => {
  it('wants every fault injected once the runs are enough', () => {
    expect(totalsOf(ENOUGH_SEEDS - 1, [COMMON]).missing).toEqual([]);
    expect(totalsOf(ENOUGH_SEEDS, [COMMON, RARE]).missing).toEqual([COMMON]);
  });

  it('wants what is rare of many more', () => {
    expect(totalsOf(ENOUGH_SEEDS_FOR_THE_RARE - 1, [RARE]).missing).toEqual([]);
    expect(totalsOf(ENOUGH_SEEDS_FOR_THE_RARE, [RARE]).missing).toEqual([RARE]);
  });
});
