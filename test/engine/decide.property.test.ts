import { describe, expect, it } from 'vitest';
import { type Decisions, decide } from '../../src/engine/decide.ts';
import { aggregation, minutes, tumbling } from '../../src/engine/index.ts';
import { EXCEPTION_BUDGET_BYTES, sharedPrefixLength } from '../../src/engine/judge.ts';
import { planOf } from '../../src/engine/plan.ts';
import { encodePosition } from '../../src/engine/position.ts';
import { NO_PROGRESS } from '../../src/engine/progress.ts';
import { anyText, fc } from '../support/fast-check.ts';
import { anyLane, batchOf, type LaneRecord } from './support/lane.ts';
import { outcomeOnly } from './support/lane-run.ts';
import { noReading, pipelineOf, policy, reading } from './support/readings.ts';

describe('decide', () => {
  it('takes the whole batch, or as much as fits one item; the first record always', () => {
    fc.assert(
      fc.property(anyLane, (lane) => {
        const batch = batchOf(lane);
        const { end, exceptions, isNew, next } = decide(policy, NO_PROGRESS, batch, 0);
        expect(isNew).toBe(lane.length > 0);
        if (end < lane.length) expect(exceptions.size).toBeGreaterThan(0);
        expect(end).toBeGreaterThanOrEqual(Math.min(1, lane.length));
        const bytes = JSON.stringify(next.exceptions).length;
        const first = batch.positions.length > 0 ? batch.positions.at(0) : '';
        const positions = next.exceptions.flatMap(({ position, through }) => [position, through ?? position]);
        const shared = positions.reduce((sum, position) => sum + sharedPrefixLength(position, first), 0);
        // Beside the outcome, JSON spells 60 bytes of field names an exception that an item need not hold.
        expect(bytes - shared - 60 * next.exceptions.length).toBeLessThanOrEqual(EXCEPTION_BUDGET_BYTES);
      }),
    );
  });

  it('takes an event that is too late for so many aggregations that their names alone fill an item', () => {
    const patient = Array.from({ length: 20 }, (_, index) =>
      aggregation(`tooLateForThisAggregationTooNumber${index}`, {
        from: [reading],
        key: (event) => event.keys,
        window: tumbling(1),
        allowedLatenessMs: minutes(1),
        measures: (m) => ({ readings: m.count() }),
      }),
    );
    const wide = planOf(pipelineOf({ aggregations: patient }));
    const at = (atMs: number, sequenceNumber: string): LaneRecord => ({
      sequenceNumber,
      content: { kind: 'event', event: { ...noReading, atMs } },
    });
    const batch = batchOf([at(minutes(10), '1'), at(0, '2'), at(1, '3')], wide);
    const first = decide(policy, NO_PROGRESS, batch, 0);
    expect(first.end).toBe(1);
    const second = decide(policy, { ...first.next, lastPosition: first.next.decidedThrough }, batch, 1);
    expect(second.end).toBe(2);
    expect(second.exceptions.get(1)).toMatchObject({ kind: 'tooLate', aggregations: { length: 20 } });
  });

  it('says again what is durable, and asks for no write', () => {
    fc.assert(
      fc.property(anyLane, (lane) => {
        const batch = batchOf(lane);
        const first = decide(policy, NO_PROGRESS, batch, 0);
        const again = decide(policy, first.next, batchOf(lane.slice(0, first.end)), 0);
        expect({ ...again, exceptions: outcomesIn(again) }).toEqual({
          ...first,
          isNew: false,
          exceptions: outcomesIn(first),
        });
      }),
    );
  });

  it('stops before a record that was decided as counted and cannot be read any more', () => {
    const readable = anyLane.filter((lane) => lane.some(({ content }) => content.kind === 'event'));
    fc.assert(
      fc.property(readable, fc.nat(), (lane, nth) => {
        const first = decide(policy, NO_PROGRESS, batchOf(lane), 0);
        const events = [...lane.keys()].filter((index) => index < first.end && lane[index]?.content.kind === 'event');
        fc.pre(events.length > 0);
        const broken = events[nth % events.length];
        const changed = lane.map(
          (record, index): LaneRecord =>
            index === broken ? { ...record, content: { kind: 'rejected', reason: 'UNDECODABLE' } } : record,
        );
        const again = decide(policy, first.next, batchOf(changed), 0);
        expect(again).toMatchObject({ contradicted: true, end: broken, isNew: false });
        for (const index of again.exceptions.keys()) expect(index).toBeLessThan(again.end);
      }),
    );
  });
});

/** Outcomes by index, wherever they came from. */
function outcomesIn({ exceptions }: Decisions) {
  return new Map([...exceptions].map(([index, outcome]) => [index, outcomeOnly(outcome)]));
}

describe('sharedPrefixLength', () => {
  it('is the length of the longest text that both start with', () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, (head, a, b) => {
        const shared = sharedPrefixLength(head + a, head + b);
        expect((head + a).slice(0, shared)).toBe((head + b).slice(0, shared));
        expect((head + a).slice(0, shared + 1) === (head + b).slice(0, shared + 1)).toBe(a === b);
        expect(shared).toBeGreaterThanOrEqual(head.length);
      }),
    );
    expect(sharedPrefixLength(encodePosition('123'), encodePosition('129'))).toBe(5);
  });
});
