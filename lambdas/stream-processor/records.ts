import type { KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import type { Opened, RecordReader } from '../../src/codecs/record-reader.ts';
import type { EvaluatedBatch } from '../../src/engine/batch.ts';
import { InvariantError } from '../../src/engine/errors.ts';
import type { EpochMs } from '../../src/engine/time.ts';
import type { SourceRecord } from '../../src/ports/dead-letters.ts';
import type { Lane } from '../../src/ports/lane.ts';
import { type EventList, WHOLE_RECORD } from './event-list.ts';

/**
 * The lane that an invocation's records come from, undefined for none: a batch is read from one shard, which an event names only
 * inside `eventID` (`shardId-…:sequenceNumber`; Lambda Developer Guide, "Using Lambda with Kinesis").
 */
export function laneOf(
  event: KinesisStreamEvent,
  stream: Pick<Lane, 'streamName' | 'streamCreatedMs'>,
): Lane | undefined {
  const [first] = event.Records;
  const last = event.Records[event.Records.length - 1];
  if (!first || !last) return undefined;
  const shardId = first.eventID.slice(0, first.eventID.indexOf(':'));
  if (shardId.length === 0 || !last.eventID.startsWith(`${shardId}:`)) {
    throw new InvariantError(`a batch must come from one shard, got ${first.eventID} and ${last.eventID}`);
  }
  return { ...stream, shardId };
}

/** Those events of one invocation that were not done when it began, all of one lane. */
export interface Batch {
  readonly lane: Lane;
  readonly evaluated: EvaluatedBatch;
  readonly records: readonly KinesisStreamRecord[];
  /** For each event the record that it came in, and its place there. */
  readonly events: EventList;
  /** The first record with an event that cannot be decided now; undefined where there is none. */
  readonly heldUp: KinesisStreamRecord | undefined;
}

/** The record that an event came in, undefined beyond the last event. */
export function recordAt({ records, events }: Batch, index: number): KinesisStreamRecord | undefined {
  return index < events.length ? records[events.recordOf[index] ?? -1] : undefined;
}

/** The same batch without its events from index `end` on, which cannot be decided now. */
export function cutBefore(batch: Batch, end: number): Batch {
  const heldUp = recordAt(batch, end) ?? batch.heldUp;
  const { positions, evaluated } = batch.evaluated;
  // Positions are those of the events listed.
  batch.events.cut(end);
  return { ...batch, heldUp, evaluated: { positions, evaluated: evaluated.slice(0, end) } };
}

/** When the record reached the stream; the event gives seconds with a fraction. */
export function arrivalOf(record: KinesisStreamRecord): EpochMs {
  return Math.round(record.kinesis.approximateArrivalTimestamp * 1_000);
}

/** Makes what gives an event of a batch as other queues keep it: without the events that came packed with it. */
export function makeSourceRecordOf(reader: Pick<RecordReader, 'open' | 'dataOf'>) {
  let last: { readonly record: KinesisStreamRecord; readonly opened: Opened } | undefined;
  return (batch: Batch, index: number): SourceRecord | undefined => {
    const record = recordAt(batch, index);
    if (!record) return undefined;
    const { sequenceNumber, partitionKey, data } = record.kinesis;
    const source = { lane: batch.lane, sequenceNumber, partitionKey, arrivalMs: arrivalOf(record), dataBase64: data };
    const place = batch.events.places[index] ?? 0;
    // Whatever it packs: opening it may be what kills.
    if (place === WHOLE_RECORD) return source;
    // Of a packed record many events may be asked for, one after another.
    if (last?.record !== record) last = { record, opened: reader.open(data) };
    const { opened } = last;
    // What cannot be opened, or holds nothing, is kept as it came.
    if (typeof opened !== 'number' || opened === 0) return source;
    const { partitionKey: ownKey = partitionKey, dataBase64 } = reader.dataOf(place);
    return { ...source, partitionKey: ownKey, dataBase64 };
  };
}
