/** The reader's library: results, where a pipeline stands, draining it, and what was not counted. */

export { systemClock } from '../adapters/aws/system-clock.ts';
export type { Pipeline } from '../engine/pipeline.ts';
export type { Clock } from '../ports/clock.ts';
export { RetryableError } from '../ports/errors.ts';
export { makeClientDeps } from './aws-clients.ts';
export { type ClientDeps, connect, type PipelineClient } from './client.ts';
export type { DecodedPayload } from './decode-payload.ts';
export type { DrainOptions, DrainReport } from './drain.ts';
export { ClientError } from './errors.ts';
export { explainAwsError } from './explain-error.ts';
export { explainFailure } from './explain-failure.ts';
export type { FoundLetter } from './find-letter.ts';
export type { AsideQueue, AsideQueueName, LetterStats } from './letter-stats.ts';
export type { LetterBox, Letters, LettersTakeOptions, LookOptions } from './letters.ts';
export { groupLetters, type LetterGroup, type Listing } from './list-letters.ts';
export type { LetterFilter, LetterReason, ListedLetter } from './listed-letter.ts';
export { localEnvironment } from './local-environment.ts';
export { isUnderWay, type MoveTask, type MoveTasks } from './move-tasks.ts';
export type { PipelineProgress } from './progress.ts';
export { makeReadDepth, type QueueDepth } from './queues.ts';
export type { AggregationRedrives, Redrives } from './redrives.ts';
export type { QueueName, Resources } from './resources.ts';
export type { LiveRow, ResultRow, RowRange } from './rows.ts';
export type { Standing, Status } from './status.ts';
export type { TakeReport } from './take-letters.ts';
