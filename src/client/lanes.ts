import { NO_PROGRESS, type Progress } from '../engine/progress.ts';
import type { ProgressStore } from '../ports/progress-store.ts';
import type { StreamReader } from '../ports/stream-reader.ts';

/** A shard and how far it was processed. */
export interface LaneProgress {
  readonly shardId: string;
  /** `expired`: closed, and off the stream's list since its last record expired. */
  readonly state: 'open' | 'closed' | 'expired';
  readonly progress: Progress;
}

export interface LaneDeps {
  readonly store: Pick<ProgressStore, 'listProgress'>;
  readonly stream: StreamReader;
}

/** Every lane the stream has had, by shard id. */
export async function readLanes({ store, stream }: LaneDeps): Promise<readonly LaneProgress[]> {
  const identity = await stream.identify();
  const [shards, stored] = await Promise.all([stream.listShards(), store.listProgress(identity)]);
  const lanes = new Map<string, LaneProgress>();
  for (const { shardId, closed } of shards) {
    lanes.set(shardId, { shardId, state: closed ? 'closed' : 'open', progress: NO_PROGRESS });
  }
  for (const { lane, progress } of stored) {
    const { shardId } = lane;
    lanes.set(shardId, { shardId, state: lanes.get(shardId)?.state ?? 'expired', progress });
  }
  return [...lanes.values()].sort((a, b) => (a.shardId < b.shardId ? -1 : 1));
}

/** Ids of the shards that hold records after their progress, besides those that are never delivered. Looks at each: one read of the stream a shard. */
export async function unreadShards(stream: StreamReader, lanes: readonly LaneProgress[]): Promise<readonly string[]> {
  const looks = lanes
    .filter((lane) => lane.state !== 'expired')
    .map(async ({ shardId, progress: { lastPosition, undelivered } }) => ({
      shardId,
      look: await stream.lookAfter(shardId, lastPosition, undelivered),
    }));
  return (await Promise.all(looks)).filter(({ look }) => look === 'records').map(({ shardId }) => shardId);
}
