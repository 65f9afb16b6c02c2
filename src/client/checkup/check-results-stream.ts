import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
  ProvisionedThroughputExceededException,
  ResourceNotFoundException,
} from '@aws-sdk/client-kinesis';
import { type Check, fail, ok } from './check.ts';
import { checkStream } from './check-stream.ts';

const NAME = 'results stream';

/** Whether the stream of results is there, ready, and may be read with the credentials in force. Without it no task gets done. */
export async function checkResultsStream(kinesis: KinesisClient, streamName: string): Promise<Check> {
  try {
    const check = await checkStream(kinesis, NAME, streamName);
    if (check.state === 'fail') return check;
    await readOne(kinesis, streamName);
    return check.state === 'ok' ? ok(NAME, `${check.found}, readable`) : check;
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    const cure = 'deleted by hand: switch resultsStream off and on again (docs/operations.md)';
    return fail(NAME, `${streamName} does not exist: tasks cannot publish, and come again`, cure);
  }
}

async function readOne(kinesis: KinesisClient, streamName: string): Promise<void> {
  const { Shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName: streamName, MaxResults: 1 }));
  const shard = { StreamName: streamName, ShardId: Shards[0]?.ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
  const { ShardIterator } = await kinesis.send(new GetShardIteratorCommand(shard));
  try {
    await kinesis.send(new GetRecordsCommand({ ShardIterator, Limit: 1 }));
  } catch (error) {
    // Others read it at the same time: it can be read.
    if (!(error instanceof ProvisionedThroughputExceededException)) throw error;
  }
}
