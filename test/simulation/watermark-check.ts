import { BEFORE_FIRST } from '../../src/engine/position.ts';
import type { Progress } from '../../src/engine/progress.ts';
import type { FaultKind } from './faults.ts';
import type { PolicySpec } from './scenario.ts';
import type { SimShard } from './stream.ts';
import type { World } from './world.ts';

/** What makes the keeper believe wrong things: then its watermark may be wrong. */
export const DECEPTIONS: readonly FaultKind[] = [
  'wrong watermark',
  'wrong idleness',
  'stale list of shards',
  'early drain',
];

/** The watermark passes no lane that holds unread records, where nobody deceives the keeper. */
export class WatermarkCheck {
  readonly #world: World;
  /** By shard, as its lane's progress was last written. */
  readonly #progress = new Map<string, Progress>();

  constructor(world: World) {
    this.#world = world;
  }

  sawProgress(shardId: string, progress: Progress): void {
    this.#progress.set(shardId, progress);
  }

  /**
   * @param begunMs since when whoever wrote it has been running: what came later it need not have seen
   * @returns what is wrong about raising the watermark so far, undefined where nothing is
   */
  problemOf(watermarkMs: number, begunMs: number): string | undefined {
    const { faults, stream, scenario } = this.#world;
    if (DECEPTIONS.some((kind) => faults.canHappen(kind))) return undefined;
    for (const shard of stream.shards) {
      const progress = this.#progress.get(shard.shardId);
      if (!this.#isUnread(shard, progress, begunMs)) continue;
      const mostMs = Math.max(...scenario.versions.map(({ policy }) => laneWatermark(policy, progress)));
      if (watermarkMs > mostMs)
        return `the watermark is raised to ${watermarkMs}, ${shard.shardId} holds unread records after ${mostMs}`;
    }
    return undefined;
  }

  #isUnread({ records }: SimShard, progress: Progress | undefined, begunMs: number): boolean {
    const donePosition = progress?.lastPosition ?? BEFORE_FIRST;
    return records.some(({ arrivalMs, lastPosition }) => arrivalMs < begunMs && lastPosition > donePosition);
  }
}

/** As the protocol has it; told anew here. */
function laneWatermark({ outOfOrdernessMs, maxHoldMs }: PolicySpec, progress: Progress | undefined): number {
  const { doneMaxEventTimeMs = null, lastArrivalMs = null } = progress ?? {};
  return Math.max(
    doneMaxEventTimeMs === null ? -Infinity : doneMaxEventTimeMs - outOfOrdernessMs,
    lastArrivalMs === null || maxHoldMs === null ? -Infinity : lastArrivalMs - maxHoldMs,
  );
}
