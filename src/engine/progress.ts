import { BEFORE_FIRST, type Position } from './position.ts';
import type { RejectReason } from './rejection.ts';
import type { EpochMs } from './time.ts';

/** What became of a decided event that is not simply counted. */
export type ExceptionOutcome =
  | { readonly kind: 'rejected'; readonly reason: RejectReason }
  /** Its sender sent it before: an event with the same id is accepted already. */
  | { readonly kind: 'duplicate' }
  /** Too late for the aggregations named; counted by the others. */
  | { readonly kind: 'tooLate'; readonly aggregations: readonly string[] };

/** Decided events that are not simply counted: one, or an unbroken run with the same outcome. */
export type Exception = ExceptionOutcome & {
  readonly position: Position;
  /** Last event of a run; left out for a single event. */
  readonly through?: Position;
};

/** Outcomes of one aggregation; accepted = counted + filtered + tooLate + absent. */
export interface AggregationCounts {
  readonly counted: number;
  readonly filtered: number;
  readonly tooLate: number;
  /** Events accepted while the pipeline did not have the aggregation, before it was added or after it was removed; left out: none. */
  readonly absent?: number;
}

/** Outcomes of records: read = accepted + duplicate + rejected + ignored. */
export interface Counts {
  readonly read: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejected: number;
  readonly ignored: number;
  readonly aggregations: Readonly<Record<string, AggregationCounts>>;
}

/** Attempts at one record that ended without a word: killed by its own process, by the timeout, or for its memory. */
export interface Attempts {
  /** The record, or inside a packed one the event after those that are done. */
  readonly position: Position;
  readonly count: number;
  /** When the first of them began. */
  readonly sinceMs: EpochMs;
}

/** Records that Lambda did not deliver and that came to the retry queue by recovery, from one through another. */
export interface Undelivered {
  readonly from: Position;
  readonly through: Position;
}

/** A lane's durable position and decisions. */
export interface Progress {
  /** Raised by each write; 0: never written. */
  readonly version: number;
  /** Everything up to here is done. */
  readonly lastPosition: Position;
  /** Largest event time among done events. */
  readonly doneMaxEventTimeMs: EpochMs | null;
  /** Everything up to here is decided: counted, unless `exceptions` says otherwise. Never before `lastPosition`. */
  readonly decidedThrough: Position;
  readonly decidedMaxEventTimeMs: EpochMs | null;
  /** Decisions in `(lastPosition, decidedThrough]` that differ from "count". */
  readonly exceptions: readonly Exception[];
  /** When the last done record reached the stream. */
  readonly lastArrivalMs: EpochMs | null;
  readonly counts: Counts;
  /** Attempts at the record after `decidedThrough` that nobody has heard of again; null: none. */
  readonly attempts: Attempts | null;
  /** Batches after `lastPosition` that will not be delivered: a shard that holds nothing else is read to its end. */
  readonly undelivered: readonly Undelivered[];
}

export const NO_COUNTS: Counts = { read: 0, accepted: 0, duplicate: 0, rejected: 0, ignored: 0, aggregations: {} };

/** A lane that nothing has been read from. */
export const NO_PROGRESS: Progress = {
  version: 0,
  lastPosition: BEFORE_FIRST,
  doneMaxEventTimeMs: null,
  decidedThrough: BEFORE_FIRST,
  decidedMaxEventTimeMs: null,
  exceptions: [],
  lastArrivalMs: null,
  counts: NO_COUNTS,
  attempts: null,
  undelivered: [],
};

/** Sums outcomes, of lanes or of batches. Where only one of them has an aggregation, it was absent from the other. */
export function addCounts(a: Counts, b: Counts): Counts {
  const names = new Set([...Object.keys(a.aggregations), ...Object.keys(b.aggregations)]);
  const aggregations = [...names].map((name) => [name, addOutcomes(countsOf(a, name), countsOf(b, name))]);
  return {
    read: a.read + b.read,
    accepted: a.accepted + b.accepted,
    duplicate: a.duplicate + b.duplicate,
    rejected: a.rejected + b.rejected,
    ignored: a.ignored + b.ignored,
    aggregations: Object.fromEntries(aggregations),
  };
}

/** How events came out for one aggregation, which was absent where nothing says otherwise. */
export function countsOf({ accepted, aggregations }: Counts, name: string): AggregationCounts {
  // Own entries only: an aggregation may be called "constructor".
  const held = Object.hasOwn(aggregations, name) ? aggregations[name] : undefined;
  return held ?? { counted: 0, filtered: 0, tooLate: 0, ...(accepted > 0 && { absent: accepted }) };
}

function addOutcomes(a: AggregationCounts, b: AggregationCounts): AggregationCounts {
  const absent = (a.absent ?? 0) + (b.absent ?? 0);
  return {
    counted: a.counted + b.counted,
    filtered: a.filtered + b.filtered,
    tooLate: a.tooLate + b.tooLate,
    ...(absent > 0 && { absent }),
  };
}

/** The later of two event times; `null` is before all. */
export function laterOf(a: EpochMs | null, b: EpochMs | null): EpochMs | null {
  if (a === null) return b;
  return b === null || a >= b ? a : b;
}
