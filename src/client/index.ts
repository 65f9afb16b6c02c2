/** The reader's library: results and what they are made of, where a pipeline stands, draining it, and what was not counted. */

export { parseResultMessage } from '../codecs/result-message.ts';
export type { Pipeline } from '../engine/pipeline.ts';
export type { Clock } from '../ports/clock.ts';
export type { Control } from '../ports/control-store.ts';
export { RetryableError } from '../ports/errors.ts';
export type { PublishedResult } from '../ports/result-sink.ts';
export type { Alarm, ReadAlarms } from './alarm.ts';
export { alarmWords } from './alarm-words.ts';
export { makeCheckupDeps, makeClientDeps } from './aws-clients.ts';
export type { CallerIdentity } from './caller-identity.ts';
export type { Check } from './checkup/check.ts';
export { type Checkup, type CheckupDeps, makeCheckup } from './checkup/checkup.ts';
export { type ClientDeps, connect, type PipelineClient } from './client.ts';
export { systemClock } from './clock.ts';
export type { DecodedPayload } from './decode-payload.ts';
export type { DrainOptions, DrainReport } from './drain.ts';
export { type Equation, equationsOf } from './equations.ts';
export { ClientError } from './errors.ts';
export type { StreamEvent } from './event-reader.ts';
export { explainAwsError } from './explain-error.ts';
export { explainFailure } from './explain-failure.ts';
export {
  type ExplainDeps,
  type Explanation,
  explainResult,
  type LaneShare,
  type RedrivenShare,
} from './explain-result.ts';
export type { ContributingEvent, EventSearch, SearchOptions } from './find-events.ts';
export type { FoundLetter } from './find-letter.ts';
export type { Finding } from './findings.ts';
export type { FollowEventsOptions } from './follow-events.ts';
export type { FollowOptions } from './follow-results.ts';
export type { Health, HealthOptions } from './health.ts';
export type { LaneStanding, LaneState } from './lane-standings.ts';
export type { AsideQueue, AsideQueueName, LetterStats } from './letter-stats.ts';
export type { LetterBox, Letters, LettersTakeOptions, LookOptions } from './letters.ts';
export { groupLetters, type LetterGroup, type Listing } from './list-letters.ts';
export type { LetterFilter, LetterReason, ListedLetter } from './listed-letter.ts';
export { localEnvironment } from './local-environment.ts';
export type { Pulse } from './look.ts';
export { isUnderWay, type MoveTask, type MoveTasks } from './move-tasks.ts';
export type { PipelineProgress } from './progress.ts';
export { makeReadDepth, type QueueDepth } from './queues.ts';
export { type AggregationRates, type Rates, ratesBetween } from './rates.ts';
export { NoAlarmService } from './read-alarms.ts';
export type { AggregationRedrives, Redrives } from './redrives.ts';
export type { QueueName, Resources } from './resources.ts';
export {
  makeRevisionMemory,
  newestRevisions,
  type ResultMessage,
  type ResultMessagesOptions,
} from './result-messages.ts';
export type { LiveRow, ResultRow, RowRange } from './rows.ts';
export type { Standing, Status } from './status.ts';
export type { TakeReport } from './take-letters.ts';
export type { Verdict } from './verdict.ts';
export type { WindowSurvey } from './window-survey.ts';
export type { WindowCounts, WindowOptions, WindowStanding, WindowState } from './windows.ts';
