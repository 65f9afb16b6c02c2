import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { FunctionName } from '../../function-names.ts';
import type { Settings } from '../../settings.ts';
import type { PipelineMetrics } from '../pipeline-metrics.ts';
import { type AlarmRule, type AlarmRules, LASTING } from './rule.ts';

/** Alarms about what Lambda, Kinesis and DynamoDB refuse or see fail. */
export function failureRules(metrics: PipelineMetrics, settings: Settings): AlarmRules {
  // Lambda, Kinesis and DynamoDB write these metrics only where something happened: silence is good.
  const quiet = { missingData: TreatMissingData.NOT_BREACHING };
  const errors = { ...quiet, threshold: settings.functionErrorsAlarmCount };
  const failedEvents = { ...quiet, threshold: settings.failedEventsAlarmCount, periods: LASTING };
  const throttles = { ...quiet, threshold: settings.throttlesAlarmCount, periods: LASTING };
  const errorsOf = (name: FunctionName, summary: string): AlarmRule => ({
    ...errors,
    metric: metrics.functions[name].errors,
    summary,
  });
  return {
    'processor-errors': errorsOf('stream-processor', 'The stream processor crashed or timed out.'),
    'keeper-errors': errorsOf('watermark-keeper', 'The watermark keeper crashed or timed out.'),
    'materializer-errors': errorsOf('materializer', 'The materializer crashed or timed out.'),
    'redriver-errors': errorsOf('redriver', 'The redriver crashed or timed out on a rejected record.'),
    'recovery-errors': errorsOf('recovery', 'The function that recovers undeliverable records crashed or timed out.'),
    'stream-delivery-failing': {
      ...failedEvents,
      metric: metrics.streamFailedEvents,
      summary: 'Records of the stream keep failing and are delivered again: a shard may be blocked.',
    },
    'stream-events-dropped': {
      ...quiet,
      metric: metrics.streamDroppedEvents,
      threshold: 1,
      summary: 'The mapping dropped records of the stream: they are in no count and in no queue.',
    },
    'stream-destination-failing': {
      ...quiet,
      metric: metrics.destinationFailures,
      threshold: 1,
      summary: 'Lambda could not hand over what names undeliverable records.',
    },
    'task-delivery-failing': {
      ...failedEvents,
      metric: metrics.taskFailedEvents,
      summary: 'Materializer tasks keep failing and are delivered again.',
    },
    'lambda-throttles': {
      ...throttles,
      metric: metrics.lambdaThrottles,
      summary: 'Lambda refuses invocations for lack of concurrency.',
    },
    'stream-write-throttles': {
      ...throttles,
      metric: metrics.streamWriteThrottles,
      summary: "Producers write more than the stream's shards accept.",
    },
    'table-throttles': {
      ...throttles,
      metric: metrics.tableThrottles,
      summary: 'DynamoDB refuses reads or writes of the state or results table.',
    },
    ...(metrics.resultsStream && {
      'results-stream-throttled': {
        ...throttles,
        metric: metrics.resultsStream.writeThrottles,
        summary: "The materializer publishes more than the results stream's shards accept.",
      },
    }),
  };
}
