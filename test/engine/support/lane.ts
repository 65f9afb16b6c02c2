import { type EvaluatedBatch, Positions } from '../../../src/engine/batch.ts';
import { type Decoded, type Evaluated, evaluate } from '../../../src/engine/evaluate.ts';
import { type Plan, planOf } from '../../../src/engine/plan.ts';
import type { RejectReason } from '../../../src/engine/rejection.ts';
import { fc } from '../../support/fast-check.ts';
import { anyReading } from './arbitrary-readings.ts';
import { pipelineOf, type Reading } from './readings.ts';

/** The plan that lanes are run with. */
export const plan: Plan = planOf(pipelineOf());

/** One record of a lane, before any code looked at it. */
export interface LaneRecord {
  readonly sequenceNumber: string;
  readonly content:
    | { readonly kind: 'event'; readonly event: Reading }
    | { readonly kind: 'ignored' }
    | { readonly kind: 'rejected'; readonly reason: RejectReason };
}

/** Late enough to let every event time pass: what the future bound does has tests of its own. */
const ARRIVAL_MS = Date.UTC(2100, 0, 1);

/** What the pipeline's code makes of a record. */
export function evaluatedAs(content: LaneRecord['content'], by: Plan = plan): Evaluated {
  return evaluate(decoded(content, by), ARRIVAL_MS, 0);
}

function decoded(content: LaneRecord['content'], by: Plan): Decoded {
  if (content.kind === 'ignored') return content;
  if (content.kind === 'rejected') return { kind: 'rejected', rejection: { reason: content.reason, message: 'bad' } };
  const route = by.routes.get('reading');
  if (!route) throw new Error('the plan does not take readings');
  return { kind: 'event', route, event: content.event };
}

/** A batch of these records, in lane order. */
export function batchOf(records: readonly LaneRecord[], by: Plan = plan): EvaluatedBatch {
  return {
    positions: new Positions(records.map(({ sequenceNumber }) => sequenceNumber)),
    evaluated: records.map(({ content }) => evaluatedAs(content, by)),
  };
}

/** Event times around the edges of windows, lateness and disorder: 5 s apart over 5 min, at times one millisecond off. */
const atMs = fc
  .tuple(fc.nat({ max: 60 }), fc.constantFrom(-1, 0, 0, 1))
  .map(([steps, off]) => Math.max(0, steps * 5_000 + off));
const keys = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 3 });

export const anyEvent: fc.Arbitrary<Reading> = fc
  .tuple(anyReading, atMs, keys)
  .map(([event, time, of]) => ({ ...event, atMs: time, keys: of }));

const content: fc.Arbitrary<LaneRecord['content']> = fc.oneof(
  { weight: 8, arbitrary: anyEvent.map((event) => ({ kind: 'event', event }) as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'ignored' } as const) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom<RejectReason>('UNDECODABLE', 'INVALID_EVENT', 'INVALID_MEASURE_VALUE')
      .map((reason) => ({ kind: 'rejected', reason }) as const),
  },
);

/** A lane: sequence numbers rise by any step, from any length to a longer one. */
export const anyLane: fc.Arbitrary<readonly LaneRecord[]> = fc
  .tuple(
    fc.constantFrom(1n, 95n, 10n ** 55n - 3n),
    fc.array(fc.tuple(fc.bigInt({ min: 1n, max: 20n }), content), { maxLength: 30 }),
  )
  .map(([start, list]) => {
    let sequence = start;
    return list.map(([step, given]) => {
      sequence += step;
      return { sequenceNumber: String(sequence), content: given };
    });
  });
