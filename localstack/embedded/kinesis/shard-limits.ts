/** What one shard takes in a second (Kinesis developer guide, "Quotas and limits"). */
const SHARD_RECORDS_PER_SECOND = 1_000;
const SHARD_BYTES_PER_SECOND = 1_048_576;

/** Whether shards take another record. */
export interface ShardLimits {
  /**
   * Takes room for one record in its shard, if there is any.
   *
   * @param stream one incarnation of a stream
   * @param bytes data and partition key together
   */
  admits(stream: string, shardId: string, bytes: number, nowMs: number): boolean;
}

export const UNLIMITED: ShardLimits = { admits: () => true };

interface Bucket {
  second: number;
  records: number;
  /** Below 0 after a record larger than what fits into a second. */
  bytes: number;
}

function filled(known: Bucket | undefined, second: number): Bucket {
  const gained = known ? known.bytes + (second - known.second) * SHARD_BYTES_PER_SECOND : SHARD_BYTES_PER_SECOND;
  return { second, records: SHARD_RECORDS_PER_SECOND, bytes: Math.min(SHARD_BYTES_PER_SECOND, gained) };
}

/**
 * A token bucket a shard, filled up at the beginning of every second of the clock: in no such second does more get through than the
 * service promises to take. Each record is judged for itself, so a small one may pass where a large one did not.
 *
 * A record larger than what fits into a second passes where nothing else has in its second, and takes the bytes of the seconds to come
 * (Kinesis developer guide, "Large records": the sustained rate stays, bursts are paid back).
 */
export function makeShardLimits(): ShardLimits {
  const buckets = new Map<string, Bucket>();
  return {
    admits(stream, shardId, bytes, nowMs) {
      const key = `${stream}/${shardId}`;
      const second = Math.floor(nowMs / 1_000);
      const known = buckets.get(key);
      // A clock that goes back fills no bucket.
      const bucket = known && second <= known.second ? known : filled(known, second);
      buckets.set(key, bucket);
      if (bucket.records === 0 || bucket.bytes < Math.min(bytes, SHARD_BYTES_PER_SECOND)) return false;
      bucket.records -= 1;
      bucket.bytes -= bytes;
      return true;
    },
  };
}
