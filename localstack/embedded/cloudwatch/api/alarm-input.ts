import { z } from 'zod';
import { COMPARISONS, type Comparison } from '../alarms/comparison.ts';
import { parseRule } from '../alarms/composite-rule.ts';
import type { AlarmActions, CompositeAlarm, MetricAlarm } from '../alarms/definition.ts';
import { ExpressionError } from '../math/expression-error.ts';
import { seriesOf } from '../math/values.ts';
import { makeQuerySet } from '../metric-queries.ts';
import { makeSeriesStore } from '../series/series-store.ts';
import { metricQueryInput, readStatistic, toQuery } from './metric-query-input.ts';
import { dimensions, flag, number, toDimensions, whole } from './values.ts';

const SECONDS_PER_DAY = 86_400;
const SECONDS_PER_WEEK = 604_800;
const SECONDS_PER_HOUR = 3_600;

const arns = z.array(z.string()).max(5).default([]);
const period = whole.pipe(
  z.int().refine((seconds) => seconds > 0 && seconds % 60 === 0, {
    error: 'expected a multiple of 60: shorter periods are not supported locally',
  }),
);
const common = {
  AlarmDescription: z.string().optional(),
  ActionsEnabled: flag.default(true),
  AlarmActions: arns,
  OKActions: arns,
  InsufficientDataActions: arns,
};

/** Members of PutMetricAlarm but for the name; properties of AWS::CloudWatch::Alarm are called the same. */
export const metricAlarmShape = {
  ...common,
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: dimensions,
  Statistic: z.enum(['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']).optional(),
  ExtendedStatistic: z.string().optional(),
  Period: period.optional(),
  Metrics: z.array(metricQueryInput).optional(),
  EvaluationPeriods: whole.pipe(z.int().min(1)),
  DatapointsToAlarm: whole.pipe(z.int().min(1)).optional(),
  Threshold: number,
  ComparisonOperator: z.enum(Object.keys(COMPARISONS) as [Comparison, ...Comparison[]]),
  TreatMissingData: z.enum(['breaching', 'notBreaching', 'ignore', 'missing']).optional(),
  EvaluateLowSampleCountPercentile: z.literal('evaluate', { error: 'only evaluate is supported locally' }).optional(),
};

/** Members of PutCompositeAlarm but for the name; properties of AWS::CloudWatch::CompositeAlarm are called the same. */
export const compositeAlarmShape = { ...common, AlarmRule: z.string().min(1).max(10_240) };

const metricAlarm = z.object(metricAlarmShape);
const compositeAlarm = z.object(compositeAlarmShape);
type MetricAlarmInput = z.infer<typeof metricAlarm>;
type CompositeAlarmInput = z.infer<typeof compositeAlarm>;

/** @throws ExpressionError for what does not fit together */
export function defineMetricAlarm(name: string, input: MetricAlarmInput): MetricAlarm {
  const { EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods } = input;
  if (DatapointsToAlarm > EvaluationPeriods) throw new ExpressionError('DatapointsToAlarm is above EvaluationPeriods');
  const { queries, watched } = watchedQueries(input);
  const seconds = queries.periodOf(watched);
  if (seconds % 60 !== 0) throw new ExpressionError('periods of an alarm below a minute are not supported locally');
  const longest = seconds >= SECONDS_PER_HOUR ? SECONDS_PER_WEEK : SECONDS_PER_DAY;
  if (seconds * EvaluationPeriods > longest) {
    throw new ExpressionError(`Period times EvaluationPeriods is above ${longest} seconds`);
  }
  // Whether it comes to one time series does not depend on what has been measured.
  const nothing = makeSeriesStore({ clock: () => 0, resolutionMs: 1 });
  seriesOf(queries.evaluate(watched, { startMs: 0, periodMs: 1, count: 1 }, seconds, nothing));
  return {
    type: 'MetricAlarm',
    name,
    given: input,
    actions: actionsOf(input),
    queries,
    watched,
    comparison: input.ComparisonOperator,
    threshold: input.Threshold,
    evaluationPeriods: EvaluationPeriods,
    datapointsToAlarm: DatapointsToAlarm,
    // Alarms over a metric of DynamoDB keep their state unless told otherwise (user guide, "Missing data").
    treatMissingData: input.TreatMissingData ?? (input.Namespace === 'AWS/DynamoDB' ? 'ignore' : 'missing'),
  };
}

/** @throws ExpressionError */
export function defineCompositeAlarm(name: string, input: CompositeAlarmInput): CompositeAlarm {
  return { type: 'CompositeAlarm', name, given: input, actions: actionsOf(input), rule: parseRule(input.AlarmRule) };
}

function watchedQueries(input: MetricAlarmInput): Pick<MetricAlarm, 'queries' | 'watched'> {
  const { Metrics, Namespace, MetricName, Period, Statistic, ExtendedStatistic } = input;
  if (Metrics) {
    if (MetricName !== undefined) throw new ExpressionError('either Metrics or MetricName is given, not both');
    const [watched, ...others] = Metrics.filter(({ ReturnData }) => ReturnData);
    if (!watched || others.length > 0) throw new ExpressionError('exactly one of Metrics returns data');
    return { queries: makeQuerySet(Metrics.map(toQuery)), watched: watched.Id };
  }
  const statistic = Statistic ?? ExtendedStatistic;
  if (Namespace === undefined || MetricName === undefined || Period === undefined || statistic === undefined) {
    throw new ExpressionError('a metric needs Namespace, MetricName, Period and Statistic or ExtendedStatistic');
  }
  const metric = { namespace: Namespace, name: MetricName, dimensions: toDimensions(input.Dimensions) };
  const query = { id: 'metric', metric, periodSeconds: Period, statistic: readStatistic(statistic) };
  return { queries: makeQuerySet([query]), watched: query.id };
}

function actionsOf(input: CompositeAlarmInput | MetricAlarmInput): AlarmActions {
  if (!input.ActionsEnabled) return { ALARM: [], OK: [], INSUFFICIENT_DATA: [] };
  return { ALARM: input.AlarmActions, OK: input.OKActions, INSUFFICIENT_DATA: input.InsufficientDataActions };
}
