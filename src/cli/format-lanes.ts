import type { LaneStanding } from '../client/index.ts';
import { whole } from '../client/number-text.ts';
import { span } from '../client/span.ts';
import { instant, second } from './format-time.ts';
import type { TableText } from './write-table.ts';

const TITLES = ['shard', 'state', 'read', 'accepted', 'duplicate', 'rejected', 'ignored'];
const TIMES = ['newest event', 'watermark'];
/** Enough of a position to tell two apart. */
const SHOWN_POSITION = 10;

/** Lanes for people: ages in place of instants. */
export function laneTable(lanes: readonly LaneStanding[], nowMs: number): TableText {
  return {
    titles: [...TITLES, ...TIMES, 'last arrival', 'oldest unread', 'attempts', 'done through'],
    rows: lanes.map(({ shardId, lane, progress, watermarkMs, unreadSinceMs }) => [
      shardId,
      lane,
      ...countsOf(progress).map(whole),
      atSecond(progress.doneMaxEventTimeMs),
      atSecond(watermarkMs),
      age(nowMs, progress.lastArrivalMs),
      age(nowMs, unreadSinceMs),
      progress.attempts === null ? '–' : String(progress.attempts.count),
      progress.lastPosition === '' ? '–' : `…${progress.lastPosition.slice(-SHOWN_POSITION)}`,
    ]),
    isNumber: (column) => column > 1 && column < TITLES.length,
  };
}

/** Lanes for programs that take lines. */
export function laneLines(lanes: readonly LaneStanding[]): TableText {
  return {
    titles: [
      ...TITLES,
      ...TIMES,
      'decided event',
      'last arrival',
      'oldest unread',
      'attempts',
      'done through',
      'decided through',
    ],
    rows: lanes.map(({ shardId, lane, progress, watermarkMs, unreadSinceMs }) => [
      shardId,
      lane,
      ...countsOf(progress).map(String),
      at(progress.doneMaxEventTimeMs),
      at(watermarkMs),
      at(progress.decidedMaxEventTimeMs),
      at(progress.lastArrivalMs),
      at(unreadSinceMs),
      String(progress.attempts?.count ?? 0),
      progress.lastPosition,
      progress.decidedThrough,
    ]),
    isNumber: () => false,
  };
}

/** A lane for programs. */
export function laneJson({ shardId, state, lane, progress, watermarkMs, unreadSinceMs }: LaneStanding) {
  const { lastPosition, decidedThrough, counts, attempts, undelivered } = progress;
  return {
    shard: shardId,
    state: lane,
    shardState: state,
    donePosition: lastPosition,
    decidedPosition: decidedThrough,
    doneEventTime: orNull(progress.doneMaxEventTimeMs),
    decidedEventTime: orNull(progress.decidedMaxEventTimeMs),
    watermark: orNull(watermarkMs),
    lastArrival: orNull(progress.lastArrivalMs),
    oldestUnread: orNull(unreadSinceMs),
    attempts: attempts && { ...attempts, sinceMs: undefined, since: instant(attempts.sinceMs) },
    undelivered,
    counts,
  };
}

function countsOf({ counts }: LaneStanding['progress']): number[] {
  return [counts.read, counts.accepted, counts.duplicate, counts.rejected, counts.ignored];
}

function at(timeMs: number | null): string {
  return timeMs === null ? '–' : instant(timeMs);
}

function atSecond(timeMs: number | null): string {
  return timeMs === null ? '–' : second(timeMs);
}

function age(nowMs: number, timeMs: number | null): string {
  return timeMs === null ? '–' : `${span(nowMs - timeMs)} ago`;
}

function orNull(timeMs: number | null): string | null {
  return timeMs === null ? null : instant(timeMs);
}
