import type { Context, KinesisStreamEvent } from 'aws-lambda';
import { formats } from '#formats';
import pipeline from '#pipeline';
import { makeEventDecoder } from '../../src/codecs/make-event-decoder.ts';
import { makeRecordReader } from '../../src/codecs/record-reader.ts';
import { planOf } from '../../src/engine/plan.ts';
import { hours, seconds } from '../../src/engine/time.ts';
import { archiveOf } from '../aws/archive.ts';
import { eventPortsOf } from '../aws/event-ports.ts';
import { keeperPokesOf } from '../aws/keeper-pokes.ts';
import { ownSurroundings } from '../aws/surroundings.ts';
import { telemetryOf } from '../aws/telemetry.ts';
import { makeLog } from '../shared/log.ts';
import { composeStreamProcessor } from './compose.ts';

const around = ownSurroundings();
const { environment } = around;
const log = makeLog('stream-processor', pipeline.name);
const plan = planOf(pipeline);
const decoder = makeEventDecoder(plan, formats, environment.texts('SCHEMA_VERSIONS'));

const processBatch = composeStreamProcessor(
  plan,
  {
    ...eventPortsOf(around, { pipeline: pipeline.name, archive: archiveOf(around) }),
    pokes: keeperPokesOf(around),
    telemetry: telemetryOf(around, pipeline.name, log),
    log,
  },
  {
    makeReader: () => makeRecordReader(decoder),
    definitionHashes: environment.texts('DEFINITION_HASHES'),
    retentionMs: hours(Number(environment.text('STREAM_RETENTION_HOURS'))),
    timeoutMs: seconds(Number(environment.text('FUNCTION_TIMEOUT_SECONDS'))),
    circuitBreaker: {
      share: Number(environment.text('CIRCUIT_BREAKER_SHARE')),
      events: Number(environment.text('CIRCUIT_BREAKER_EVENTS')),
    },
  },
);

export const handler = (event: KinesisStreamEvent, context: Context) => {
  log.begin(context);
  return processBatch(event, context);
};
