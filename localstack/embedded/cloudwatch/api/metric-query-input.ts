import { z } from 'zod';
import { ExpressionError } from '../math/expression-error.ts';
import { expressionQuery, type MetricQuery } from '../metric-queries.ts';
import { type Statistic, statisticOf } from '../series/statistic.ts';
import { dimensions, flag, toDimensions, whole } from './values.ts';

/** A period as CloudWatch takes it: 1, 5, 10, 20 or 30 seconds, or whole minutes. */
export const period = whole.refine(
  (seconds) => [1, 5, 10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0),
  {
    error: 'expected 1, 5, 10, 20, 30 or a multiple of 60',
  },
);

/** An entry of `MetricDataQueries`, or of `Metrics` of an alarm. */
export const metricQueryInput = z.strictObject({
  Id: z.string().regex(/^[a-z]\w*$/, { error: 'expected letters, digits and _, the first a small letter' }),
  MetricStat: z
    .strictObject({
      Metric: z.strictObject({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensions }),
      Period: period,
      Stat: z.string(),
      // A series has one unit here.
      Unit: z.string().optional(),
    })
    .optional(),
  Expression: z.string().optional(),
  Label: z.string().optional(),
  ReturnData: flag.default(true),
  Period: period.optional(),
});

export type MetricQueryInput = z.infer<typeof metricQueryInput>;

/** @throws ExpressionError for a text that names none */
export function readStatistic(text: string): Statistic {
  const statistic = statisticOf(text);
  if (statistic) return statistic;
  throw new ExpressionError(`the local AWS does not know the statistic ${text}`);
}

/** @throws ExpressionError */
export function toQuery({ Id: id, MetricStat, Expression }: MetricQueryInput): MetricQuery {
  if (Expression !== undefined && !MetricStat) return expressionQuery(id, Expression);
  if (!MetricStat || Expression !== undefined) {
    throw new ExpressionError(`${id} needs either MetricStat or Expression`);
  }
  const { Metric, Period, Stat } = MetricStat;
  return {
    id,
    metric: { namespace: Metric.Namespace, name: Metric.MetricName, dimensions: toDimensions(Metric.Dimensions) },
    periodSeconds: Period,
    statistic: readStatistic(Stat),
  };
}
