import { archiveOf } from '../../lambdas/aws/archive.ts';
import { eventPortsOf } from '../../lambdas/aws/event-ports.ts';
import { keeperPokesOf } from '../../lambdas/aws/keeper-pokes.ts';
import { resultSinkOf } from '../../lambdas/aws/result-sink.ts';
import { resultStoreOf } from '../../lambdas/aws/result-store.ts';
import { retryQueueOf } from '../../lambdas/aws/retry-queue.ts';
import type { Surroundings } from '../../lambdas/aws/surroundings.ts';
import { makeEnvironment } from '../../lambdas/shared/environment.ts';
import type { RedriverPorts } from '../support/compose-functions.ts';
import { silentLog } from '../support/logs.ts';
import type { Scenario } from './scenario.ts';
import { NAMES } from './services.ts';

/** As the template sets it. */
const VARIABLES = {
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
};

/** The production adapters in simulated surroundings, made by what makes them for the handlers. */
export function makePorts(
  surroundings: Omit<Surroundings, 'environment'>,
  { isPublishing }: Pick<Scenario, 'isPublishing'>,
): RedriverPorts {
  const environment = makeEnvironment({ ...VARIABLES, ...(isPublishing && { RESULTS_STREAM: NAMES.resultsStream }) });
  const around: Surroundings = { ...surroundings, environment };
  const archive = archiveOf(around);
  return {
    ...eventPortsOf(around, { pipeline: 'simulated', archive }),
    results: resultStoreOf(around),
    resultSink: resultSinkOf(around),
    pokes: keeperPokesOf(around),
    retryQueue: retryQueueOf(around),
    archive,
    log: silentLog,
  };
}
