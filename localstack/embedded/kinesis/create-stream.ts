import { AwsError } from '../gateway/aws-error.ts';
import { shardName, startingSequence } from './sequence.ts';
import type { StreamStore } from './store.ts';
import type { Shard, Stream, StreamMode } from './stream.ts';

/** What a new on-demand stream starts with (Kinesis developer guide, "On-demand mode": 4 MB/s of writes). */
const ON_DEMAND_SHARDS = 4;
const HASH_KEYS = 2n ** 128n;
/** A sequence number counts whole seconds, so shards begin a little in the past and every record comes after the beginning. */
const SHARD_BEGINS_EARLIER_MS = 2_000;

export interface CreateStreamInput {
  readonly StreamName: string;
  readonly ShardCount?: number;
  readonly MaxRecordSizeInKiB?: number;
  readonly StreamModeDetails?: { readonly StreamMode: StreamMode };
  readonly Tags?: Readonly<Record<string, string>>;
}

/** Creates a stream, active at once. @throws AwsError */
export function createStream(store: StreamStore, input: CreateStreamInput, nowMs: number): undefined {
  const { accountId, region } = store.account;
  const mode = input.StreamModeDetails?.StreamMode ?? 'PROVISIONED';
  if (mode === 'ON_DEMAND' && input.ShardCount !== undefined) {
    throw new AwsError('ValidationException', 'ShardCount must not be given for a stream in ON_DEMAND mode');
  }
  if (mode === 'PROVISIONED' && input.ShardCount === undefined) {
    throw new AwsError('ValidationException', 'ShardCount must be given for a stream in PROVISIONED mode');
  }
  if (store.find(input.StreamName)) {
    const message = `Stream ${input.StreamName} under account ${accountId} already exists.`;
    throw new AwsError('ResourceInUseException', message);
  }
  store.put({
    StreamName: input.StreamName,
    StreamARN: `arn:aws:kinesis:${region}:${accountId}:stream/${input.StreamName}`,
    StreamStatus: 'ACTIVE',
    StreamModeDetails: { StreamMode: mode },
    StreamCreationTimestamp: nowMs / 1000,
    RetentionPeriodHours: 24,
    ...(input.MaxRecordSizeInKiB === undefined ? {} : { MaxRecordSizeInKiB: input.MaxRecordSizeInKiB }),
    EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
    EncryptionType: 'NONE',
    Shards: evenShards(input.ShardCount ?? ON_DEMAND_SHARDS, nowMs - SHARD_BEGINS_EARLIER_MS),
    nextIndexes: [],
    tags: { ...input.Tags },
  } satisfies Stream);
}

function evenShards(count: number, shardCreateMs: number): Shard[] {
  const width = HASH_KEYS / BigInt(count);
  return Array.from({ length: count }, (_, index) => ({
    ShardId: shardName(index),
    HashKeyRange: {
      StartingHashKey: String(width * BigInt(index)),
      EndingHashKey: String((index === count - 1 ? HASH_KEYS : width * BigInt(index + 1)) - 1n),
    },
    SequenceNumberRange: { StartingSequenceNumber: startingSequence(shardCreateMs, index) },
  }));
}
