import { createHash } from 'node:crypto';
import type { Progress } from '../../src/engine/progress.ts';
import type { ClaimStore } from '../../src/ports/claim-store.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import type { Lane } from '../../src/ports/lane.ts';
import type { ProgressStore } from '../../src/ports/progress-store.ts';
import type { Shard, StreamReader } from '../../src/ports/stream-reader.ts';

export interface JudgingLanesDeps {
  readonly store: Pick<ProgressStore, 'readProgress'> & Pick<ClaimStore, 'isLeft'>;
  readonly stream: Pick<StreamReader, 'listShards'>;
}

/** Where copies of an event have come since it did. */
export interface JudgingLanes {
  /** Its own lane, then the lanes that its partition key fell to as shards were split and merged. */
  readonly lanes: readonly Lane[];
  /** The last of them, in which copies are judged now. */
  readonly lane: Lane;
  readonly progress: Progress;
}

/** Makes what follows an event's partition key down to the first lane that has not been left. */
export function makeJudgingLanes({ store, stream }: JudgingLanesDeps) {
  return async (own: Lane, partitionKey: string): Promise<JudgingLanes> => {
    let shards: readonly Shard[] | undefined;
    const lanes: Lane[] = [];
    for (let lane = own; ; ) {
      lanes.push(lane);
      // Progress first: whoever leaves the lane notes it and then moves the version.
      const progress = await store.readProgress(lane);
      const isLeft = await store.isLeft(lane);
      if (!isLeft && progress.version > 0) return { lanes, lane, progress };
      shards ??= await stream.listShards();
      const { shardId } = lane;
      if (!isLeft && shards.some((shard) => shard.shardId === shardId)) return { lanes, lane, progress };
      lane = { ...lane, shardId: nextShard(shards, shardId, hashOf(partitionKey)) };
    }
  };
}

/** The shard that takes a key's records after another. @throws RetryableError where the list does not have it yet */
function nextShard(shards: readonly Shard[], shardId: string, hash: bigint): string {
  const takesKey = ({ hashKeys }: Shard): boolean => hashKeys.first <= hash && hash <= hashKeys.last;
  const children = shards.filter(({ parents }) => parents.includes(shardId));
  // A sender that says itself where a record goes may have sent it where its key does not lead.
  const child = children.find(takesKey) ?? children[0];
  if (child) return child.shardId;
  const isListed = (id: string): boolean => shards.some((shard) => shard.shardId === id);
  if (isListed(shardId)) throw new RetryableError(`what shard ${shardId} was split into is not listed yet`);
  // Its children are no longer listed either: the oldest that is takes up where they ended.
  const oldest = shards.find((shard) => takesKey(shard) && !shard.parents.some(isListed));
  if (!oldest) throw new RetryableError('no listed shard takes the records of this partition key');
  return oldest.shardId;
}

/** Where Kinesis puts a partition key among all shards: its MD5 as a number (Kinesis Developer Guide, "Partition key"). */
function hashOf(partitionKey: string): bigint {
  return BigInt(`0x${createHash('md5').update(partitionKey).digest('hex')}`);
}
