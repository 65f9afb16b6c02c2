import type { Pipeline } from '../../../src/engine/pipeline.ts';
import type { Settings } from '../../settings.ts';
import { isOwn } from '../millrace-metrics.ts';
import type { PipelineMetrics } from '../pipeline-metrics.ts';
import { eventRules } from './event-rules.ts';
import { failureRules } from './failure-rules.ts';
import { lagRules } from './lag-rules.ts';
import { queueRules } from './queue-rules.ts';
import type { AlarmRules } from './rule.ts';
import { silenceRules } from './silence-rules.ts';

/**
 * Every alarm of a pipeline by name, which is also that of its runbook unless the rule says otherwise. Where the functions measure nothing,
 * none that needs what they measure: it could never go off, and would be paid for.
 */
export function alarmRules(metrics: PipelineMetrics, settings: Settings, { watermark }: Pipeline): AlarmRules {
  const rules: AlarmRules = {
    ...lagRules(metrics, settings, watermark),
    ...eventRules(metrics, settings),
    ...failureRules(metrics, settings),
    ...silenceRules(metrics, settings),
    ...queueRules(metrics, settings),
  };
  if (settings.metrics) return rules;
  return Object.fromEntries(Object.entries(rules).filter(([, { metric }]) => !isOwn(metric)));
}
