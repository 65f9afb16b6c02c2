import type { WatermarkPolicy } from '../../src/engine/pipeline.ts';
import { NO_PROGRESS, type Progress } from '../../src/engine/progress.ts';
import type { EpochMs } from '../../src/engine/time.ts';
import { type LaneView, laneWatermark } from '../../src/engine/watermark.ts';
import type { ProgressStore } from '../../src/ports/progress-store.ts';
import type { Shard, StreamReader } from '../../src/ports/stream-reader.ts';
import type { WritePool } from '../shared/write-pool.ts';

export interface ObserveDeps {
  readonly policy: WatermarkPolicy;
  readonly store: ProgressStore;
  readonly stream: StreamReader;
  readonly pool: WritePool;
}

/** A lane, and how the keeper found it. */
export interface ObservedLane extends LaneView {
  readonly shardId: string;
  readonly progress: Progress;
}

/**
 * Every lane of the stream as it is now.
 *
 * Silence alone is not idleness: a lane silent for longer than `idleAfterMs`, closed, or never read is looked at. With
 * `lookAtAll` all are, for a drain, which wants every lane proven empty. Shards without progress are lanes too.
 */
export function makeObserveLanes({ policy, store, stream, pool }: ObserveDeps) {
  // A closed shard that was read to its end stays so. By stream too: one made anew has shards of the same names.
  const drained = new Set<string>();

  const observe = async (
    shard: Shard,
    streamCreatedMs: EpochMs,
    progress: Progress,
    nowMs: EpochMs,
    lookAtAll: boolean,
  ): Promise<ObservedLane> => {
    const { shardId } = shard;
    const id = `${streamCreatedMs}|${shardId}`;
    const lane = { shardId, progress, watermarkMs: laneWatermark(policy, progress) };
    if (drained.has(id)) return { ...lane, state: 'drained' };
    const silent = progress.lastArrivalMs === null || nowMs - progress.lastArrivalMs > policy.idleAfterMs;
    if (!silent && !shard.closed && !lookAtAll) return { ...lane, state: 'active' };
    const found = await stream.lookAfter(shardId, progress.lastPosition, progress.undelivered);
    if (found === 'records') return { ...lane, state: silent ? 'behind' : 'active' };
    if (found === 'ended') {
      // Closed since the shards were listed: its children, which nobody has looked at, are not among them.
      if (!shard.closed) return { ...lane, state: 'active' };
      drained.add(id);
      return { ...lane, state: 'drained' };
    }
    // Read to its tip but not silent: more may be on its way, so it still holds the watermark, unless a drain asks for emptiness.
    return { ...lane, state: silent || lookAtAll ? 'idle' : 'active' };
  };

  return async (nowMs: EpochMs, lookAtAll: boolean): Promise<readonly ObservedLane[]> => {
    const [shards, identity] = await Promise.all([stream.listShards(), stream.identify()]);
    const known = await store.listProgress(identity);
    const progressOf = new Map(known.map(({ lane, progress }) => [lane.shardId, progress]));
    const lanes: ObservedLane[] = [];
    await pool.run(shards, async (shard) => {
      const progress = progressOf.get(shard.shardId) ?? NO_PROGRESS;
      lanes.push(await observe(shard, identity.streamCreatedMs, progress, nowMs, lookAtAll));
    });
    return lanes;
  };
}
