import { expect, it } from 'vitest';
import { Positions } from '../../src/engine/batch.ts';
import { ClaimIndex } from '../../src/engine/claim-index.ts';
import { decide } from '../../src/engine/decide.ts';
import { NO_PROGRESS } from '../../src/engine/progress.ts';
import { policy } from './support/readings.ts';

const HORIZON_MS = 1_000;

/** Events with one id that reached the stream at these times, all in one batch: a backlog, for instance. */
function outcomesOf(...arrivalsMs: readonly number[]) {
  const evaluated = arrivalsMs.map((arrivalMs) => {
    return { kind: 'event' as const, eventTimeMs: 0, parts: [], claim: { high: 1, low: 2, arrivalMs } };
  });
  const positions = new Positions(arrivalsMs.map((_, index) => String(index + 1)));
  const taken = new ClaimIndex(HORIZON_MS, 10);
  const { exceptions } = decide(policy, NO_PROGRESS, { positions, evaluated }, 0, taken);
  return arrivalsMs.map((_, index) => exceptions.get(index)?.kind ?? 'counted');
}

it('compares records by when they reached the stream, not by the batch that they come in', () => {
  expect(outcomesOf(5_000, 6_000)).toEqual(['counted', 'duplicate']);
  expect(outcomesOf(5_000, 6_001)).toEqual(['counted', 'counted']);
  // The second copy does not prolong what the first holds; the third holds the id anew.
  expect(outcomesOf(5_000, 5_900, 6_100, 7_000)).toEqual(['counted', 'duplicate', 'counted', 'duplicate']);
});
