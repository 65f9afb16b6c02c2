import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { PERIOD } from '../measure.ts';
import type { AlarmRule, AlarmRules } from './rule.ts';

/** An alarm reads ten metrics at most, and no search finds them for it (CloudWatch user guide, "Metric math in alarms"). */
const MOST_METRICS = 10;

/**
 * One condition on many metrics: it holds where it holds for the largest. More metrics than an alarm reads are watched by several
 * alarms with one runbook, `name`, `name-2`, …; the functions need not write a series for all aggregations together.
 */
export function inGroups(
  name: string,
  metrics: readonly IMetric[],
  ruleFor: (largest: IMetric) => Omit<AlarmRule, 'runbook'>,
): AlarmRules {
  const groups = Array.from({ length: Math.ceil(metrics.length / MOST_METRICS) }, (_, group) =>
    metrics.slice(group * MOST_METRICS, (group + 1) * MOST_METRICS),
  );
  return Object.fromEntries(
    groups.map((group, index) => [
      index === 0 ? name : `${name}-${index + 1}`,
      { ...ruleFor(largestOf(group)), runbook: name },
    ]),
  );
}

/** A metric without a data point does not count. */
function largestOf(metrics: readonly IMetric[]): IMetric {
  const [only, ...others] = metrics;
  if (only && others.length === 0) return only;
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [`m${index + 1}`, metric]));
  const expression = `MAX([${Object.keys(usingMetrics).join(', ')}])`;
  return new MathExpression({ label: 'Largest', expression, usingMetrics, period: PERIOD });
}
