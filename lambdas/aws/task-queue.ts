import { makeSqsTaskQueue } from '../../src/adapters/aws/sqs-task-queue.ts';
import type { TaskQueue } from '../../src/ports/task-queue.ts';
import type { Surroundings } from './surroundings.ts';

/** The queue of the materializer's tasks. */
export function taskQueueOf({ clients, environment, clock, random }: Surroundings): TaskQueue {
  return makeSqsTaskQueue({ client: clients.sqs, queueUrl: environment.text('TASKS_QUEUE_URL'), clock, random });
}
