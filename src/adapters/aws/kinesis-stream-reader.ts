import {
  DescribeStreamSummaryCommand,
  type _Record as KinesisRecord,
  type Shard as ListedShard,
  ListShardsCommand,
  type ListShardsCommandOutput,
  ResourceNotFoundException,
} from '@aws-sdk/client-kinesis';
import { InvariantError } from '../../engine/errors.ts';
import {
  BEFORE_FIRST,
  encodePosition,
  isInsideRecord,
  type Position,
  sequenceNumberOf,
} from '../../engine/position.ts';
import { isUndelivered } from '../../engine/undelivered.ts';
import type { Shard, StreamReader, StreamRecord } from '../../ports/stream-reader.ts';
import { answerTo } from './aws-errors.ts';
import { type KinesisDeps, OLDEST, readShard, type Start } from './kinesis-shard.ts';

/** The most that one read returns (Kinesis API reference, GetRecords). */
const MAX_RECORDS_PER_READ = 10_000;

/** The stream's shards, and what they hold. */
export function makeKinesisStreamReader(deps: KinesisDeps): StreamReader {
  const { client, streamName } = deps;

  return {
    async identify() {
      const command = new DescribeStreamSummaryCommand({ StreamName: streamName });
      const { StreamDescriptionSummary: summary } = await answerTo('describing the stream', client.send(command));
      const created = summary?.StreamCreationTimestamp;
      if (!created) throw new InvariantError(`stream ${streamName} was described without its creation time`);
      return { streamName, streamCreatedMs: created.getTime() };
    },

    async listShards() {
      const shards: Shard[] = [];
      let nextToken: string | undefined;
      do {
        const page: ListShardsCommandOutput = await answerTo(
          'listing shards',
          // The token stands for the stream: the service takes one or the other.
          client.send(new ListShardsCommand(nextToken ? { NextToken: nextToken } : { StreamName: streamName })),
        );
        shards.push(...(page.Shards ?? []).map(shardOf));
        nextToken = page.NextToken;
      } while (nextToken);
      return shards;
    },

    async *recordsBetween(shardId, fromSequenceNumber, throughSequenceNumber) {
      const through = encodePosition(throughSequenceNumber);
      const start: Start = { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: fromSequenceNumber };
      try {
        for await (const page of readShard(deps, shardId, start, MAX_RECORDS_PER_READ)) {
          for (const record of page.records) {
            const found = recordOf(record);
            const position = encodePosition(found.sequenceNumber);
            if (position > through) return;
            yield found;
            if (position === through) return;
          }
          if (page.isTip) return;
        }
      } catch (error) {
        // The shard is not listed any more: it was closed, and its records have expired.
        if (!(error instanceof ResourceNotFoundException)) throw error;
      }
    },

    async lookAfter(shardId, position, undelivered = []) {
      for await (const { records, next } of readShard(deps, shardId, startAfter(position), 1)) {
        const isLeft = ({ SequenceNumber = '' }: KinesisRecord) =>
          !isUndelivered(encodePosition(SequenceNumber), undelivered);
        if (records.some(isLeft)) return 'records';
        if (next === undefined) return 'ended';
        if (records.length === 0) return 'empty';
      }
      throw new InvariantError(`shard ${shardId} of ${streamName} ended without its last page`);
    },
  };
}

function startAfter(position: Position): Start {
  if (position === BEFORE_FIRST) return OLDEST;
  return {
    // Of a packed record that is not done to its end something is left itself.
    ShardIteratorType: isInsideRecord(position) ? 'AT_SEQUENCE_NUMBER' : 'AFTER_SEQUENCE_NUMBER',
    StartingSequenceNumber: sequenceNumberOf(position),
  };
}

/** A record as the SDK gives it. @throws InvariantError where it lacks what every record has */
export function recordOf(record: KinesisRecord): StreamRecord {
  const { SequenceNumber, PartitionKey = '', ApproximateArrivalTimestamp: arrival, Data } = record;
  if (!SequenceNumber || !arrival || !Data) {
    throw new InvariantError(`record ${SequenceNumber} was read without its data or the time of its arrival`);
  }
  return { sequenceNumber: SequenceNumber, partitionKey: PartitionKey, arrivalMs: arrival.getTime(), data: Data };
}

function shardOf({
  ShardId,
  ParentShardId,
  AdjacentParentShardId,
  SequenceNumberRange,
  HashKeyRange,
}: ListedShard): Shard {
  if (!ShardId || !HashKeyRange?.StartingHashKey || !HashKeyRange.EndingHashKey) {
    throw new InvariantError(`shard ${ShardId} was listed without its range of hash keys`);
  }
  return {
    shardId: ShardId,
    closed: SequenceNumberRange?.EndingSequenceNumber !== undefined,
    parents: [ParentShardId, AdjacentParentShardId].filter((parent) => parent !== undefined),
    hashKeys: { first: BigInt(HashKeyRange.StartingHashKey), last: BigInt(HashKeyRange.EndingHashKey) },
  };
}
