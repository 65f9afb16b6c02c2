import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateStreamCommand, DescribeStreamSummaryCommand } from '@aws-sdk/client-kinesis';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { startServices } from '../../localstack/embedded/services.ts';
import { type Clients, makeClients } from '../../src/adapters/aws/clients.ts';
import { makeSignedFetch } from '../../src/adapters/aws/signed-fetch.ts';
import { tableSchema } from './table-schema.ts';

/** A local AWS for one test file. */
export interface LocalAws {
  readonly clients: Clients;
  readonly endpoint: string;
  /** Time that queues and schedules have, moved on by this. */
  pass(ms: number): void;
  /** A new table with keys `pk` (S) and `sk`. @returns its name */
  createTable(sortKey: 'S' | 'N'): Promise<string>;
  /** A new queue. @returns its URL */
  createQueue(kind: 'standard' | 'fifo'): Promise<string>;
  /** A new bucket. @returns its name */
  createBucket(): Promise<string>;
  /** A new stream, once it is active. @returns its name */
  createStream(shards: number): Promise<string>;
  /** Waits out a creation or a reshard. */
  streamIsActive(streamName: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the embedded services, or uses what `AWS_ENDPOINT_URL` names, with the clients that production has. */
export async function startLocalAws(): Promise<LocalAws> {
  let offsetMs = 0;
  const given = process.env.AWS_ENDPOINT_URL;
  const services =
    given === undefined ? await startServices({ port: 0, clock: () => Date.now() + offsetMs }) : undefined;
  const aws = connectAws(services?.endpoint ?? given ?? '', (ms) => {
    offsetMs += ms;
  });
  return {
    ...aws,
    async stop() {
      await aws.stop();
      await services?.stop();
    },
  };
}

/** What answers as AWS does at an endpoint, with the clients that production has. */
export function connectAws(endpoint: string, pass: LocalAws['pass']): LocalAws {
  process.env.AWS_ACCESS_KEY_ID ??= 'test';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'test';
  const clients = makeClients({ endpoint, region: process.env.AWS_REGION ?? 'us-east-1' });
  let made = 0;
  const nextName = (kind: string): string => {
    made += 1;
    return `${kind}-${process.pid}-${made}`;
  };

  const streamIsActive = async (StreamName: string): Promise<void> => {
    for (;;) {
      const { StreamDescriptionSummary: summary } = await clients.kinesis.send(
        new DescribeStreamSummaryCommand({ StreamName }),
      );
      if (summary?.StreamStatus === 'ACTIVE') return;
    }
  };

  return {
    clients,
    endpoint,
    pass,
    async createTable(sortKey) {
      const TableName = nextName('table');
      await clients.dynamodb.send(new CreateTableCommand(tableSchema(TableName, sortKey)));
      return TableName;
    },
    async createQueue(kind) {
      const command = new CreateQueueCommand(
        kind === 'fifo'
          ? { QueueName: `${nextName('queue')}.fifo`, Attributes: { FifoQueue: 'true' } }
          : { QueueName: nextName('queue') },
      );
      return (await clients.sqs.send(command)).QueueUrl ?? '';
    },
    async createBucket() {
      const bucket = nextName('bucket');
      const { config } = clients.dynamodb;
      const signedFetch = makeSignedFetch({ config, fetch, service: 's3', timeoutMs: 5_000 });
      const response = await signedFetch({ method: 'PUT', url: new URL(`/${bucket}`, endpoint) });
      if (!response.ok) throw new Error(`no bucket was made: ${await response.text()}`);
      return bucket;
    },
    async createStream(shards) {
      const StreamName = nextName('stream');
      await clients.kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: shards }));
      await streamIsActive(StreamName);
      return StreamName;
    },
    streamIsActive,
    async stop() {
      clients.dynamodb.destroy();
      clients.sqs.destroy();
      clients.kinesis.destroy();
    },
  };
}
