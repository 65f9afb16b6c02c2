import { z } from 'zod';
import { AwsError } from '../../gateway/aws-error.ts';
import type { Operation } from '../../gateway/service.ts';
import type { DataPoint } from '../series/data-point.ts';
import { pointsOn } from '../series/grid.ts';
import type { SeriesStore } from '../series/series-store.ts';
import { SIMPLE_STATISTICS } from '../series/statistic.ts';
import { parse, withReadableExpressions } from './call.ts';
import { period, readStatistic } from './metric-query-input.ts';
import { gridOver } from './time-range.ts';
import { dimensions, time, toDimensions } from './values.ts';

const MAX_POINTS = 1_440;

const input = z.object({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: dimensions,
  StartTime: time,
  EndTime: time,
  Period: period,
  Statistics: z.array(z.enum(Object.keys(SIMPLE_STATISTICS) as [keyof typeof SIMPLE_STATISTICS])).default([]),
  ExtendedStatistics: z.array(z.string()).default([]),
});

/** GetMetricStatistics: one metric, several statistics. */
export function getMetricStatistics(store: SeriesStore): Operation {
  return (given) => {
    const { Namespace, MetricName, Dimensions, StartTime, EndTime, Period, ...wanted } = parse(input, given);
    if (wanted.Statistics.length + wanted.ExtendedStatistics.length === 0) {
      throw new AwsError('InvalidParameterCombinationException', 'Statistics or ExtendedStatistics is needed', {
        queryCode: 'InvalidParameterCombination',
      });
    }
    const grid = gridOver(StartTime, EndTime, Period, MAX_POINTS);
    const series = store.find({ namespace: Namespace, name: MetricName, dimensions: toDimensions(Dimensions) });
    const extended = withReadableExpressions(() =>
      wanted.ExtendedStatistics.map((name) => [name, readStatistic(name)] as const),
    );
    const describe = (point: DataPoint) => ({
      Timestamp: new Date(point.startMs),
      Unit: series?.unit ?? 'None',
      ...Object.fromEntries(wanted.Statistics.map((name) => [name, SIMPLE_STATISTICS[name](point)])),
      ...(extended.length > 0 && {
        ExtendedStatistics: Object.fromEntries(extended.map(([name, statistic]) => [name, statistic(point)])),
      }),
    });
    const Datapoints = pointsOn(grid, series).flatMap((point) => (point ? [describe(point)] : []));
    return { Label: MetricName, Datapoints };
  };
}
