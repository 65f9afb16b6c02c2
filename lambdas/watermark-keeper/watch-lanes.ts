import type { EpochMs } from '../../src/engine/time.ts';
import type { MetricValues, PipelineMetric } from '../../src/ports/telemetry.ts';
import type { ObservedLane } from './observe-lanes.ts';

/** A little less than the schedule's minute, so that the second tick at which a lane has not moved tells. */
const STALLED_AFTER_MS = 50_000;

/** Where a lane that is behind was seen first. */
interface Place {
  readonly lastPosition: string;
  readonly decidedThrough: string;
  readonly sinceMs: EpochMs;
}

/**
 * Makes what counts lanes by how they are doing. One that is behind is stalled where it has not moved for 50 s while this instance watched:
 * a lane that reads a backlog is behind for long, and active.
 */
export function makeWatchLanes() {
  let places = new Map<string, Place>();

  return (lanes: readonly ObservedLane[], nowMs: EpochMs): MetricValues<PipelineMetric> => {
    const seen = new Map<string, Place>();
    let [active, idle, stalled] = [0, 0, 0];
    for (const { shardId, state, progress } of lanes) {
      if (state === 'idle') idle += 1;
      if (state === 'active') active += 1;
      if (state !== 'behind') continue;
      const { lastPosition, decidedThrough } = progress;
      const before = places.get(shardId);
      const isThere = before?.lastPosition === lastPosition && before.decidedThrough === decidedThrough;
      const place = before && isThere ? before : { lastPosition, decidedThrough, sinceMs: nowMs };
      seen.set(shardId, place);
      if (nowMs - place.sinceMs >= STALLED_AFTER_MS) stalled += 1;
      else active += 1;
    }
    places = seen;
    return { LanesActive: active, LanesIdle: idle, LanesStalled: stalled };
  };
}
