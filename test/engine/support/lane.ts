import type { EvaluatedBatch } from '../../../src/engine/batch.ts';
import { type Decoded, type Evaluated, evaluate } from '../../../src/engine/evaluate.ts';
import { type Plan, planOf } from '../../../src/engine/plan.ts';
import { encodePosition, LAST_IN_RECORD, type Position } from '../../../src/engine/position.ts';
import type { RejectReason } from '../../../src/engine/rejection.ts';
import { fc } from '../../support/fast-check.ts';
import { positionsAt } from '../../support/positions-at.ts';
import { anyReading } from './arbitrary-readings.ts';
import { pipelineOf, type Reading } from './readings.ts';

/** The plan that lanes are run with. */
export const plan: Plan = planOf(pipelineOf());

/** The same, with events that say who they are. */
export const identifiedPlan: Plan = {
  ...plan,
  routes: new Map([...plan.routes].map(([name, route]) => [name, { ...route, type: { ...route.type, id: idOf } }])),
};

/** Few ids, so that events meet their like. */
export function idOf({ rank, note }: Reading): string {
  return `${rank} ${String(note)}`;
}

/** One event of a lane, before any code looked at it. */
export interface LaneRecord {
  readonly sequenceNumber: string;
  /** Its place inside a packed record; left out where it has a record to itself. */
  readonly subSequence?: number | undefined;
  /** Left out: late enough to let every event time pass. */
  readonly arrivalMs?: number | undefined;
  readonly content:
    | { readonly kind: 'event'; readonly event: Reading }
    | { readonly kind: 'ignored' }
    | { readonly kind: 'rejected'; readonly reason: RejectReason };
}

export function positionOf({ sequenceNumber, subSequence }: LaneRecord): Position {
  return encodePosition(sequenceNumber, subSequence);
}

/** Late enough to let every event time pass: what the future bound does has tests of its own. */
export const ARRIVAL_MS = Date.UTC(2100, 0, 1);

/** What the pipeline's code makes of a record. */
export function evaluatedAs(content: LaneRecord['content'], by: Plan = plan, arrivalMs = ARRIVAL_MS): Evaluated {
  return evaluate(decoded(content, by), arrivalMs, 0);
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
    positions: positionsAt(records),
    evaluated: records.map(({ content, arrivalMs }) => evaluatedAs(content, by, arrivalMs)),
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

/** A lane some of whose records pack several events, with few ids among them; it pauses between its episodes. */
export const anyPackedLane: fc.Arbitrary<readonly LaneRecord[]> = fc
  .array(
    fc.record({
      events: fc.array(content, { minLength: 1, maxLength: 5 }),
      isPacked: fc.boolean(),
      afterMs: fc.nat({ max: 1_000 }),
      isAfterPause: fc.constantFrom(true, false, false, false),
    }),
    { maxLength: 12 },
  )
  .map((records) => {
    let arrivalMs = ARRIVAL_MS;
    let sequence = 995n;
    return records.flatMap(({ events, isPacked, afterMs, isAfterPause }) => {
      arrivalMs += afterMs + (isAfterPause ? PAUSE_MS : 0);
      sequence += 1n;
      return events.slice(0, isPacked ? events.length : 1).map((given, place, { length }): LaneRecord => {
        const subSequence = isPacked ? (place === length - 1 ? LAST_IN_RECORD : place) : undefined;
        return { sequenceNumber: String(sequence), subSequence, arrivalMs, content: given };
      });
    });
  });

/** Longer than everything that happens between two pauses of a lane. */
export const PAUSE_MS = 1_000_000;

/** The events between two pauses. */
export function episodesOf(lane: readonly LaneRecord[]): readonly (readonly LaneRecord[])[] {
  const episodes: LaneRecord[][] = [];
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const record of lane) {
    const { arrivalMs = ARRIVAL_MS } = record;
    if (arrivalMs - lastMs >= PAUSE_MS) episodes.push([]);
    episodes.at(-1)?.push(record);
    lastMs = arrivalMs;
  }
  return episodes;
}
