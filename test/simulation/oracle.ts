import type { AggregationSpec, Scenario, VersionSpec } from './scenario.ts';
import type { SimEntry } from './stream.ts';
import type { SimEvent } from './workload.ts';

// What must come out, worked out anew from the records as they lie in their shards. Shares no code with the engine.

/** What one accepted event brings to one window of one aggregation, each key once for every time it is counted. */
export interface Brought {
  readonly spec: AggregationSpec;
  readonly windowStartMs: number;
  readonly keys: readonly string[];
}

/** The one outcome of an event. */
export type Outcome =
  | { readonly kind: 'ignored' }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'rejected'; readonly reason: string }
  | {
      readonly kind: 'accepted';
      readonly event: SimEvent;
      readonly brings: readonly Brought[];
      /** Names of the aggregations for which it comes too late. */
      readonly tooLate: readonly string[];
    };

/** Arrival times, from the first through the last. */
export interface Span {
  readonly firstMs: number;
  readonly lastMs: number;
}

interface Hold {
  readonly arrivalMs: number;
  readonly span: Span;
}

/** Ids that accepted events hold, over all shards: an id always goes the same way, through parents to their children. */
export class Ids {
  readonly #horizonMs: number | null;
  readonly #holds = new Map<string, Hold[]>();

  constructor({ horizonMs }: Scenario) {
    this.#horizonMs = horizonMs;
  }

  /** True where an event with this id must be a duplicate. */
  isTaken(event: SimEvent, arrivalMs: number): boolean {
    return this.#isWithinHorizon(event, (hold) => Math.abs(arrivalMs - hold.arrivalMs));
  }

  /**
   * True where one may be. The horizon is a least: what was claimed together is remembered as having arrived together, and after a halt that
   * may be what came hours apart (docs/adr/0007-duplicates-by-senders.md, "Consequences").
   */
  mayBeTaken(event: SimEvent, arrivalMs: number): boolean {
    return this.#isWithinHorizon(event, ({ span }) => Math.max(span.firstMs - arrivalMs, arrivalMs - span.lastMs));
  }

  /** True where an event with this id was accepted, however long before or after. */
  wasTaken({ type, id }: SimEvent): boolean {
    return this.#holds.has(`${type} ${id}`);
  }

  /** @param span when all those arrived that it was claimed with; left out: it was claimed alone */
  take({ type, id }: SimEvent, arrivalMs: number, span: Span = { firstMs: arrivalMs, lastMs: arrivalMs }): void {
    this.#holds.set(`${type} ${id}`, [...(this.#holds.get(`${type} ${id}`) ?? []), { arrivalMs, span }]);
  }

  #isWithinHorizon({ type, id }: SimEvent, distanceMs: (hold: Hold) => number): boolean {
    const horizonMs = this.#horizonMs;
    if (horizonMs === null) return false;
    return (this.#holds.get(`${type} ${id}`) ?? []).some((hold) => distanceMs(hold) <= horizonMs);
  }
}

/** Nobody has sent anything. */
const NO_IDS = { isTaken: () => false };

/** How `version` judges an event after a lane whose accepted events so far are at most as new as `newestMs` and hold `ids`. */
export function judge(
  scenario: Scenario,
  version: VersionSpec,
  { content: event, arrivalMs }: SimEntry,
  newestMs: number | null,
  ids: Pick<Ids, 'isTaken'>,
): Outcome {
  if (event === 'nothing packed') return { kind: 'ignored' };
  if (event === null) return { kind: 'rejected', reason: 'UNDECODABLE' };
  if (event.isFatal && version.diesOfFatal) return { kind: 'rejected', reason: 'PROCESSOR_CRASHED' };
  if (event.type !== 'a' && event.type !== 'b') {
    return scenario.unknownTypes === 'ignore'
      ? { kind: 'ignored' }
      : { kind: 'rejected', reason: 'UNKNOWN_EVENT_TYPE' };
  }
  if (event.schema > version.newestSchema) return { kind: 'rejected', reason: 'INVALID_EVENT' };
  const wanted = scenario.aggregations.filter(({ sources }) => sources.some((source) => source === event.type));
  if (wanted.length === 0) return { kind: 'ignored' };
  if (!(event.t >= 0)) return { kind: 'rejected', reason: 'INVALID_EVENT_TIME' };
  if (event.t > arrivalMs + version.policy.futureBoundMs) return { kind: 'rejected', reason: 'FUTURE_EVENT_TIME' };

  const taking = wanted.filter(({ where }) => where === 'all' || Math.abs(event.v % 2) === 0);
  for (const spec of taking) {
    const reason = refusalOf(spec, version, event);
    if (reason) return { kind: 'rejected', reason };
  }
  if (ids.isTaken(event, arrivalMs)) return { kind: 'duplicate' };
  const brings = taking.map((spec) => ({
    spec,
    windowStartMs: windowStartOf(spec, event.t),
    keys: keysOf(spec, event),
  }));
  const passedMs = newestMs === null ? Number.NEGATIVE_INFINITY : newestMs - version.policy.outOfOrdernessMs;
  const tooLate = brings.filter(
    ({ spec, windowStartMs }) => windowStartMs + spec.sizeMs + spec.latenessMs * version.latenessFactor <= passedMs,
  );
  return { kind: 'accepted', event, brings, tooLate: tooLate.map(({ spec }) => spec.name) };
}

/**
 * How `version` judges an event that comes by a queue, at some time: nobody's lateness applies to it, its time has come, and whether its id
 * is taken is not asked here.
 */
export function judgeRedriven(scenario: Scenario, version: VersionSpec, entry: SimEntry): Outcome {
  const patient = { ...version, policy: { ...version.policy, futureBoundMs: Number.POSITIVE_INFINITY } };
  return judge(scenario, patient, entry, null, NO_IDS);
}

/** Event time of what was accepted moves the lane on. */
export function newestAfter(newestMs: number | null, outcome: Outcome): number | null {
  if (outcome.kind !== 'accepted') return newestMs;
  return newestMs === null ? outcome.event.t : Math.max(newestMs, outcome.event.t);
}

/** What an accepted event adds to results: all but what came too late. */
export function countedOf(outcome: Outcome): readonly Brought[] {
  if (outcome.kind !== 'accepted') return [];
  return outcome.brings.filter(({ spec }) => !outcome.tooLate.includes(spec.name));
}

function refusalOf(spec: AggregationSpec, version: VersionSpec, event: SimEvent): string | null {
  if (event.boom && version.throwsOnBoom) return 'USER_CODE_THREW';
  if (event.k === '' && spec.key !== 'id') return 'INVALID_KEY';
  const needsWhole = spec.measures.includes('sum') || spec.measures.includes('mean');
  return needsWhole && !Number.isInteger(event.v) ? 'INVALID_MEASURE_VALUE' : null;
}

function windowStartOf({ sizeMs, offsetMs }: AggregationSpec, timeMs: number): number {
  return Math.floor((timeMs - offsetMs) / sizeMs) * sizeMs + offsetMs;
}

function keysOf(spec: AggregationSpec, event: SimEvent): readonly string[] {
  switch (spec.key) {
    case 'k':
      return [event.k];
    case 'k and all':
      return [event.k, 'all'];
    case 'k twice':
      return [event.k, event.k];
    case 'id':
      return [event.id];
  }
}
