import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Settings } from '../../settings.ts';
import type { PipelineMetrics } from '../pipeline-metrics.ts';
import type { AlarmRules } from './rule.ts';

const SECONDS_PER_DAY = 86_400;

/** Alarms about what lies in queues. */
export function queueRules({ queues }: PipelineMetrics, settings: Settings): AlarmRules {
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
