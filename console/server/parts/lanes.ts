import type { Clock, LaneStanding, PipelineClient } from '../../../src/client/index.ts';
import type { LaneView } from '../../api/views.ts';
import type { Part } from '../part.ts';

const EVERY_MS = 2_000;
/** How long a lane that is behind is watched before it counts as stalled. */
const PATIENCE_MS = 4_000;

/** Each shard's lane: a read of the stream each. */
export function lanesPart({ lanes, clock }: Pick<PipelineClient, 'lanes'> & { readonly clock: Clock }): Part<'lanes'> {
  return {
    everyMs: EVERY_MS,
    async read() {
      const standings = await lanes({ patienceMs: PATIENCE_MS });
      return { atMs: clock.nowMs(), lanes: standings.map(laneView) };
    },
  };
}

function laneView({ shardId, lane, watermarkMs, unreadSinceMs, progress }: LaneStanding): LaneView {
  const { counts, lastArrivalMs } = progress;
  return { shardId, state: lane, read: counts.read, watermarkMs, lastArrivalMs, unreadSinceMs };
}
