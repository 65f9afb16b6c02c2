import type { Pipeline } from '../../../src/engine/pipeline.ts';
import type { Settings } from '../../settings.ts';
import type { PipelineMetrics } from '../pipeline-metrics.ts';
import { eventRules } from './event-rules.ts';
import { failureRules } from './failure-rules.ts';
import { lagRules } from './lag-rules.ts';
import { queueRules } from './queue-rules.ts';
import type { AlarmRules } from './rule.ts';
import { silenceRules } from './silence-rules.ts';

/** Every alarm of a pipeline by name, which is also that of its runbook unless the rule says otherwise. */
export function alarmRules(metrics: PipelineMetrics, settings: Settings, { watermark }: Pipeline): AlarmRules {
  return {
    ...lagRules(metrics, settings, watermark),
    ...eventRules(metrics, settings),
    ...failureRules(metrics, settings),
    ...silenceRules(metrics, settings),
    ...queueRules(metrics, settings),
  };
}
