import { deepEqual, rejects } from 'node:assert/strict';
import type { MaterializeTask, TaskQueue } from '../../src/ports/task-queue.ts';
import type { Check } from './contract.ts';
import { type Faulty, failing } from './faults.ts';
import { WINDOW } from './samples.ts';

export interface TaskQueueFixture extends Faulty {
  readonly tasks: TaskQueue;
  /** Takes out what has arrived, `count` tasks at least, as the materializer reads them. */
  take(count: number): Promise<readonly MaterializeTask[]>;
}

function task(partition: number, late = false): MaterializeTask {
  return { window: { ...WINDOW, partition }, late };
}

function byPartition(tasks: readonly MaterializeTask[]): MaterializeTask[] {
  return [...tasks].sort((a, b) => a.window.partition - b.window.partition);
}

export const taskQueueContract: readonly Check<TaskQueueFixture>[] = [
  {
    name: 'tasks arrive as they were sent',
    async run({ tasks, take }) {
      const sent = [
        task(0),
        task(1, true),
        { ...task(2), window: { ...WINDOW, partition: 2, windowStartMs: -3_600_000 } },
      ];
      await tasks.sendTasks(sent, 0);
      deepEqual(byPartition(await take(3)), sent);
    },
  },
  {
    name: 'more tasks than one call takes arrive all',
    async run({ tasks, take }) {
      const sent = Array.from({ length: 123 }, (_, partition) => task(partition));
      await tasks.sendTasks(sent, 0);
      deepEqual(byPartition(await take(123)), sent);
    },
  },
  {
    name: 'no tasks are no message',
    async run({ tasks, take }) {
      await tasks.sendTasks([], 0);
      deepEqual(await take(0), []);
    },
  },
  {
    name: 'a delay that is not whole seconds from 0 to 900 is refused before anything is sent',
    async run({ tasks, take }) {
      for (const delayMs of [-1_000, 1, 1_500, 901_000, Number.NaN])
        await rejects(tasks.sendTasks([task(0)], delayMs), RangeError);
      deepEqual(await take(0), []);
    },
  },
  {
    name: 'after a lost answer the task is there',
    async run(fixture) {
      await failing(fixture, 'before', () => fixture.tasks.sendTasks([task(1)], 0));
      await failing(fixture, 'after', () => fixture.tasks.sendTasks([task(2)], 0));
      deepEqual(await fixture.take(1), [task(2)]);
    },
  },
];
