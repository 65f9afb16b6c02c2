import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { pinLogicalId } from './logical-id.ts';

interface StreamMappingProps {
  readonly functionArn: string;
  readonly streamArn: string;
  readonly undeliverableQueueArn: string;
  readonly settings: Settings;
}

/**
 * Hands the stream's records to the stream processor.
 *
 * Only the processor gives up, one record at a time, and writes down that it did. A mapping that abandons a batch leaves records of
 * which nobody can say whether an earlier attempt counted them; so it retries without limit of number or age, and bisects to get at
 * the record that fails. The on-failure destination is left with what Lambda could not deliver at all.
 */
export function makeStreamMapping(scope: Construct, id: string, props: StreamMappingProps): CfnEventSourceMapping {
  const mapping = new CfnEventSourceMapping(scope, id, {
    functionName: props.functionArn,
    eventSourceArn: props.streamArn,
    // A mapping that starts later than the stream would skip records, and LATEST also skips some while it is being created.
    startingPosition: 'TRIM_HORIZON',
    batchSize: props.settings.batchSize,
    maximumBatchingWindowInSeconds: props.settings.batchWindowSeconds,
    // Exactly-once rests on the order within a shard; more than one batch at a time keeps it only within a partition key.
    parallelizationFactor: 1,
    bisectBatchOnFunctionError: true,
    maximumRetryAttempts: -1,
    maximumRecordAgeInSeconds: -1,
    functionResponseTypes: ['ReportBatchItemFailures'],
    destinationConfig: { onFailure: { destination: props.undeliverableQueueArn } },
    metricsConfig: { metrics: ['EventCount'] },
  });
  pinLogicalId(mapping, id);
  return mapping;
}
