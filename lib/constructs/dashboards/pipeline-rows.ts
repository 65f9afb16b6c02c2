import { Aws } from 'aws-cdk-lib';
import { GraphWidget, type IWidget, LogQueryVisualizationType, LogQueryWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { FUNCTION_NAMES } from '../../function-names.ts';
import type { PipelineMetrics } from '../pipeline-metrics.ts';
import { SAVED_QUERIES } from '../saved-queries.ts';
import { graph, HALF_WIDTH } from './widgets.ts';

/**
 * How events become results, in the order of the data flow.
 *
 * @param processorLogs name of the processor's log group: of which shard is hot no metric tells, as one by shard is charged for each
 */
export function pipelineRows(metrics: PipelineMetrics, processorLogs: string): IWidget[][] {
  const { own, queues, functions, resultsStream } = metrics;
  return [
    [
      graph('Input', [metrics.incomingRecords], [metrics.incomingBytes]),
      graph('What became of events', [
        own.of('EventsAccepted', 'Sum'),
        own.of('EventsDuplicate', 'Sum'),
        own.of('EventsRejected', 'Sum'),
        own.of('EventsIgnored', 'Sum'),
      ]),
    ],
    [
      graph('Counted', own.ofEach('EventsCounted', 'Sum')),
      graph('Lateness: too late for an aggregation', own.ofEach('EventsTooLate', 'Sum')),
    ],
    [
      graph('Windows open', own.ofEach('OpenWindows', 'Maximum')),
      graph('Windows fired, results not written', own.ofEach('WindowsWaiting', 'Maximum')),
    ],
    [
      graph('Results written', own.ofEach('ResultsWritten', 'Sum')),
      graph('Lateness: corrections', own.ofEach('Corrections', 'Sum')),
    ],
    ...(resultsStream
      ? [
          [
            graph('Results stream: published', [resultsStream.incomingRecords], [resultsStream.incomingBytes]),
            graph('Results stream: refused', [resultsStream.writeThrottles]),
          ],
        ]
      : []),
    [
      graph('Lateness: watermark behind the clock (ms)', [own.of('WatermarkLag', 'Maximum')]),
      graph('Fired until written (ms)', own.ofEach('MaterializationLag', 'Maximum')),
    ],
    [
      graph('Lanes', [
        own.of('LanesActive', 'Maximum'),
        own.of('LanesIdle', 'Maximum'),
        own.of('LanesStalled', 'Maximum'),
      ]),
      graph('Hot lanes: slowest and average batch (ms)', [
        own.of('BatchDuration', 'Maximum'),
        own.of('BatchDuration', 'Average'),
      ]),
    ],
    [
      new LogQueryWidget({
        title: 'Hot lanes: who is handed most',
        logGroupNames: [processorLogs],
        region: Aws.REGION,
        queryLines: [...SAVED_QUERIES.HotLanes.lines],
        view: LogQueryVisualizationType.TABLE,
        width: HALF_WIDTH,
      }),
      new GraphWidget({
        title: 'Hot lanes: age of records, largest and average (ms)',
        left: [metrics.iteratorAgeMs, metrics.iteratorAgeMs.with({ statistic: 'Average' })],
        right: [metrics.streamWriteThrottles, metrics.streamReadThrottles],
        width: HALF_WIDTH,
      }),
    ],
    [
      graph(
        'Duration (ms, p99)',
        FUNCTION_NAMES.map((name) => functions[name].durationMs),
      ),
      graph(
        'Errors',
        FUNCTION_NAMES.map((name) => functions[name].errors),
      ),
    ],
    [
      graph('Tasks waiting', [queues.tasks.visibleMessages], [queues.tasks.oldestMessageSeconds]),
      graph('Rejected, late, undeliverable', [
        queues.retry.allMessages,
        queues.dlq.visibleMessages,
        queues.late.visibleMessages,
        queues.undeliverable.visibleMessages,
        queues.unrecovered.visibleMessages,
      ]),
    ],
  ];
}
