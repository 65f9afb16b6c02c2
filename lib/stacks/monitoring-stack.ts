import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { alarmRules } from '../constructs/alarm-rules.ts';
import { AlarmTopic } from '../constructs/alarm-topic.ts';
import { makePipelineDashboard } from '../constructs/pipeline-dashboard.ts';
import { PipelineMetrics } from '../constructs/pipeline-metrics.ts';
import { holdOnToReferences } from '../constructs/references.ts';
import { RunbookAlarm } from '../constructs/runbook-alarm.ts';
import type { Settings } from '../settings.ts';
import type { ProcessingStack } from './processing-stack.ts';
import type { StateStack } from './state-stack.ts';

interface MonitoringStackProps extends StackProps {
  readonly settings: Settings;
  readonly pipelineName: string;
  readonly state: StateStack;
  readonly processing: ProcessingStack;
}

/** Alarms, each with a runbook, all to one topic; and a dashboard. */
export class MonitoringStack extends Stack {
  constructor(scope: Construct, id: string, props: MonitoringStackProps) {
    const { settings, pipelineName, state, processing, ...stackProps } = props;
    super(scope, id, stackProps);
    holdOnToReferences(this);
    const { topic } = new AlarmTopic(this, 'AlarmTopic', {
      displayName: `Millrace ${pipelineName} alarms`,
      ...(settings.alarmEmail === undefined ? {} : { email: settings.alarmEmail }),
    });
    const metrics = new PipelineMetrics(state, processing);
    const alarms = Object.entries(alarmRules(metrics, settings)).map(
      ([name, rule]) =>
        new RunbookAlarm(this, pascalCase(name), {
          ...rule,
          summary: `Pipeline ${pipelineName}: ${rule.summary}`,
          runbook: `docs/runbooks/${name}.md`,
          ...(settings.runbookBaseUrl === undefined ? {} : { runbookBaseUrl: settings.runbookBaseUrl }),
          topic,
        }).alarm,
    );
    makePipelineDashboard(this, 'Dashboard', metrics, alarms);
  }
}

function pascalCase(kebabCase: string): string {
  return kebabCase.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
