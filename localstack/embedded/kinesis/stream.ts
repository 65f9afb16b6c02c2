/** A stream as it is kept: what the service shows of it under the service's names, and two members of our own. */
export interface Stream {
  readonly StreamName: string;
  readonly StreamARN: string;
  /** Epoch seconds with milliseconds: never changes, and tells a stream from a later one of the same name. */
  readonly StreamCreationTimestamp: number;
  StreamStatus: 'ACTIVE';
  StreamModeDetails: { readonly StreamMode: StreamMode };
  RetentionPeriodHours: number;
  /** Absent from streams that were kept before it could be set. */
  MaxRecordSizeInKiB?: number;
  EncryptionType: 'NONE' | 'KMS';
  KeyId?: string;
  readonly EnhancedMonitoring: readonly { readonly ShardLevelMetrics: readonly string[] }[];
  Shards: Shard[];
  /** The next record index of each group of five shards. */
  readonly nextIndexes: (number | null)[];
  tags: Readonly<Record<string, string>>;
}

export type StreamMode = 'ON_DEMAND' | 'PROVISIONED';

export interface Shard {
  readonly ShardId: string;
  readonly ParentShardId?: string;
  readonly AdjacentParentShardId?: string;
  readonly HashKeyRange: HashKeyRange;
  readonly SequenceNumberRange: {
    readonly StartingSequenceNumber: string;
    /** Present once the shard is closed. */
    EndingSequenceNumber?: string;
  };
}

export interface HashKeyRange {
  readonly StartingHashKey: string;
  readonly EndingHashKey: string;
}

/** A record's data and partition key together, unless told otherwise (Kinesis developer guide, "Large records"). */
const DEFAULT_MAX_RECORD_KIB = 1_024;

export function maxRecordKiB(stream: Stream): number {
  return stream.MaxRecordSizeInKiB ?? DEFAULT_MAX_RECORD_KIB;
}

export function isOpen(shard: Shard): boolean {
  return shard.SequenceNumberRange.EndingSequenceNumber === undefined;
}

export function openShards(stream: Stream): Shard[] {
  return stream.Shards.filter(isOpen);
}

/** Shards in groups of so many share one record index, as in the service. */
const SHARDS_PER_INDEX = 5;

export function nextRecordIndex(stream: Stream, shardIndex: number): number {
  // From 1: the first record comes after the shard's starting sequence number, which has index 0.
  return stream.nextIndexes[Math.floor(shardIndex / SHARDS_PER_INDEX)] ?? 1;
}

/** Takes the next record index of a shard. */
export function takeRecordIndex(stream: Stream, shardIndex: number): number {
  const taken = nextRecordIndex(stream, shardIndex);
  stream.nextIndexes[Math.floor(shardIndex / SHARDS_PER_INDEX)] = taken + 1;
  return taken;
}
