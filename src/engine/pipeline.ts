import type { Aggregation } from './aggregation.ts';
import { checkDefinition } from './check-definition.ts';
import { DefinitionError } from './errors.ts';
import type { AnyEventType } from './event-type.ts';

/** How a record's bytes become an event. */
export type RecordFormat = BareRecords | RegisteredRecords;

/** One JSON object in UTF-8 a record, without a registry header. */
export interface BareRecords {
  readonly format: 'json';
  /** Top-level field that holds the event type's name. Needed where there is more than one event type. */
  readonly typeField?: string;
  /** A type that `events` does not list: `reject` keeps the record for a redrive (default), `ignore` counts it and goes on. */
  readonly unknownTypes?: 'reject' | 'ignore';
}

/**
 * Records begin with the header of Glue Schema Registry, which names the schema version they were written under: event type and data
 * format follow from it. An event type is the schema of the same name in the pipeline's registry, `millrace-<pipeline>`.
 */
export interface RegisteredRecords {
  readonly format: 'glue';
  /** A schema that is none of `events`: `reject` keeps the record for a redrive (default), `ignore` counts it and goes on. */
  readonly unknownTypes?: 'reject' | 'ignore';
  /** Also takes records without the header, as `BareRecords` are; for event types with a JSON schema. Default: they are rejected. */
  readonly withoutHeader?: { readonly format: 'json'; readonly typeField?: string };
}

/** How long senders' duplicates are recognised. */
export interface DedupePolicy {
  /**
   * Records of one partition key with the same event type and id count once where they reach the stream within this time of each
   * other.
   */
  readonly horizonMs: number;
  /** Ids that one lane remembers, up to 64 bytes of memory each; more make older ones forgotten before their time. Default 1,000,000. */
  readonly maxIdsPerLane?: number;
}

/** How far event time is trusted. */
export interface WatermarkPolicy {
  /** How far behind the newest event of its lane an event may come and still be on time. */
  readonly outOfOrdernessMs: number;
  /** An event time more than this after the record's arrival is rejected: one wrong clock must not make honest data late. */
  readonly futureBoundMs: number;
  /** After this long without a record a lane is looked at; if its shard holds nothing more it no longer holds the watermark. */
  readonly idleAfterMs: number;
  /** When all lanes are idle: `clock` moves the watermark on with the time passed, `hold` keeps it. */
  readonly idle: 'clock' | 'hold';
  /**
   * A lane's watermark follows its newest arrival at this distance at least, so that rejects or one slow clock cannot hold every
   * window. Leave it out where event time is far from arrival (replays, old data).
   */
  readonly maxHoldMs?: number;
}

/** A complete pipeline definition: everything else is derived from it. */
export interface Pipeline<A extends Aggregation = Aggregation> {
  readonly name: string;
  readonly records: RecordFormat;
  readonly events: readonly AnyEventType[];
  readonly watermark: WatermarkPolicy;
  /** Needed where an event type declares an `id`. */
  readonly dedupe?: DedupePolicy;
  readonly aggregations: readonly A[];
}

/**
 * Declares a pipeline.
 *
 * @throws DefinitionError listing every mistake, one line each
 */
export function definePipeline<const A extends Aggregation>(definition: {
  readonly name: string;
  readonly records: RecordFormat;
  readonly events: readonly AnyEventType[];
  readonly watermark: WatermarkPolicy;
  readonly dedupe?: DedupePolicy;
  readonly aggregations: readonly A[];
}): Pipeline<A> {
  const issues = checkDefinition(definition);
  if (issues.length > 0) throw new DefinitionError(definition.name, issues);
  return definition;
}

/** The registry that holds a pipeline's schemas, one an event type, named like it. */
export function registryNameOf({ name }: Pick<Pipeline, 'name'>): string {
  return `millrace-${name}`;
}
