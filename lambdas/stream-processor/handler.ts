import { randomUUID } from 'node:crypto';
import type { Context, KinesisStreamEvent } from 'aws-lambda';
import pipeline from '#pipeline';
import { makeClients } from '../../src/adapters/aws/clients.ts';
import { makeDynamoDbStateStore } from '../../src/adapters/aws/dynamodb-state-store.ts';
import { makeKinesisStreamReader } from '../../src/adapters/aws/kinesis-stream-reader.ts';
import { makeSqsDeadLetters } from '../../src/adapters/aws/sqs-dead-letters.ts';
import { makeSqsKeeperPokes, makeSqsTaskQueue } from '../../src/adapters/aws/sqs-task-queue.ts';
import { systemClock } from '../../src/adapters/aws/system-clock.ts';
import { makeJsonDecoder } from '../../src/codecs/json-decoder.ts';
import { planOf } from '../../src/engine/plan.ts';
import { makeEnvironment } from '../shared/environment.ts';
import { makeGenerationGuard } from '../shared/generation-guard.ts';
import { makeLog } from '../shared/log.ts';
import { once } from '../shared/once.ts';
import { makeWritePool } from '../shared/write-pool.ts';
import { makePartialCache } from './partial-cache.ts';
import { makePokeKeeper } from './poke-keeper.ts';
import { makeRefire } from './refire-windows.ts';
import { makeStreamProcessor } from './stream-processor.ts';
import { makePartialWriter } from './write-partials.ts';

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
const pokes = makeSqsKeeperPokes({ client: clients.sqs, queueUrl: environment.text('POKES_QUEUE_URL') });

const processBatch = makeStreamProcessor({
  plan,
  store,
  log,
  deadLetters: makeSqsDeadLetters({
    client: clients.sqs,
    pipeline: pipeline.name,
    retryQueueUrl: environment.text('RETRY_QUEUE_URL'),
    lateQueueUrl: environment.text('LATE_QUEUE_URL'),
    clock,
    random: Math.random,
  }),
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
  refire: makeRefire({ store, tasks, pool, nonce: randomUUID }),
  pokeIfCrossed: makePokeKeeper(plan, pokes, log),
  decode: makeJsonDecoder(plan),
  identifyStream: once(() => stream.identify()),
  requireSameMeaning: makeGenerationGuard(plan, store, environment.texts('DEFINITION_HASHES')),
});

export const handler = (event: KinesisStreamEvent, context: Context) => processBatch(event, context);
