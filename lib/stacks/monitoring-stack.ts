import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Pipeline } from '../../src/engine/pipeline.ts';
import { alarmRules } from '../constructs/alarm-rules/alarm-rules.ts';
import { AlarmTopic } from '../constructs/alarm-topic.ts';
import { costRows } from '../constructs/dashboards/cost-rows.ts';
import { onCallRows } from '../constructs/dashboards/on-call-rows.ts';
import { pipelineRows } from '../constructs/dashboards/pipeline-rows.ts';
import { makeDashboard, makeDashboardUrls } from '../constructs/dashboards/widgets.ts';
import { seriesWritten } from '../constructs/millrace-metrics.ts';
import { monitoringUsdAMonth } from '../constructs/monitoring-cost.ts';
import { PipelineMetrics } from '../constructs/pipeline-metrics.ts';
import { holdOnToReferences } from '../constructs/references.ts';
import { RunbookAlarm, type RunbookProps } from '../constructs/runbook-alarm.ts';
import { saveQueries } from '../constructs/saved-queries.ts';
import { makeUnhealthyAlarm } from '../constructs/unhealthy-alarm.ts';
import type { Settings } from '../settings.ts';
import type { ProcessingStack } from './processing-stack.ts';
import type { StateStack } from './state-stack.ts';

interface MonitoringStackProps extends StackProps {
  readonly settings: Settings;
  readonly definition: Pipeline;
  readonly state: StateStack;
  readonly processing: ProcessingStack;
}

/** Alarms, each with a runbook, all to one topic; dashboards; and questions to the logs. */
export class MonitoringStack extends Stack {
  constructor(scope: Construct, id: string, props: MonitoringStackProps) {
    const { settings, definition, state, processing, ...stackProps } = props;
    super(scope, id, stackProps);
    holdOnToReferences(this);
    const pipelineName = definition.name;
    const { topic } = new AlarmTopic(this, 'AlarmTopic', {
      displayName: `Millrace ${pipelineName} alarms`,
      ...(settings.alarmEmail === undefined ? {} : { email: settings.alarmEmail }),
    });
    const metrics = new PipelineMetrics(state, processing, definition);
    const runbookOf = (name: string, summary: string): RunbookProps => ({
      summary: `Pipeline ${pipelineName}: ${summary}`,
      runbook: `docs/runbooks/${name}.md`,
      ...(settings.runbookBaseUrl === undefined ? {} : { runbookBaseUrl: settings.runbookBaseUrl }),
    });
    const rules = alarmRules(metrics, settings, definition);
    const alarms = Object.entries(rules).map(
      ([name, rule]) =>
        new RunbookAlarm(this, pascalCase(name), { ...rule, ...runbookOf(rule.runbook ?? name, rule.summary), topic })
          .alarm,
    );
    const unhealthy = makeUnhealthyAlarm(
      this,
      'Unhealthy',
      alarms,
      runbookOf('unhealthy', 'At least one of its alarms has gone off.'),
    );
    saveQueries(this, pipelineName, processing.functions);

    const usdAMonth = monitoringUsdAMonth(
      settings.metrics ? seriesWritten(definition.aggregations.length) : 0,
      Object.values(rules).map(({ metric }) => metric),
    );
    const processorLogs = processing.functions['stream-processor'].logGroup.logGroupName;
    const dashboards = {
      'on-call': onCallRows(metrics, unhealthy, alarms),
      pipeline: pipelineRows(metrics, processorLogs),
      cost: costRows(metrics, settings, usdAMonth),
    };
    const urlOf = makeDashboardUrls(this);
    for (const [kind, rows] of Object.entries(dashboards)) {
      const dashboard = makeDashboard(this, `${pascalCase(kind)}Dashboard`, { pipelineName, kind, rows });
      this.output(`${pascalCase(kind)}DashboardUrl`, urlOf(dashboard), `Dashboard ${kind}`);
    }
    this.output('AlarmTopicArn', topic.topicArn, 'Topic that every alarm tells');
    this.output('UnhealthyAlarmName', unhealthy.alarmName, 'Goes off with the first alarm, is over with the last');
  }

  private output(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description });
  }
}

function pascalCase(kebabCase: string): string {
  return kebabCase.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
