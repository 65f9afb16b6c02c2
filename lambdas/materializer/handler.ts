import type { Context, SQSEvent } from 'aws-lambda';
import pipeline from '#pipeline';
import { makeClients } from '../../src/adapters/aws/clients.ts';
import { makeDynamoDbResultStore } from '../../src/adapters/aws/dynamodb-result-store.ts';
import { makeDynamoDbStateStore } from '../../src/adapters/aws/dynamodb-state-store.ts';
import { systemClock } from '../../src/adapters/aws/system-clock.ts';
import { planOf } from '../../src/engine/plan.ts';
import { makeEnvironment } from '../shared/environment.ts';
import { makeLog } from '../shared/log.ts';
import { makeReaderGuard } from '../shared/reader-guard.ts';
import { makeWritePool } from '../shared/write-pool.ts';
import { makeMaterializeWindow } from './materialize-window.ts';
import { makeMaterializer } from './materializer.ts';

const environment = makeEnvironment(process.env);
const clients = makeClients();
const log = makeLog('materializer', pipeline.name);

const plan = planOf(pipeline);
const state = makeDynamoDbStateStore({ client: clients.dynamodb, tableName: environment.text('STATE_TABLE') });

const materializeAll = makeMaterializer({
  log,
  requireSameMeaning: makeReaderGuard(plan, state, environment.texts('DEFINITION_HASHES')),
  materialize: makeMaterializeWindow({
    plan,
    state,
    results: makeDynamoDbResultStore({ client: clients.dynamodb, tableName: environment.text('RESULTS_TABLE') }),
    pool: makeWritePool({ clock: systemClock, random: Math.random }),
    log,
  }),
});

export const handler = (event: SQSEvent, context: Context) => materializeAll(event, context);
