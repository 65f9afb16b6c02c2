import type { WatermarkPolicy } from '../engine/pipeline.ts';
import { BEFORE_FIRST, encodePosition, isInsideRecord, sequenceNumberOf } from '../engine/position.ts';
import type { EpochMs } from '../engine/time.ts';
import { isUndelivered } from '../engine/undelivered.ts';
import { laneWatermark } from '../engine/watermark.ts';
import type { Clock } from '../ports/clock.ts';
import type { StreamReader } from '../ports/stream-reader.ts';
import type { LaneProgress } from './lanes.ts';

/**
 * How a lane is doing. `active`: heard from lately. `idle`: silent, and its shard holds nothing unread. `behind`: silent, and its shard
 * holds unread records. `stalled`: behind, and it did not move while it was watched. `drained`: closed and read to its end.
 */
export type LaneState = 'active' | 'idle' | 'behind' | 'stalled' | 'drained';

/** A lane, and how a look at its shard found it. */
export interface LaneStanding extends LaneProgress {
  readonly lane: LaneState;
  /** Its own watermark; null where nothing was read from it. */
  readonly watermarkMs: EpochMs | null;
  /** When the oldest record that it has not done reached the stream; null: it holds none. */
  readonly unreadSinceMs: EpochMs | null;
}

export interface LaneStandingDeps {
  readonly policy: WatermarkPolicy;
  readonly stream: StreamReader;
  readonly clock: Clock;
}

/** The largest sequence number there can be (Kinesis API reference, Record). */
const LAST_SEQUENCE_NUMBER = '9'.repeat(129);

/** Looks at each shard: a read of the stream, and a second one where it holds unread records. Says `behind` where it may be stalled. */
export function readLaneStandings(
  deps: LaneStandingDeps,
  lanes: readonly LaneProgress[],
): Promise<readonly LaneStanding[]> {
  return Promise.all(lanes.map((lane) => standingOf(deps, lane)));
}

/** What a second look shows: lanes that are still behind and have not moved since the first are stalled. */
export function withStalled(first: readonly LaneStanding[], last: readonly LaneStanding[]): readonly LaneStanding[] {
  return last.map((lane) => {
    const before = first.find(({ shardId }) => shardId === lane.shardId);
    const isStalled = lane.lane === 'behind' && before?.lane === 'behind' && !hasMoved(before, lane);
    return isStalled ? { ...lane, lane: 'stalled' } : lane;
  });
}

async function standingOf({ policy, stream, clock }: LaneStandingDeps, lane: LaneProgress): Promise<LaneStanding> {
  const { shardId, state, progress } = lane;
  const watermarkMs = laneWatermark(policy, progress);
  const nothingUnread = { ...lane, watermarkMs, unreadSinceMs: null };
  if (state === 'expired') return { ...nothingUnread, lane: 'drained' };
  const look = await stream.lookAfter(shardId, progress.lastPosition, progress.undelivered);
  // Closed since the shards were listed.
  if (look === 'ended') return { ...nothingUnread, lane: state === 'closed' ? 'drained' : 'active' };
  const isSilent = progress.lastArrivalMs === null || clock.nowMs() - progress.lastArrivalMs > policy.idleAfterMs;
  if (look === 'empty') return { ...nothingUnread, lane: isSilent ? 'idle' : 'active' };
  const unreadSinceMs = await oldestUnread(stream, lane);
  return { ...lane, watermarkMs, unreadSinceMs, lane: isSilent ? 'behind' : 'active' };
}

async function oldestUnread(stream: StreamReader, { shardId, progress }: LaneProgress): Promise<EpochMs | null> {
  const { lastPosition, undelivered } = progress;
  const isFirst = lastPosition === BEFORE_FIRST;
  const from = isFirst ? '0' : sequenceNumberOf(lastPosition);
  const last = isFirst ? BEFORE_FIRST : encodePosition(from);
  for await (const { sequenceNumber, arrivalMs } of stream.recordsBetween(shardId, from, LAST_SEQUENCE_NUMBER)) {
    const position = encodePosition(sequenceNumber);
    const isLeft = position > last || (position === last && isInsideRecord(lastPosition));
    if (isLeft && !isUndelivered(position, undelivered)) return arrivalMs;
  }
  return null;
}

function hasMoved(before: LaneProgress, after: LaneProgress): boolean {
  const { lastPosition, decidedThrough } = before.progress;
  return lastPosition !== after.progress.lastPosition || decidedThrough !== after.progress.decidedThrough;
}
