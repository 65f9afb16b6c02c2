import type { KeyValueJournal } from '../journal.ts';
import type { DeadLetters } from './dead-letters.ts';
import { invalidParameter, invalidValue, resourceNotFound, sqsError } from './errors.ts';
import type { Schedule } from './long-polls.ts';
import type { MoveStep } from './move-step.ts';
import { handleOf, isActive, type MoveTask, parseHandle } from './move-task.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';

export interface MoveTasksDeps {
  readonly queues: Queues;
  readonly deadLetters: DeadLetters;
  readonly move: MoveStep;
  /** By id, in the order in which they were started. */
  readonly tasks: KeyValueJournal<MoveTask>;
  readonly clock: () => number;
  readonly schedule: Schedule;
  readonly makeId: () => string;
  /** Tasks stand still while it is true. */
  readonly isDown: () => boolean;
}

export interface StartMoveTask {
  readonly sourceArn: string;
  readonly destinationArn: string | undefined;
  readonly maxPerSecond: number | undefined;
}

export interface MoveTasks {
  /** @returns its handle. @throws AwsError */
  start(request: StartMoveTask): string;
  /** The newest first. @throws AwsError where there is no such queue */
  list(sourceArn: string): MoveTask[];
  /** What has moved stays moved. @returns how many messages that are so far. @throws AwsError unless the task is running */
  cancel(handle: string): number;
  /** Moves nothing more. A task that was running goes on with the next start on the same data. */
  stop(): void;
}

/** So many tasks of a queue are remembered: more cannot be listed. */
export const MAX_LISTED = 10;

/** What SQS chooses where no rate is asked for is not published; this leaves time for callers between the steps. */
const UNLIMITED = { limit: 100, everyMs: 10 };
const STEPS_PER_SECOND = 10;
const STEP_MS = 1_000 / STEPS_PER_SECOND;

/** Messages of a task's n-th step, and the time until the next: any ten steps in a row have what a second may have. */
function paceOf({ maxPerSecond }: MoveTask, n: number): typeof UNLIMITED {
  if (maxPerSecond === undefined) return UNLIMITED;
  const allowed = (steps: number) => Math.ceil((maxPerSecond * steps) / STEPS_PER_SECOND);
  return { limit: allowed(n + 1) - allowed(n), everyMs: STEP_MS };
}

/**
 * Moves messages out of dead-letter queues in the background, step by step (SQS API reference, StartMessageMoveTask). As in SQS,
 * a task does not belong to a process: what was running when this one died goes on in the next.
 */
export function makeMoveTasks(deps: MoveTasksDeps): MoveTasks {
  const { queues, tasks } = deps;
  const timers = new Map<string, () => void>();

  const tasksOf = (sourceArn: string) =>
    [...tasks.entries()].map(([, task]) => task).filter((task) => task.sourceArn === sourceArn);

  const schedule = (id: string, delayMs: number, n: number) => {
    timers.get(id)?.();
    timers.set(
      id,
      deps.schedule(delayMs, () => step(id, n)),
    );
  };

  const step = (id: string, n: number) => {
    timers.delete(id);
    const task = tasks.get(id);
    if (!task) return;
    const { limit, everyMs } = paceOf(task, n);
    const next = deps.isDown() ? task : progress(task, limit);
    if (next !== task) tasks.set(id, next);
    if (isActive(next)) schedule(id, everyMs, n + 1);
  };

  const progress = (task: MoveTask, limit: number): MoveTask => {
    if (task.status === 'CANCELLING') return { ...task, status: 'CANCELLED' };
    return limit === 0 ? task : deps.move(task, limit);
  };

  const queueOf = (arn: string, parameter: string): Queue => {
    const queue = queues.byArn(arn);
    if (queue) return queue;
    throw resourceNotFound(`The resource that you specified for the ${parameter} parameter doesn't exist.`);
  };

  /** The texts of the last two are ours: AWS's are not known. */
  const check = ({ sourceArn, destinationArn }: StartMoveTask): Queue => {
    const source = queueOf(sourceArn, 'SourceArn');
    if (deps.deadLetters.sourcesOf(source).length === 0) {
      throw invalidParameter('Source queue must be configured as a Dead Letter Queue.');
    }
    if (destinationArn === undefined) return source;
    const destination = queueOf(destinationArn, 'DestinationArn');
    if (destination.fifo !== source.fifo) {
      throw invalidValue('DestinationArn', destinationArn, 'Both queues must be of the same type.');
    }
    if (destination === source) {
      throw invalidValue('DestinationArn', destinationArn, 'It must be another queue than the source.');
    }
    return source;
  };

  for (const [id, task] of tasks.entries()) if (isActive(task)) schedule(id, 0, 0);

  return {
    start(request) {
      const source = check(request);
      const earlier = tasksOf(request.sourceArn);
      if (earlier.some(isActive)) {
        throw invalidParameter(
          'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
        );
      }
      const task: MoveTask = {
        ...request,
        id: deps.makeId(),
        startedMs: deps.clock(),
        toMove: source.counts().visible,
        moved: 0,
        status: 'RUNNING',
      };
      tasks.set(task.id, task);
      for (const { id } of earlier.slice(0, -(MAX_LISTED - 1))) tasks.delete(id);
      schedule(task.id, 0, 0);
      return handleOf(task);
    },
    list: (sourceArn) => tasksOf(queueOf(sourceArn, 'SourceArn').definition.arn).reverse(),
    cancel(text) {
      const handle = parseHandle(text);
      if (!handle) throw invalidParameter('Value for parameter TaskHandle is invalid.');
      queueOf(handle.sourceArn, 'SourceArn');
      const task = tasks.get(handle.taskId);
      if (task?.sourceArn !== handle.sourceArn) throw resourceNotFound('Task does not exist.');
      if (task.status !== 'RUNNING') throw sqsError('UnsupportedOperation', 'Only a running task can be cancelled.');
      tasks.set(task.id, { ...task, status: 'CANCELLING' });
      schedule(task.id, 0, 0);
      return task.moved;
    },
    stop() {
      for (const cancel of timers.values()) cancel();
      timers.clear();
    },
  };
}
