import { GetRecordsCommand, GetShardIteratorCommand, ListShardsCommand } from '@aws-sdk/client-kinesis';
import { makeKinesisResultSink } from '../../src/adapters/aws/kinesis-result-sink.ts';
import { systemClock } from '../../src/adapters/aws/system-clock.ts';
import { parseResultMessage } from '../../src/codecs/result-message.ts';
import type { PublishedResult } from '../../src/ports/result-sink.ts';
import { type ResultSinkFixture, resultSinkContract } from '../contracts/result-sink-contract.ts';
import { makeFaultyClient } from '../support/faulty-client.ts';
import type { LocalAws } from '../support/local-aws.ts';
import type { RunContract } from '../support/run-contract.ts';

/** The port that a results stream serves, with its contract, over streams of its own. */
export function resultsStreamContract(aws: () => LocalAws, run: RunContract): void {
  run('result sink', resultSinkContract, async (): Promise<ResultSinkFixture> => {
    const { client, failNext } = makeFaultyClient(aws().clients.kinesis);
    const streamName = await aws().createStream(2);
    return {
      sink: makeKinesisResultSink({ client, streamName, clock: systemClock, random: () => 0 }),
      failNext,
      published: () => messagesIn(aws(), streamName),
    };
  });
}

/** The row in a message. @throws Error where it holds none */
export function rowIn(data: Uint8Array | undefined): PublishedResult {
  const row = parseResultMessage(Buffer.from(data ?? []).toString());
  if (typeof row === 'string') throw new Error(row);
  return row;
}

async function messagesIn({ clients: { kinesis } }: LocalAws, StreamName: string): Promise<PublishedResult[]> {
  const found: PublishedResult[] = [];
  const { Shards: shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName }));
  for (const { ShardId } of shards) {
    const fromStart = new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' });
    let { ShardIterator: next } = await kinesis.send(fromStart);
    for (let isAtTip = false; !isAtTip; ) {
      const page = await kinesis.send(new GetRecordsCommand({ ShardIterator: next }));
      found.push(...(page.Records ?? []).map(({ Data }) => rowIn(Data)));
      isAtTip = page.MillisBehindLatest === 0;
      next = page.NextShardIterator;
    }
  }
  return found;
}
