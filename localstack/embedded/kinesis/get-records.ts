import { AwsError } from '../gateway/aws-error.ts';
import { afterKey, type KeyedRecord, type StoredRecord, sequenceOfKey, sizeBytes } from './record-store.ts';
import { sequenceAfter, shardKey } from './sequence.ts';
import { decodeIterator, encodeIterator, findShard } from './shard-iterator.ts';
import { recordsOf, type StreamStore, streamOfRecords } from './store.ts';
import { isOpen, type Shard, type Stream } from './stream.ts';

/** One call returns at most 10 MiB and 10,000 records (Kinesis API reference, GetRecords). */
const MAX_BYTES = 10 * 1_048_576;
const MAX_RECORDS = 10_000;

export interface GetRecordsInput {
  readonly ShardIterator: string;
  readonly Limit?: number;
}

export interface GetRecordsOutput {
  readonly Records: readonly (StoredRecord & { readonly SequenceNumber: string })[];
  /** Age of the next unread record; 0 when the page reaches the tip of the shard. */
  readonly MillisBehindLatest: number;
  /** Absent when a closed shard has been read to its end. */
  readonly NextShardIterator?: string;
  readonly ChildShards?: readonly object[];
}

/** Reads one page of a shard. Records past the retention period are skipped and forgotten. @throws AwsError */
export async function getRecords(store: StreamStore, input: GetRecordsInput, nowMs: number): Promise<GetRecordsOutput> {
  const position = decodeIterator(input.ShardIterator, nowMs);
  const stream = store.get(streamOfRecords(position.records));
  if (recordsOf(stream) !== position.records) throw new AwsError('InvalidArgumentException', 'Invalid ShardIterator.');
  const shard = findShard(store, stream, position.shardId);
  const fromKey = `${shardKey(stream.Shards.indexOf(shard))}/${position.sequence}`;
  const closed = !isOpen(shard);
  const { page, next } = await readPage(store, stream, fromKey, input.Limit ?? MAX_RECORDS, nowMs);
  const Records = page.map(({ key, value }) => ({ ...value, SequenceNumber: sequenceOfKey(key) }));
  // As of before the read: what was put until the shard closed has been read then.
  if (!next && closed) {
    return { Records, MillisBehindLatest: 0, ChildShards: childrenOf(stream, shard) };
  }
  const last = Records.at(-1);
  const sequence = last ? sequenceAfter(last.SequenceNumber) : position.sequence;
  return {
    Records,
    MillisBehindLatest: next ? Math.max(1, Math.round(nowMs - arrivalMs(next))) : 0,
    NextShardIterator: encodeIterator({ ...position, sequence, createdMs: nowMs }),
  };
}

/** Collects a page and the first record that is not in it, if any. */
async function readPage(store: StreamStore, stream: Stream, start: string, limit: number, nowMs: number) {
  const name = recordsOf(stream);
  const trimBeforeMs = nowMs - stream.RetentionPeriodHours * 3_600_000;
  const page: KeyedRecord[] = [];
  let bytes = 0;
  let expired: KeyedRecord | undefined;
  let next: KeyedRecord | undefined;
  for (let fromKey: string | undefined = start; fromKey !== undefined && !next; ) {
    // One more than the page can take: whether there is more tells how far behind the reader is.
    const wanted = limit - page.length + 1;
    const chunk: readonly KeyedRecord[] = await store.records.read(name, fromKey, wanted, MAX_BYTES - bytes);
    for (const record of chunk) {
      if (arrivalMs(record) < trimBeforeMs) {
        expired = record;
        continue;
      }
      bytes += sizeBytes(record.value);
      if (page.length === limit || (page.length > 0 && bytes > MAX_BYTES)) {
        next = record;
        break;
      }
      page.push(record);
    }
    const last = chunk.at(-1);
    fromKey = last && afterKey(last.key);
  }
  if (expired) await store.records.trim(name, afterKey(expired.key));
  return { page, next };
}

function childrenOf(stream: Stream, parent: Shard): object[] {
  const isChild = (shard: Shard) =>
    shard.ParentShardId === parent.ShardId || shard.AdjacentParentShardId === parent.ShardId;
  return stream.Shards.filter(isChild).map((shard) => ({
    ShardId: shard.ShardId,
    ParentShards: [shard.ParentShardId, shard.AdjacentParentShardId].filter((id) => id !== undefined),
    HashKeyRange: shard.HashKeyRange,
  }));
}

function arrivalMs(record: KeyedRecord): number {
  return record.value.ApproximateArrivalTimestamp * 1000;
}
