import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { toPortError } from '../adapters/aws/aws-errors.ts';
import { RetryableError } from '../ports/errors.ts';
import type { OutgoingRecord } from './buffer.ts';
import { ProducerError } from './errors.ts';

/** What became of one PutRecords call. */
export interface PutOutcome {
  /** Records that were not stored, in their order; to be sent again. */
  readonly failed: readonly OutgoingRecord[];
  /** Why, for a person; undefined where all were stored. */
  readonly reason: string | undefined;
}

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
    const cause = toPortError('sending', error);
    if (cause instanceof RetryableError) return { failed: records, reason: cause.message };
    const why = error instanceof Error ? error.message : String(error);
    throw new ProducerError(`cannot send to stream ${streamName}: ${why}`, { cause: error });
  }
}
