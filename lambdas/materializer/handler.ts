import type { Context, SQSEvent } from 'aws-lambda';
import pipeline from '#pipeline';
import { planOf } from '../../src/engine/plan.ts';
import { resultSinkOf } from '../aws/result-sink.ts';
import { resultStoreOf } from '../aws/result-store.ts';
import { stateStoreOf } from '../aws/state-store.ts';
import { ownSurroundings } from '../aws/surroundings.ts';
import { telemetryOf } from '../aws/telemetry.ts';
import { makeLog } from '../shared/log.ts';
import { composeMaterializer } from './compose.ts';

const around = ownSurroundings();
const { environment, clock, random } = around;
const log = makeLog('materializer', pipeline.name);

const materializeAll = composeMaterializer(
  planOf(pipeline),
  {
    state: stateStoreOf(around),
    results: resultStoreOf(around),
    resultSink: resultSinkOf(around),
    clock,
    random,
    telemetry: telemetryOf(around, pipeline.name, log),
    log,
  },
  environment.texts('DEFINITION_HASHES'),
);

export const handler = (event: SQSEvent, context: Context) => {
  log.begin(context);
  return materializeAll(event, context);
};
