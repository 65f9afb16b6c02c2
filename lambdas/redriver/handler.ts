import { randomUUID } from 'node:crypto';
import type { Context, SQSEvent } from 'aws-lambda';
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
import { makeSqsRetryQueue } from '../../src/adapters/aws/sqs-retry-queue.ts';
import { makeSqsTaskQueue } from '../../src/adapters/aws/sqs-task-queue.ts';
import { systemClock } from '../../src/adapters/aws/system-clock.ts';
import { makeEventDecoder } from '../../src/codecs/make-event-decoder.ts';
import { makeRecordReader } from '../../src/codecs/record-reader.ts';
import { planOf } from '../../src/engine/plan.ts';
import { hours, seconds } from '../../src/engine/time.ts';
import { makeEnvironment } from '../shared/environment.ts';
import { makeGenerationGuard } from '../shared/generation-guard.ts';
import { makeLog } from '../shared/log.ts';
import { makeSchemaLookUps } from '../shared/look-up-schema.ts';
import { makeRefire } from '../shared/refire-windows.ts';
import { makeWritePool } from '../shared/write-pool.ts';
import { makeDecideEvents } from './decide-events.ts';
import { MAX_EVENTS_TOGETHER, MAX_IDENTIFIED_TOGETHER, makeOpenLetter } from './open-letter.ts';
import { makeRedriveEvents } from './redrive-events.ts';
import { makeRedriveLetter } from './redrive-letter.ts';
import { makeRedriver } from './redriver.ts';
import { makeTakeId, takeNoId } from './take-id.ts';
import { makeWithdrawExpired } from './withdraw-expired.ts';

const environment = makeEnvironment(process.env);
const clients = makeClients();
const clock = systemClock;
const random = Math.random;
const log = makeLog('redriver', pipeline.name);
const plan = planOf(pipeline);
const pool = makeWritePool({ clock, random });
const store = makeDynamoDbStateStore({ client: clients.dynamodb, tableName: environment.text('STATE_TABLE') });
const retryQueueUrl = environment.text('RETRY_QUEUE_URL');
const tasks = makeSqsTaskQueue({ client: clients.sqs, queueUrl: environment.text('TASKS_QUEUE_URL'), clock, random });
const archive = makeS3Archive({
  config: clients.dynamodb.config,
  fetch,
  bucket: environment.text('ARCHIVE_BUCKET'),
  endpoint: process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL,
  clock,
  random,
});
const deadLetters = makeSqsDeadLetters({
  client: clients.sqs,
  pipeline: pipeline.name,
  retryQueueUrl,
  lateQueueUrl: environment.text('LATE_QUEUE_URL'),
  archive,
  codeVersion: environment.text('CODE_VERSION'),
  nonce: randomUUID,
  clock,
  random,
});
const reader = makeRecordReader(makeEventDecoder(plan, formats, environment.texts('SCHEMA_VERSIONS')));
const registry = makeCachedSchemaRegistry({
  registry: makeGlueSchemaRegistry({
    request: makeGlueRequest({
      config: clients.dynamodb.config,
      fetch,
      endpoint: process.env.AWS_ENDPOINT_URL_GLUE ?? process.env.AWS_ENDPOINT_URL,
    }),
    clock,
    random,
  }),
  clock,
});

const takeId = pipeline.dedupe
  ? makeTakeId({
      policy: pipeline.dedupe,
      store,
      stream: makeKinesisStreamReader({
        client: clients.kinesis,
        streamName: environment.text('STREAM_NAME'),
        clock,
      }),
      retentionMs: hours(Number(environment.text('STREAM_RETENTION_HOURS'))),
      clock,
      random,
      log,
    })
  : takeNoId;

const redrive = makeRedriver({
  pipeline: pipeline.name,
  requireSameMeaning: makeGenerationGuard(plan, store, environment.texts('DEFINITION_HASHES')),
  redriveLetter: makeRedriveLetter({
    openLetter: makeOpenLetter({
      reader,
      archive,
      makeLookUp: makeSchemaLookUps(reader, registry, log),
      futureBoundMs: pipeline.watermark.futureBoundMs,
      maxTogether: pipeline.dedupe ? MAX_IDENTIFIED_TOGETHER : MAX_EVENTS_TOGETHER,
      clock,
    }),
    redriveEvents: makeRedriveEvents({
      plan,
      store,
      decideEvents: makeDecideEvents({ plan, store, pool, takeId }),
      withdrawExpired: makeWithdrawExpired({ plan, store }),
      refire: makeRefire({ store, tasks, pool, nonce: randomUUID }),
      deadLetters,
      pool,
      nonce: randomUUID,
    }),
    store,
    deadLetters,
    clock,
  }),
  queue: makeSqsRetryQueue({ client: clients.sqs, queueUrl: retryQueueUrl, clock, random }),
  maxReceives: Number(environment.text('RETRY_MAX_RECEIVES')),
  backOffMs: seconds(Number(environment.text('RETRY_BACK_OFF_SECONDS'))),
  log,
});

export const handler = (event: SQSEvent, context: Context) => redrive(event, context);
