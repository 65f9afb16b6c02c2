/** The reader's library: results, where a pipeline stands, and draining it. */
export { makeClientDeps } from './aws-clients.ts';
export { type ClientDeps, connect, type PipelineClient } from './client.ts';
export type { DrainOptions, DrainReport } from './drain.ts';
export { ClientError } from './errors.ts';
export { explainAwsError } from './explain-error.ts';
export type { PipelineProgress } from './progress.ts';
export type { QueueName, Resources } from './resources.ts';
export type { LiveRow, ResultRow, RowRange } from './rows.ts';
export type { Status } from './status.ts';
