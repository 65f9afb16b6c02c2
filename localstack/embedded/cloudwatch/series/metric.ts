/** Names and values of what a metric is measured of: `{ QueueName: 'retry' }`. */
export type Dimensions = Readonly<Record<string, string>>;

/** What tells one series from another. */
export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Dimensions;
}

/** What was measured, as one or more values or as what a publisher has already added up. */
export interface Measurement {
  readonly metric: MetricId;
  readonly timestampMs: number;
  /** One of CloudWatch's names of units. */
  readonly unit?: string | undefined;
  readonly values: readonly MeasuredValue[] | StatisticSet;
}

export interface MeasuredValue {
  readonly value: number;
  /** How often it was measured; 1 unless told. */
  readonly count?: number | undefined;
}

export interface StatisticSet {
  readonly sum: number;
  readonly count: number;
  readonly min: number;
  readonly max: number;
}

/** One measured value. */
export function measured(metric: MetricId, value: number, timestampMs: number, unit?: string): Measurement {
  return { metric, timestampMs, unit, values: [{ value }] };
}

/** The same text for the same metric, in whatever order its dimensions come. */
export function seriesKey({ namespace, name, dimensions }: MetricId): string {
  const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, name, sorted]);
}
