import type { Service } from '../gateway/service.ts';
import type { KeyValueJournal } from '../journal.ts';
import { makeAcknowledge, type ReleaseEarly } from './acknowledge.ts';
import { makeDeadLetters } from './dead-letters.ts';
import { makeDeduplication, type SentMessage } from './deduplication.ts';
import { depthOf, type QueueDepth } from './depth.ts';
import { makeEnqueue } from './enqueue.ts';
import type { Faults } from './faults.ts';
import { makeLongPolls, type Schedule } from './long-polls.ts';
import { messageOperations } from './message-operations.ts';
import { moveOperations } from './move-operations.ts';
import { makeMoveStep } from './move-step.ts';
import type { MoveTask } from './move-task.ts';
import { makeMoveTasks } from './move-tasks.ts';
import { makeQuery } from './query.ts';
import type { Queue } from './queue.ts';
import { queueOperations } from './queue-operations.ts';
import type { QueueStore } from './queue-store.ts';
import { makeQueues } from './queues.ts';
import { makeReceive } from './receive.ts';
import { makeSend } from './send.ts';
import { givenSequenceNumbers, makeSequence } from './sequence-numbers.ts';

export interface SqsDeps {
  readonly store: QueueStore;
  readonly deduplicated: KeyValueJournal<SentMessage>;
  readonly moveTasks: KeyValueJournal<MoveTask>;
  readonly clock: () => number;
  readonly schedule: Schedule;
  readonly makeId: () => string;
  readonly faults: Faults;
  readonly accountId: string;
  readonly region: string;
  /** While it is true, nothing goes on by itself; what is called answers all the same. */
  readonly isDown: () => boolean;
  /** Where callers reach us; known once the server listens. */
  readonly endpoint: () => string;
}

export interface Sqs extends Service {
  readonly releaseEarly: ReleaseEarly;
  /** How full every queue is now. */
  depths(): QueueDepth[];
  /** Answers every waiting receive with nothing. */
  answerWaiting(): void;
  stop(): void;
}

/** SQS, standard and FIFO queues, after the API reference and the developer guide. */
export function makeSqs(deps: SqsDeps): Sqs {
  const { store, clock, makeId, faults, accountId, region } = deps;
  const queues = makeQueues({ store, clock, accountId, region });
  const polls = makeLongPolls(deps);
  const deduplication = makeDeduplication(deps.deduplicated, clock);
  // A process that died between storing a message and remembering it must not take it from its sender again.
  for (const queue of queues.all().filter(({ fifo }) => fifo)) {
    for (const message of queue.messages()) {
      if (!deduplication.original(queue, message)) deduplication.remember(queue, message);
    }
  }
  const nextSequenceNumber = makeSequence(clock, givenSequenceNumbers(queues, deps.deduplicated));
  // Later, because messages move while another queue is being received from.
  const arrived = (queue: Queue) => queueMicrotask(() => polls.serve(queue));
  const deadLetters = makeDeadLetters({ queues, clock, nextSequenceNumber, arrived });
  const enqueue = makeEnqueue({ clock, makeId, deduplication, faults, polls, nextSequenceNumber });
  const move = makeMoveStep({ queues, enqueue });
  const moveTasks = makeMoveTasks({ ...deps, queues, deadLetters, move, tasks: deps.moveTasks });
  const acknowledge = makeAcknowledge({ clock, makeId, faults, polls });
  const operations = {
    ...queueOperations({
      queues,
      deadLetters,
      deduplication,
      urlOf: (queue) => `${deps.endpoint()}/${accountId}/${queue.definition.name}`,
    }),
    ...messageOperations({
      queues,
      send: makeSend(enqueue),
      receive: makeReceive({ clock, faults, polls, deadLetters }),
      acknowledge,
    }),
    ...moveOperations(moveTasks),
  };
  return {
    name: 'SQS',
    target: 'AmazonSQS',
    scope: 'sqs',
    operations,
    query: makeQuery(operations),
    queryCompatible: true,
    releaseEarly: (url, handle, seconds) => acknowledge.releaseEarly(queues.byUrl(url), handle, seconds),
    depths: () => queues.all().map((queue) => depthOf(queue, clock())),
    answerWaiting: polls.answerAll,
    stop() {
      moveTasks.stop();
      polls.answerAll();
    },
  };
}
