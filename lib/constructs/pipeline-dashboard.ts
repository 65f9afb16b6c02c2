import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { FUNCTION_NAMES } from '../function-names.ts';
import type { PipelineMetrics } from './pipeline-metrics.ts';

/** A dashboard is 24 columns wide. */
const FULL_WIDTH = 24;
const HALF_WIDTH = 12;

/** One page for a pipeline, in the order of its data flow. */
export function makePipelineDashboard(
  scope: Construct,
  id: string,
  metrics: PipelineMetrics,
  alarms: Alarm[],
): Dashboard {
  const { queues } = metrics;
  const functions = FUNCTION_NAMES.map((name) => metrics.functions[name]);
  return new Dashboard(scope, id, {
    widgets: [
      [new AlarmStatusWidget({ title: 'Alarms', alarms, width: FULL_WIDTH })],
      [
        graph('Input', [metrics.incomingRecords], [metrics.incomingBytes]),
        graph('How far behind the processor is (ms)', [metrics.iteratorAgeMs]),
      ],
      [
        graph(
          'Invocations',
          functions.map(({ invocations }) => invocations),
        ),
        graph(
          'Duration (ms, p99)',
          functions.map(({ durationMs }) => durationMs),
        ),
      ],
      [
        graph(
          'Errors',
          functions.map(({ errors }) => errors),
        ),
        graph('Failed deliveries', [
          metrics.streamFailedEvents,
          metrics.taskFailedEvents,
          metrics.streamDroppedEvents,
          metrics.destinationFailures,
        ]),
      ],
      [
        graph('Results waiting', [queues.tasks.visibleMessages], [queues.tasks.oldestMessageSeconds]),
        graph('Rejected, late, undeliverable', [
          queues.retry.allMessages,
          queues.dlq.visibleMessages,
          queues.late.visibleMessages,
          queues.undeliverable.visibleMessages,
          queues.unrecovered.visibleMessages,
        ]),
      ],
      [
        graph('DynamoDB write units', [metrics.stateWriteUnits, metrics.resultsWriteUnits]),
        graph('Throttles', [metrics.streamWriteThrottles, metrics.tableThrottles, metrics.lambdaThrottles]),
      ],
    ],
  });
}

function graph(title: string, left: IMetric[], right: IMetric[] = []): IWidget {
  return new GraphWidget({ title, left, right, width: HALF_WIDTH });
}
