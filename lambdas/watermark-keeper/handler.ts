import type { Context, SQSEvent } from 'aws-lambda';
import pipeline from '#pipeline';
import { makeClients } from '../../src/adapters/aws/clients.ts';
import { makeDynamoDbStateStore } from '../../src/adapters/aws/dynamodb-state-store.ts';
import { makeKinesisStreamReader } from '../../src/adapters/aws/kinesis-stream-reader.ts';
import { makeSqsTaskQueue } from '../../src/adapters/aws/sqs-task-queue.ts';
import { systemClock } from '../../src/adapters/aws/system-clock.ts';
import { days, hours } from '../../src/engine/time.ts';
import { makeEnvironment } from '../shared/environment.ts';
import { makeLog } from '../shared/log.ts';
import { makeWritePool } from '../shared/write-pool.ts';
import { makeAnnounceWindows } from './announce-windows.ts';
import { makeExpireWindows } from './expire-windows.ts';
import { makeObserveLanes } from './observe-lanes.ts';
import { makeStampCollected } from './stamp-collected.ts';
import { makeWatermarkKeeper } from './watermark-keeper.ts';

const environment = makeEnvironment(process.env);
const clients = makeClients();
const clock = systemClock;
const policy = pipeline.watermark;
const store = makeDynamoDbStateStore({ client: clients.dynamodb, tableName: environment.text('STATE_TABLE') });
const stream = makeKinesisStreamReader({ client: clients.kinesis, streamName: environment.text('STREAM_NAME'), clock });
const tasks = makeSqsTaskQueue({
  client: clients.sqs,
  queueUrl: environment.text('TASKS_QUEUE_URL'),
  clock,
  random: Math.random,
});
// A shard takes five reads a second from all its readers together; a few shards at once is enough for a keeper.
const pool = makeWritePool({ clock, random: Math.random, maxInFlight: 8 });
const writes = makeWritePool({ clock, random: Math.random });

const keep = makeWatermarkKeeper({
  policy,
  store,
  observeLanes: makeObserveLanes({ policy, store, stream, pool }),
  announce: makeAnnounceWindows({ aggregations: pipeline.aggregations, store, tasks }),
  expire: makeExpireWindows({
    aggregations: pipeline.aggregations,
    acceptanceMs: days(Number(environment.text('ACCEPTANCE_DAYS'))),
    retentionMs: hours(Number(environment.text('STREAM_RETENTION_HOURS'))),
    store,
    stampCollected: makeStampCollected({ store, pool: writes, clock }),
    clock,
  }),
  clock,
  log: makeLog('watermark-keeper', pipeline.name),
});

export const handler = (event: SQSEvent, context: Context) => keep(event, context);
