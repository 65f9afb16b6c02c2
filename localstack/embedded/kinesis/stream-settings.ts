import { AwsError } from '../gateway/aws-error.ts';
import { mergeShards, reshardTo, splitShard } from './reshard.ts';
import type { StreamStore } from './store.ts';
import { openShards, type Stream, type StreamMode } from './stream.ts';

const MIN_RETENTION_HOURS = 24;
const MAX_TAGS = 50;

/** Changes one stream while nobody appends to it, then stores it. @throws AwsError */
export async function changeStream(
  store: StreamStore,
  name: string,
  change: (stream: Stream) => object | undefined,
): Promise<object | undefined> {
  return store.exclusively(name, () => {
    const stream = structuredClone(store.get(name));
    const result = change(stream);
    store.put(stream);
    return result;
  });
}

export function setMode(stream: Stream, mode: StreamMode): undefined {
  stream.StreamModeDetails = { StreamMode: mode };
}

export function setMaxRecordSize(stream: Stream, kiB: number): undefined {
  stream.MaxRecordSizeInKiB = kiB;
}

/** @throws AwsError InvalidArgumentException where the period would not grow, or not shrink */
export function setRetention(stream: Stream, hours: number, direction: 'increase' | 'decrease'): undefined {
  const current = stream.RetentionPeriodHours;
  if (hours < MIN_RETENTION_HOURS) {
    throw invalid(
      `Minimum allowed retention period is ${MIN_RETENTION_HOURS} hours. Requested retention period (${hours} hours) is too short.`,
    );
  }
  if (direction === 'increase' ? hours < current : hours > current) {
    const [comparison, other] = direction === 'increase' ? ['shorter', 'Decrease'] : ['longer', 'Increase'];
    throw invalid(
      `Requested retention period (${hours} hours) for stream ${stream.StreamName} can not be ${comparison} than existing ` +
        `retention period (${current} hours). Use ${other}RetentionPeriod API.`,
    );
  }
  stream.RetentionPeriodHours = hours;
}

/** @throws AwsError InvalidArgumentException over 50 tags */
export function addTags(stream: Stream, added: Readonly<Record<string, string>>): undefined {
  const tags = { ...stream.tags, ...added };
  if (Object.keys(tags).length > MAX_TAGS) throw invalid(`A stream cannot have more than ${MAX_TAGS} tags.`);
  stream.tags = tags;
}

export function removeTags(stream: Stream, keys: readonly string[]): undefined {
  stream.tags = Object.fromEntries(Object.entries(stream.tags).filter(([key]) => !keys.includes(key)));
}

/** Encryption is remembered and shown; nothing is encrypted locally. */
export function setEncryption(stream: Stream, keyId: string | undefined): undefined {
  stream.EncryptionType = keyId === undefined ? 'NONE' : 'KMS';
  if (keyId === undefined) delete stream.KeyId;
  else stream.KeyId = keyId;
}

export function split(stream: Stream, shardId: string, newStartingHashKey: string, nowMs: number): undefined {
  refuseOnDemand(stream, 'SplitShard');
  splitShard(stream, shardId, BigInt(newStartingHashKey), nowMs);
}

export function merge(stream: Stream, shardId: string, adjacentShardId: string, nowMs: number): undefined {
  refuseOnDemand(stream, 'MergeShards');
  mergeShards(stream, shardId, adjacentShardId, nowMs);
}

/** At most doubles, at least halves the open shards (Kinesis API reference, UpdateShardCount). */
export function updateShardCount(stream: Stream, target: number, nowMs: number): object {
  refuseOnDemand(stream, 'UpdateShardCount');
  const current = openShards(stream).length;
  if (target > 2 * current || target < current / 2) {
    const message = `UpdateShardCount cannot go from ${current} open shards to ${target}: at most double, at least half`;
    throw new AwsError('LimitExceededException', message);
  }
  reshardTo(stream, target, nowMs);
  return {
    StreamName: stream.StreamName,
    StreamARN: stream.StreamARN,
    CurrentShardCount: current,
    TargetShardCount: target,
  };
}

function refuseOnDemand(stream: Stream, operation: string): void {
  if (stream.StreamModeDetails.StreamMode === 'PROVISIONED') return;
  const message = `${operation} is not supported for stream ${stream.StreamName}: it is in ON_DEMAND mode`;
  throw new AwsError('ValidationException', message);
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidArgumentException', message);
}
