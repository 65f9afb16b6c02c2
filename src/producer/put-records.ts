import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { toPortError } from '../adapters/aws/aws-errors.ts';
import { RetryableError } from '../ports/errors.ts';
import { ProducerError } from './errors.ts';
import type { OutgoingRecord } from './outgoing-record.ts';

/** What became of one PutRecords call. */
export interface PutOutcome<R> {
  readonly stored: readonly R[];
  /** Records that were not stored, in their order; to be sent again. */
  readonly failed: readonly R[];
  /** How many of these the stream had no room for. */
  readonly throttled: number;
  /** Why, for a person; undefined where all were stored. */
  readonly reason: string | undefined;
}

/** The code of an entry that was over a shard's limit (Kinesis API reference, PutRecords). */
const THROTTLED = 'ProvisionedThroughputExceededException';

/**
 * One PutRecords call. Kinesis stores what it can and names the entries that failed, each by its place in the request.
 *
 * A lost answer leaves open whether the records were stored: they count as failed, and may end up in the stream twice.
 *
 * @throws ProducerError for what no later attempt can mend, such as a missing stream or permission
 */
export async function putRecords<R extends OutgoingRecord>(
  client: Pick<KinesisClient, 'send'>,
  streamName: string,
  records: readonly R[],
): Promise<PutOutcome<R>> {
  try {
    const { Records = [] } = await client.send(
      new PutRecordsCommand({
        StreamName: streamName,
        Records: records.map(({ partitionKey, data }) => ({ PartitionKey: partitionKey, Data: data })),
      }),
    );
    const isStored = (_: R, index: number): boolean => Records[index]?.SequenceNumber !== undefined;
    return {
      stored: records.filter(isStored),
      failed: records.filter((record, index) => !isStored(record, index)),
      throttled: Records.filter(({ ErrorCode }) => ErrorCode === THROTTLED).length,
      reason: Records.find(({ ErrorCode }) => ErrorCode !== undefined)?.ErrorCode,
    };
  } catch (error) {
    const cause = toPortError('sending', error);
    if (cause instanceof RetryableError) {
      return { stored: [], failed: records, throttled: cause.throttled ? records.length : 0, reason: cause.message };
    }
    const [why] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
    throw new ProducerError(`cannot send to stream ${streamName}: ${why}`, { cause: error });
  }
}
