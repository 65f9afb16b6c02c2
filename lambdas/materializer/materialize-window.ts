import { InvariantError } from '../../src/engine/errors.ts';
import { mergePartials, type Result, resultsOf } from '../../src/engine/merge.ts';
import { aggregationNamed, type Plan } from '../../src/engine/plan.ts';
import type { ControlStore } from '../../src/ports/control-store.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import type { MarkStore } from '../../src/ports/mark-store.ts';
import type { PartialStore, WindowPartition } from '../../src/ports/partial-store.ts';
import type { ResultSink } from '../../src/ports/result-sink.ts';
import type { ResultRef, ResultStore, StoredResult } from '../../src/ports/result-store.ts';
import type { MaterializeTask } from '../../src/ports/task-queue.ts';
import type { WindowIndex } from '../../src/ports/window-index.ts';
import type { Log } from '../shared/log.ts';
import type { WritePool } from '../shared/write-pool.ts';
import { makePublishRows, type RowsToTell, type Told } from './publish-rows.ts';

export interface MaterializeDeps {
  readonly plan: Plan;
  readonly state: MarkStore & PartialStore & WindowIndex & Pick<ControlStore, 'readControls'>;
  readonly results: ResultStore;
  /** Left out: nobody is told of results. */
  readonly resultSink?: ResultSink | undefined;
  readonly pool: WritePool;
  readonly log: Log;
}

export interface Materialized extends Told {
  readonly written: number;
  /** Of these, rows that were there before, in a task of a window that fired before: revisions past the first. */
  readonly corrected: number;
  /** Rows that were at least as complete already. */
  readonly stale: number;
  /** Rows that could not be written; logged, and they do not hold up the others. The mark stays, so they are tried again. */
  readonly failed: number;
}

/** A row to be written, and whether it was there as far as is known. */
interface DueRow {
  readonly row: Result;
  readonly isThere: boolean;
}

/** Rows to be written, and those that stand as they are. */
interface Sorted {
  readonly due: readonly DueRow[];
  readonly standing: readonly StoredResult[];
}

/** Nothing is known to be there. */
const allDue = (rows: readonly Result[]): Sorted => ({
  due: rows.map((row) => ({ row, isThere: false })),
  standing: [],
});

/**
 * Merges a window-partition's partials over all lanes, writes its results and tells of them; then clears the mark that asked for it.
 *
 * Every row of the window is told of as it stands, not those alone that this attempt has written: one before may have died in between. None
 * is told of before all are written, so that a results stream that refuses, or is slow, keeps no row out of the table. Meanwhile they are
 * held: some hundred bytes each, of no more rows than can be published within the function's time.
 *
 * The mark's nonce is read before the partials and only that nonce is cleared, so a write that came in between keeps its mark and
 * its own task. Before it is cleared the window is noted as one that has state: who dies in between leaves the mark, so every window
 * with state is found by one or the other.
 *
 * A window whose state may be gone in part is refused, for what is left would make a smaller result. Control items are read for each
 * task, so nothing hangs on their age; and where windows are collected after that, their marks were gone before, hence their results
 * hold all there was, and a smaller merge is refused by its `n`.
 *
 * @returns null where there is nothing to do: no mark, since somebody finished after the write that asked, or a window that is refused
 */
export function makeMaterializeWindow({ plan, state, results, resultSink, pool, log }: MaterializeDeps) {
  const publishRows = makePublishRows(plan.pipeline.name, resultSink);

  const writeRows = async (window: WindowPartition, rows: readonly DueRow[], isTimeUp: () => boolean) => {
    const tally = { written: 0, corrected: 0, stale: 0, failed: 0 };
    const changed: StoredResult[] = [];
    const standing: StoredResult[] = [];
    const write = async ({ row, isThere }: DueRow): Promise<void> => {
      try {
        const { outcome, stored } = await results.writeResult(refOf(window, row), row);
        tally[outcome] += 1;
        if (outcome === 'written' && isThere) tally.corrected += 1;
        (outcome === 'written' ? changed : standing).push(stored);
      } catch (error) {
        if (error instanceof RetryableError) throw error;
        tally.failed += 1;
        const { aggregation, windowStartMs } = window;
        log.error('a result could not be written', error, { aggregation, windowStartMs });
      }
    };
    await pool.run(rows, write, isTimeUp);
    return { tally, changed, standing };
  };

  /** A window that fired before has most of its rows: reading a row costs an eighth of refusing a write. */
  const sortByGrowth = async (window: WindowPartition, rows: readonly Result[]): Promise<Sorted> => {
    const stored = await results.readRows(rows.map((row) => refOf(window, row)));
    const due: DueRow[] = [];
    const standing: StoredResult[] = [];
    for (const row of rows) {
      const held = stored.get(row.key);
      const hasGrown =
        !held || held.generation < window.generation || (held.generation === window.generation && held.n < row.n);
      if (hasGrown) due.push({ row, isThere: held !== undefined });
      else standing.push(held);
    }
    return { due, standing };
  };

  const isCollected = async ({ aggregation, generation, windowEndMs }: WindowPartition): Promise<boolean> => {
    const controls = await state.readControls();
    const control = controls.find((found) => found.aggregation === aggregation && found.generation === generation);
    return control?.collectedThroughMs != null && windowEndMs <= control.collectedThroughMs;
  };

  return async ({ window, late }: MaterializeTask, isTimeUp: () => boolean): Promise<Materialized | null> => {
    const aggregationPlan = aggregationNamed(plan, window.aggregation);
    if (aggregationPlan?.aggregation.generation !== window.generation) {
      throw new InvariantError(
        `a task for "${window.aggregation}" generation ${window.generation}, which this code does not have: deploy the code of that generation to drain it`,
      );
    }
    const nonce = await state.readMark(window);
    if (nonce === undefined) return null;
    if (await isCollected(window)) {
      const { aggregation, generation, windowStartMs, windowEndMs, partition } = window;
      const fields = { aggregation, generation, windowStartMs, windowEndMs, partition };
      log.warn('refused: the state of this window has been collected, its results stay as they are', fields);
      await state.clearMark({ window, nonce });
      return null;
    }
    const total = { written: 0, corrected: 0, stale: 0, failed: 0 };
    const toTell: RowsToTell[] = [];
    for await (const { partials } of state.bucketsOf(window)) {
      const rows = resultsOf(aggregationPlan, mergePartials(aggregationPlan, partials));
      const { due, standing } = late ? await sortByGrowth(window, rows) : allDue(rows);
      const { tally, ...after } = await writeRows(window, due, isTimeUp);
      total.written += tally.written;
      total.corrected += tally.corrected;
      total.stale += tally.stale + standing.length;
      total.failed += tally.failed;
      if (resultSink) toTell.push({ changed: after.changed, standing: [...standing, ...after.standing] });
    }
    const told = await publishRows(window, toTell, { onlyChanged: total.failed > 0, isTimeUp });
    // A row may have failed for a reason that somebody will mend, such as a permission: its mark brings the task back until then.
    if (total.failed > 0 || told.unpublished !== undefined) return { ...total, ...told };
    await state.noteWindow(window);
    await state.clearMark({ window, nonce });
    return { ...total, ...told };
  };
}

function refOf(window: WindowPartition, row: Result): ResultRef {
  return {
    aggregation: window.aggregation,
    generation: window.generation,
    key: row.key,
    windowStartMs: window.windowStartMs,
  };
}
