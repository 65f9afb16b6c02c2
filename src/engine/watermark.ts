import type { WatermarkPolicy } from './pipeline.ts';
import type { Progress } from './progress.ts';
import type { EpochMs } from './time.ts';

/**
 * What a lane says about event time: no earlier event is expected. `null` where nothing was read from it.
 *
 * Follows the newest arrival at `maxHoldMs`, where that is set, so that a lane of rejects or one slow clock cannot hold every window.
 */
export function laneWatermark(
  policy: WatermarkPolicy,
  progress: Pick<Progress, 'doneMaxEventTimeMs' | 'lastArrivalMs'>,
): EpochMs | null {
  const byEvents = progress.doneMaxEventTimeMs === null ? null : progress.doneMaxEventTimeMs - policy.outOfOrdernessMs;
  if (policy.maxHoldMs === undefined || progress.lastArrivalMs === null) return byEvents;
  const byArrival = progress.lastArrivalMs - policy.maxHoldMs;
  return byEvents === null ? byArrival : Math.max(byEvents, byArrival);
}

/**
 * A lane as the keeper sees it. `active`: heard from lately. `behind`: silent, but its shard holds unread records, so it holds the
 * watermark. `idle`: silent, and a look at its shard found nothing. `drained`: closed and read to its end.
 */
export interface LaneView {
  readonly state: 'active' | 'behind' | 'idle' | 'drained';
  readonly watermarkMs: EpochMs | null;
}

/** The keeper's durable memory. */
export interface GlobalWatermark {
  readonly watermarkMs: EpochMs | null;
  /** Since when all lanes have been empty, by the keeper's clock, and the watermark then. */
  readonly emptySince: { readonly atMs: EpochMs; readonly watermarkMs: EpochMs } | null;
  /** An operator's command: once every lane is proven empty, the watermark is at least this. */
  readonly drainFloorMs: EpochMs | null;
}

export const NO_WATERMARK: GlobalWatermark = { watermarkMs: null, emptySince: null, drainFloorMs: null };

/**
 * The global watermark after a look at all lanes: the least of those that are neither idle nor drained; it never goes back.
 *
 * A wrong one costs an extra revision, never a wrong number: whether an event counts is decided by its own lane.
 */
export function advanceWatermark(
  policy: WatermarkPolicy,
  before: GlobalWatermark,
  lanes: readonly LaneView[],
  nowMs: EpochMs,
): GlobalWatermark {
  const holding = lanes.filter((lane) => lane.state === 'active' || lane.state === 'behind');
  if (holding.length > 0) {
    const least = holding.reduce<EpochMs | null>(
      (low, lane) => (low === null || lane.watermarkMs === null ? null : Math.min(low, lane.watermarkMs)),
      Number.POSITIVE_INFINITY,
    );
    return { ...before, watermarkMs: later(before.watermarkMs, least), emptySince: null };
  }
  return whenAllEmpty(policy, before, lanes, nowMs);
}

/** Every lane is proven empty: nothing earlier can come but what is not yet sent. */
function whenAllEmpty(
  policy: WatermarkPolicy,
  before: GlobalWatermark,
  lanes: readonly LaneView[],
  nowMs: EpochMs,
): GlobalWatermark {
  // What the lanes read before they fell idle counts too: they may have done so between two looks. The newest speaks, as it did
  // when it was the last one active.
  let watermarkMs = lanes.reduce((newest, lane) => later(newest, lane.watermarkMs), before.watermarkMs);
  // A finite run's end, or an operator's word that nothing more will come.
  if (before.drainFloorMs !== null && lanes.length > 0) watermarkMs = later(watermarkMs, before.drainFloorMs);
  if (policy.idle === 'hold' || watermarkMs === null) return { ...before, watermarkMs };
  const isUnchanged = watermarkMs === before.watermarkMs;
  const emptySince = (isUnchanged ? before.emptySince : null) ?? { atMs: nowMs, watermarkMs };
  // By the time passed, never to wall time: old data being replayed would all be late.
  const moved = emptySince.watermarkMs + Math.max(0, nowMs - emptySince.atMs);
  return { ...before, watermarkMs: later(watermarkMs, moved), emptySince };
}

function later(a: EpochMs | null, b: EpochMs | null): EpochMs | null {
  if (a === null) return b;
  return b === null ? a : Math.max(a, b);
}
