import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** Long enough that a quiet minute is no gap, short enough to be told in time. */
export const PERIOD = Duration.minutes(5);

/** One series of a metric, over `PERIOD`. */
export function measure(
  namespace: string,
  metricName: string,
  dimensionsMap: Record<string, string>,
  statistic: string,
): Metric {
  return new Metric({ namespace, metricName, dimensionsMap, statistic, period: PERIOD });
}

/** Sum of metrics; one without a data point, as throttles mostly are, counts as 0. */
export function sum(label: string, usingMetrics: Record<string, IMetric>): IMetric {
  const expression = Object.keys(usingMetrics)
    .map((name) => `FILL(${name}, 0)`)
    .join(' + ');
  return new MathExpression({ label, expression, usingMetrics, period: PERIOD });
}

/** How many series a metric reads: what an alarm on it is charged for. */
export function seriesOf(metric: IMetric): number {
  const { mathExpression } = metric.toMetricConfig();
  if (!mathExpression) return 1;
  return Object.values(mathExpression.usingMetrics).reduce((count, part) => count + seriesOf(part), 0);
}

/** Whether a metric, or one that it is computed from, is of a namespace. */
export function readsNamespace(metric: IMetric, namespace: string): boolean {
  const { metricStat, mathExpression } = metric.toMetricConfig();
  if (metricStat?.namespace === namespace) return true;
  return Object.values(mathExpression?.usingMetrics ?? {}).some((part) => readsNamespace(part, namespace));
}
