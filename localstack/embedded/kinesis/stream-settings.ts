import { AwsError } from '../gateway/aws-error.ts';
import { mergeShards, reshardTo, splitShard } from './reshard.ts';
import type { StreamStore } from './store.ts';
import { openShards, type Stream, type StreamMode } from './stream.ts';

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
