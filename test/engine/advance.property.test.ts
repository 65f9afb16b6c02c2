import { describe, expect, it } from 'vitest';
import { advance } from '../../src/engine/advance.ts';
import type { EvaluatedBatch } from '../../src/engine/batch.ts';
import { contribute } from '../../src/engine/contribute.ts';
import { type Decisions, decide } from '../../src/engine/decide.ts';
import { InvariantError } from '../../src/engine/errors.ts';
import { NO_PROGRESS, type Progress } from '../../src/engine/progress.ts';
import { fc } from '../support/fast-check.ts';
import { anyLane, batchOf, type LaneRecord, plan } from './support/lane.ts';
import { policy } from './support/readings.ts';

describe('advance', () => {
  const decided = (lane: readonly LaneRecord[]): { batch: EvaluatedBatch; decisions: Decisions; stored: Progress } => {
    const batch = batchOf(lane);
    const decisions = decide(policy, NO_PROGRESS, batch, 0);
    return { batch, decisions, stored: decisions.next };
  };

  it('counts what another attempt has finished no second time', () => {
    fc.assert(
      fc.property(anyLane, fc.nat({ max: 30 }), (lane, place) => {
        const { batch, decisions, stored } = decided(lane);
        fc.pre(decisions.end > 0);
        const firstPart = { ...decisions, end: 1 + (place % decisions.end) };
        const outcome = contribute(plan.aggregations, batch, firstPart);
        const halfway = advance(plan.aggregations, stored, batch, firstPart, outcome, 5);
        const whole = contribute(plan.aggregations, batch, decisions);
        const after = advance(plan.aggregations, halfway ?? stored, batch, decisions, whole, 7) ?? halfway;
        expect(after?.counts).toEqual(whole.counts);
        expect(after?.doneMaxEventTimeMs).toBe(whole.maxEventTimeMs);
        expect(after?.lastPosition).toBe(batch.positions.at(decisions.end - 1));
      }),
    );
  });

  it('has nothing to do where all is done', () => {
    fc.assert(
      fc.property(anyLane, (lane) => {
        const { batch, decisions, stored } = decided(lane);
        fc.pre(decisions.end > 0);
        const outcome = contribute(plan.aggregations, batch, decisions);
        const after = advance(plan.aggregations, stored, batch, decisions, outcome, 0);
        expect(after && advance(plan.aggregations, after, batch, decisions, outcome, 0)).toBe(null);
      }),
    );
  });

  it('refuses to move past records that were never durably decided', () => {
    fc.assert(
      fc.property(anyLane, (lane) => {
        const { batch, decisions } = decided(lane);
        fc.pre(decisions.end > 0);
        const outcome = contribute(plan.aggregations, batch, decisions);
        expect(() => advance(plan.aggregations, NO_PROGRESS, batch, decisions, outcome, 0)).toThrow(InvariantError);
      }),
    );
  });
});
