import type { Aggregation } from '../../src/engine/aggregation.ts';
import type { EpochMs } from '../../src/engine/time.ts';
import { lastWindowEndAt } from '../../src/engine/window.ts';
import type { ControlStore } from '../../src/ports/control-store.ts';
import type { Mark, MarkStore } from '../../src/ports/mark-store.ts';
import type { MaterializeTask, TaskQueue } from '../../src/ports/task-queue.ts';

/** A mark whose task was sent less than this ago is given time; a lost task is sent again after it. */
const SEND_AGAIN_AFTER_MS = 50_000;
const TASKS_AT_ONCE = 500;

export interface AnnounceDeps {
  readonly aggregations: readonly Aggregation[];
  readonly store: ControlStore & MarkStore;
  readonly tasks: TaskQueue;
}

/** By aggregation: how far windows have been announced, and how many window-partitions of these have a mark. */
export type FiredWindows = ReadonlyMap<string, { readonly throughMs: EpochMs; readonly waiting: number }>;

export interface Announced {
  /** Aggregations whose `firedThrough` rose. */
  readonly raised: number;
  readonly tasksSent: number;
  readonly fired: FiredWindows;
}

/**
 * Announce, then look: raises `firedThrough` to the last window end at or before the watermark, and only then sends a task for
 * each mark that it covers. A writer puts its partial first and looks at `firedThrough` after, so one of the two sees the other.
 */
export function makeAnnounceWindows({ aggregations, store, tasks }: AnnounceDeps) {
  let sent = new Map<string, { readonly nonce: string; readonly atMs: EpochMs }>();

  /** @param sendAll also tasks that were sent a moment ago */
  return async (watermarkMs: EpochMs, nowMs: EpochMs, sendAll: boolean): Promise<Announced> => {
    const controls = await store.readControls();
    const seen = new Map<string, { readonly nonce: string; readonly atMs: EpochMs }>();
    const fired = new Map<string, { readonly throughMs: EpochMs; readonly waiting: number }>();
    let raised = 0;
    let tasksSent = 0;
    for (const { name, generation, window } of aggregations) {
      const control = controls.find(
        (candidate) => candidate.aggregation === name && candidate.generation === generation,
      );
      if (!control) continue;
      const before = control.firedThroughMs;
      const through = Math.max(lastWindowEndAt(window, watermarkMs), before ?? 0);
      if (before === null || through > before) {
        await store.raiseFiredThrough(name, generation, through);
        raised += 1;
      }
      let due: MaterializeTask[] = [];
      let waiting = 0;
      for await (const mark of store.marksThrough(name, generation, through)) {
        waiting += 1;
        const id = markId(mark);
        const last = sent.get(id);
        // Either way: a clock that was set back must not keep a lost task from being sent again.
        const isFresh = last?.nonce === mark.nonce && Math.abs(nowMs - last.atMs) < SEND_AGAIN_AFTER_MS;
        seen.set(id, last && isFresh && !sendAll ? last : { nonce: mark.nonce, atMs: nowMs });
        if (isFresh && !sendAll) continue;
        due.push({ window: mark.window, late: before !== null && mark.window.windowEndMs <= before });
        if (due.length < TASKS_AT_ONCE) continue;
        await tasks.sendTasks(due, 0);
        tasksSent += due.length;
        due = [];
      }
      if (due.length > 0) await tasks.sendTasks(due, 0);
      tasksSent += due.length;
      fired.set(name, { throughMs: through, waiting });
    }
    sent = seen;
    return { raised, tasksSent, fired };
  };
}

function markId({ window }: Mark): string {
  return `${window.aggregation}|${window.generation}|${window.windowStartMs}|${window.partition}`;
}
