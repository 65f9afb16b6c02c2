import { describe, expect, it } from 'vitest';
import { fc } from '../support/fast-check.ts';
import {
  anyPackedLane,
  batchOf,
  episodesOf,
  identifiedPlan,
  idOf,
  type LaneRecord,
  PAUSE_MS,
  positionOf,
} from './support/lane.ts';
import { type Crash, type Decision, LaneRun } from './support/lane-run.ts';
import { naiveDecisions, naiveRows } from './support/naive.ts';
import { policy } from './support/readings.ts';
import { rowsOf } from './support/rows.ts';

const delivery = fc.record({
  back: fc.nat({ max: 8 }),
  length: fc.integer({ min: 1, max: 12 }),
  crash: fc.constantFrom<Crash>(
    'never',
    'never',
    'after deciding',
    'after one partial',
    'before claims',
    'before progress',
  ),
});
const deliveries = fc.array(delivery, { maxLength: 12 });
type Delivery = typeof delivery extends fc.Arbitrary<infer D> ? D : never;

const identified = (records: readonly LaneRecord[]) => batchOf(records, identifiedPlan);

/** Deliveries of a lane, or of a part of it whose former parts are done, then all of it once to the end. */
function deliverAll(state: LaneRun, lane: readonly LaneRecord[], given: readonly Delivery[]): void {
  for (const { back, length, crash } of given) {
    const done = identified(lane).positions.firstAfter(state.progress.lastPosition);
    const start = Math.max(0, done - back);
    state.deliver(identified(lane.slice(start, start + length)), crash);
  }
  expect(state.deliver(identified(lane))).toBe('done');
}

/** A lane in any cut with any retries. */
function run(lane: readonly LaneRecord[], given: readonly Delivery[]): LaneRun {
  const state = new LaneRun();
  deliverAll(state, lane, given);
  return state;
}

const always = { idOf, horizonMs: Number.POSITIVE_INFINITY };

describe('events that their senders sent twice, in any cut into batches, with any retries', () => {
  it('count once: the first that is accepted, and it alone', () => {
    fc.assert(
      fc.property(anyPackedLane, deliveries, (lane, given) => {
        expect(run(lane, given).decided).toEqual(naiveDecisions(lane, policy.outOfOrdernessMs, always));
      }),
    );
  });

  it('never undo another decision than the first durable one', () => {
    fc.assert(
      fc.property(anyPackedLane, deliveries, (lane, given) => {
        const { decided, obeyed } = run(lane, given);
        for (const { position, decision } of obeyed) expect(decision).toEqual(decided.get(position));
      }),
    );
  });

  it('leave the rows and the counts of all that was decided as counted', () => {
    fc.assert(
      fc.property(anyPackedLane, deliveries, (lane, given) => {
        const state = run(lane, given);
        expect(rowsOf([state])).toEqual(naiveRows([{ lane, decisions: state.decided }]));
        const { read, accepted, duplicate, rejected, ignored, aggregations } = state.progress.counts;
        expect(read).toBe(lane.length);
        expect(duplicate).toBe([...state.decided.values()].filter(isDuplicate).length);
        expect(accepted + duplicate + rejected + ignored).toBe(read);
        for (const { counted, filtered, tooLate } of Object.values(aggregations)) {
          expect(counted + filtered + tooLate).toBe(accepted);
        }
      }),
    );
  });

  it('count again once the horizon is past, however late that is noticed', () => {
    fc.assert(
      fc.property(anyPackedLane, fc.array(deliveries), (lane, given) => {
        const horizonMs = PAUSE_MS / 2;
        const state = new LaneRun(horizonMs);
        for (const [index, episode] of episodesOf(lane).entries()) deliverAll(state, episode, given[index] ?? []);
        expect(state.decided).toEqual(naiveDecisions(lane, policy.outOfOrdernessMs, { idOf, horizonMs }));
      }),
    );
  });
});

describe('claims', () => {
  it('of every accepted event through the last done one are stored, at all times', () => {
    fc.assert(
      fc.property(anyPackedLane, deliveries, (lane, given) => {
        const state = new LaneRun();
        for (const one of given) {
          const done = identified(lane).positions.firstAfter(state.progress.lastPosition);
          const start = Math.max(0, done - one.back);
          state.deliver(identified(lane.slice(start, start + one.length)), one.crash);
          const stored = new Set([...state.segments.values()].flat().map(({ high, low }) => `${high} ${low}`));
          const { positions, evaluated } = identified(lane);
          for (const [index, event] of evaluated.entries()) {
            const position = positions.at(index);
            const decision = state.decided.get(position);
            const isAccepted = decision === 'count' || decision?.kind === 'tooLate';
            if (position > state.progress.lastPosition || !isAccepted || event.kind !== 'event') continue;
            expect(stored).toContain(`${event.claim?.high} ${event.claim?.low}`);
          }
        }
      }),
    );
  });
});

describe('a decided duplicate', () => {
  it('need not be read again: code that cannot read it goes on', () => {
    fc.assert(
      fc.property(anyPackedLane, (lane) => {
        const state = new LaneRun();
        state.deliver(identified(lane), 'after deciding');
        const unreadable = lane.map((record): LaneRecord => {
          const decision = state.decided.get(positionOf(record));
          const isIt = decision !== undefined && isDuplicate(decision);
          return isIt ? { ...record, content: { kind: 'rejected', reason: 'UNDECODABLE' } } : record;
        });
        const through = identified(lane).positions.firstAfter(state.progress.decidedThrough);
        expect(state.deliver(identified(unreadable.slice(0, through)))).toBe('done');
      }),
    );
  });
});

describe('a packed record', () => {
  it('is cut anywhere without one of its events being lost or counted twice', () => {
    fc.assert(
      fc.property(anyPackedLane, deliveries, (lane, given) => {
        const state = run(lane, given);
        expect([...state.decided.keys()]).toEqual(lane.map(positionOf));
      }),
    );
  });
});

function isDuplicate(decision: Decision): boolean {
  return decision !== 'count' && decision.kind === 'duplicate';
}
