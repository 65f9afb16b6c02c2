import { type DataPoint, withMeasurement } from './data-point.ts';
import { type Measurement, type MetricId, seriesKey } from './metric.ts';

/** One metric over time. */
export interface Series {
  readonly metric: MetricId;
  /** As last told. */
  readonly unit: string | undefined;
  /** In order of time, one for each stretch of the resolution in which anything was measured. */
  readonly points: readonly DataPoint[];
}

/** Keeps what was measured, in memory alone. */
export interface SeriesStore {
  /** Adds to the data point of its time. What is older than two weeks or two hours ahead is dropped, as by CloudWatch. */
  add(measurement: Measurement): void;
  find(metric: MetricId): Series | undefined;
  all(): Iterable<Series>;
}

export interface SeriesStoreOptions {
  readonly clock: () => number;
  /** How much time one data point covers. */
  readonly resolutionMs: number;
  /** Beyond these the series that was written longest ago goes, and a series' oldest data point. */
  readonly maxSeries?: number;
  readonly maxPoints?: number;
}

const HOUR_MS = 3_600_000;
const OLDEST_MS = 14 * 24 * HOUR_MS;
const AHEAD_MS = 2 * HOUR_MS;

interface Kept {
  readonly metric: MetricId;
  unit: string | undefined;
  readonly points: DataPoint[];
}

/** Two days of minutes a series: the longest alarm looks at one. */
export function makeSeriesStore(options: SeriesStoreOptions): SeriesStore {
  const { clock, resolutionMs, maxSeries = 10_000, maxPoints = 2_880 } = options;
  const kept = new Map<string, Kept>();

  /** The series, as the one written last. */
  const touch = (metric: MetricId): Kept => {
    const key = seriesKey(metric);
    const series = kept.get(key) ?? { metric, unit: undefined, points: [] };
    kept.delete(key);
    kept.set(key, series);
    const [oldest] = kept.keys();
    if (kept.size > maxSeries && oldest !== undefined) kept.delete(oldest);
    return series;
  };

  return {
    add(measurement) {
      const { metric, timestampMs, unit } = measurement;
      const nowMs = clock();
      if (timestampMs < nowMs - OLDEST_MS || timestampMs > nowMs + AHEAD_MS) return;
      const startMs = Math.floor(timestampMs / resolutionMs) * resolutionMs;
      const series = touch(metric);
      series.unit = unit ?? series.unit;
      const { points } = series;
      // Most is measured now, so its place is at the end or close to it.
      const index = points.findLastIndex((point) => point.startMs <= startMs);
      const found = points[index];
      if (found?.startMs === startMs) points[index] = withMeasurement(found, startMs, measurement);
      else points.splice(index + 1, 0, withMeasurement(undefined, startMs, measurement));
      if (points.length > maxPoints) points.shift();
    },
    find: (metric) => kept.get(seriesKey(metric)),
    all: () => kept.values(),
  };
}
