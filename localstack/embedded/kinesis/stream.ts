/** A stream as kinesalite's operations expect to find it in the store; members with an underscore are never shown. */
export interface Stream {
  readonly StreamName: string;
  readonly StreamARN: string;
  /** Epoch seconds with milliseconds: never changes, and tells a stream from a later one of the same name. */
  readonly StreamCreationTimestamp: number;
  StreamStatus: 'ACTIVE';
  StreamModeDetails: { readonly StreamMode: StreamMode };
  RetentionPeriodHours: number;
  EncryptionType: 'NONE' | 'KMS';
  KeyId?: string;
  readonly EnhancedMonitoring: readonly { readonly ShardLevelMetrics: readonly string[] }[];
  Shards: Shard[];
  /** Next sequence index of each group of five shards. */
  _seqIx: (number | null)[];
  _tags: Record<string, string>;
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

export function isOpen(shard: Shard): boolean {
  return shard.SequenceNumberRange.EndingSequenceNumber === undefined;
}

export function openShards(stream: Stream): Shard[] {
  return stream.Shards.filter(isOpen);
}

/** Kinesis numbers shards from 0 in the order of their creation; a stream keeps them in that order. */
export function shardIndex(stream: Stream, shard: Shard): number {
  return stream.Shards.indexOf(shard);
}
