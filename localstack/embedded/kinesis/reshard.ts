import { AwsError } from '../gateway/aws-error.ts';
import { LAST_RECORD_INDEX, readSequence, shardName, startingSequence, writeSequence } from './sequence.ts';
import { type HashKeyRange, isOpen, openShards, type Shard, type Stream } from './stream.ts';

/** Children begin in the next second, after the parent's last possible sequence number. */
const CHILD_BEGINS_LATER_MS = 1_000;

/** Closes a shard and opens two children, the second beginning at `newStartingHashKey`. @throws AwsError */
export function splitShard(stream: Stream, shardId: string, newStartingHashKey: bigint, nowMs: number): void {
  const parent = openShard(stream, shardId);
  const start = BigInt(parent.HashKeyRange.StartingHashKey);
  const end = BigInt(parent.HashKeyRange.EndingHashKey);
  if (newStartingHashKey <= start + 1n || newStartingHashKey >= end) {
    throw new AwsError(
      'InvalidArgumentException',
      `NewStartingHashKey ${newStartingHashKey} used in SplitShard() on shard ${shardId} in stream ${stream.StreamName} is not ` +
        `both greater than one plus the shard's StartingHashKey ${start} and less than the shard's EndingHashKey ${end}.`,
    );
  }
  close(stream, parent, nowMs);
  const parentage = { ParentShardId: shardId };
  open(stream, parentage, { StartingHashKey: String(start), EndingHashKey: String(newStartingHashKey - 1n) }, nowMs);
  open(stream, parentage, { StartingHashKey: String(newStartingHashKey), EndingHashKey: String(end) }, nowMs);
}

/** Closes two shards whose hash key ranges touch and opens one child. @throws AwsError */
export function mergeShards(stream: Stream, shardId: string, adjacentShardId: string, nowMs: number): void {
  const [lower, upper] = [openShard(stream, shardId), openShard(stream, adjacentShardId)].sort(byHashKey);
  if (
    !lower ||
    !upper ||
    BigInt(lower.HashKeyRange.EndingHashKey) + 1n !== BigInt(upper.HashKeyRange.StartingHashKey)
  ) {
    throw new AwsError(
      'InvalidArgumentException',
      `Shards ${shardId} and ${adjacentShardId} in stream ${stream.StreamName} are not an adjacent pair of shards eligible for merging`,
    );
  }
  close(stream, lower, nowMs);
  close(stream, upper, nowMs);
  const range = {
    StartingHashKey: lower.HashKeyRange.StartingHashKey,
    EndingHashKey: upper.HashKeyRange.EndingHashKey,
  };
  open(stream, { ParentShardId: shardId, AdjacentParentShardId: adjacentShardId }, range, nowMs);
}

/** Splits the widest shards, or merges the narrowest neighbours, until the stream has `count` open shards. */
export function reshardTo(stream: Stream, count: number, nowMs: number): void {
  while (openShards(stream).length < count) splitWidestShard(stream, nowMs);
  while (openShards(stream).length > count) {
    const shards = openShards(stream).sort(byHashKey);
    const pairs = shards.slice(1).map((upper, index) => ({ lower: shards[index] ?? upper, upper }));
    const narrowest = pairs.reduce((best, pair) => (pairWidth(pair) < pairWidth(best) ? pair : best));
    mergeShards(stream, narrowest.lower.ShardId, narrowest.upper.ShardId, nowMs);
  }
}

/** Splits the widest open shard in the middle, the oldest of equals. */
export function splitWidestShard(stream: Stream, nowMs: number): undefined {
  const shard = openShards(stream).reduce((best, candidate) => (width(candidate) > width(best) ? candidate : best));
  splitShard(stream, shard.ShardId, BigInt(shard.HashKeyRange.StartingHashKey) + width(shard) / 2n, nowMs);
}

function openShard(stream: Stream, shardId: string): Shard {
  const shard = stream.Shards.find((candidate) => candidate.ShardId === shardId);
  if (!shard) {
    throw new AwsError('ResourceNotFoundException', `Could not find shard ${shardId} in stream ${stream.StreamName}.`);
  }
  if (!isOpen(shard)) {
    throw new AwsError('InvalidArgumentException', `Shard ${shardId} in stream ${stream.StreamName} is closed.`);
  }
  return shard;
}

function close(stream: Stream, shard: Shard, nowMs: number): void {
  const { shardCreateMs } = readSequence(shard.SequenceNumberRange.StartingSequenceNumber);
  shard.SequenceNumberRange.EndingSequenceNumber = writeSequence({
    shardCreateMs,
    recordIndex: LAST_RECORD_INDEX,
    arrivalMs: nowMs,
    shardIndex: stream.Shards.indexOf(shard),
  });
}

function open(stream: Stream, parentage: Partial<Shard>, range: HashKeyRange, nowMs: number): void {
  const index = stream.Shards.length;
  stream.Shards.push({
    ...parentage,
    ShardId: shardName(index),
    HashKeyRange: range,
    SequenceNumberRange: { StartingSequenceNumber: startingSequence(nowMs + CHILD_BEGINS_LATER_MS, index) },
  });
}

function width(shard: Shard): bigint {
  return BigInt(shard.HashKeyRange.EndingHashKey) - BigInt(shard.HashKeyRange.StartingHashKey) + 1n;
}

function pairWidth(pair: { lower: Shard; upper: Shard }): bigint {
  return width(pair.lower) + width(pair.upper);
}

function byHashKey(a: Shard, b: Shard): number {
  return BigInt(a.HashKeyRange.StartingHashKey) < BigInt(b.HashKeyRange.StartingHashKey) ? -1 : 1;
}
