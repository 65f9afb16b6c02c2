import type { KinesisStreamEvent } from 'aws-lambda';
import { InvariantError } from '../../src/engine/errors.ts';
import type { SourceRecord } from '../../src/ports/dead-letters.ts';
import type { Lane } from '../../src/ports/lane.ts';

/**
 * The records of an invocation, all of one lane: a batch is read from one shard, which an event names only inside `eventID`
 * (`shardId-…:sequenceNumber`; Lambda Developer Guide, "Using Lambda with Kinesis").
 */
export function recordsOf(
  event: KinesisStreamEvent,
  stream: Pick<Lane, 'streamName' | 'streamCreatedMs'>,
): readonly SourceRecord[] {
  const first = event.Records[0];
  if (!first) return [];
  const shardId = first.eventID.slice(0, first.eventID.indexOf(':'));
  if (shardId.length === 0) throw new InvariantError(`an event without a shard in its eventID: ${first.eventID}`);
  const lane: Lane = { ...stream, shardId };
  const prefix = `${shardId}:`;
  return event.Records.map(({ eventID, kinesis }) => {
    if (!eventID.startsWith(prefix))
      throw new InvariantError(`a batch of more than one shard: ${shardId} and ${eventID}`);
    return {
      lane,
      sequenceNumber: kinesis.sequenceNumber,
      partitionKey: kinesis.partitionKey,
      arrivalMs: Math.round(kinesis.approximateArrivalTimestamp * 1_000),
      dataBase64: kinesis.data,
    };
  });
}
