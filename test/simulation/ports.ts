import { archiveOf } from '../../lambdas/aws/archive.ts';
import { deadLettersOf } from '../../lambdas/aws/dead-letters.ts';
import { keeperPokesOf } from '../../lambdas/aws/keeper-pokes.ts';
import { resultStoreOf } from '../../lambdas/aws/result-store.ts';
import { retryQueueOf } from '../../lambdas/aws/retry-queue.ts';
import { schemaRegistryOf } from '../../lambdas/aws/schema-registry.ts';
import { stateStoreOf } from '../../lambdas/aws/state-store.ts';
import { streamReaderOf } from '../../lambdas/aws/stream-reader.ts';
import type { Surroundings } from '../../lambdas/aws/surroundings.ts';
import { taskQueueOf } from '../../lambdas/aws/task-queue.ts';
import { makeEnvironment } from '../../lambdas/shared/environment.ts';
import type { RedriverPorts } from '../support/compose-functions.ts';
import { silentLog } from '../support/logs.ts';
import { NAMES } from './services.ts';

/** As the template sets it. */
const ENVIRONMENT = makeEnvironment({
  STREAM_NAME: NAMES.stream,
  STATE_TABLE: NAMES.stateTable,
  RESULTS_TABLE: NAMES.resultsTable,
  TASKS_QUEUE_URL: NAMES.tasksQueue,
  POKES_QUEUE_URL: NAMES.pokesQueue,
  RETRY_QUEUE_URL: NAMES.retryQueue,
  LATE_QUEUE_URL: NAMES.lateQueue,
  ARCHIVE_BUCKET: NAMES.bucket,
  CODE_VERSION: 'simulated',
  AWS_ENDPOINT_URL_GLUE: NAMES.glue,
  AWS_ENDPOINT_URL_S3: NAMES.s3,
});

/** The production adapters in simulated surroundings, made by what makes them for the handlers. */
export function makePorts(surroundings: Omit<Surroundings, 'environment'>): RedriverPorts {
  const around: Surroundings = { ...surroundings, environment: ENVIRONMENT };
  const { clock, random, nonce } = around;
  const archive = archiveOf(around);
  return {
    state: stateStoreOf(around),
    results: resultStoreOf(around),
    stream: streamReaderOf(around),
    tasks: taskQueueOf(around),
    pokes: keeperPokesOf(around),
    retryQueue: retryQueueOf(around),
    deadLetters: deadLettersOf(around, { pipeline: 'simulated', archive }),
    archive,
    registry: schemaRegistryOf(around),
    clock,
    random,
    nonce,
    log: silentLog,
  };
}
