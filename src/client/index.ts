/** The reader's library: results, where a pipeline stands, and draining it. */

export { systemClock } from '../adapters/aws/system-clock.ts';
export type { Pipeline } from '../engine/pipeline.ts';
export type { Clock } from '../ports/clock.ts';
export { RetryableError } from '../ports/errors.ts';
export { makeClientDeps } from './aws-clients.ts';
export { type ClientDeps, connect, type PipelineClient } from './client.ts';
export type { DrainOptions, DrainReport } from './drain.ts';
export { ClientError } from './errors.ts';
export { explainAwsError } from './explain-error.ts';
export { explainFailure } from './explain-failure.ts';
export { localEnvironment } from './local-environment.ts';
export type { PipelineProgress } from './progress.ts';
export { makeReadDepth, type QueueDepth } from './queues.ts';
export type { QueueName, Resources } from './resources.ts';
export type { LiveRow, ResultRow, RowRange } from './rows.ts';
export type { Status } from './status.ts';
