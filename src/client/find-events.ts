import { ResourceNotFoundException } from '@aws-sdk/client-kinesis';
import { type KinesisDeps, readShard } from '../adapters/aws/kinesis-shard.ts';
import { recordOf } from '../adapters/aws/kinesis-stream-reader.ts';
import type { Evaluated } from '../engine/evaluate.ts';
import type { Plan } from '../engine/plan.ts';
import { encodePosition, sequenceNumberOf } from '../engine/position.ts';
import type { StreamReader } from '../ports/stream-reader.ts';
import type { ReadRecord, StreamEvent } from './event-reader.ts';
import type { Explanation, LaneShare } from './explain-result.ts';

/** An event that brings something to a result. */
export interface ContributingEvent extends StreamEvent {
  /** How often: an event may name one key several times. */
  readonly times: number;
  /** True where a redrive brought it. */
  readonly isRedriven: boolean;
}

/** What a search of the stream has found. */
export interface EventSearch {
  /** In the order of their shards and places. */
  readonly events: readonly ContributingEvent[];
  /** How many contributions were found, those of events left out too. */
  readonly found: number;
  /** How many contributions the shares say there are. */
  readonly counted: number;
  /** Records that were looked at. */
  readonly looked: number;
  /** False where it ended after `maxRecords`, or because it was told to. */
  readonly isWhole: boolean;
}

export interface SearchOptions {
  /** At most so many events are given. Default: 100. */
  readonly limit?: number;
  /** At most so many records are looked at. Default: 200,000. */
  readonly maxRecords?: number;
  readonly signal?: AbortSignal;
  /** Told of how many records were looked at, now and then. */
  readonly onProgress?: (looked: number) => void;
}

export interface SearchDeps {
  readonly plan: Plan;
  readonly kinesis: KinesisDeps;
  readonly stream: StreamReader;
  readonly readRecord: ReadRecord;
}

const LIMIT = 100;
const MAX_RECORDS = 200_000;
const RECORDS_PER_READ = 10_000;

/**
 * Reads the stream again for the events that a result is made of, as far as the stream still holds them: of each lane that has a share, from
 * the window's start (by arrival, less the future bound) to where the share ends; and each redriven event by its place.
 *
 * A lane's events may be more than its share: duplicates of senders and events that came too late are among them, since what became of a single
 * event is not kept. It reads at the expense of the pipeline's own reads of these shards.
 */
export async function findEvents(
  deps: SearchDeps,
  explanation: Explanation,
  options: SearchOptions = {},
): Promise<EventSearch> {
  const { limit = LIMIT, maxRecords = MAX_RECORDS, signal, onProgress } = options;
  const { lanes, redriven } = explanation;
  const events: ContributingEvent[] = [];
  let found = 0;
  let looked = 0;
  const isOver = (): boolean => signal?.aborted === true || looked >= maxRecords;
  const add = (event: StreamEvent, evaluated: Evaluated, isRedriven: boolean): void => {
    const times = timesIn(evaluated, explanation);
    found += times;
    if (times > 0 && events.length < limit) events.push({ ...event, times, isRedriven });
  };

  for (const share of lanes) {
    for await (const page of pagesOf(deps, explanation, share)) {
      for (const record of page) {
        if (isOver()) break;
        looked += 1;
        for (const { event, evaluated } of await deps.readRecord(share.shardId ?? '', record)) {
          if (event.position <= share.applied) add(event, evaluated, false);
        }
      }
      onProgress?.(looked);
      if (isOver()) break;
    }
  }
  for (const { shardId, applied } of redriven) {
    if (shardId === undefined || isOver()) continue;
    const sequenceNumber = sequenceNumberOf(applied);
    for await (const record of deps.stream.recordsBetween(shardId, sequenceNumber, sequenceNumber)) {
      looked += 1;
      const read = await deps.readRecord(shardId, record);
      for (const { event, evaluated } of read) if (event.position === applied) add(event, evaluated, true);
    }
  }
  const counted = [...lanes, ...redriven].reduce((sum, { n }) => sum + n, 0);
  return { events, found, counted, looked, isWhole: !isOver() };
}

/** The records of a lane that may have brought something to its share, page by page. */
async function* pagesOf(
  { plan, kinesis }: SearchDeps,
  { windowStartMs }: Explanation,
  { shardId, applied }: LaneShare,
) {
  if (shardId === undefined) return;
  const fromMs = Math.max(0, windowStartMs - plan.pipeline.watermark.futureBoundMs);
  const start = { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(fromMs) } as const;
  const last = encodePosition(sequenceNumberOf(applied));
  try {
    for await (const { records, isTip } of readShard(kinesis, shardId, start, RECORDS_PER_READ)) {
      const read = records.map(recordOf);
      const within = read.filter(({ sequenceNumber }) => encodePosition(sequenceNumber) <= last);
      if (within.length > 0) yield within;
      if (isTip || within.length < read.length || encodePosition(within.at(-1)?.sequenceNumber ?? '0') === last) return;
    }
  } catch (error) {
    // The shard is not listed any more: it was closed, and its records have expired.
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
}

function timesIn(evaluated: Evaluated, { aggregation, key, windowStartMs }: Explanation): number {
  if (evaluated.kind !== 'event') return 0;
  const parts = evaluated.parts.filter(
    (part) => part.plan.aggregation.name === aggregation && part.windowStartMs === windowStartMs,
  );
  const keys = parts.flatMap((part) => part.keys);
  return keys.filter((name) => name === key).length;
}
