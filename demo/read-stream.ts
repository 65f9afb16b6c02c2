import {
  type _Record,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';
import type { ShardContent, StreamRecord } from './verifier/evidence.ts';

/** Reads all that a stream holds, shard by shard, closed ones too, each from its oldest record on. */
export async function readStream(client: KinesisClient, streamName: string): Promise<ShardContent[]> {
  const content: ShardContent[] = [];
  let next: string | undefined;
  do {
    const page = await client.send(
      // The stream is named on the first page only; the token stands for it on the others.
      new ListShardsCommand(next === undefined ? { StreamName: streamName } : { NextToken: next }),
    );
    for (const { ShardId: shardId = '' } of page.Shards ?? []) {
      content.push({ shardId, records: await readShard(client, streamName, shardId) });
    }
    next = page.NextToken;
  } while (next !== undefined);
  return content;
}

async function readShard(client: KinesisClient, streamName: string, shardId: string): Promise<StreamRecord[]> {
  const records: StreamRecord[] = [];
  const { ShardIterator } = await client.send(
    new GetShardIteratorCommand({ StreamName: streamName, ShardId: shardId, ShardIteratorType: 'TRIM_HORIZON' }),
  );
  let iterator = ShardIterator;
  while (iterator !== undefined) {
    const page = await client.send(new GetRecordsCommand({ ShardIterator: iterator }));
    const read = page.Records ?? [];
    records.push(...read.map(recordOf));
    // An empty page may come before the end; only the service's word says that it is reached.
    const atTip = read.length === 0 && page.MillisBehindLatest === 0;
    iterator = atTip ? undefined : page.NextShardIterator;
  }
  return records;
}

function recordOf({ SequenceNumber, PartitionKey, Data, ApproximateArrivalTimestamp }: _Record): StreamRecord {
  return {
    sequenceNumber: SequenceNumber ?? '',
    partitionKey: PartitionKey ?? '',
    data: Buffer.from(Data ?? []).toString('base64'),
    arrivalMs: ApproximateArrivalTimestamp?.getTime() ?? 0,
  };
}
