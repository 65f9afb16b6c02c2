import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';
import { isPacked, unpackRecord } from '../src/codecs/kpl/unpack-record.ts';

/** A record of a stream, or an event that one packs. */
export interface StreamEvent {
  readonly partitionKey: string;
  readonly data: Buffer;
}

/** Every event that a stream holds: shard by shard, in their order, packed ones unpacked. */
export async function* readStream(client: KinesisClient, StreamName: string): AsyncGenerator<StreamEvent> {
  const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName }));
  for (const { ShardId } of Shards) {
    const command = new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' });
    let { ShardIterator } = await client.send(command);
    for (let behindMs = 1; behindMs > 0 && ShardIterator !== undefined; ) {
      const answer = await client.send(new GetRecordsCommand({ ShardIterator, Limit: 10_000 }));
      for (const { PartitionKey = '', Data } of answer.Records ?? [])
        yield* eventsIn(PartitionKey, Buffer.from(Data ?? ''));
      ShardIterator = answer.NextShardIterator;
      behindMs = answer.MillisBehindLatest ?? 0;
    }
  }
}

function* eventsIn(partitionKey: string, data: Buffer): Generator<StreamEvent> {
  if (!isPacked(data, 0, data.length)) {
    yield { partitionKey, data };
    return;
  }
  const events = unpackRecord(data, 0, data.length);
  if ('reason' in events) throw new Error(events.message);
  for (const event of events) yield { partitionKey: event.partitionKey, data: data.subarray(event.start, event.end) };
}
