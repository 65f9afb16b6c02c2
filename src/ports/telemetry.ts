/** Of a metric, as CloudWatch names it. */
export type MetricUnit = 'Count' | 'Milliseconds';

/** What is measured of a whole pipeline; what each one tells is in docs/metrics.md. */
export const PIPELINE_METRICS = {
  EventsRead: 'Count',
  EventsAccepted: 'Count',
  EventsDuplicate: 'Count',
  EventsRejected: 'Count',
  EventsIgnored: 'Count',
  BatchRecords: 'Count',
  BatchDuration: 'Milliseconds',
  WriteUnits: 'Count',
  WriteConflicts: 'Count',
  Throttles: 'Count',
  CacheHits: 'Count',
  CacheMisses: 'Count',
  CircuitOpen: 'Count',
  WatermarkLag: 'Milliseconds',
  LanesActive: 'Count',
  LanesIdle: 'Count',
  LanesStalled: 'Count',
  EventsUnaccounted: 'Count',
  EventsRedriven: 'Count',
  LettersFailed: 'Count',
} as const satisfies Readonly<Record<string, MetricUnit>>;

/** What is measured of each aggregation. */
export const AGGREGATION_METRICS = {
  EventsCounted: 'Count',
  EventsFiltered: 'Count',
  EventsTooLate: 'Count',
  OpenWindows: 'Count',
  WindowsWaiting: 'Count',
  EventsMisplaced: 'Count',
  ResultsWritten: 'Count',
  Corrections: 'Count',
  MaterializationLag: 'Milliseconds',
} as const satisfies Readonly<Record<string, MetricUnit>>;

export type PipelineMetric = keyof typeof PIPELINE_METRICS;
export type AggregationMetric = keyof typeof AGGREGATION_METRICS;

/** The values of one line, by metric; what is left out is not measured this time. */
export type MetricValues<Name extends string> = Readonly<Partial<Record<Name, number>>>;

/**
 * Where measurements go. Each call is one line, whose values belong together. A series is named by pipeline and aggregation alone: never by a
 * key, a shard or an instance, each of which would be another series to pay for.
 *
 * Nothing here throws: no work may fail because it could not be measured.
 */
export interface Telemetry {
  /** False: nobody looks, so nothing is read or computed for it. */
  readonly isOn: boolean;
  ofPipeline(values: MetricValues<PipelineMetric>): void;
  ofAggregation(aggregation: string, values: MetricValues<AggregationMetric>): void;
}

/** Where nothing is measured. */
export const NO_TELEMETRY: Telemetry = { isOn: false, ofPipeline() {}, ofAggregation() {} };
