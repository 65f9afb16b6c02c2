import { makeCachedSchemaRegistry } from '../../src/adapters/aws/cached-schema-registry.ts';
import { makeDynamoDbResultStore } from '../../src/adapters/aws/dynamodb-result-store.ts';
import { makeDynamoDbStateStore } from '../../src/adapters/aws/dynamodb-state-store.ts';
import { makeGlueRequest } from '../../src/adapters/aws/glue-request.ts';
import { makeGlueSchemaRegistry } from '../../src/adapters/aws/glue-schema-registry.ts';
import { makeKinesisStreamReader } from '../../src/adapters/aws/kinesis-stream-reader.ts';
import { makeS3Archive } from '../../src/adapters/aws/s3-archive.ts';
import { makeSqsDeadLetters } from '../../src/adapters/aws/sqs-dead-letters.ts';
import { makeSqsRetryQueue } from '../../src/adapters/aws/sqs-retry-queue.ts';
import { makeSqsKeeperPokes, makeSqsTaskQueue } from '../../src/adapters/aws/sqs-task-queue.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { RedriverPorts } from '../support/compose-functions.ts';
import { silentLog } from '../support/logs.ts';
import type { SimClients } from './clients.ts';
import { NAMES, SIGNING } from './services.ts';

export interface PortDeps {
  readonly clients: SimClients;
  readonly clock: Clock;
  readonly random: () => number;
  readonly nonce: () => string;
}

/** The production adapters over simulated clients, put together as each handler.ts does. */
export function makePorts({ clients, clock, random, nonce }: PortDeps): RedriverPorts {
  const { dynamodb, kinesis, sqs, fetch } = clients;
  const archive = makeS3Archive({
    config: SIGNING,
    fetch,
    bucket: NAMES.bucket,
    endpoint: NAMES.s3,
    clock,
    random,
  });
  return {
    state: makeDynamoDbStateStore({ client: dynamodb, tableName: NAMES.stateTable }),
    results: makeDynamoDbResultStore({ client: dynamodb, tableName: NAMES.resultsTable }),
    stream: makeKinesisStreamReader({ client: kinesis, streamName: NAMES.stream, clock }),
    tasks: makeSqsTaskQueue({ client: sqs, queueUrl: NAMES.tasksQueue, clock, random }),
    pokes: makeSqsKeeperPokes({ client: sqs, queueUrl: NAMES.pokesQueue }),
    retryQueue: makeSqsRetryQueue({ client: sqs, queueUrl: NAMES.retryQueue, clock, random }),
    deadLetters: makeSqsDeadLetters({
      client: sqs,
      pipeline: 'simulated',
      retryQueueUrl: NAMES.retryQueue,
      lateQueueUrl: NAMES.lateQueue,
      archive,
      codeVersion: 'simulated',
      nonce,
      clock,
      random,
    }),
    archive,
    registry: makeCachedSchemaRegistry({
      registry: makeGlueSchemaRegistry({
        request: makeGlueRequest({ config: SIGNING, fetch, endpoint: NAMES.glue }),
        clock,
        random,
      }),
      clock,
    }),
    clock,
    random,
    nonce,
    log: silentLog,
  };
}
