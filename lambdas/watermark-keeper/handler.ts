import type { Context, SQSEvent } from 'aws-lambda';
import pipeline from '#pipeline';
import { days, hours } from '../../src/engine/time.ts';
import { stateStoreOf } from '../aws/state-store.ts';
import { streamReaderOf } from '../aws/stream-reader.ts';
import { ownSurroundings } from '../aws/surroundings.ts';
import { taskQueueOf } from '../aws/task-queue.ts';
import { telemetryOf } from '../aws/telemetry.ts';
import { makeLog } from '../shared/log.ts';
import { composeWatermarkKeeper } from './compose.ts';

const around = ownSurroundings();
const { environment, clock, random } = around;
const log = makeLog('watermark-keeper', pipeline.name);

const keep = composeWatermarkKeeper(
  pipeline,
  {
    state: stateStoreOf(around),
    stream: streamReaderOf(around),
    tasks: taskQueueOf(around),
    clock,
    random,
    telemetry: telemetryOf(around, pipeline.name, log),
    log,
  },
  {
    acceptanceMs: days(Number(environment.text('ACCEPTANCE_DAYS'))),
    retentionMs: hours(Number(environment.text('STREAM_RETENTION_HOURS'))),
  },
);

export const handler = (event: SQSEvent, context: Context) => {
  log.begin(context);
  return keep(event, context);
};
