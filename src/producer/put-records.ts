import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { OutgoingRecord } from './buffer.ts';
import { ProducerError } from './errors.ts';

/** What became of one PutRecords call. */
export interface PutOutcome {
  /** Records that were not stored, in their order; to be sent again. */
  readonly failed: readonly OutgoingRecord[];
  /** Why, for a person; undefined where all were stored. */
  readonly reason: string | undefined;
}

/** The stream is busy: the same call may succeed later. By the names in the Kinesis API reference, PutRecords. */
const BUSY = new Set([
  'ProvisionedThroughputExceededException',
  'LimitExceededException',
  'KMSThrottlingException',
  'ThrottlingException',
]);

/**
 * One PutRecords call. Kinesis stores what it can and names the entries that failed, each by its place in the request.
 *
 * A lost answer leaves open whether the records were stored: they count as failed, and may end up in the stream twice.
 *
 * @throws ProducerError for what no later attempt can mend, such as a missing stream or permission
 */
export async function putRecords(
  client: Pick<KinesisClient, 'send'>,
  streamName: string,
  records: readonly OutgoingRecord[],
): Promise<PutOutcome> {
  try {
    const { Records = [] } = await client.send(
      new PutRecordsCommand({
        StreamName: streamName,
        Records: records.map(({ partitionKey, data }) => ({ PartitionKey: partitionKey, Data: data })),
      }),
    );
    return {
      failed: records.filter((_, index) => Records[index]?.SequenceNumber === undefined),
      reason: Records.find(({ ErrorCode }) => ErrorCode !== undefined)?.ErrorCode,
    };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (!isTransient(error)) {
      throw new ProducerError(`cannot send to stream ${streamName}: ${error.message}`, { cause: error });
    }
    return { failed: records, reason: error.message };
  }
}

function isTransient(error: Error): boolean {
  if (BUSY.has(error.name) || error.name === 'TimeoutError') return true;
  // A connection refused or reset carries the system's errno, an answer of the service whose fault it is (Smithy, error trait).
  return 'errno' in error || ('$fault' in error && error.$fault === 'server');
}
