import {
  DescribeStreamSummaryCommand,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  InvalidArgumentException,
  type KinesisClient,
  ListShardsCommand,
  type ListShardsCommandOutput,
} from '@aws-sdk/client-kinesis';
import { InvariantError } from '../../engine/errors.ts';
import { BEFORE_FIRST, isInsideRecord, type Position, sequenceNumberOf } from '../../engine/position.ts';
import type { Clock } from '../../ports/clock.ts';
import { RetryableError } from '../../ports/errors.ts';
import type { Shard, StreamReader } from '../../ports/stream-reader.ts';
import { answerTo } from './aws-errors.ts';

export interface KinesisStreamReaderDeps {
  readonly client: KinesisClient;
  readonly streamName: string;
  readonly clock: Clock;
}

/** A sparse shard answers with empty pages before its tip; this many bring a reader far beyond any seen in practice. */
const MAX_READS = 40;
/** A shard answers five reads a second, from all its readers together (Kinesis API reference, GetRecords). */
const BETWEEN_READS_MS = 200;
const AFTER_THROTTLE_MS = 1_000;

/** The stream's shards, and looks at what they hold. */
export function makeKinesisStreamReader({ client, streamName, clock }: KinesisStreamReaderDeps): StreamReader {
  const iteratorFrom = async (shardId: string, start: Start): Promise<string | undefined> => {
    const command = new GetShardIteratorCommand({ StreamName: streamName, ShardId: shardId, ...start });
    return (await answerTo('asking for a shard iterator', client.send(command))).ShardIterator;
  };

  const iteratorAfter = async (shardId: string, position: Position): Promise<string | undefined> => {
    if (position === BEFORE_FIRST) return iteratorFrom(shardId, OLDEST);
    try {
      const sequenceNumber = sequenceNumberOf(position);
      return await iteratorFrom(shardId, {
        // Of a packed record that is not done to its end something is left itself.
        ShardIteratorType: isInsideRecord(position) ? 'AT_SEQUENCE_NUMBER' : 'AFTER_SEQUENCE_NUMBER',
        StartingSequenceNumber: sequenceNumber,
      });
    } catch (error) {
      // The record has left the stream, so everything that is still there comes after it.
      if (error instanceof InvalidArgumentException) return iteratorFrom(shardId, OLDEST);
      throw error;
    }
  };

  /** One read. `wait`: nothing learned, ask again. */
  const readOnce = async (iterator: string): Promise<ReadOutcome> => {
    try {
      const command = new GetRecordsCommand({ ShardIterator: iterator, Limit: 1 });
      const page = await answerTo('reading a shard', client.send(command));
      if (page.Records && page.Records.length > 0) return { kind: 'records' };
      if (!page.NextShardIterator) return { kind: 'ended' };
      if (page.MillisBehindLatest === 0) return { kind: 'empty' };
      return { kind: 'wait', next: page.NextShardIterator, forMs: BETWEEN_READS_MS };
    } catch (error) {
      if (error instanceof ExpiredIteratorException) return { kind: 'expired' };
      if (!(error instanceof RetryableError) || !error.throttled) throw error;
      return { kind: 'wait', next: iterator, forMs: AFTER_THROTTLE_MS };
    }
  };

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
        for (const shard of page.Shards ?? []) {
          const { ShardId: shardId = '', SequenceNumberRange: range } = shard;
          const parents = [shard.ParentShardId, shard.AdjacentParentShardId].filter((parent) => parent !== undefined);
          shards.push({ shardId, closed: range?.EndingSequenceNumber !== undefined, parents });
        }
        nextToken = page.NextToken;
      } while (nextToken);
      return shards;
    },

    async lookAfter(shardId, position) {
      let iterator = await iteratorAfter(shardId, position);
      for (let reads = 0; reads < MAX_READS; reads += 1) {
        if (!iterator) return 'ended';
        const outcome = await readOnce(iterator);
        if (outcome.kind === 'expired') iterator = await iteratorAfter(shardId, position);
        else if (outcome.kind === 'wait') {
          iterator = outcome.next;
          await clock.after(outcome.forMs);
        } else return outcome.kind;
      }
      throw new RetryableError(`shard ${shardId} of ${streamName} was not read to its tip in ${MAX_READS} reads`);
    },
  };
}

type Start =
  | { readonly ShardIteratorType: 'TRIM_HORIZON' }
  | {
      readonly ShardIteratorType: 'AT_SEQUENCE_NUMBER' | 'AFTER_SEQUENCE_NUMBER';
      readonly StartingSequenceNumber: string;
    };

const OLDEST: Start = { ShardIteratorType: 'TRIM_HORIZON' };

type ReadOutcome =
  | { readonly kind: 'records' | 'empty' | 'ended' | 'expired' }
  | { readonly kind: 'wait'; readonly next: string; readonly forMs: number };
