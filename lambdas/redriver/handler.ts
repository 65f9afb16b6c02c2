import type { Context, SQSEvent } from 'aws-lambda';
import { formats } from '#formats';
import pipeline from '#pipeline';
import { makeEventDecoder } from '../../src/codecs/make-event-decoder.ts';
import { makeRecordReader } from '../../src/codecs/record-reader.ts';
import { planOf } from '../../src/engine/plan.ts';
import { hours, seconds } from '../../src/engine/time.ts';
import { archiveOf } from '../aws/archive.ts';
import { eventPortsOf } from '../aws/event-ports.ts';
import { retryQueueOf } from '../aws/retry-queue.ts';
import { ownSurroundings } from '../aws/surroundings.ts';
import { telemetryOf } from '../aws/telemetry.ts';
import { makeLog } from '../shared/log.ts';
import { composeRedriver } from './compose.ts';

const around = ownSurroundings();
const { environment } = around;
const log = makeLog('redriver', pipeline.name);
const plan = planOf(pipeline);
const decoder = makeEventDecoder(plan, formats, environment.texts('SCHEMA_VERSIONS'));
const archive = archiveOf(around);

const redrive = composeRedriver(
  plan,
  {
    ...eventPortsOf(around, { pipeline: pipeline.name, archive }),
    archive,
    retryQueue: retryQueueOf(around),
    telemetry: telemetryOf(around, pipeline.name, log),
    log,
  },
  {
    makeReader: () => makeRecordReader(decoder),
    definitionHashes: environment.texts('DEFINITION_HASHES'),
    retentionMs: hours(Number(environment.text('STREAM_RETENTION_HOURS'))),
    maxReceives: Number(environment.text('RETRY_MAX_RECEIVES')),
    backOffMs: seconds(Number(environment.text('RETRY_BACK_OFF_SECONDS'))),
  },
);

export const handler = (event: SQSEvent, context: Context) => {
  log.begin(context);
  return redrive(event, context);
};
