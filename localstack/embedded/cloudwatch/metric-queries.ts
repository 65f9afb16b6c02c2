import { evaluateExpression, idsIn, takesMetrics } from './math/evaluate-expression.ts';
import { ExpressionError } from './math/expression-error.ts';
import { type Expression, parseExpression } from './math/parse-expression.ts';
import type { TimeSeries, Value } from './math/values.ts';
import { type Grid, pointsOn } from './series/grid.ts';
import type { MetricId } from './series/metric.ts';
import type { SeriesStore } from './series/series-store.ts';
import type { Statistic } from './series/statistic.ts';

/** One entry of a list of metrics and expressions, as GetMetricData and alarms have them. */
export type MetricQuery = MetricStatQuery | ExpressionQuery;

export interface MetricStatQuery {
  readonly id: string;
  readonly metric: MetricId;
  readonly periodSeconds: number;
  readonly statistic: Statistic;
}

export interface ExpressionQuery {
  readonly id: string;
  readonly expression: Expression;
}

/** An expression as a query. @throws ExpressionError */
export const expressionQuery = (id: string, text: string): ExpressionQuery => ({
  id,
  expression: parseExpression(text),
});

/** Metrics and expressions that name each other by their ids. */
export interface QuerySet {
  readonly queries: readonly MetricQuery[];
  /** Seconds of the metrics behind an entry, which are all the same. */
  periodOf(id: string): number;
  /** What an entry comes to in each stretch of the grid. */
  evaluate(id: string, grid: Grid, stepSeconds: number, store: SeriesStore): Value;
}

/** Checks a list of queries. @throws ExpressionError for an unknown id, a circle, or an expression over different periods */
export function makeQuerySet(queries: readonly MetricQuery[]): QuerySet {
  const byId = new Map(queries.map((query) => [query.id, query]));
  if (byId.size < queries.length) throw new ExpressionError('two metrics or expressions have the same id');
  const stats = queries.filter((query) => 'metric' in query);
  const get = (id: string): MetricQuery => {
    const query = byId.get(id);
    if (query) return query;
    throw new ExpressionError(`there is no metric or expression with the id ${id}`);
  };

  const periods = (id: string, above: readonly string[] = []): number[] => {
    if (above.includes(id)) throw new ExpressionError(`the expression ${id} is part of itself`);
    const query = get(id);
    if ('metric' in query) return [query.periodSeconds];
    const all = takesMetrics(query.expression) ? stats.map(({ periodSeconds }) => periodSeconds) : [];
    return [...all, ...idsIn(query.expression).flatMap((inner) => periods(inner, [...above, id]))];
  };
  const periodOf = (id: string): number => {
    const [period, ...others] = new Set(periods(id));
    if (period === undefined) throw new ExpressionError(`the expression ${id} is over no metric`);
    if (others.length > 0) throw new ExpressionError(`the metrics of expression ${id} have different periods`);
    return period;
  };
  for (const { id } of queries) periodOf(id);

  const evaluate = (id: string, grid: Grid, stepSeconds: number, store: SeriesStore): Value => {
    const query = get(id);
    if ('metric' in query) return valuesOf(query, grid, store);
    return evaluateExpression(query.expression, {
      stepSeconds,
      lookup: (inner) => evaluate(inner, grid, stepSeconds, store),
      metrics: (idPart) => stats.filter((stat) => stat.id.includes(idPart)).map((stat) => valuesOf(stat, grid, store)),
    });
  };
  return { queries, periodOf, evaluate };
}

function valuesOf({ metric, statistic }: MetricStatQuery, grid: Grid, store: SeriesStore): TimeSeries {
  return pointsOn(grid, store.find(metric)).map((point) => point && statistic(point));
}
