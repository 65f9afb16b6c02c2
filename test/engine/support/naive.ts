import type { ResultValue } from '../../../src/engine/accumulators/accumulator.ts';
import { expected } from './expected.ts';
import { ARRIVAL_MS, type LaneRecord, positionOf } from './lane.ts';
import type { Decision } from './lane-run.ts';
import type { Reading } from './readings.ts';

/** One row as the oracle sees it. */
export interface Row {
  readonly n: number;
  readonly measures: Readonly<Record<string, ResultValue>>;
}

const MINUTE_MS = 60_000;
const aggregations = [
  {
    name: 'perMinute',
    startOf: (timeMs: number) => Math.floor(timeMs / MINUTE_MS) * MINUTE_MS,
    endsAfterMs: MINUTE_MS,
    latenessMs: 30_000,
    wants: (event: Reading) => !event.flag,
    measures: (events: readonly Reading[]) => ({
      readings: events.length,
      flagged: events.filter((event) => event.flag).length,
      whole: expected.sum((event) => event.whole)(events),
      money: expected.decimalSum((event) => event.money, 2)(events),
      lowest: expected.extreme((event) => event.level, Math.min)(events),
      highest: expected.extreme((event) => event.level, Math.max)(events),
      firstNote: expected.end(
        (event) => event.note,
        (event) => event.atMs,
        -1,
      )(events),
      lastNote: expected.end(
        (event) => event.note,
        (event) => event.rank,
        1,
      )(events),
    }),
  },
  {
    name: 'perHour',
    startOf: (timeMs: number) =>
      Math.floor((timeMs - 15 * MINUTE_MS) / (60 * MINUTE_MS)) * 60 * MINUTE_MS + 15 * MINUTE_MS,
    endsAfterMs: 60 * MINUTE_MS,
    latenessMs: 10 * MINUTE_MS,
    wants: () => true,
    measures: (events: readonly Reading[]) => ({
      readings: events.length,
      whole: expected.sum((event) => event.whole)(events),
    }),
  },
];

/** What makes two events the same, and for how long. */
export interface Sameness {
  readonly idOf: (event: Reading) => string;
  readonly horizonMs: number;
}

/** Each event's decision, from the events before it alone: no batches, no progress, no positions. */
export function naiveDecisions(
  lane: readonly LaneRecord[],
  outOfOrdernessMs: number,
  sameness?: Sameness,
): Map<string, Decision> {
  const decisions = new Map<string, Decision>();
  const accepted: { readonly event: Reading; readonly arrivalMs: number }[] = [];
  for (const record of lane) {
    const { content, arrivalMs = ARRIVAL_MS } = record;
    const position = positionOf(record);
    decisions.set(position, 'count');
    if (content.kind === 'rejected') decisions.set(position, { kind: 'rejected', reason: content.reason });
    if (content.kind !== 'event') continue;
    const isKnown = accepted.some(
      ({ event, arrivalMs: beforeMs }) =>
        sameness?.idOf(event) === sameness?.idOf(content.event) && arrivalMs - beforeMs <= (sameness?.horizonMs ?? 0),
    );
    if (sameness && isKnown) {
      decisions.set(position, { kind: 'duplicate' });
      continue;
    }
    const earlier = accepted.map(({ event }) => event.atMs);
    accepted.push({ event: content.event, arrivalMs });
    if (earlier.length === 0) continue;
    const watermarkMs = Math.max(...earlier) - outOfOrdernessMs;
    const late = aggregations
      .filter(({ wants }) => content.event.keys.length > 0 && wants(content.event))
      .filter(
        ({ startOf, endsAfterMs, latenessMs }) => startOf(content.event.atMs) + endsAfterMs + latenessMs <= watermarkMs,
      )
      .map(({ name }) => name);
    if (late.length > 0) decisions.set(position, { kind: 'tooLate', aggregations: late });
  }
  return decisions;
}

/** Rows by `aggregation|window start|key`, from all events of all lanes that were decided as counted, in one list. */
export function naiveRows(
  lanes: readonly { readonly lane: readonly LaneRecord[]; readonly decisions: ReadonlyMap<string, Decision> }[],
): Map<string, Row> {
  const groups = new Map<string, { readonly of: (typeof aggregations)[number]; readonly events: Reading[] }>();
  for (const { lane, decisions } of lanes) {
    for (const record of lane) {
      const { content } = record;
      const decision = decisions.get(positionOf(record)) ?? 'count';
      if (content.kind !== 'event' || (decision !== 'count' && decision.kind !== 'tooLate')) continue;
      for (const of of aggregations) {
        if (!of.wants(content.event) || (decision !== 'count' && decision.aggregations.includes(of.name))) continue;
        for (const key of content.event.keys) {
          const id = `${of.name}|${of.startOf(content.event.atMs)}|${key}`;
          const group = groups.get(id) ?? { of, events: [] };
          group.events.push(content.event);
          groups.set(id, group);
        }
      }
    }
  }
  return new Map([...groups].map(([id, { of, events }]) => [id, { n: events.length, measures: of.measures(events) }]));
}
