import { Duration } from 'aws-cdk-lib';
import { GraphWidget, type IWidget, MathExpression, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { FUNCTION_NAMES } from '../../function-names.ts';
import type { Settings } from '../../settings.ts';
import { estimateCost } from '../cost-estimate.ts';
import type { PipelineMetrics } from '../pipeline-metrics.ts';
import { graph, HALF_WIDTH, numbers } from './widgets.ts';

/** What is used, and about what it costs. */
export function costRows(metrics: PipelineMetrics, settings: Settings, monitoringUsdAMonth: number): IWidget[][] {
  const { own, stateUnits, resultsUnits, functions } = metrics;
  const { kinesis, resultsStream, dynamoDb, lambda, month } = estimateCost(metrics, settings);
  const unitsPer1000 = new MathExpression({
    label: 'Units of state per 1,000 events',
    expression: 'units / read * 1000',
    usingMetrics: { units: own.of('WriteUnits', 'Sum'), read: own.of('EventsRead', 'Sum') },
    period: Duration.hours(1),
  });
  return [
    [
      numbers('About what it costs', [month], HALF_WIDTH),
      new TextWidget({ markdown: explanation(monitoringUsdAMonth), width: HALF_WIDTH, height: 4 }),
    ],
    [
      new GraphWidget({
        title: 'USD an hour',
        left: [kinesis, ...(resultsStream ? [resultsStream] : []), dynamoDb, lambda],
        stacked: true,
        width: HALF_WIDTH,
      }),
      graph('Write units per 1,000 events', [unitsPer1000]),
    ],
    [
      graph('DynamoDB units', [stateUnits.written, resultsUnits.written], [stateUnits.read, resultsUnits.read]),
      graph('Kinesis', [metrics.incomingRecords], [metrics.incomingBytes]),
    ],
    [
      graph(
        'Invocations',
        FUNCTION_NAMES.map((name) => functions[name].invocations),
      ),
      graph(
        'Running time (ms, all invocations together)',
        FUNCTION_NAMES.map((name) => functions[name].durationMs.with({ statistic: 'Sum' })),
      ),
    ],
    [
      graph('State kept in memory', [own.of('CacheHits', 'Sum'), own.of('CacheMisses', 'Sum')]),
      graph('Written for nothing', [own.of('WriteConflicts', 'Sum'), own.of('Throttles', 'Sum')]),
    ],
  ];
}

function explanation(monitoringUsdAMonth: number): string {
  return [
    'By list prices of us-east-1 (`docs/cost.md`), from what CloudWatch counted in the last hour.',
    'Not in it: storage, backups, logs, queues, what senders cost;',
    `nor these metrics, alarms and dashboards: about ${monitoringUsdAMonth.toFixed(2)} USD a month.`,
  ].join(' ');
}
