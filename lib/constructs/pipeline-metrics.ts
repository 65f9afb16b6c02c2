import { type IMetric, MathExpression, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Stream } from 'aws-cdk-lib/aws-kinesis';
import type { CfnEventSourceMapping, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Pipeline } from '../../src/engine/pipeline.ts';
import { FUNCTION_NAMES, type FunctionName, forEachFunction } from '../function-names.ts';
import type { ProcessingStack } from '../stacks/processing-stack.ts';
import type { StateStack } from '../stacks/state-stack.ts';
import { FUNCTION_SHAPES } from './function-shapes.ts';
import { measure, PERIOD, sum } from './measure.ts';
import { MillraceMetrics } from './millrace-metrics.ts';

/** What can be measured of a pipeline, without a word on what is good or bad. Alarms and dashboards choose from here. */
export class PipelineMetrics {
  /** What the functions write themselves. */
  readonly own: MillraceMetrics;
  readonly functions: Readonly<Record<FunctionName, FunctionMetrics>>;
  readonly queues: Readonly<Record<MeasuredQueue, QueueMetrics>>;
  /** Age of the last record of each batch when the processor gets it. Not Kinesis' own metric, which the keeper's looks at idle shards also move. */
  readonly iteratorAgeMs: Metric;
  readonly incomingRecords: Metric;
  readonly incomingBytes: Metric;
  readonly streamWriteThrottles: Metric;
  readonly streamReadThrottles: Metric;
  /** Undefined where results are not published. */
  readonly resultsStream: ResultsStreamMetrics | undefined;
  readonly streamFailedEvents: Metric;
  /** Records that the stream's mapping gave up on without anybody being told. */
  readonly streamDroppedEvents: Metric;
  /** What names undeliverable records and did not reach its queue. */
  readonly destinationFailures: Metric;
  readonly taskFailedEvents: Metric;
  readonly lambdaThrottles: IMetric;
  readonly tableThrottles: IMetric;
  readonly stateUnits: TableUnits;
  readonly resultsUnits: TableUnits;
  /** 1 where records came in and the processor was not invoked once, else 0. */
  readonly processorIdleWithInput: IMetric;

  constructor(state: StateStack, processing: ProcessingStack, { name, aggregations }: Pipeline) {
    this.own = new MillraceMetrics(
      name,
      aggregations.map((aggregation) => aggregation.name),
    );
    this.functions = forEachFunction((name) => functionMetrics(processing.functions[name]));
    this.queues = {
      tasks: queueMetrics(state.queues.tasks),
      retry: queueMetrics(state.queues.retry),
      dlq: queueMetrics(state.queues.dlq),
      late: queueMetrics(state.queues.late),
      undeliverable: queueMetrics(state.queues.undeliverable),
      unrecovered: queueMetrics(state.queues.unrecovered),
    };
    const processor = processing.functions['stream-processor'];
    this.iteratorAgeMs = functionMetric(processor, 'IteratorAge', 'Maximum');
    const stream = (metricName: string) =>
      measure('AWS/Kinesis', metricName, { StreamName: state.stream.streamName }, 'Sum');
    this.incomingRecords = stream('IncomingRecords');
    this.incomingBytes = stream('IncomingBytes');
    this.streamWriteThrottles = stream('WriteProvisionedThroughputExceeded');
    this.streamReadThrottles = stream('ReadProvisionedThroughputExceeded');
    this.resultsStream = state.resultsStream && resultsStreamMetrics(state.resultsStream);
    this.streamFailedEvents = mappingMetric(processing.streamMapping, 'FailedInvokeEventCount');
    this.streamDroppedEvents = mappingMetric(processing.streamMapping, 'DroppedEventCount');
    this.destinationFailures = functionMetric(processor, 'DestinationDeliveryFailures', 'Sum');
    this.taskFailedEvents = mappingMetric(processing.tasksMapping, 'FailedInvokeEventCount');
    this.lambdaThrottles = sum(
      'Throttled invocations',
      Object.fromEntries(FUNCTION_NAMES.map((name) => [variableOf(name), this.functions[name].throttles])),
    );
    this.tableThrottles = sum('Throttled requests', {
      stateReads: tableMetric(state.stateTable, 'ReadThrottleEvents'),
      stateWrites: tableMetric(state.stateTable, 'WriteThrottleEvents'),
      resultsReads: tableMetric(state.resultsTable, 'ReadThrottleEvents'),
      resultsWrites: tableMetric(state.resultsTable, 'WriteThrottleEvents'),
    });
    this.stateUnits = tableUnits(state.stateTable, 'State');
    this.resultsUnits = tableUnits(state.resultsTable, 'Results');
    this.processorIdleWithInput = new MathExpression({
      label: 'Records came in, processor not invoked',
      expression: 'IF(FILL(incoming, 0) > 0 AND FILL(invocations, 0) < 1, 1, 0)',
      usingMetrics: { incoming: this.incomingRecords, invocations: this.functions['stream-processor'].invocations },
      period: PERIOD,
    });
  }
}

type MeasuredQueue = 'tasks' | 'retry' | 'dlq' | 'late' | 'undeliverable' | 'unrecovered';

interface FunctionMetrics {
  readonly invocations: Metric;
  readonly errors: Metric;
  readonly throttles: Metric;
  readonly durationMs: Metric;
}

interface QueueMetrics {
  readonly visibleMessages: Metric;
  /** Those too that a consumer holds, or has put off. */
  readonly allMessages: IMetric;
  readonly oldestMessageSeconds: Metric;
}

/** What is published; readers are not the pipeline's to measure. */
interface ResultsStreamMetrics {
  readonly incomingRecords: Metric;
  readonly incomingBytes: Metric;
  readonly writeThrottles: Metric;
}

interface TableUnits {
  readonly written: Metric;
  readonly read: Metric;
}

/** What a function is called in an expression: letters and digits, the first one small. */
export function variableOf(name: FunctionName): string {
  const { id } = FUNCTION_SHAPES[name];
  return `${id.charAt(0).toLowerCase()}${id.slice(1)}`;
}

function functionMetrics(target: LambdaFunction): FunctionMetrics {
  return {
    invocations: functionMetric(target, 'Invocations', 'Sum'),
    errors: functionMetric(target, 'Errors', 'Sum'),
    throttles: functionMetric(target, 'Throttles', 'Sum'),
    durationMs: functionMetric(target, 'Duration', 'p99'),
  };
}

function queueMetrics(queue: Queue): QueueMetrics {
  const dimensions = { QueueName: queue.queueName };
  const visible = measure('AWS/SQS', 'ApproximateNumberOfMessagesVisible', dimensions, 'Maximum');
  const notVisible = measure('AWS/SQS', 'ApproximateNumberOfMessagesNotVisible', dimensions, 'Maximum');
  return {
    visibleMessages: visible,
    allMessages: sum('Messages, held ones too', { visible, notVisible }),
    oldestMessageSeconds: measure('AWS/SQS', 'ApproximateAgeOfOldestMessage', dimensions, 'Maximum'),
  };
}

function resultsStreamMetrics({ streamName }: Stream): ResultsStreamMetrics {
  const of = (metricName: string) => measure('AWS/Kinesis', metricName, { StreamName: streamName }, 'Sum');
  return {
    incomingRecords: of('IncomingRecords'),
    incomingBytes: of('IncomingBytes'),
    writeThrottles: of('WriteProvisionedThroughputExceeded'),
  };
}

function tableUnits(table: Table, what: string): TableUnits {
  return {
    written: tableMetric(table, 'ConsumedWriteCapacityUnits').with({ label: `${what}: units written` }),
    read: tableMetric(table, 'ConsumedReadCapacityUnits').with({ label: `${what}: units read` }),
  };
}

function functionMetric(target: LambdaFunction, metricName: string, statistic: string): Metric {
  return measure('AWS/Lambda', metricName, { FunctionName: target.functionName }, statistic);
}

function mappingMetric(mapping: CfnEventSourceMapping, metricName: string): Metric {
  return measure('AWS/Lambda', metricName, { EventSourceMappingUUID: mapping.ref }, 'Sum');
}

function tableMetric(table: Table, metricName: string): Metric {
  return measure('AWS/DynamoDB', metricName, { TableName: table.tableName }, 'Sum');
}
