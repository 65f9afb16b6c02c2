import type { Template } from 'aws-cdk-lib/assertions';
import { evaluateExpression } from '../../localstack/embedded/cloudwatch/math/evaluate-expression.ts';
import { parseExpression } from '../../localstack/embedded/cloudwatch/math/parse-expression.ts';
import { seriesOf, type TimeSeries } from '../../localstack/embedded/cloudwatch/math/values.ts';
import tally from './fixtures/pipelines/tally/pipeline.ts';
import { pipelineApp, type Resource, resourcesOf, templatesOf } from './support.ts';

/** The stacks of a pipeline with as many aggregations as one may have, under the longest name it may have. */
export function largestPipelineTemplates(settings: Parameters<typeof pipelineApp>[0] = {}) {
  const [first] = tally.aggregations;
  if (!first) throw new Error('the fixture has no aggregation');
  const names = Array.from({ length: 20 }, (_, index) => `${'a'.repeat(37)}-${String(index).padStart(2, '0')}`);
  const definition = {
    ...tally,
    name: `t${'a'.repeat(29)}`,
    aggregations: names.map((name) => ({ ...first, name })),
  };
  return templatesOf(pipelineApp(settings, Object.fromEntries(names.map((name) => [name, 'cafe'])), definition));
}

/** All alarms on metrics, in the order of the template. */
export const metricAlarms = (template: Template): Resource[] =>
  Object.values(resourcesOf(template, 'AWS::CloudWatch::Alarm'));

/** Alarms by the name of their runbook; of several with one runbook the first. */
export function alarmsOf(template: Template): Record<string, Resource> {
  const named = metricAlarms(template).map((alarm) => [runbookOf(alarm).replace(/^.*\/(.*)\.md$/, '$1'), alarm]);
  return Object.fromEntries(named.toReversed());
}

export function runbookOf({ Properties }: Resource): string {
  const [, runbook] = /Runbook: (\S+)$/.exec(Properties.AlarmDescription) ?? [];
  if (!runbook) throw new Error(`no runbook in "${Properties.AlarmDescription}"`);
  return runbook;
}

/** A series that an alarm or a widget reads, or an expression over others. */
export interface Entry {
  readonly id: string;
  readonly expression?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly dimensions?: Readonly<Record<string, unknown>>;
  readonly statistic?: string;
  readonly periodSeconds?: number;
}

interface AlarmMetric {
  readonly Id: string;
  readonly Expression?: string;
  readonly MetricStat?: {
    readonly Metric: {
      readonly Namespace: string;
      readonly MetricName: string;
      readonly Dimensions: readonly { readonly Name: string; readonly Value: unknown }[];
    };
    readonly Period: number;
    readonly Stat: string;
  };
}

const byName = (dimensions: readonly { readonly Name: string; readonly Value: unknown }[]) =>
  Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]));

/** What an alarm reads. */
export function entriesOf({ Properties }: Resource): Entry[] {
  if (!Properties.Metrics) {
    const { Namespace, MetricName, Dimensions, Statistic, Period } = Properties;
    const dimensions = byName(Dimensions);
    return [
      { id: 'm', namespace: Namespace, name: MetricName, dimensions, statistic: Statistic, periodSeconds: Period },
    ];
  }
  return Properties.Metrics.map(({ Id: id, Expression: expression, MetricStat: stat }: AlarmMetric): Entry => {
    if (!stat) return { id, ...(expression === undefined ? {} : { expression }) };
    const { Namespace: namespace, MetricName: name, Dimensions } = stat.Metric;
    return {
      id,
      namespace,
      name,
      dimensions: byName(Dimensions),
      statistic: stat.Stat,
      periodSeconds: stat.Period,
    };
  });
}

/**
 * What a list of metrics and expressions comes to, by the local CloudWatch.
 *
 * @param values a series by the metric's name, or `name id` where two are of one name
 * @param watched id of the entry to compute
 */
export function compute(
  entries: readonly Entry[],
  values: Readonly<Record<string, TimeSeries>>,
  watched = entries[0]?.id,
): TimeSeries {
  const entry = entries.find(({ id }) => id === watched);
  if (!entry) throw new Error(`no entry ${watched}`);
  if (entry.expression === undefined) {
    const series = values[`${entry.name} ${entry.id}`] ?? values[entry.name ?? ''];
    if (!series) throw new Error(`no values of ${entry.name} ${entry.id}`);
    return series;
  }
  return seriesOf(
    evaluateExpression(parseExpression(entry.expression), {
      stepSeconds: 300,
      lookup: (id) => compute(entries, values, id),
      metrics: () => [],
    }),
  );
}
