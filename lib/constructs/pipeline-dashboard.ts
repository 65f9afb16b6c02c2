import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
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
  const { functions, queues } = metrics;
  return new Dashboard(scope, id, {
    widgets: [
      [new AlarmStatusWidget({ title: 'Alarms', alarms, width: FULL_WIDTH })],
      [
        graph('Input', [metrics.incomingRecords], [metrics.incomingBytes]),
        graph('How far behind the processor is (ms)', [metrics.iteratorAgeMs]),
      ],
      [
        graph('Invocations', [
          functions.processor.invocations,
          functions.keeper.invocations,
          functions.materializer.invocations,
        ]),
        graph('Duration (ms, p99)', [
          functions.processor.durationMs,
          functions.keeper.durationMs,
          functions.materializer.durationMs,
        ]),
      ],
      [
        graph('Errors', [functions.processor.errors, functions.keeper.errors, functions.materializer.errors]),
        graph('Failed deliveries', [metrics.streamFailedEvents, metrics.taskFailedEvents]),
      ],
      [
        graph('Results waiting', [queues.tasks.visibleMessages], [queues.tasks.oldestMessageSeconds]),
        graph('Rejected, late, undeliverable', [
          queues.retry.visibleMessages,
          queues.dlq.visibleMessages,
          queues.late.visibleMessages,
          queues.undeliverable.visibleMessages,
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
