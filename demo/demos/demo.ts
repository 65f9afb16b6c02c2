import type { Pipeline, ResultRow } from '../../src/client/index.ts';
import type { Evidence } from '../verifier/evidence.ts';
import type { Verdict } from '../verifier.ts';

/** A pipeline with data to run it on. */
export interface Demo {
  readonly pipeline: Pipeline;
  /** The data, in order of sending. */
  readonly records: (options: SourceOptions) => AsyncIterable<SourceRecord>;
  readonly verify: (evidence: Evidence) => Verdict;
  readonly highlights: Highlights;
  /** Tells a window as soon as its results are written. */
  readonly ticker?: Ticker;
}

export interface SourceOptions {
  readonly days?: number;
  readonly seed?: number;
}

export interface SourceRecord {
  readonly partitionKey: string;
  readonly data: string;
  readonly eventTimeMs: number;
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
