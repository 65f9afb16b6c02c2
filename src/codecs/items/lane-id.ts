import { fingerprint64, hash32 } from '../../engine/hash.ts';
import type { Lane } from '../../ports/lane.ts';

/** Partition keys over which lanes' progress is spread. Part of the stored layout. */
export const PROGRESS_SLOTS = 8;

/** Joins parts of a key: neither streams nor shards nor aggregations have it in their names. */
export const SEPARATOR = '|';

const SHARD = /^shardId-(\d{12})$/;

/**
 * A lane in few bytes, for keys of partials, which are many. The stream enters as a fingerprint of name and creation time, 64 bits in
 * base 36; a shard named otherwise than Kinesis does it keeps its name.
 */
export function shortLaneId(lane: Lane): string {
  const shard = SHARD.exec(lane.shardId)?.[1];
  return `${shortStreamId(lane)}-${shard === undefined ? `=${lane.shardId}` : Number(shard).toString(36)}`;
}

/** One per stream of a process; remembered because every write asks for it. */
const shortStreamIds = new Map<string, string>();

function shortStreamId(stream: Pick<Lane, 'streamName' | 'streamCreatedMs'>): string {
  const identity = `${stream.streamName}|${stream.streamCreatedMs}`;
  const known = shortStreamIds.get(identity);
  if (known !== undefined) return known;
  const id = BigInt(`0x${fingerprint64(identity)}`).toString(36);
  shortStreamIds.set(identity, id);
  return id;
}

/** The partition key that holds a lane's progress. */
export function progressSlot(lane: Lane): number {
  return hash32(laneKey(lane)) % PROGRESS_SLOTS;
}

/** A lane in full. */
export function laneKey(lane: Lane): string {
  return `${streamPrefix(lane)}${lane.shardId}`;
}

/** What the keys of a stream's lanes begin with. */
export function streamPrefix(stream: Pick<Lane, 'streamName' | 'streamCreatedMs'>): string {
  return `${stream.streamName}${SEPARATOR}${stream.streamCreatedMs}${SEPARATOR}`;
}
