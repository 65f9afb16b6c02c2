import { randomUUID } from 'node:crypto';
import type { Context, KinesisStreamEvent } from 'aws-lambda';
import { formats } from '#formats';
import pipeline from '#pipeline';
import { makeCachedSchemaRegistry } from '../../src/adapters/aws/cached-schema-registry.ts';
import { makeClients } from '../../src/adapters/aws/clients.ts';
import { makeDynamoDbStateStore } from '../../src/adapters/aws/dynamodb-state-store.ts';
import { makeGlueRequest } from '../../src/adapters/aws/glue-request.ts';
import { makeGlueSchemaRegistry } from '../../src/adapters/aws/glue-schema-registry.ts';
import { makeKinesisStreamReader } from '../../src/adapters/aws/kinesis-stream-reader.ts';
import { makeS3Archive } from '../../src/adapters/aws/s3-archive.ts';
import { makeSqsDeadLetters } from '../../src/adapters/aws/sqs-dead-letters.ts';
import { makeSqsKeeperPokes, makeSqsTaskQueue } from '../../src/adapters/aws/sqs-task-queue.ts';
import { systemClock } from '../../src/adapters/aws/system-clock.ts';
import { makeEventDecoder } from '../../src/codecs/make-event-decoder.ts';
import { makeRecordReader } from '../../src/codecs/record-reader.ts';
import { planOf } from '../../src/engine/plan.ts';
import { makeControlReads } from '../shared/control-reads.ts';
import { makeEnvironment } from '../shared/environment.ts';
import { makeGenerationGuard } from '../shared/generation-guard.ts';
import { makeLog } from '../shared/log.ts';
import { makeSchemaLookUps } from '../shared/look-up-schema.ts';
import { once } from '../shared/once.ts';
import { makeRefire } from '../shared/refire-windows.ts';
import { makeSenderIds, NO_SENDER_IDS } from '../shared/sender-ids.ts';
import { makeWritePool } from '../shared/write-pool.ts';
import { makeAttemptCounter } from './attempt-counter.ts';
import { makeCircuitBreaker } from './circuit-breaker.ts';
import { makeEvaluateBatch } from './evaluate-batch.ts';
import { makePartialCache } from './partial-cache.ts';
import { makePokeKeeper } from './poke-keeper.ts';
import { makeSourceRecordOf } from './records.ts';
import { makeSendAside } from './send-aside.ts';
import { makeStreamProcessor } from './stream-processor.ts';
import { makePartialWriter } from './write-partials.ts';

const MS_PER_SECOND = 1_000;
const MS_PER_HOUR = 3_600_000;

const environment = makeEnvironment(process.env);
const clients = makeClients();
const clock = systemClock;
const log = makeLog('stream-processor', pipeline.name);
const plan = planOf(pipeline);
const pool = makeWritePool({ clock, random: Math.random });
const store = makeDynamoDbStateStore({ client: clients.dynamodb, tableName: environment.text('STATE_TABLE') });
const stream = makeKinesisStreamReader({ client: clients.kinesis, streamName: environment.text('STREAM_NAME'), clock });
const tasks = makeSqsTaskQueue({
  client: clients.sqs,
  queueUrl: environment.text('TASKS_QUEUE_URL'),
  clock,
  random: Math.random,
});
const decoder = makeEventDecoder(plan, formats, environment.texts('SCHEMA_VERSIONS'));
const reader = makeRecordReader(decoder);
const registry = makeCachedSchemaRegistry({
  registry: makeGlueSchemaRegistry({
    request: makeGlueRequest({
      config: clients.dynamodb.config,
      fetch,
      endpoint: process.env.AWS_ENDPOINT_URL_GLUE ?? process.env.AWS_ENDPOINT_URL,
    }),
    clock,
    random: Math.random,
  }),
  clock,
});
const deadLetters = makeSqsDeadLetters({
  client: clients.sqs,
  pipeline: pipeline.name,
  retryQueueUrl: environment.text('RETRY_QUEUE_URL'),
  lateQueueUrl: environment.text('LATE_QUEUE_URL'),
  archive: makeS3Archive({
    config: clients.dynamodb.config,
    fetch,
    bucket: environment.text('ARCHIVE_BUCKET'),
    endpoint: process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL,
    clock,
    random: Math.random,
  }),
  codeVersion: environment.text('CODE_VERSION'),
  nonce: randomUUID,
  clock,
  random: Math.random,
});
const pokes = makeSqsKeeperPokes({ client: clients.sqs, queueUrl: environment.text('POKES_QUEUE_URL') });

const controls = makeControlReads({ plan, store, clock });
const { readControls } = controls;

const senderIds = pipeline.dedupe
  ? makeSenderIds({
      policy: pipeline.dedupe,
      store,
      stream,
      retentionMs: Number(environment.text('STREAM_RETENTION_HOURS')) * MS_PER_HOUR,
      onForgotten: ({ shardId }, forgotten) =>
        log.warn('ids were forgotten before their time: raise dedupe.maxIdsPerLane or shorten dedupe.horizonMs', {
          shard: shardId,
          forgotten,
        }),
    })
  : NO_SENDER_IDS;
const progress = senderIds.watch(store);

const processBatch = makeStreamProcessor({
  plan,
  store: progress,
  log,
  attemptAt: makeAttemptCounter({
    store: progress,
    clock,
    timeoutMs: Number(environment.text('FUNCTION_TIMEOUT_SECONDS')) * MS_PER_SECOND,
    pool,
    log,
  }),
  circuitBreaker: makeCircuitBreaker({
    share: Number(environment.text('CIRCUIT_BREAKER_SHARE')),
    events: Number(environment.text('CIRCUIT_BREAKER_EVENTS')),
  }),
  expiredThrough: controls.expiredThrough,
  evaluateBatch: makeEvaluateBatch({
    reader,
    makeLookUp: makeSchemaLookUps(reader, registry, log),
    futureBoundMs: pipeline.watermark.futureBoundMs,
  }),
  senderIds,
  // A reader of its own: the other may have a record open.
  sendAside: makeSendAside(deadLetters, makeSourceRecordOf(makeRecordReader(decoder))),
  writePartials: makePartialWriter({
    store,
    pool,
    cache: makePartialCache(),
    nonce: randomUUID,
    onLargeItem: ({ aggregation, windowStartMs }, bytes) =>
      log.warn('a partial is past half of the item limit: raise keysPerLane in a new generation', {
        aggregation,
        windowStartMs,
        bytes,
      }),
  }),
  refire: makeRefire({ store: { readControls, renewMark: store.renewMark }, tasks, pool, nonce: randomUUID }),
  pokeIfCrossed: makePokeKeeper(plan, pokes, log),
  identifyStream: once(() => stream.identify()),
  requireSameMeaning: makeGenerationGuard(
    plan,
    { readControls, ensureControl: store.ensureControl },
    environment.texts('DEFINITION_HASHES'),
  ),
});

export const handler = (event: KinesisStreamEvent, context: Context) => processBatch(event, context);
