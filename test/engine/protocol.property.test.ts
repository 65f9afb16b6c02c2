import { describe, expect, it } from 'vitest';
import type { WatermarkPolicy } from '../../src/engine/index.ts';
import { addCounts, NO_COUNTS } from '../../src/engine/progress.ts';
import { fc } from '../support/fast-check.ts';
import { anyLane, batchOf, type LaneRecord, plan } from './support/lane.ts';
import { type Crash, LaneRun } from './support/lane-run.ts';
import { naiveDecisions, naiveRows } from './support/naive.ts';
import { policy } from './support/readings.ts';
import { rowsOf } from './support/rows.ts';

/** One delivery: how far back it repeats what is done, how many records it brings, where the attempt dies. */
const delivery = fc.record({
  back: fc.nat({ max: 8 }),
  length: fc.integer({ min: 1, max: 12 }),
  crash: fc.constantFrom<Crash>('never', 'never', 'after deciding', 'after one partial', 'before progress'),
});
const deliveries = fc.array(delivery, { maxLength: 12 });
type Delivery = typeof delivery extends fc.Arbitrary<infer D> ? D : never;

/** The records of a delivery: they begin at the first one not done or before it, never after. */
function sliceOf(lane: readonly LaneRecord[], run: LaneRun, { back, length }: Delivery): readonly LaneRecord[] {
  const done = batchOf(lane).positions.firstAfter(run.progress.lastPosition);
  const start = Math.max(0, done - back);
  return lane.slice(start, start + length);
}

/** A lane in any cut with any retries, then once to its end. */
function run(lane: readonly LaneRecord[], given: readonly Delivery[]): LaneRun {
  const state = new LaneRun();
  for (const one of given) state.deliver(batchOf(sliceOf(lane, state, one)), one.crash);
  expect(state.deliver(batchOf(lane))).toBe('done');
  return state;
}

describe('one lane, in any cut into batches, with any retries', () => {
  it('gives each record the decision that the records before it call for', () => {
    fc.assert(
      fc.property(anyLane, deliveries, (lane, given) => {
        expect(run(lane, given).decided).toEqual(naiveDecisions(lane, policy.outOfOrdernessMs));
      }),
    );
  });

  it('never acts on another decision than the first durable one', () => {
    fc.assert(
      fc.property(anyLane, deliveries, (lane, given) => {
        const { decided, obeyed } = run(lane, given);
        for (const { position, decision } of obeyed) expect(decision).toEqual(decided.get(position));
      }),
    );
  });

  it('ends with the same partials, position for position', () => {
    fc.assert(
      fc.property(anyLane, deliveries, (lane, given) => {
        const partials = ({ partials: held }: LaneRun) => new Map([...held].map(([id, { partial }]) => [id, partial]));
        expect(partials(run(lane, given))).toEqual(partials(run(lane, [])));
      }),
    );
  });

  it('counts each record once, and both equations hold', () => {
    fc.assert(
      fc.property(anyLane, deliveries, (lane, given) => {
        const { counts } = run(lane, given).progress;
        const rejected = lane.filter(({ content }) => content.kind === 'rejected').length;
        const ignored = lane.filter(({ content }) => content.kind === 'ignored').length;
        expect(counts).toMatchObject({ read: lane.length, duplicate: 0, rejected, ignored });
        expect(counts.accepted).toBe(lane.length - rejected - ignored);
        for (const { counted, filtered, tooLate } of Object.values(counts.aggregations)) {
          expect(counted + filtered + tooLate).toBe(counts.accepted);
        }
      }),
    );
  });

  it('ends with progress at its last record, nothing left undecided, no exception kept', () => {
    fc.assert(
      fc.property(anyLane, deliveries, (lane, given) => {
        const { progress } = run(lane, given);
        expect(progress.decidedThrough).toBe(progress.lastPosition);
        expect(progress.decidedMaxEventTimeMs).toBe(progress.doneMaxEventTimeMs);
        expect(progress.exceptions).toEqual([]);
      }),
    );
  });

  it('moves progress forwards only, and never past what is decided', () => {
    fc.assert(
      fc.property(anyLane, deliveries, (lane, given) => {
        const state = new LaneRun();
        for (const one of given) {
          const before = state.progress;
          state.deliver(batchOf(sliceOf(lane, state, one)), one.crash);
          expect(state.progress.lastPosition >= before.lastPosition).toBe(true);
          expect(state.progress.decidedThrough >= before.decidedThrough).toBe(true);
          expect(state.progress.decidedThrough >= state.progress.lastPosition).toBe(true);
        }
      }),
    );
  });
});

describe('several lanes', () => {
  it('add up to the rows that one list of all counted events gives, in any order of lanes', () => {
    const lanes = fc.array(fc.tuple(anyLane, deliveries), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(lanes, (given) => {
        const runs = given.map(([lane, cuts]) => run(lane, cuts));
        const decided = given.map(([lane], index) => ({ lane, decisions: runs[index]?.decided ?? new Map() }));
        const rows = rowsOf(runs);
        expect(rows).toEqual(naiveRows(decided));
        expect(rowsOf(runs.toReversed())).toEqual(rows);
      }),
    );
  });

  it('add up their counts', () => {
    fc.assert(
      fc.property(fc.array(anyLane, { maxLength: 3 }), (lanes) => {
        const total = lanes.map((lane) => run(lane, []).progress.counts).reduce(addCounts, NO_COUNTS);
        expect(total.read).toBe(lanes.flat().length);
        const counted = lanes.flat().length > 0 ? plan.aggregations.length : 0;
        expect(Object.keys(total.aggregations)).toHaveLength(counted);
      }),
    );
  });
});

describe('attempts that judge the same record differently', () => {
  /** What another version of the code or of a setting makes of a lane: some records turn unreadable, some readable. */
  const twoMinds = anyLane.chain((lane) =>
    fc.tuple(fc.constant(lane), fc.array(fc.boolean(), { minLength: lane.length, maxLength: lane.length })),
  );
  const impatient: WatermarkPolicy = { ...policy, outOfOrdernessMs: 0 };
  const minds = fc.array(fc.tuple(delivery, fc.boolean(), fc.boolean()), { maxLength: 12 });

  it('obey the first durable decision, stop where they cannot, and end with exactly what was decided', () => {
    fc.assert(
      fc.property(twoMinds, minds, ([lane, unreadable], given) => {
        const changed = lane.map(
          (record, index): LaneRecord =>
            unreadable[index] ? { ...record, content: { kind: 'rejected', reason: 'USER_CODE_THREW' } } : record,
        );
        const state = new LaneRun();
        for (const [one, isChanged, isImpatient] of given) {
          const version = isChanged ? changed : lane;
          state.deliver(batchOf(sliceOf(version, state, one)), one.crash, isImpatient ? impatient : policy);
        }
        expect(state.deliver(batchOf(lane))).toBe('done');
        for (const { position, decision } of state.obeyed) expect(decision).toEqual(state.decided.get(position));
        expect(rowsOf([state])).toEqual(naiveRows([{ lane, decisions: state.decided }]));
      }),
    );
  });
});
