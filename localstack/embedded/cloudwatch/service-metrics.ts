import type { ObserveUnits } from '../dynamodb/capacity.ts';
import type { MappingObserver } from '../event-sources/observe-mapping.ts';
import type { ObservePut } from '../kinesis/put-records.ts';
import type { ObserveInvocation } from '../lambda/observe.ts';
import type { QueueDepth } from '../sqs/depth.ts';
import { type Dimensions, type Measurement, measured } from './series/metric.ts';

/** What services tell, turned into the metrics that AWS writes of them. */
export interface ServiceMetrics {
  readonly invocation: ObserveInvocation;
  readonly mapping: MappingObserver;
  readonly put: ObservePut;
  readonly units: ObserveUnits;
  /** @param timestampMs when the queues were so full */
  queues(depths: readonly QueueDepth[], timestampMs: number): void;
}

const MS_PER_SECOND = 1_000;

/** Units by metric, where it is not a count. */
const UNITS: Readonly<Record<string, string>> = {
  Duration: 'Milliseconds',
  IteratorAge: 'Milliseconds',
  IncomingBytes: 'Bytes',
  ApproximateAgeOfOldestMessage: 'Seconds',
};

/** @param add takes each measurement */
export function makeServiceMetrics(add: (measurement: Measurement) => void, clock: () => number): ServiceMetrics {
  const writer =
    (namespace: string, dimension: string) =>
    (of: string, values: Readonly<Record<string, number>>, timestampMs = clock()) => {
      const dimensions: Dimensions = { [dimension]: of };
      for (const [name, value] of Object.entries(values)) {
        add(measured({ namespace, name, dimensions }, value, timestampMs, UNITS[name] ?? 'Count'));
      }
    };
  const lambda = writer('AWS/Lambda', 'FunctionName');
  const mapping = writer('AWS/Lambda', 'EventSourceMappingUUID');
  const sqs = writer('AWS/SQS', 'QueueName');
  const kinesis = writer('AWS/Kinesis', 'StreamName');
  const dynamodb = writer('AWS/DynamoDB', 'TableName');

  return {
    invocation(functionName, result, startedMs) {
      if (result.outcome === 'throttled') lambda(functionName, { Throttles: 1 }, startedMs);
      if (result.outcome !== 'success' && result.outcome !== 'function-error') return;
      const Errors = result.outcome === 'success' ? 0 : 1;
      lambda(functionName, { Invocations: 1, Errors, Throttles: 0, Duration: result.durationMs }, startedMs);
    },
    mapping: {
      delivered: (functionName, ageMs) => lambda(functionName, { IteratorAge: ageMs }),
      invoked: (id, failedEvents) => mapping(id, { FailedInvokeEventCount: failedEvents }),
      dropped: (id, events) => mapping(id, { DroppedEventCount: events }),
    },
    put(streamName, { records, bytes }, refused) {
      if (records > 0) kinesis(streamName, { IncomingRecords: records, IncomingBytes: bytes });
      kinesis(streamName, { WriteProvisionedThroughputExceeded: refused });
    },
    units(table, kind, units) {
      dynamodb(table, { [kind === 'read' ? 'ConsumedReadCapacityUnits' : 'ConsumedWriteCapacityUnits']: units });
    },
    queues(depths, timestampMs) {
      for (const { name, visible, inFlight, delayed, oldestMs } of depths) {
        const values = {
          ApproximateNumberOfMessagesVisible: visible,
          ApproximateNumberOfMessagesNotVisible: inFlight,
          ApproximateNumberOfMessagesDelayed: delayed,
          ApproximateAgeOfOldestMessage: Math.floor(oldestMs / MS_PER_SECOND),
        };
        sqs(name, values, timestampMs);
      }
    },
  };
}
