import { BEFORE_FIRST } from '../../engine/position.ts';
import { type Attempts, NO_COUNTS, type Progress, type Undelivered } from '../../engine/progress.ts';
import type { Lane } from '../../ports/lane.ts';
import type { LaneProgress } from '../../ports/progress-store.ts';
import {
  type Item,
  type ItemKey,
  integerOf,
  keyAttributes,
  missing,
  optionalIntegerOf,
  type StoredItem,
  textOf,
} from './attribute.ts';
import { decodeCounts, encodeCounts } from './counts-attribute.ts';
import { decodeExceptions, encodeExceptions } from './exceptions-attribute.ts';
import { laneKey, PROGRESS_SLOTS, progressSlot, SEPARATOR } from './lane-id.ts';

export const VERSION = 'v';
/** Short, because each batch writes them twice and a lane's progress should stay within one write unit. */
const LAST_POSITION = 'l';
const DONE_MAX_EVENT_TIME = 'lt';
const DECIDED_THROUGH = 'd';
const DECIDED_MAX_EVENT_TIME = 'dt';
const EXCEPTIONS = 'x';
const LAST_ARRIVAL = 'ar';
const TOTALS = 'c';
const AGGREGATIONS = 'ca';
/** Count, position and beginning, one text: there only while something keeps dying. */
const ATTEMPTS = 'at';
/** Both ends of each batch, one text: there only where large records were the shard's last for a while. */
const UNDELIVERED = 'u';

export function progressKey(lane: Lane): ItemKey {
  return { pk: progressPartitionKey(progressSlot(lane)), sk: laneKey(lane) };
}

/** Partition keys that together hold all lanes' progress. */
export const PROGRESS_PARTITION_KEYS: readonly string[] = Array.from({ length: PROGRESS_SLOTS }, (_, slot) =>
  progressPartitionKey(slot),
);

/** What follows from other attributes is left out: see `decodeProgress`. */
export function encodeProgress(lane: Lane, progress: Progress): Item {
  const item: Item = { ...keyAttributes(progressKey(lane)), [VERSION]: { N: String(progress.version) } };
  if (progress.lastPosition !== BEFORE_FIRST) item[LAST_POSITION] = { S: progress.lastPosition };
  if (progress.decidedThrough !== progress.lastPosition) item[DECIDED_THROUGH] = { S: progress.decidedThrough };
  putInteger(item, DONE_MAX_EVENT_TIME, progress.doneMaxEventTimeMs);
  if (progress.decidedMaxEventTimeMs !== progress.doneMaxEventTimeMs) {
    item[DECIDED_MAX_EVENT_TIME] =
      progress.decidedMaxEventTimeMs === null ? { NULL: true } : { N: String(progress.decidedMaxEventTimeMs) };
  }
  if (progress.exceptions.length > 0) item[EXCEPTIONS] = encodeExceptions(progress.exceptions, progress.decidedThrough);
  putInteger(item, LAST_ARRIVAL, progress.lastArrivalMs);
  if (progress.attempts) {
    const { count, position, sinceMs } = progress.attempts;
    item[ATTEMPTS] = { S: `${count} ${position} ${sinceMs}` };
  }
  if (progress.undelivered.length > 0) {
    item[UNDELIVERED] = { S: progress.undelivered.map(({ from, through }) => `${from} ${through}`).join() };
  }
  if (progress.counts !== NO_COUNTS) {
    const { totals, aggregations } = encodeCounts(progress.counts);
    item[TOTALS] = totals;
    item[AGGREGATIONS] = aggregations;
  }
  return item;
}

/** @throws InvariantError where the item was not written by this code */
export function decodeProgress(item: StoredItem): Progress {
  const lastPosition = item[LAST_POSITION]?.S ?? BEFORE_FIRST;
  const decidedThrough = item[DECIDED_THROUGH]?.S ?? lastPosition;
  const doneMaxEventTimeMs = optionalIntegerOf(item, DONE_MAX_EVENT_TIME) ?? null;
  const stored = item[EXCEPTIONS];
  return {
    version: integerOf(item, VERSION),
    lastPosition,
    doneMaxEventTimeMs,
    decidedThrough,
    decidedMaxEventTimeMs: item[DECIDED_MAX_EVENT_TIME]?.NULL
      ? null
      : (optionalIntegerOf(item, DECIDED_MAX_EVENT_TIME) ?? doneMaxEventTimeMs),
    exceptions: stored ? decodeExceptions(stored, decidedThrough) : [],
    lastArrivalMs: optionalIntegerOf(item, LAST_ARRIVAL) ?? null,
    counts: decodeCounts(item[TOTALS], item[AGGREGATIONS]),
    attempts: attemptsOf(item[ATTEMPTS]?.S),
    undelivered: undeliveredOf(item[UNDELIVERED]?.S),
  };
}

/** A stored item with the lane that its key names. */
export function decodeLaneProgress(item: StoredItem): LaneProgress {
  const [streamName, createdMs, shardId] = textOf(item, 'sk').split(SEPARATOR);
  const streamCreatedMs = Number(createdMs);
  if (streamName === undefined || shardId === undefined || !Number.isSafeInteger(streamCreatedMs)) {
    return missing(item, 'sk', 'a lane');
  }
  return { lane: { streamName, streamCreatedMs, shardId }, progress: decodeProgress(item) };
}

function attemptsOf(text: string | undefined): Attempts | null {
  if (text === undefined) return null;
  const [count = '', position = '', sinceMs = ''] = text.split(' ');
  return { position, count: Number(count), sinceMs: Number(sinceMs) };
}

function undeliveredOf(text: string | undefined): readonly Undelivered[] {
  return (text?.split(',') ?? []).map((batch) => {
    const [from = '', through = ''] = batch.split(' ');
    return { from, through };
  });
}

function progressPartitionKey(slot: number): string {
  return `progress${SEPARATOR}${slot}`;
}

function putInteger(item: Item, name: string, value: number | null): void {
  if (value !== null) item[name] = { N: String(value) };
}
