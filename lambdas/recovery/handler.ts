import { randomUUID } from 'node:crypto';
import type { Context, SQSEvent } from 'aws-lambda';
import pipeline from '#pipeline';
import { makeClients } from '../../src/adapters/aws/clients.ts';
import { makeDynamoDbStateStore } from '../../src/adapters/aws/dynamodb-state-store.ts';
import { makeKinesisStreamReader } from '../../src/adapters/aws/kinesis-stream-reader.ts';
import { makeS3Archive } from '../../src/adapters/aws/s3-archive.ts';
import { makeSqsRejected } from '../../src/adapters/aws/sqs-dead-letters.ts';
import { systemClock } from '../../src/adapters/aws/system-clock.ts';
import { makeEnvironment } from '../shared/environment.ts';
import { makeLog } from '../shared/log.ts';
import { once } from '../shared/once.ts';
import { makeNoteUndelivered } from './note-undelivered.ts';
import { makeRecoverBatch } from './recover-batch.ts';
import { makeRecovery } from './recovery.ts';

const environment = makeEnvironment(process.env);
const clients = makeClients();
const clock = systemClock;
const stream = makeKinesisStreamReader({ client: clients.kinesis, streamName: environment.text('STREAM_NAME'), clock });

const recover = makeRecovery({
  identifyStream: once(() => stream.identify()),
  recoverBatch: makeRecoverBatch({
    stream,
    deadLetters: makeSqsRejected({
      client: clients.sqs,
      pipeline: pipeline.name,
      retryQueueUrl: environment.text('RETRY_QUEUE_URL'),
      archive: makeS3Archive({
        config: clients.sqs.config,
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
    }),
  }),
  noteUndelivered: makeNoteUndelivered(
    makeDynamoDbStateStore({ client: clients.dynamodb, tableName: environment.text('STATE_TABLE') }),
  ),
  log: makeLog('recovery', pipeline.name),
});

export const handler = (event: SQSEvent, context: Context) => recover(event, context);
