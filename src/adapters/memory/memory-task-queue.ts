import { delaySeconds } from '../../codecs/task-message.ts';
import type { MaterializeTask, TaskQueue } from '../../ports/task-queue.ts';
import { type Fault, makeOperations } from './operations.ts';

export interface SentTask {
  readonly task: MaterializeTask;
  readonly delayMs: number;
}

export interface MemoryTaskQueue extends TaskQueue {
  /** Takes all tasks out, oldest first, whatever their delay. */
  takeAll(): SentTask[];
  readonly operations: ReadonlyMap<string, number>;
}

/** The tasks queue in memory. */
export function makeMemoryTaskQueue({ fault }: { readonly fault?: Fault } = {}): MemoryTaskQueue {
  const operations = makeOperations(fault);
  const waiting: SentTask[] = [];
  return {
    operations: operations.counts,
    takeAll: () => waiting.splice(0),
    async sendTasks(tasks, delayMs) {
      delaySeconds(delayMs);
      const sent = structuredClone(tasks).map((task) => ({ task, delayMs }));
      await operations.run('sendTasks', () => void waiting.push(...sent));
    },
  };
}
