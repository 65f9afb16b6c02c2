import type { DynamoDbTable } from '../adapters/aws/dynamodb-table.ts';
import { mergePartials, resultsOf } from '../engine/merge.ts';
import type { AggregationPlan } from '../engine/plan.ts';
import type { EpochMs } from '../engine/time.ts';
import { windowEndOf } from '../engine/window.ts';
import type { Control, ControlStore } from '../ports/control-store.ts';
import type { MarkStore } from '../ports/mark-store.ts';
import type { PartialStore, WindowPartition } from '../ports/partial-store.ts';
import { allMarks } from './marks.ts';
import { notedWindows } from './noted-windows.ts';
import type { ResultsDeps } from './results.ts';
import { isInRange, type RowRange } from './rows.ts';
import { storedRows } from './stored-rows.ts';

/**
 * How far a window has come. `open`: it has not fired. `waiting`: it has fired, and its results are not written yet. `correcting`: its
 * results are written, and a correction waits. `materialized`: its results are written. `corrected`: the same, and some of them have changed
 * since (known only where the window was counted). `expired`: nothing is counted into it any more.
 */
export type WindowState = 'open' | 'waiting' | 'correcting' | 'materialized' | 'corrected' | 'expired';

/** A window that has state. */
export interface WindowStanding {
  readonly aggregation: string;
  readonly generation: number;
  readonly windowStartMs: EpochMs;
  readonly windowEndMs: EpochMs;
  readonly state: WindowState;
  /** Partitions of it that have state. */
  readonly partitions: number;
  /** Partitions of which something is not written yet. */
  readonly waitingPartitions: number;
  /** Undefined where it was not asked for. */
  readonly counts: WindowCounts | undefined;
}

export interface WindowCounts {
  /** Group keys in its state. */
  readonly keys: number;
  /** Events in its state. */
  readonly events: number;
  /** Stored results. */
  readonly rows: number;
  /** Stored results that have changed since they were written first. */
  readonly corrected: number;
}

export interface WindowOptions extends Omit<RowRange, 'key'> {
  /** Only windows in these states. */
  readonly states?: readonly WindowState[];
  /** At most so many, the newest. Default: 50. */
  readonly limit?: number;
  /** Also counts what is in them: reads all state of the windows that are given, and their stored results. */
  readonly counts?: boolean;
}

export interface WindowDeps {
  readonly store: MarkStore & PartialStore & Pick<ControlStore, 'readControls'>;
  /** The state table. */
  readonly table: DynamoDbTable;
  readonly results: ResultsDeps;
}

const MOST = 50;

interface Known {
  readonly partitions: Map<number, WindowPartition>;
  readonly marked: Set<number>;
  isNoted: boolean;
}

/** The windows of an aggregation that have state, newest first. Windows whose state has been collected are not among them. */
export async function readWindows(
  deps: WindowDeps,
  plan: AggregationPlan,
  options: WindowOptions = {},
): Promise<readonly WindowStanding[]> {
  const { name, generation, window } = plan.aggregation;
  const { states, limit = MOST, counts = false } = options;
  const controls = await deps.store.readControls();
  const control = controls.find((one) => one.aggregation === name && one.generation === generation);
  const standings: WindowStanding[] = [];
  const mostNoted = states ? Number.POSITIVE_INFINITY : limit;
  const known = await knownWindows(deps, plan, options, needsNoted(states) ? mostNoted : 0);
  for (const [windowStartMs, { partitions, marked, isNoted }] of known) {
    const found: WindowStanding = {
      aggregation: name,
      generation,
      windowStartMs,
      windowEndMs: windowEndOf(window, windowStartMs),
      state: stateOf(control, windowEndOf(window, windowStartMs), marked.size > 0, isNoted),
      partitions: partitions.size,
      waitingPartitions: marked.size,
      counts: undefined,
    };
    // Whether it is corrected shows when its rows are read, so that it may be either until then.
    if (states && !states.includes(found.state) && !(counts && found.state === 'materialized')) continue;
    const standing = counts ? await withCounts(deps, plan, found, [...partitions.values()]) : found;
    if (!states || states.includes(standing.state)) standings.push(standing);
    if (standings.length === limit) break;
  }
  return standings;
}

/** Open windows and those that wait have marks, which are all read; only the others are found by their notes. */
function needsNoted(states: readonly WindowState[] | undefined): boolean {
  return !states?.every((state) => state === 'open' || state === 'waiting' || state === 'correcting');
}

/** By window start, newest first. @param mostNoted at most so many windows that have no mark */
async function knownWindows(
  { store, table }: WindowDeps,
  plan: AggregationPlan,
  range: RowRange,
  mostNoted: number,
): Promise<ReadonlyMap<EpochMs, Known>> {
  const windows = new Map<EpochMs, Known>();
  const knownOf = ({ windowStartMs }: WindowPartition): Known => {
    const known = windows.get(windowStartMs) ?? { partitions: new Map(), marked: new Set(), isNoted: false };
    windows.set(windowStartMs, known);
    return known;
  };
  for await (const { window } of allMarks(store, plan)) {
    if (!isInRange(range, window.windowStartMs)) continue;
    const known = knownOf(window);
    known.partitions.set(window.partition, window);
    known.marked.add(window.partition);
  }
  const oldestMarkedMs = windows.keys().next().value;
  const ends = endsOf(plan, range);
  let unmarked = 0;
  for await (const window of notedWindows(table, plan.aggregation, ends)) {
    const isNew = !windows.has(window.windowStartMs);
    const isEnough = unmarked === mostNoted && isNew;
    if (isEnough && (oldestMarkedMs === undefined || window.windowStartMs < oldestMarkedMs)) break;
    if (isEnough) continue;
    if (isNew) unmarked += 1;
    const known = knownOf(window);
    known.partitions.set(window.partition, window);
    known.isNoted = true;
  }
  return new Map([...windows].sort(([a], [b]) => b - a));
}

/** The ends of windows whose starts are in a range. */
function endsOf({ aggregation: { window } }: AggregationPlan, { fromMs, toMs }: RowRange) {
  return {
    ...(fromMs === undefined ? {} : { afterMs: Math.max(0, windowEndOf(window, fromMs) - 1) }),
    ...(toMs === undefined ? {} : { throughMs: Math.max(0, windowEndOf(window, toMs) - 1) }),
  };
}

function stateOf(control: Control | undefined, endMs: EpochMs, isMarked: boolean, isNoted: boolean): WindowState {
  if (endMs > (control?.firedThroughMs ?? -1)) return 'open';
  if (endMs <= (control?.expiredThroughMs ?? -1)) return 'expired';
  if (!isMarked) return 'materialized';
  return isNoted ? 'correcting' : 'waiting';
}

async function withCounts(
  { store, results }: WindowDeps,
  plan: AggregationPlan,
  standing: WindowStanding,
  partitions: readonly WindowPartition[],
): Promise<WindowStanding> {
  const counts = { keys: 0, events: 0, rows: 0, corrected: 0 };
  for (const partition of partitions) {
    for await (const { partials } of store.bucketsOf(partition)) {
      const found = resultsOf(plan, mergePartials(plan, partials));
      counts.keys += found.length;
      counts.events += found.reduce((sum, { n }) => sum + n, 0);
      const keys = found.map(({ key }) => key);
      const rows = standing.state === 'open' ? [] : await storedRows(results, plan, standing.windowStartMs, keys);
      counts.rows += rows.length;
      counts.corrected += rows.filter(({ revision }) => revision > 1).length;
    }
  }
  const isCorrected = standing.state === 'materialized' && counts.corrected > 0;
  return { ...standing, state: isCorrected ? 'corrected' : standing.state, counts };
}
