import { z } from 'zod';
import type { Operation } from '../../gateway/service.ts';
import { isMany, type TimeSeries } from '../math/values.ts';
import { makeQuerySet, type QuerySet } from '../metric-queries.ts';
import { type Grid, timeAt } from '../series/grid.ts';
import type { SeriesStore } from '../series/series-store.ts';
import { parse, validationError, withReadableExpressions } from './call.ts';
import { type MetricQueryInput, metricQueryInput, toQuery } from './metric-query-input.ts';
import { gridOver } from './time-range.ts';
import { time } from './values.ts';

/** What one answer holds; there are no further pages here. */
const MAX_POINTS = 100_800;

const input = z.object({
  MetricDataQueries: z.array(metricQueryInput).min(1).max(500),
  StartTime: time,
  EndTime: time,
  ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
});

/** GetMetricData: metrics and expressions over them, in real time. */
export function getMetricData(store: SeriesStore): Operation {
  return (given) => {
    const { MetricDataQueries, StartTime, EndTime, ScanBy } = parse(input, given);
    return withReadableExpressions(() => {
      const queries = makeQuerySet(MetricDataQueries.map(toQuery));
      const results = MetricDataQueries.filter(({ ReturnData }) => ReturnData).flatMap((query) => {
        const grid = gridOver(StartTime, EndTime, queries.periodOf(query.Id), MAX_POINTS);
        return seriesOf(query, queries, grid, store).map((series) => {
          const found = series.flatMap((value, index) =>
            value === undefined ? [] : [[timeAt(grid, index), value] as const],
          );
          if (ScanBy === 'TimestampDescending') found.reverse();
          return {
            Id: query.Id,
            Label: query.Label ?? query.MetricStat?.Metric.MetricName ?? query.Id,
            Timestamps: found.map(([ms]) => new Date(ms)),
            Values: found.map(([, value]) => value),
            StatusCode: 'Complete',
          };
        });
      });
      return { MetricDataResults: results, Messages: [] };
    });
  };
}

function seriesOf({ Id }: MetricQueryInput, queries: QuerySet, grid: Grid, store: SeriesStore): readonly TimeSeries[] {
  const value = queries.evaluate(Id, grid, queries.periodOf(Id), store);
  if (typeof value === 'number') throw validationError(`the expression ${Id} is a number, not a time series`);
  return isMany(value) ? value.all : [value];
}
