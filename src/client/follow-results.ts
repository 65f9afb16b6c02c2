import type { DynamoDbTable } from '../adapters/aws/dynamodb-table.ts';
import type { AggregationPlan } from '../engine/plan.ts';
import type { EpochMs } from '../engine/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { ControlStore } from '../ports/control-store.ts';
import type { MarkStore } from '../ports/mark-store.ts';
import type { PartialStore, WindowPartition } from '../ports/partial-store.ts';
import { allMarks } from './marks.ts';
import { notedWindows } from './noted-windows.ts';
import { pause } from './pause.ts';
import { placeOf } from './place-of-key.ts';
import type { ResultsDeps } from './results.ts';
import type { ResultRow } from './rows.ts';
import { storedRows } from './stored-rows.ts';

export interface FollowOptions {
  /** Only this group key. */
  readonly key?: string;
  /** How often to look. Default: 2 s. */
  readonly everyMs?: number;
  readonly signal?: AbortSignal;
}

export interface FollowDeps {
  readonly store: MarkStore & PartialStore & Pick<ControlStore, 'readControls'>;
  /** The state table. */
  readonly table: DynamoDbTable;
  readonly results: ResultsDeps;
  readonly clock: Clock;
}

const EVERY_MS = 2_000;
/** Rows whose revision is remembered, so that a correction is not given twice: a few megabytes. */
const MOST_REMEMBERED = 20_000;

/** Window-partitions at one look: those with a mark, by name, and through which window end all have fired. */
interface Marked {
  readonly marks: ReadonlyMap<string, WindowPartition>;
  readonly firedThroughMs: EpochMs;
}

/**
 * Stored results as they are written, window by window, from now on until `signal` is aborted.
 *
 * It looks at marks: a window-partition that had one and has none any more has just been written. So a correction that comes and goes between two
 * looks is not seen, and of a window that had fired before this began, rows that were corrected before are given too. The results themselves
 * are in the table either way.
 */
export async function* followResults(
  deps: FollowDeps,
  plan: AggregationPlan,
  { key, everyMs = EVERY_MS, signal }: FollowOptions = {},
): AsyncGenerator<ResultRow, void> {
  const partition = key === undefined ? undefined : placeOf(plan, key).partition;
  const revisions = new Map<string, number>();
  let before = await lookAtMarks(deps, plan);
  const firedBeforeMs = before.firedThroughMs;
  while (!signal?.aborted) {
    await pause(deps.clock, everyMs, signal);
    if (signal?.aborted) return;
    const now = await lookAtMarks(deps, plan);
    for (const window of await writtenBetween(deps, plan, before, now)) {
      if (partition !== undefined && window.partition !== partition) continue;
      const isNew = window.windowEndMs > firedBeforeMs;
      for await (const row of rowsOf(deps, plan, window, key)) {
        const id = `${row.windowStartMs}|${row.key}`;
        const known = revisions.get(id) ?? (isNew ? 0 : 1);
        if (row.revision <= known) continue;
        remember(revisions, id, row.revision);
        yield row;
      }
    }
    before = now;
  }
}

async function lookAtMarks({ store }: FollowDeps, plan: AggregationPlan): Promise<Marked> {
  const { name, generation } = plan.aggregation;
  const marks = new Map<string, WindowPartition>();
  for await (const { window } of allMarks(store, plan)) marks.set(idOf(window), window);
  const controls = await store.readControls();
  const control = controls.find((one) => one.aggregation === name && one.generation === generation);
  return { marks, firedThroughMs: control?.firedThroughMs ?? -1 };
}

/** Oldest first: those that have lost their mark, and those that came, fired and were written in between. */
async function writtenBetween(
  { table }: FollowDeps,
  plan: AggregationPlan,
  before: Marked,
  now: Marked,
): Promise<readonly WindowPartition[]> {
  const written = new Map([...before.marks].filter(([id]) => !now.marks.has(id)));
  const firedSince = { afterMs: before.firedThroughMs, throughMs: now.firedThroughMs };
  for await (const window of notedWindows(table, plan.aggregation, firedSince)) {
    if (!now.marks.has(idOf(window))) written.set(idOf(window), window);
  }
  return [...written.values()].sort((a, b) => a.windowStartMs - b.windowStartMs || a.partition - b.partition);
}

/** Keys are those of the state: what is stored of a window is not listed by window. */
async function* rowsOf(
  { store, results }: FollowDeps,
  plan: AggregationPlan,
  window: WindowPartition,
  key: string | undefined,
): AsyncGenerator<ResultRow> {
  if (key !== undefined) {
    yield* await storedRows(results, plan, window.windowStartMs, [key]);
    return;
  }
  for await (const { partials } of store.bucketsOf(window)) {
    const keys = new Set(partials.flatMap((partial) => [...partial.keys.keys()]));
    const rows = await storedRows(results, plan, window.windowStartMs, [...keys]);
    yield* [...rows].sort((a, b) => (a.key < b.key ? -1 : 1));
  }
}

function idOf({ windowStartMs, partition }: WindowPartition): string {
  return `${windowStartMs}|${partition}`;
}

/** The oldest goes. */
function remember(revisions: Map<string, number>, id: string, revision: number): void {
  revisions.delete(id);
  revisions.set(id, revision);
  const [oldest] = revisions.keys();
  if (revisions.size > MOST_REMEMBERED && oldest !== undefined) revisions.delete(oldest);
}
