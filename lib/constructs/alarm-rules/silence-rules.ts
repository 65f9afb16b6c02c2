import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Settings } from '../../settings.ts';
import type { PipelineMetrics } from '../pipeline-metrics.ts';
import { type AlarmRules, LASTING } from './rule.ts';

/** Alarms about functions that should run and do not. */
export function silenceRules(metrics: PipelineMetrics, settings: Settings): AlarmRules {
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
