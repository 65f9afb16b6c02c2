import type { AggregationOutcomes, SchemaVersion, ShardContent, StreamRecord, Value } from './evidence.ts';
import { makeOpener, type Opened } from './header.ts';
import type { AggregationRules, Reading, Rules } from './rules.ts';

/** What a run must have left behind, recomputed from what the stream holds. */
export interface Expected {
  /** By `rowName`. */
  readonly rows: ReadonlyMap<string, ExpectedRow>;
  /** Windows that an event was too late for (`windowName`), by `recordName`. */
  readonly late: ReadonlyMap<string, ReadonlySet<string>>;
  /** `recordName` of each record that cannot be processed. */
  readonly rejected: ReadonlySet<string>;
  readonly accepted: number;
  readonly ignored: number;
  /** Accepted events by the schema version that they were written under, `<schema> v<version>`. */
  readonly byVersion: ReadonlyMap<string, number>;
  readonly aggregations: ReadonlyMap<string, AggregationOutcomes>;
}

export interface ExpectedRow {
  readonly n: number;
  readonly measures: Readonly<Record<string, Value>>;
}

export const rowName = (aggregation: string, key: string, windowStartMs: number): string =>
  `${windowName(aggregation, windowStartMs)} ${key}`;
export const windowName = (aggregation: string, windowStartMs: number): string =>
  `${aggregation} ${new Date(windowStartMs).toISOString()}`;
export const recordName = (shardId: string, sequenceNumber: string): string => `${shardId} ${sequenceNumber}`;

/** The simplest possible batch job: one pass over each shard in order, then every measure over the list of its events. */
export function recompute<E>(
  rules: Rules<E>,
  stream: readonly ShardContent[],
  schemas: readonly SchemaVersion[],
): Expected {
  const open = makeOpener(schemas);
  const groups = rules.aggregations.map((aggregation) => new AggregationGroups(aggregation));
  const late = new Map<string, Set<string>>();
  const rejected = new Set<string>();
  let accepted = 0;
  let ignored = 0;
  const byVersion = new Map<string, number>();

  for (const { shardId, records } of stream) {
    let newestMs = Number.NEGATIVE_INFINITY;
    for (const record of records) {
      const name = recordName(shardId, record.sequenceNumber);
      const opened = open(record.data);
      const reading = judge(rules, record, opened);
      if (reading.kind === 'rejected') rejected.add(name);
      if (reading.kind === 'ignored') ignored += 1;
      if (!opened || reading.kind !== 'event') continue;
      accepted += 1;
      const version = `${opened.written.schema} v${opened.written.version}`;
      byVersion.set(version, (byVersion.get(version) ?? 0) + 1);
      const tooLateFor = groups.flatMap((group) =>
        group.take(reading.event, reading.eventTimeMs, newestMs - rules.outOfOrdernessMs),
      );
      if (tooLateFor.length > 0) late.set(name, new Set(tooLateFor));
      newestMs = Math.max(newestMs, reading.eventTimeMs);
    }
  }
  return {
    rows: new Map(groups.flatMap((group) => group.rows())),
    late,
    rejected,
    accepted,
    ignored,
    byVersion,
    aggregations: new Map(groups.map((group) => [group.rules.name, group.outcomes()])),
  };
}

function judge<E>(rules: Rules<E>, record: StreamRecord, opened: Opened | undefined): Reading<E> {
  if (!opened) return { kind: 'rejected' };
  const reading = readWhole(rules, opened);
  if (reading.kind === 'event' && reading.eventTimeMs > record.arrivalMs + rules.futureBoundMs)
    return { kind: 'rejected' };
  return reading;
}

function readWhole<E>({ read }: Rules<E>, { payload, written }: Opened): Reading<E> {
  try {
    return read(payload, written);
  } catch {
    return { kind: 'rejected' };
  }
}

/** Every event of one aggregation, by window and key. */
class AggregationGroups<E> {
  readonly rules: AggregationRules<E>;
  readonly #events = new Map<string, E[]>();
  #counted = 0;
  #filtered = 0;
  #tooLate = 0;

  constructor(rules: AggregationRules<E>) {
    this.rules = rules;
  }

  /** @returns the window that the event is too late for, if it is */
  take(event: E, eventTimeMs: number, shardWatermarkMs: number): string[] {
    const { name, windowMs, allowedLatenessMs, keys } = this.rules;
    const groupKeys = keys(event);
    if (groupKeys.length === 0) {
      this.#filtered += 1;
      return [];
    }
    const windowStartMs = Math.floor(eventTimeMs / windowMs) * windowMs;
    if (windowStartMs + windowMs + allowedLatenessMs <= shardWatermarkMs) {
      this.#tooLate += 1;
      return [windowName(name, windowStartMs)];
    }
    this.#counted += 1;
    for (const key of groupKeys) {
      const row = rowName(name, key, windowStartMs);
      const events = this.#events.get(row);
      if (events) events.push(event);
      else this.#events.set(row, [event]);
    }
    return [];
  }

  rows(): [string, ExpectedRow][] {
    return [...this.#events].map(([row, events]) => {
      const measures = Object.entries(this.rules.measures).map(([name, of]) => [name, of(events)]);
      return [row, { n: events.length, measures: Object.fromEntries(measures) }];
    });
  }

  outcomes(): AggregationOutcomes {
    return { counted: this.#counted, filtered: this.#filtered, tooLate: this.#tooLate };
  }
}
