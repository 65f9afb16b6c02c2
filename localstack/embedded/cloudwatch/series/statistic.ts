import type { DataPoint } from './data-point.ts';
import { percentile } from './distribution.ts';

/** A number out of a data point; undefined where it cannot be known. */
export type Statistic = (point: DataPoint) => number | undefined;

export const SIMPLE_STATISTICS = {
  SampleCount: ({ count }) => count,
  Average: ({ sum, count }) => sum / count,
  Sum: ({ sum }) => sum,
  Minimum: ({ min }) => min,
  Maximum: ({ max }) => max,
} as const satisfies Record<string, Statistic>;

const PERCENTILE = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/i;

/** Reads `Sum`, `p99` or `p99.9`; undefined for other texts, trimmed means among them. */
export function statisticOf(name: string): Statistic | undefined {
  const simple: Readonly<Record<string, Statistic>> = SIMPLE_STATISTICS;
  if (Object.hasOwn(simple, name)) return simple[name];
  const percent = PERCENTILE.exec(name)?.[1];
  return percent === undefined ? undefined : ({ values }) => values && percentile(values, Number(percent));
}
