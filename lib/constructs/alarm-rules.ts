import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { FunctionName } from '../function-names.ts';
import type { Settings } from '../settings.ts';
import type { PipelineMetrics } from './pipeline-metrics.ts';
import type { RunbookAlarmProps } from './runbook-alarm.ts';

/** When an alarm goes off; its name is also that of its runbook. */
type AlarmRule = Pick<RunbookAlarmProps, 'metric' | 'summary' | 'threshold' | 'comparison' | 'periods' | 'missingData'>;

const MS_PER_HOUR = 3_600_000;
const SECONDS_PER_DAY = 86_400;

/** Periods (of five minutes) after which a failure that back-off would have ridden out counts as lasting. */
const LASTING = 3;

/** Every alarm of a pipeline by name. */
export function alarmRules(metrics: PipelineMetrics, settings: Settings): Readonly<Record<string, AlarmRule>> {
  return {
    ...lagRules(metrics, settings),
    ...failureRules(metrics, settings),
    ...silenceRules(metrics, settings),
    ...queueRules(metrics, settings),
  };
}

function lagRules({ iteratorAgeMs }: PipelineMetrics, settings: Settings): Record<string, AlarmRule> {
  const retentionMs = settings.retentionHours * MS_PER_HOUR;
  // No batch, no age. Where there should have been a batch, processor-silent tells.
  const age = { metric: iteratorAgeMs, missingData: TreatMissingData.NOT_BREACHING };
  return {
    'iterator-age': {
      ...age,
      threshold: settings.iteratorAgeAlarmSeconds * 1_000,
      summary: 'The stream processor reads records later than they should wait.',
    },
    'iterator-age-quarter-of-retention': {
      ...age,
      threshold: 0.25 * retentionMs,
      summary: 'The stream processor is behind by a quarter of what the stream keeps.',
    },
    'iterator-age-half-of-retention': {
      ...age,
      threshold: 0.5 * retentionMs,
      summary: 'The stream processor is behind by half of what the stream keeps: records will be lost when it is all.',
    },
  };
}

function failureRules(metrics: PipelineMetrics, settings: Settings): Record<string, AlarmRule> {
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
  };
}

function silenceRules(metrics: PipelineMetrics, settings: Settings): Record<string, AlarmRule> {
  return {
    'processor-silent': {
      metric: metrics.processorIdleWithInput,
      threshold: 1,
      periods: LASTING,
      // The expression has no value only where nothing came in.
      missingData: TreatMissingData.NOT_BREACHING,
      summary: 'Records come in, but the stream processor is not invoked.',
    },
    'keeper-silent': {
      metric: metrics.functions['watermark-keeper'].invocations.with({
        period: Duration.minutes(settings.keeperSilentAlarmMinutes),
      }),
      threshold: 1,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      // A function that is never invoked writes no data points: here, silence is the failure.
      missingData: TreatMissingData.BREACHING,
      summary: 'The watermark keeper, due every minute, does not run: no window fires.',
    },
  };
}

function queueRules({ queues }: PipelineMetrics, settings: Settings): Record<string, AlarmRule> {
  // SQS stops writing data points for a queue that is empty and unused for some hours.
  const quiet = { missingData: TreatMissingData.NOT_BREACHING };
  return {
    'task-age': {
      ...quiet,
      metric: queues.tasks.oldestMessageSeconds,
      threshold: settings.taskAgeAlarmSeconds,
      summary: 'Windows have fired, but their results wait to be written.',
    },
    'retry-queue-depth': {
      ...quiet,
      metric: queues.retry.allMessages,
      threshold: settings.retryDepthAlarmCount,
      summary: 'Many records were rejected and are tried again.',
    },
    'retry-queue-age': {
      ...quiet,
      metric: queues.retry.oldestMessageSeconds,
      threshold: settings.retryAgeAlarmSeconds,
      summary: 'A rejected record has waited longer than all its back-offs: the redriver is behind.',
    },
    'dlq-not-empty': {
      ...quiet,
      metric: queues.dlq.visibleMessages,
      threshold: 1,
      summary: 'A rejected record kept failing and lies in the dead-letter queue.',
    },
    'undeliverable-age': {
      ...quiet,
      metric: queues.undeliverable.oldestMessageSeconds,
      threshold: settings.undeliverableAgeAlarmSeconds,
      summary: 'Records that Lambda could not deliver wait to be read from the stream again: recovery is behind.',
    },
    'unrecovered-not-empty': {
      ...quiet,
      metric: queues.unrecovered.visibleMessages,
      threshold: 1,
      summary: 'Records that Lambda could not deliver could not be read from the stream again.',
    },
    'late-queue-age': {
      ...quiet,
      metric: queues.late.oldestMessageSeconds,
      threshold: settings.lateAgeAlarmDays * SECONDS_PER_DAY,
      summary: 'Events beyond the allowed lateness will soon be dropped from the late queue.',
    },
  };
}
