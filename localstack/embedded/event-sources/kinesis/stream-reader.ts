import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';

export interface StreamRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: Uint8Array;
  readonly arrivalMs: number;
}

export interface Shard {
  readonly id: string;
  /** None, one after a split, two after a merge. They may have expired from the stream. */
  readonly parents: readonly string[];
}

/** Where to read a shard from. */
export type ShardPosition =
  | { readonly from: 'TRIM_HORIZON' }
  | { readonly from: 'AT_TIMESTAMP'; readonly timestampMs: number }
  | { readonly from: 'AFTER_SEQUENCE_NUMBER'; readonly sequenceNumber: string };

export interface ReadResult {
  readonly records: readonly StreamRecord[];
  /** Undefined: the shard is closed and was read to its end. */
  readonly nextIterator: string | undefined;
  /** False: the stream holds more, though this read may have been empty. */
  readonly atTip: boolean;
}

/** One stream, as event source mappings read it. */
export interface StreamReader {
  listShards(): Promise<Shard[]>;
  iterator(shardId: string, position: ShardPosition): Promise<string>;
  read(iterator: string, limit: number): Promise<ReadResult>;
}

export function makeStreamReader(client: KinesisClient, streamName: string): StreamReader {
  return {
    async listShards() {
      const shards: Shard[] = [];
      let token: string | undefined;
      do {
        const page = await client.send(
          new ListShardsCommand(token === undefined ? { StreamName: streamName } : { NextToken: token }),
        );
        for (const shard of page.Shards ?? []) {
          shards.push({
            id: required(shard.ShardId),
            parents: [shard.ParentShardId, shard.AdjacentParentShardId].filter((id) => id !== undefined),
          });
        }
        token = page.NextToken;
      } while (token !== undefined);
      return shards;
    },
    async iterator(shardId, position) {
      const answer = await client.send(
        new GetShardIteratorCommand({
          StreamName: streamName,
          ShardId: shardId,
          ShardIteratorType: position.from,
          ...(position.from === 'AT_TIMESTAMP' ? { Timestamp: new Date(position.timestampMs) } : {}),
          ...(position.from === 'AFTER_SEQUENCE_NUMBER' ? { StartingSequenceNumber: position.sequenceNumber } : {}),
        }),
      );
      return required(answer.ShardIterator);
    },
    async read(iterator, limit) {
      const answer = await client.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: limit }));
      return {
        records: (answer.Records ?? []).map((record) => ({
          sequenceNumber: required(record.SequenceNumber),
          partitionKey: required(record.PartitionKey),
          data: required(record.Data),
          arrivalMs: required(record.ApproximateArrivalTimestamp).getTime(),
        })),
        nextIterator: answer.NextShardIterator,
        atTip: (answer.MillisBehindLatest ?? 0) === 0,
      };
    },
  };
}

/** Members that the service always sends, though its model calls them optional. */
function required<T>(member: T | undefined): T {
  if (member === undefined) throw new Error('Kinesis left out a member that is always present');
  return member;
}
