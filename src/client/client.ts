import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { makeDynamoDbStateStore } from '../adapters/aws/dynamodb-state-store.ts';
import { makeKinesisStreamReader } from '../adapters/aws/kinesis-stream-reader.ts';
import { makeSqsKeeperPokes } from '../adapters/aws/sqs-task-queue.ts';
import type { ResultValue } from '../engine/accumulators/accumulator.ts';
import type { Aggregation, MeasuresOf } from '../engine/aggregation.ts';
import type { Pipeline } from '../engine/pipeline.ts';
import { type AggregationPlan, aggregationNamed, type Plan, planOf } from '../engine/plan.ts';
import type { Counts } from '../engine/progress.ts';
import type { EpochMs } from '../engine/time.ts';
import type { Archive } from '../ports/archive.ts';
import type { Clock } from '../ports/clock.ts';
import type { SchemaRegistry } from '../ports/schema-registry.ts';
import type { ReadAlarms } from './alarm.ts';
import { type DrainOptions, type DrainReport, drain } from './drain.ts';
import { noResultsStream, unknownAggregation } from './errors.ts';
import type { ReadRecord, StreamEvent } from './event-reader.ts';
import { type Explanation, explainResult } from './explain-result.ts';
import { type EventSearch, findEvents, type SearchOptions } from './find-events.ts';
import { type FollowEventsOptions, followEvents } from './follow-events.ts';
import { type FollowOptions, followResults } from './follow-results.ts';
import { type Health, type HealthOptions, readHealth, readLaneHealth } from './health.ts';
import type { LaneStanding } from './lane-standings.ts';
import { type Letters, makeLetters } from './letters.ts';
import { readLive } from './live.ts';
import { type Pulse, readPulse } from './look.ts';
import { pendingWindows } from './marks.ts';
import { type PipelineProgress, readProgress } from './progress.ts';
import { makeReadDepth } from './queues.ts';
import { type Redrives, readRedrives } from './redrives.ts';
import { findResources, type Resources } from './resources.ts';
import { type ResultMessage, type ResultMessagesOptions, readResultMessages } from './result-messages.ts';
import { readResults } from './results.ts';
import type { LiveRow, ResultRow, RowRange } from './rows.ts';
import { readStatus, type Status } from './status.ts';
import { readWindows, type WindowOptions, type WindowStanding } from './windows.ts';

export interface ClientDeps {
  readonly cloudformation: CloudFormationClient;
  readonly dynamodb: DynamoDBClient;
  readonly kinesis: KinesisClient;
  readonly sqs: SQSClient;
  readonly clock: Clock;
  /** Opens the bucket of records that a message would not hold. */
  readonly openArchive: (bucket: string) => Pick<Archive, 'get'>;
  readonly registry: SchemaRegistry;
  /** Left out: alarms are not told of. */
  readonly readAlarms?: ReadAlarms;
}

/** The measures of aggregation `N`; any values where the definition is not known at compile time. */
type RowMeasures<A extends Aggregation, N extends string> = string extends N
  ? Readonly<Record<string, ResultValue>>
  : MeasuresOf<Extract<A, { readonly name: N }>>;

/** Reads a deployed pipeline; the types of its results follow from its definition. */
export interface PipelineClient<A extends Aggregation = Aggregation> {
  readonly resources: Resources;
  /** Names of the definition's aggregations. */
  readonly aggregations: readonly A['name'][];
  /** Stored results: with a key a query, without one a scan of the whole results table, in no order. */
  results<N extends A['name']>(aggregation: N, range?: RowRange): AsyncIterable<ResultRow<RowMeasures<A, N>>>;
  /** What the windows that have not fired hold so far, and fired ones that wait for a correction. */
  live<N extends A['name']>(aggregation: N, range?: RowRange): AsyncIterable<LiveRow<RowMeasures<A, N>>>;
  /** Starts of the windows whose stored results are not complete: not fired yet, or waiting for a correction. Oldest first. */
  pendingWindows(aggregation: A['name']): Promise<readonly EpochMs[]>;
  /** How far it has come; a few reads. */
  progress(): Promise<PipelineProgress>;
  /** How far it has come and all that is open; looks at every shard, mark and queue. */
  status(): Promise<Status>;
  /** How all records came out: the terms of both accounting equations. */
  counts(): Promise<Counts>;
  /** Whether it is well; looks at every shard, mark, queue and stored decision, and again where something is suspect. */
  health(options?: HealthOptions): Promise<Health>;
  /** How each shard is doing; looks again where one is behind. */
  lanes(options?: HealthOptions): Promise<readonly LaneStanding[]>;
  /** Progress and open windows at one moment: two of them make rates (`ratesBetween`). */
  pulse(): Promise<Pulse>;
  /** The windows of an aggregation that have state, newest first. */
  windows(aggregation: A['name'], options?: WindowOptions): Promise<readonly WindowStanding[]>;
  /** What a result is made of. @param atMs any instant of its window */
  explain(aggregation: A['name'], key: string, atMs: EpochMs): Promise<Explanation>;
  /** The events that a result is made of, as far as the stream still holds them; reads the stream again. */
  eventsOf(explanation: Explanation, options?: SearchOptions): Promise<EventSearch>;
  /** Stored results as they are written, from now on. */
  followResults<N extends A['name']>(
    aggregation: N,
    options?: FollowOptions,
  ): AsyncIterable<ResultRow<RowMeasures<A, N>>>;
  /**
   * The messages of the results stream, copies and outdated revisions among them, which `makeRevisionMemory` tells.
   *
   * @throws ClientError where the pipeline has no results stream
   */
  resultMessages(options?: ResultMessagesOptions): AsyncIterable<ResultMessage>;
  /** The events of the stream as they arrive, from now on. */
  followEvents(options?: FollowEventsOptions): AsyncIterable<StreamEvent>;
  /** How the events came out that queues brought back; reads every stored decision. */
  redrives(): Promise<Redrives>;
  /** What was not counted, and waits for a person. */
  readonly letters: Letters;
  /** Finishes a stream that nothing more is sent to. */
  drain(options?: DrainOptions): Promise<DrainReport>;
}

/**
 * Finds a deployed pipeline.
 *
 * @param pipeline its definition, the one that is deployed
 * @throws ClientError where it is not deployed
 */
export async function connect<A extends Aggregation>(
  pipeline: Pipeline<A>,
  clients: ClientDeps,
): Promise<PipelineClient<A>> {
  const { clock } = clients;
  const resources = await findResources(clients.cloudformation, pipeline.name);
  const plan = planOf(pipeline);
  const table = { client: clients.dynamodb, tableName: resources.stateTable };
  const results = { client: clients.dynamodb, tableName: resources.resultsTable };
  const kinesis = { client: clients.kinesis, streamName: resources.streamName, clock };
  const deps = {
    plan,
    resources,
    clock,
    table,
    results,
    kinesis,
    store: makeDynamoDbStateStore(table),
    stream: makeKinesisStreamReader(kinesis),
    pokes: makeSqsKeeperPokes({ client: clients.sqs, queueUrl: resources.queues.pokes }),
    readDepth: makeReadDepth(clients.sqs),
    readAlarms: clients.readAlarms,
  };
  const planNamed = (name: string): AggregationPlan => {
    const found = aggregationNamed(plan, name);
    if (found) return found;
    throw unknownAggregation(pipeline, name);
  };
  const redrives = () => readRedrives(deps);
  const { sqs, registry } = clients;
  const archive = clients.openArchive(resources.archiveBucket);
  const withReader = async () => ({ ...deps, readRecord: await makeReader(plan, registry) });
  const client = {
    resources,
    aggregations: plan.aggregations.map(({ aggregation }) => aggregation.name),
    results: (name: string, range?: RowRange) => readResults(results, planNamed(name), range),
    live: (name: string, range?: RowRange) => readLive(deps.store, planNamed(name), range),
    pendingWindows: (name: string) => pendingWindows(deps.store, planNamed(name)),
    progress: () => readProgress(deps),
    status: () => readStatus(deps),
    counts: async () => (await readProgress(deps)).counts,
    health: (options?: HealthOptions) => readHealth(deps, options),
    lanes: (options?: HealthOptions) => readLaneHealth(deps, options),
    pulse: () => readPulse(deps),
    windows: async (name: string, options?: WindowOptions) => readWindows(deps, planNamed(name), options),
    explain: async (name: string, key: string, atMs: EpochMs) => explainResult(deps, planNamed(name), key, atMs),
    eventsOf: async (explanation: Explanation, options?: SearchOptions) =>
      findEvents(await withReader(), explanation, options),
    followResults: (name: string, options?: FollowOptions) => followResults(deps, planNamed(name), options),
    resultMessages: (options?: ResultMessagesOptions) => {
      const { resultsStream } = resources;
      if (resultsStream === undefined) throw noResultsStream(pipeline);
      const published = { ...kinesis, streamName: resultsStream };
      return readResultMessages({ kinesis: published, stream: makeKinesisStreamReader(published) }, options);
    },
    async *followEvents(options?: FollowEventsOptions) {
      yield* followEvents(await withReader(), options);
    },
    redrives,
    letters: makeLetters({ ...deps, sqs, archive, registry, readRedrives: redrives }),
    drain: (options?: DrainOptions) => drain(deps, options),
  };
  // The rows' types are the definition's: what is stored was computed by the same measures.
  return client as PipelineClient<A>;
}

/** The readers of all formats take long to load, and most callers do without them. */
async function makeReader(plan: Plan, registry: SchemaRegistry): Promise<ReadRecord> {
  const { makeReadRecord } = await import('./event-reader.ts');
  return makeReadRecord(plan, registry);
}
