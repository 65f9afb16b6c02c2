import type { Shard } from './stream-reader.ts';

/**
 * The shards that may be read now: not done yet, and every parent that the stream still lists is done to its end, so that a
 * key's records before a split or merge come before those after it.
 */
export function readableShards(shards: readonly Shard[], isDone: (shardId: string) => boolean): Shard[] {
  const listed = new Set(shards.map((shard) => shard.id));
  return shards.filter(
    (shard) => !isDone(shard.id) && shard.parents.every((parent) => !listed.has(parent) || isDone(parent)),
  );
}
