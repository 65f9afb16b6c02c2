import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../../localstack/embedded/cloudwatch/series/metric.ts';
import { makeServiceMetrics } from '../../../localstack/embedded/cloudwatch/service-metrics.ts';

const NOW = 1_000_000;

/** What was written, as texts: namespace, name, dimension, value, unit, time. */
function written(tell: (metrics: ReturnType<typeof makeServiceMetrics>) => void): string[] {
  const lines: string[] = [];
  const add = ({ metric, values, unit, timestampMs }: Measurement) => {
    const [dimension] = Object.entries(metric.dimensions);
    const value = 'sum' in values ? values.sum : values[0]?.value;
    lines.push(`${metric.namespace} ${metric.name} ${dimension?.join('=')} ${value} ${unit} ${timestampMs - NOW}`);
  };
  tell(makeServiceMetrics(add, () => NOW));
  return lines;
}

const executed = { requestId: 'r', payload: '', durationMs: 12 };

describe('an invocation', () => {
  it('counts with its errors and its duration, from when it began', () => {
    expect(written(({ invocation }) => invocation('fn', { outcome: 'success', ...executed }, NOW - 12))).toEqual([
      'AWS/Lambda Invocations FunctionName=fn 1 Count -12',
      'AWS/Lambda Errors FunctionName=fn 0 Count -12',
      'AWS/Lambda Throttles FunctionName=fn 0 Count -12',
      'AWS/Lambda Duration FunctionName=fn 12 Milliseconds -12',
    ]);
    const failed = { outcome: 'function-error', functionError: 'Unhandled', ...executed } as const;
    expect(written(({ invocation }) => invocation('fn', failed, NOW))).toContain(
      'AWS/Lambda Errors FunctionName=fn 1 Count 0',
    );
  });

  it('is none where it was throttled or refused', () => {
    expect(written(({ invocation }) => invocation('fn', { outcome: 'throttled', requestId: 'r' }, NOW))).toEqual([
      'AWS/Lambda Throttles FunctionName=fn 1 Count 0',
    ]);
    const rejected = { outcome: 'rejected', requestId: 'r', reason: 'too large' } as const;
    expect(written(({ invocation }) => invocation('fn', rejected, NOW))).toEqual([]);
  });
});

it('a mapping tells the age of records by function, and what failed by its id', () => {
  expect(
    written(({ mapping }) => {
      mapping.delivered('fn', 700);
      mapping.invoked('id', 3);
      mapping.dropped('id', 2);
    }),
  ).toEqual([
    'AWS/Lambda IteratorAge FunctionName=fn 700 Milliseconds 0',
    'AWS/Lambda FailedInvokeEventCount EventSourceMappingUUID=id 3 Count 0',
    'AWS/Lambda DroppedEventCount EventSourceMappingUUID=id 2 Count 0',
  ]);
});

it('a stream tells what it took, if anything, and what it refused', () => {
  expect(written(({ put }) => put('s', { records: 2, bytes: 9 }, 1))).toEqual([
    'AWS/Kinesis IncomingRecords StreamName=s 2 Count 0',
    'AWS/Kinesis IncomingBytes StreamName=s 9 Bytes 0',
    'AWS/Kinesis WriteProvisionedThroughputExceeded StreamName=s 1 Count 0',
  ]);
  expect(written(({ put }) => put('s', { records: 0, bytes: 0 }, 1))).toEqual([
    'AWS/Kinesis WriteProvisionedThroughputExceeded StreamName=s 1 Count 0',
  ]);
});

it('a table tells its units', () => {
  expect(
    written(({ units }) => {
      units('t', 'read', 0.5);
      units('t', 'write', 3);
    }),
  ).toEqual([
    'AWS/DynamoDB ConsumedReadCapacityUnits TableName=t 0.5 Count 0',
    'AWS/DynamoDB ConsumedWriteCapacityUnits TableName=t 3 Count 0',
  ]);
});

it('a queue tells how full it is, and its age in whole seconds', () => {
  const depth = { name: 'q', visible: 4, inFlight: 2, delayed: 1, oldestMs: 5_999 };
  expect(written(({ queues }) => queues([depth], NOW - 60_000))).toEqual([
    'AWS/SQS ApproximateNumberOfMessagesVisible QueueName=q 4 Count -60000',
    'AWS/SQS ApproximateNumberOfMessagesNotVisible QueueName=q 2 Count -60000',
    'AWS/SQS ApproximateNumberOfMessagesDelayed QueueName=q 1 Count -60000',
    'AWS/SQS ApproximateAgeOfOldestMessage QueueName=q 5 Seconds -60000',
  ]);
});
