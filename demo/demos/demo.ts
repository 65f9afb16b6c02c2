import type { Pipeline, ResultRow } from '../../src/client/index.ts';
import type { Evidence } from '../verifier/evidence.ts';
import type { Verdict } from '../verifier.ts';

/** A pipeline with data to run it on. */
export interface Demo {
  readonly pipeline: Pipeline;
  /** The data, in order of sending. */
  readonly records: (options: SourceOptions) => AsyncIterable<SourceRecord>;
  /** Schemas of other teams, in the pipeline's registry but not of its events. */
  readonly otherSchemas?: readonly OtherSchema[];
  readonly verify: (evidence: Evidence) => Verdict;
  readonly highlights: Highlights;
  /** Tells a window as soon as its results are written. */
  readonly ticker?: Ticker;
}

export interface SourceOptions {
  readonly days?: number;
  readonly seed?: number;
}

/** What a source has sent: events of the pipeline, and what else is on the stream. */
export type SourceRecord = SourceEvent | OtherRecord;

export interface SourceEvent {
  /** One of the pipeline's. */
  readonly type: Pipeline['events'][number];
  readonly event: unknown;
  /** The schema version that its sender writes under; default today's. */
  readonly version?: number;
  /** What becomes of the record on its way to the stream; default: nothing. */
  readonly damage?: (record: Uint8Array) => Uint8Array;
}

export interface OtherRecord {
  /** Name of one of `otherSchemas`. */
  readonly schema: string;
  readonly partitionKey: string;
  /** What follows the registry's header. */
  readonly payload: Uint8Array;
}

export interface OtherSchema {
  readonly name: string;
  readonly format: 'AVRO' | 'JSON' | 'PROTOBUF';
  readonly definition: string;
}

/** The part of the results that the end of a run shows. */
export interface Highlights {
  readonly title: string;
  readonly aggregation: string;
  readonly columns: Readonly<Record<string, (row: ResultRow) => string>>;
  /** Largest first. */
  readonly weight: (row: ResultRow) => number;
}

export interface Ticker {
  readonly aggregation: string;
  /** One line on a window. */
  readonly lineOf: (windowStartMs: number, rows: readonly ResultRow[]) => string;
}
