import type { DynamoDbTable } from '../adapters/aws/dynamodb-table.ts';
import { shortLaneId } from '../codecs/items/lane-id.ts';
import type { ResultValue } from '../engine/accumulators/accumulator.ts';
import type { Partial } from '../engine/apply.ts';
import { mergePartials, type Result, resultsOf } from '../engine/merge.ts';
import type { AggregationPlan } from '../engine/plan.ts';
import type { Position } from '../engine/position.ts';
import type { RedriveDecision } from '../engine/redrive.ts';
import type { EpochMs } from '../engine/time.ts';
import { windowEndOf, windowStartOf } from '../engine/window.ts';
import type { Control, ControlStore } from '../ports/control-store.ts';
import type { MarkStore } from '../ports/mark-store.ts';
import type { WindowPartition } from '../ports/partial-store.ts';
import type { RedriveStore } from '../ports/redrive-store.ts';
import { type LaneDeps, readLanes } from './lanes.ts';
import { placeOf } from './place-of-key.ts';
import { type ResultsDeps, readResults } from './results.ts';
import type { ResultRow } from './rows.ts';
import { readShares, type Share } from './shares.ts';
import { type Verdict, verdictOn } from './verdict.ts';

/** What one lane has brought to a result. */
export interface LaneShare {
  /** Undefined for a shard of another stream, or one that left no progress. */
  readonly shardId: string | undefined;
  /** Everything of this lane up to here is in it. */
  readonly applied: Position;
  readonly n: number;
  readonly measures: Readonly<Record<string, ResultValue>>;
  /** From when on the table may drop it; null: it stays. */
  readonly expiresAtMs: EpochMs | null;
}

/** What one redriven event has brought to a result. */
export interface RedrivenShare extends LaneShare {
  /** What was decided about it; undefined where its shard is not known. */
  readonly decision: RedriveDecision | undefined;
}

/** What a result is made of, and whether what is stored is all of it. */
export interface Explanation {
  readonly aggregation: string;
  readonly generation: number;
  readonly key: string;
  readonly windowStartMs: EpochMs;
  readonly windowEndMs: EpochMs;
  readonly lanes: readonly LaneShare[];
  readonly redriven: readonly RedrivenShare[];
  /** What the shares come to; undefined where there are none. */
  readonly merged: Result | undefined;
  readonly stored: ResultRow | undefined;
  /** True where a request to write the window's results waits. */
  readonly isMarked: boolean;
  /** How far the aggregation has been announced; undefined where nothing was processed yet. */
  readonly control: Control | undefined;
  readonly verdict: Verdict;
}

export interface ExplainDeps extends LaneDeps {
  readonly store: LaneDeps['store'] &
    Pick<ControlStore, 'readControls'> &
    Pick<MarkStore, 'readMark'> &
    Pick<RedriveStore, 'readRedrive'>;
  /** The state table. */
  readonly table: DynamoDbTable;
  readonly results: ResultsDeps;
}

/** What is written between two reads of one attempt makes them differ; it does not do so time and again. */
const ATTEMPTS = 3;

/**
 * Tells what a result is made of: the share of each lane and of each redriven event, the row that is stored, and why the two differ where they
 * do. One query for the shares of the key's bucket, and a few reads.
 *
 * @param atMs any instant of the window
 */
export async function explainResult(
  deps: ExplainDeps,
  plan: AggregationPlan,
  key: string,
  atMs: EpochMs,
): Promise<Explanation> {
  const { name: aggregation, generation, window: windows } = plan.aggregation;
  const windowStartMs = windowStartOf(windows, atMs);
  const windowEndMs = windowEndOf(windows, windowStartMs);
  const { partition, bucket } = placeOf(plan, key);
  const window: WindowPartition = { aggregation, generation, windowStartMs, windowEndMs, partition };
  const shardIds = await shardsByLaneId(deps);
  const look = async (): Promise<Explanation> => {
    const shares: Share[] = [];
    for await (const share of readShares(deps.table, window, bucket)) {
      if (share.partial.keys.has(key)) shares.push(share);
    }
    const stored = await storedRow(deps.results, plan, key, windowStartMs);
    // The mark last: whatever it stands for was not written when the row was read, or is written by now.
    const nonce = await deps.store.readMark(window);
    const controls = await deps.store.readControls();
    const control = controls.find((one) => one.aggregation === aggregation && one.generation === generation);
    const merged = resultOf(plan, key, shares);
    const facts = { generation, windowEndMs, merged, stored, isMarked: nonce !== undefined, control };
    const verdict = verdictOn(facts);
    const lanes = shares.filter(({ position }) => position === undefined);
    return {
      ...facts,
      aggregation,
      key,
      windowStartMs,
      lanes: lanes.map((share) => laneShare(plan, key, share, shardIds)).sort(byShard),
      redriven: await redrivenShares(deps, plan, key, shares, shardIds),
      verdict,
    };
  };
  let found = await look();
  for (let attempt = 1; attempt < ATTEMPTS && found.verdict.kind === 'differs'; attempt += 1) found = await look();
  return found;
}

async function shardsByLaneId(deps: LaneDeps): Promise<ReadonlyMap<string, string>> {
  const [identity, lanes] = await Promise.all([deps.stream.identify(), readLanes(deps)]);
  return new Map(lanes.map(({ shardId }) => [shortLaneId({ ...identity, shardId }), shardId]));
}

async function storedRow(
  deps: ResultsDeps,
  plan: AggregationPlan,
  key: string,
  windowStartMs: EpochMs,
): Promise<ResultRow | undefined> {
  const range = { key, fromMs: windowStartMs, toMs: windowStartMs + 1 };
  for await (const row of readResults(deps, plan, range)) return row;
  return undefined;
}

function resultOf(plan: AggregationPlan, key: string, shares: readonly Share[]): Result | undefined {
  const merged = mergePartials(
    plan,
    shares.map(({ partial }) => onlyKey(partial, key)),
  );
  return resultsOf(plan, merged)[0];
}

function onlyKey({ applied, keys }: Partial, key: string): Partial {
  return { applied, keys: new Map([...keys].filter(([name]) => name === key)) };
}

function laneShare(plan: AggregationPlan, key: string, share: Share, shardIds: ReadonlyMap<string, string>): LaneShare {
  const { n = 0, measures = {} } = resultOf(plan, key, [share]) ?? {};
  const { laneId, partial, expiresAtMs } = share;
  return { shardId: shardIds.get(laneId), applied: partial.applied, n, measures, expiresAtMs };
}

async function redrivenShares(
  { store, stream }: ExplainDeps,
  plan: AggregationPlan,
  key: string,
  shares: readonly Share[],
  shardIds: ReadonlyMap<string, string>,
): Promise<readonly RedrivenShare[]> {
  const redriven = shares.filter(({ position }) => position !== undefined);
  if (redriven.length === 0) return [];
  const identity = await stream.identify();
  const found = redriven.map(async (share) => {
    const { position = '' } = share;
    const shown = laneShare(plan, key, share, shardIds);
    const { shardId } = shown;
    const decision =
      shardId === undefined ? undefined : await store.readRedrive({ lane: { ...identity, shardId }, position });
    return { ...shown, applied: position, decision };
  });
  return (await Promise.all(found)).sort(byShard);
}

function byShard(a: LaneShare, b: LaneShare): number {
  return (a.shardId ?? '') < (b.shardId ?? '') ? -1 : 1;
}
