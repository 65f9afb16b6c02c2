import {
  CreateStreamCommand,
  KinesisClient,
  PutRecordsCommand,
  type PutRecordsRequestEntry,
} from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { onTestFinished } from 'vitest';
import { type ServicesOptions, startServices } from '../../../localstack/embedded/services.ts';
import { steppedClock } from '../../embedded/services/harness.ts';

/** Explicit hash keys that lie in the first and the second of two shards. */
export const IN_SHARD = ['0', String(2n ** 127n)] as const;

/** A local AWS for one test that keeps to the limits of shards, at a clock of its own, with a stream of two shards. */
export async function startLimited(options: Partial<ServicesOptions> = {}) {
  const clock = steppedClock();
  const kinesisOptions = { enforceShardLimits: true };
  const services = await startServices({ port: 0, clock: clock.now, kinesis: kinesisOptions, ...options });
  const kinesis = new KinesisClient({
    endpoint: services.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: new NodeHttpHandler(),
    maxAttempts: 1,
  });
  onTestFinished(async () => {
    kinesis.destroy();
    await services.stop();
  });
  const StreamName = 'clicks';
  await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 2 }));
  const putAll = async (Records: PutRecordsRequestEntry[]) =>
    kinesis.send(new PutRecordsCommand({ StreamName, Records }));
  return { kinesis, clock, StreamName, putAll };
}

export const record = (bytes: number, shard: 0 | 1 = 0): PutRecordsRequestEntry => ({
  PartitionKey: 'k',
  ExplicitHashKey: IN_SHARD[shard],
  // With the partition key, which counts too.
  Data: Buffer.alloc(bytes - 1, 'x'),
});
