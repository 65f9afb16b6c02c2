import type { AnyEventType, EventOf } from './event-type.ts';
import { type Measure, type MeasureBuilder, measureBuilder } from './measures.ts';
import type { TumblingWindow } from './window.ts';

/** What an aggregation is made of, as the user writes it. */
export interface AggregationOptions<S extends AnyEventType, M extends Record<string, Measure>> {
  /** Event types that feed it. */
  readonly from: readonly S[];
  /** Events to leave out; default: none. */
  readonly where?: (event: EventOf<S>) => boolean;
  /** Group key, 1 to 1,024 bytes of UTF-8; several keys let one event contribute to each (a key listed twice counts twice). */
  readonly key: (event: EventOf<S>) => string | readonly string[];
  readonly window: TumblingWindow;
  /** How long after its window's end an event is still counted, as a correction, by its lane's watermark. */
  readonly allowedLatenessMs: number;
  readonly measures: (measure: MeasureBuilder<EventOf<S>>) => M;
  /** Keys that one lane sees in one window, for packing them into items. A wrong hint costs write units, never correctness. */
  readonly keysPerLane?: number;
  /** Hash slots over which one window's items and its materialization are spread; raise for windows above 1,000 writes/s. */
  readonly partitions?: number;
  /** One activation of this aggregation's meaning; raise it when the meaning changes. Default 1. */
  readonly generation?: number;
  /**
   * Definition hashes of former code whose state this code may go on with: for a change that leaves every result as it would have been, such as
   * mending a function that threw. A refusal to run names the hash.
   */
  readonly sameMeaningAs?: readonly string[];
}

/** A declared aggregation. `M` carries the types of its results. */
export interface Aggregation<N extends string = string, M extends Record<string, Measure> = Record<string, Measure>> {
  readonly name: N;
  readonly from: readonly AnyEventType[];
  readonly where: ((event: never) => boolean) | undefined;
  readonly key: (event: never) => string | readonly string[];
  readonly window: TumblingWindow;
  readonly allowedLatenessMs: number;
  readonly measures: M;
  readonly keysPerLane: number;
  readonly partitions: number;
  readonly generation: number;
  readonly sameMeaningAs: readonly string[];
}

/** The measures of one result, typed by the aggregation that declares them. */
export type MeasuresOf<A> =
  A extends Aggregation<string, infer M>
    ? { readonly [K in keyof M]: M[K] extends Measure<infer R> ? R : never }
    : never;

/** Enough for an aggregation that says nothing: items split further only where a hint asks for it. */
const DEFAULT_KEYS_PER_LANE = 100;

/** Declares a windowed aggregation. Mistakes are reported by `definePipeline`, all at once. */
export function aggregation<const N extends string, S extends AnyEventType, const M extends Record<string, Measure>>(
  name: N,
  options: AggregationOptions<S, M>,
): Aggregation<N, M> {
  return {
    name,
    from: options.from,
    where: options.where,
    key: options.key,
    window: options.window,
    allowedLatenessMs: options.allowedLatenessMs,
    // Sound because a payload is checked against E's schema before any of these functions sees it.
    measures: options.measures(measureBuilder as MeasureBuilder<EventOf<S>>),
    keysPerLane: options.keysPerLane ?? DEFAULT_KEYS_PER_LANE,
    partitions: options.partitions ?? 1,
    generation: options.generation ?? 1,
    sameMeaningAs: options.sameMeaningAs ?? [],
  };
}
