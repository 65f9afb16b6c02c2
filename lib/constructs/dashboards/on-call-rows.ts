import { type Alarm, AlarmStatusWidget, type IAlarm, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { catchUp } from '../catch-up.ts';
import type { PipelineMetrics } from '../pipeline-metrics.ts';
import { FULL_WIDTH, graph, HALF_WIDTH, numbers } from './widgets.ts';

/** What somebody who was woken asks: is it healthy, how far behind is it, when will it be through? */
export function onCallRows(metrics: PipelineMetrics, unhealthy: IAlarm, alarms: readonly Alarm[]): IWidget[][] {
  const { own, queues } = metrics;
  const { minutes, waitingRecords } = catchUp(metrics);
  return [
    [new AlarmStatusWidget({ title: 'Healthy?', alarms: [unhealthy], width: FULL_WIDTH, height: 2 })],
    [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: FULL_WIDTH, height: 8 })],
    [
      numbers('How far behind', [metrics.iteratorAgeMs, own.of('WatermarkLag', 'Maximum')], HALF_WIDTH),
      numbers('Catching up', [minutes, waitingRecords], HALF_WIDTH),
    ],
    [
      numbers(
        'Letters: tried again, dead, late',
        [queues.retry.allMessages, queues.dlq.visibleMessages, queues.late.visibleMessages],
        HALF_WIDTH,
      ),
      numbers(
        'Events lost or counted twice (0 is right)',
        [own.of('EventsUnaccounted', 'Maximum'), ...own.ofEach('EventsMisplaced', 'Maximum')],
        HALF_WIDTH,
      ),
    ],
    [
      graph('How far behind the processor is (ms)', [metrics.iteratorAgeMs]),
      graph('Records in, and handed to the processor', [metrics.incomingRecords, own.of('BatchRecords', 'Sum')]),
    ],
    [
      graph('Failed deliveries', [
        metrics.streamFailedEvents,
        metrics.taskFailedEvents,
        metrics.streamDroppedEvents,
        metrics.destinationFailures,
      ]),
      graph('Throttles', [
        metrics.streamWriteThrottles,
        metrics.tableThrottles,
        metrics.lambdaThrottles,
        ...(metrics.resultsStream ? [metrics.resultsStream.writeThrottles.with({ label: 'Results stream' })] : []),
      ]),
    ],
  ];
}
