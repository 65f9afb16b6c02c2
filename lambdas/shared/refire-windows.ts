import type { ControlStore } from '../../src/ports/control-store.ts';
import type { MarkStore } from '../../src/ports/mark-store.ts';
import type { WindowPartition } from '../../src/ports/partial-store.ts';
import type { TaskQueue } from '../../src/ports/task-queue.ts';
import type { WritePool } from './write-pool.ts';

/** Several late events of one window become one correction. */
const LATE_TASK_DELAY_MS = 5_000;

export interface RefireDeps {
  readonly store: Pick<ControlStore, 'readControls'> & Pick<MarkStore, 'renewMark'>;
  readonly tasks: TaskQueue;
  readonly pool: WritePool;
  readonly nonce: () => string;
}

/**
 * Write, then look: asks for another materialization of those windows that were announced already.
 *
 * Pass every window of the stretch, also those whose contributions were found applied: the attempt that applied them may have
 * died before looking. @returns how many windows had fired
 */
export function makeRefire({ store, tasks, pool, nonce }: RefireDeps) {
  return async (windows: readonly WindowPartition[], isTimeUp: () => boolean): Promise<number> => {
    if (windows.length === 0) return 0;
    const controls = await store.readControls();
    const fired = windows.filter((window) => {
      const control = controls.find(
        (candidate) => candidate.aggregation === window.aggregation && candidate.generation === window.generation,
      );
      return control?.firedThroughMs != null && window.windowEndMs <= control.firedThroughMs;
    });
    await pool.run(fired, (window) => store.renewMark({ window, nonce: nonce() }), isTimeUp);
    if (fired.length > 0) {
      await tasks.sendTasks(
        fired.map((window) => ({ window, late: true })),
        LATE_TASK_DELAY_MS,
      );
    }
    return fired.length;
  };
}
