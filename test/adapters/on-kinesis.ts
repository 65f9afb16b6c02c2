import {
  ListShardsCommand,
  MergeShardsCommand,
  PutRecordCommand,
  type Shard,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import { makeKinesisStreamReader } from '../../src/adapters/aws/kinesis-stream-reader.ts';
import { systemClock } from '../../src/adapters/aws/system-clock.ts';
import { type StreamReaderFixture, streamReaderContract } from '../contracts/stream-reader-contract.ts';
import { makeFaultyClient } from '../support/faulty-client.ts';
import type { LocalAws } from '../support/local-aws.ts';
import type { RunContract } from '../support/run-contract.ts';

/** The port that Kinesis serves, with its contract, over streams of its own. */
export function kinesisContracts(aws: () => LocalAws, run: RunContract): void {
  run('stream reader', streamReaderContract, async (): Promise<StreamReaderFixture> => {
    const { client, failNext } = makeFaultyClient(aws().clients.kinesis);
    const streamName = await aws().createStream(2);
    const shards = await listShards(aws(), streamName);
    const rangeOf = (shardId: string) => shards.find(({ ShardId }) => ShardId === shardId)?.HashKeyRange;
    const [first, second] = shards;
    return {
      reader: makeKinesisStreamReader({ client, streamName, clock: systemClock }),
      streamName,
      shardIds: [first?.ShardId ?? '', second?.ShardId ?? ''],
      failNext,
      async append(shardId, { partitionKey = 'key', data = Buffer.from('{}') } = {}) {
        const command = new PutRecordCommand({
          StreamName: streamName,
          PartitionKey: partitionKey,
          ExplicitHashKey: rangeOf(shardId)?.StartingHashKey,
          Data: data,
        });
        return (await aws().clients.kinesis.send(command)).SequenceNumber ?? '';
      },
      async close(shardId) {
        const { StartingHashKey: start = '0', EndingHashKey: end = '0' } = rangeOf(shardId) ?? {};
        const middle = String((BigInt(start) + BigInt(end)) / 2n + 1n);
        const command = new SplitShardCommand({
          StreamName: streamName,
          ShardToSplit: shardId,
          NewStartingHashKey: middle,
        });
        await aws().clients.kinesis.send(command);
        await aws().streamIsActive(streamName);
      },
      async expire() {
        aws().pass(25 * 3_600_000);
      },
      async merge() {
        const command = new MergeShardsCommand({
          StreamName: streamName,
          ShardToMerge: first?.ShardId,
          AdjacentShardToMerge: second?.ShardId,
        });
        await aws().clients.kinesis.send(command);
        await aws().streamIsActive(streamName);
      },
    };
  });
}

async function listShards({ clients }: LocalAws, streamName: string): Promise<Shard[]> {
  return (await clients.kinesis.send(new ListShardsCommand({ StreamName: streamName }))).Shards ?? [];
}
