import type {
  PutRecordsCommandInput,
  PutRecordsCommandOutput,
  PutRecordsRequestEntry,
  PutRecordsResultEntry,
} from '@aws-sdk/client-kinesis';
import { invalid } from './kinesis-errors.ts';

/** A record as it was put. */
export interface PutRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

/** A stream as far as it takes records. */
export interface PutTarget {
  /** @returns the record's sequence number */
  put(record: PutRecord): string;
  /** Asked for each record: its shard does not take it now. */
  isOverLimit(): boolean;
}

/** Of one request, and of one record with its key (Kinesis API reference, PutRecords and PutRecordsRequestEntry). */
const MAX_RECORDS = 500;
const MAX_BYTES = 10 * 1_048_576;
const MAX_RECORD_BYTES = 1_048_576;
const MAX_PARTITION_KEY = 256;

/**
 * Each record for itself: one that is not taken does not stop the others, and is told of at its place.
 *
 * @throws InvalidArgumentException where one cannot be taken by any stream; then none is
 */
export function putRecords(
  target: PutTarget,
  { Records: entries = [] }: PutRecordsCommandInput,
): PutRecordsCommandOutput {
  if (entries.length === 0 || entries.length > MAX_RECORDS)
    throw invalid(`${entries.length} records, 1 to 500 are taken`);
  const records = entries.map(checked);
  const bytes = records.reduce((sum, record) => sum + bytesOf(record), 0);
  if (bytes > MAX_BYTES) throw invalid('Records size exceeds 10 MB limit');
  const Records = records.map((record): PutRecordsResultEntry => {
    if (!target.isOverLimit()) return { ShardId: 'shardId-000000000000', SequenceNumber: target.put(record) };
    return { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: 'Rate exceeded for shard' };
  });
  const FailedRecordCount = Records.filter(({ ErrorCode }) => ErrorCode !== undefined).length;
  return { $metadata: {}, FailedRecordCount, Records };
}

function checked({ PartitionKey: partitionKey = '', Data: data }: PutRecordsRequestEntry): PutRecord {
  if (partitionKey.length === 0 || partitionKey.length > MAX_PARTITION_KEY) throw invalid('no such partition key');
  if (data === undefined || bytesOf({ partitionKey, data }) > MAX_RECORD_BYTES) throw invalid('no such data');
  return { partitionKey, data };
}

function bytesOf({ partitionKey, data }: PutRecord): number {
  return data.length + Buffer.byteLength(partitionKey);
}
