import type { KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import type { EvaluatedBatch } from '../../src/engine/batch.ts';
import { InvariantError } from '../../src/engine/errors.ts';
import type { EpochMs } from '../../src/engine/time.ts';
import type { SourceRecord } from '../../src/ports/dead-letters.ts';
import type { Lane } from '../../src/ports/lane.ts';

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

/** Those records of one invocation that were not done when it began, all of one lane. */
export interface Batch {
  readonly lane: Lane;
  readonly records: readonly KinesisStreamRecord[];
  readonly evaluated: EvaluatedBatch;
}

/** When the record reached the stream; the event gives seconds with a fraction. */
export function arrivalOf(record: KinesisStreamRecord): EpochMs {
  return Math.round(record.kinesis.approximateArrivalTimestamp * 1_000);
}

/** The record as other queues keep it. */
export function sourceRecordOf(lane: Lane, record: KinesisStreamRecord): SourceRecord {
  const { sequenceNumber, partitionKey, data } = record.kinesis;
  return { lane, sequenceNumber, partitionKey, arrivalMs: arrivalOf(record), dataBase64: data };
}
