import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/** As many messages as SQS hands out at once, and all that a FIFO queue allows. */
const BATCH_SIZE = 10;

interface QueueMappingProps {
  readonly functionArn: string;
  readonly queueArn: string;
  /** @default 10 */
  readonly batchSize?: number;
  /** Invocations at once. @default - as many as there is work for */
  readonly maxConcurrency?: number;
}

/** Hands a queue's messages to a function, which names those that failed: a partial failure shows in FailedInvokeEventCount only. */
export function makeQueueMapping(scope: Construct, id: string, props: QueueMappingProps): CfnEventSourceMapping {
  const mapping = new CfnEventSourceMapping(scope, id, {
    functionName: props.functionArn,
    eventSourceArn: props.queueArn,
    batchSize: props.batchSize ?? BATCH_SIZE,
    ...(props.maxConcurrency === undefined ? {} : { scalingConfig: { maximumConcurrency: props.maxConcurrency } }),
    functionResponseTypes: ['ReportBatchItemFailures'],
    metricsConfig: { metrics: ['EventCount'] },
  });
  acknowledge(mapping, {
    'Serverless-LambdaEventSourceMappingDestination':
      'SQS mappings have no on-failure destination; a failed message returns to its queue.',
  });
  return mapping;
}
