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
import { type AggregationPlan, aggregationNamed, planOf } from '../engine/plan.ts';
import type { Counts } from '../engine/progress.ts';
import type { EpochMs } from '../engine/time.ts';
import type { Archive } from '../ports/archive.ts';
import type { Clock } from '../ports/clock.ts';
import type { SchemaRegistry } from '../ports/schema-registry.ts';
import { type DrainOptions, type DrainReport, drain } from './drain.ts';
import { unknownAggregation } from './errors.ts';
import { type Letters, makeLetters } from './letters.ts';
import { readLive } from './live.ts';
import { pendingWindows } from './marks.ts';
import { type PipelineProgress, readProgress } from './progress.ts';
import { makeReadDepth } from './queues.ts';
import { type Redrives, readRedrives } from './redrives.ts';
import { findResources, type Resources } from './resources.ts';
import { readResults } from './results.ts';
import type { LiveRow, ResultRow, RowRange } from './rows.ts';
import { readStatus, type Status } from './status.ts';

export interface ClientDeps {
  readonly cloudformation: CloudFormationClient;
  readonly dynamodb: DynamoDBClient;
  readonly kinesis: KinesisClient;
  readonly sqs: SQSClient;
  readonly clock: Clock;
  /** Opens the bucket of records that a message would not hold. */
  readonly openArchive: (bucket: string) => Pick<Archive, 'get'>;
  readonly registry: SchemaRegistry;
}

/** The measures of aggregation `N`; any values where the definition is not known at compile time. */
type RowMeasures<A extends Aggregation, N extends string> = string extends N
  ? Readonly<Record<string, ResultValue>>
  : MeasuresOf<Extract<A, { readonly name: N }>>;

/** Reads a deployed pipeline; the types of its results follow from its definition. */
export interface PipelineClient<A extends Aggregation = Aggregation> {
  readonly resources: Resources;
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
  const deps = {
    plan,
    resources,
    clock,
    store: makeDynamoDbStateStore({ client: clients.dynamodb, tableName: resources.stateTable }),
    stream: makeKinesisStreamReader({ client: clients.kinesis, streamName: resources.streamName, clock }),
    pokes: makeSqsKeeperPokes({ client: clients.sqs, queueUrl: resources.queues.pokes }),
    readDepth: makeReadDepth(clients.sqs),
  };
  const results = { client: clients.dynamodb, tableName: resources.resultsTable };
  const planNamed = (name: string): AggregationPlan => {
    const found = aggregationNamed(plan, name);
    if (found) return found;
    throw unknownAggregation(pipeline, name);
  };
  const redrives = () => readRedrives(deps);
  const { sqs, registry } = clients;
  const archive = clients.openArchive(resources.archiveBucket);
  const client = {
    resources,
    results: (name: string, range?: RowRange) => readResults(results, planNamed(name), range),
    live: (name: string, range?: RowRange) => readLive(deps.store, planNamed(name), range),
    pendingWindows: (name: string) => pendingWindows(deps.store, planNamed(name)),
    progress: () => readProgress(deps),
    status: () => readStatus(deps),
    counts: async () => (await readProgress(deps)).counts,
    redrives,
    letters: makeLetters({ ...deps, sqs, archive, registry, readRedrives: redrives }),
    drain: (options?: DrainOptions) => drain(deps, options),
  };
  // The rows' types are the definition's: what is stored was computed by the same measures.
  return client as PipelineClient<A>;
}
