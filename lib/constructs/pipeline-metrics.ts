import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { CfnEventSourceMapping, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { FUNCTION_NAMES, type FunctionName, forEachFunction } from '../function-names.ts';
import type { ProcessingStack } from '../stacks/processing-stack.ts';
import type { StateStack } from '../stacks/state-stack.ts';
import { FUNCTION_SHAPES } from './function-shapes.ts';

/** Long enough that a quiet minute is no gap, short enough to be told in time. */
const PERIOD = Duration.minutes(5);

/** What can be measured of a pipeline, without a word on what is good or bad. Alarms and dashboard choose from here. */
export class PipelineMetrics {
  readonly functions: Readonly<Record<FunctionName, FunctionMetrics>>;
  readonly queues: Readonly<Record<MeasuredQueue, QueueMetrics>>;
  /** Age of the last record of each batch when the processor gets it. Not Kinesis' own metric, which the keeper's looks at idle shards also move. */
  readonly iteratorAgeMs: IMetric;
  readonly incomingRecords: IMetric;
  readonly incomingBytes: IMetric;
  readonly streamWriteThrottles: IMetric;
  readonly streamFailedEvents: IMetric;
  /** Records that the stream's mapping gave up on without anybody being told. */
  readonly streamDroppedEvents: IMetric;
  /** What names undeliverable records and did not reach its queue. */
  readonly destinationFailures: IMetric;
  readonly taskFailedEvents: IMetric;
  readonly lambdaThrottles: IMetric;
  readonly tableThrottles: IMetric;
  readonly stateWriteUnits: IMetric;
  readonly resultsWriteUnits: IMetric;
  /** 1 where records came in and the processor was not invoked once, else 0. */
  readonly processorIdleWithInput: IMetric;

  constructor(state: StateStack, processing: ProcessingStack) {
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
      metric('AWS/Kinesis', metricName, { StreamName: state.stream.streamName }, 'Sum');
    this.incomingRecords = stream('IncomingRecords');
    this.incomingBytes = stream('IncomingBytes');
    this.streamWriteThrottles = stream('WriteProvisionedThroughputExceeded');
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
    this.stateWriteUnits = tableMetric(state.stateTable, 'ConsumedWriteCapacityUnits');
    this.resultsWriteUnits = tableMetric(state.resultsTable, 'ConsumedWriteCapacityUnits');
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
  readonly visibleMessages: IMetric;
  /** Those too that a consumer holds, or has put off. */
  readonly allMessages: IMetric;
  readonly oldestMessageSeconds: IMetric;
}

/** What a function is called in an expression: letters and digits, the first one small. */
function variableOf(name: FunctionName): string {
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
  const visible = metric('AWS/SQS', 'ApproximateNumberOfMessagesVisible', dimensions, 'Maximum');
  const notVisible = metric('AWS/SQS', 'ApproximateNumberOfMessagesNotVisible', dimensions, 'Maximum');
  return {
    visibleMessages: visible,
    allMessages: sum('Messages, held ones too', { visible, notVisible }),
    oldestMessageSeconds: metric('AWS/SQS', 'ApproximateAgeOfOldestMessage', dimensions, 'Maximum'),
  };
}

function functionMetric(target: LambdaFunction, metricName: string, statistic: string): Metric {
  return metric('AWS/Lambda', metricName, { FunctionName: target.functionName }, statistic);
}

function mappingMetric(mapping: CfnEventSourceMapping, metricName: string): IMetric {
  return metric('AWS/Lambda', metricName, { EventSourceMappingUUID: mapping.ref }, 'Sum');
}

function tableMetric(table: Table, metricName: string): IMetric {
  return metric('AWS/DynamoDB', metricName, { TableName: table.tableName }, 'Sum');
}

function metric(
  namespace: string,
  metricName: string,
  dimensionsMap: Record<string, string>,
  statistic: string,
): Metric {
  return new Metric({ namespace, metricName, dimensionsMap, statistic, period: PERIOD });
}

/** Sum of metrics; one without a data point, as throttles mostly are, counts as 0. */
function sum(label: string, usingMetrics: Record<string, IMetric>): IMetric {
  const expression = Object.keys(usingMetrics)
    .map((name) => `FILL(${name}, 0)`)
    .join(' + ');
  return new MathExpression({ label, expression, usingMetrics, period: PERIOD });
}
