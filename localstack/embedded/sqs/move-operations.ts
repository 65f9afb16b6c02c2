import type { Operations } from '../gateway/service.ts';
import { inputs, parse, within } from './inputs.ts';
import { shownTask } from './move-task.ts';
import { MAX_LISTED, type MoveTasks } from './move-tasks.ts';

const MAX_RATE = 500;

/** Operations on message move tasks: redrives of dead-letter queues. */
export function moveOperations(tasks: MoveTasks): Operations {
  return {
    StartMessageMoveTask(input) {
      const { SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond } = parse(inputs.startMessageMoveTask, input);
      const maxPerSecond =
        MaxNumberOfMessagesPerSecond === undefined
          ? undefined
          : within('MaxNumberOfMessagesPerSecond', MaxNumberOfMessagesPerSecond, 1, MAX_RATE);
      // Blank is as good as none.
      const destinationArn = DestinationArn || undefined;
      return { TaskHandle: tasks.start({ sourceArn: SourceArn, destinationArn, maxPerSecond }) };
    },
    ListMessageMoveTasks(input) {
      const { SourceArn, MaxResults = 1 } = parse(inputs.listMessageMoveTasks, input);
      const count = within('MaxResults', MaxResults, 1, MAX_LISTED);
      return { Results: tasks.list(SourceArn).slice(0, count).map(shownTask) };
    },
    CancelMessageMoveTask(input) {
      const { TaskHandle } = parse(inputs.cancelMessageMoveTask, input);
      return { ApproximateNumberOfMessagesMoved: tasks.cancel(TaskHandle) };
    },
  };
}
