import type { Service } from '../gateway/service.ts';
import type { KeyValueJournal } from '../journal.ts';
import { makeAcknowledge } from './acknowledge.ts';
import { makeDeadLetters } from './dead-letters.ts';
import { makeDeduplication, type SentMessage } from './deduplication.ts';
import type { Faults } from './faults.ts';
import { makeLongPolls, type Schedule } from './long-polls.ts';
import { messageOperations } from './message-operations.ts';
import { makeQuery } from './query.ts';
import type { Queue } from './queue.ts';
import { queueOperations } from './queue-operations.ts';
import type { QueueStore } from './queue-store.ts';
import { makeQueues, type Queues } from './queues.ts';
import { makeReceive } from './receive.ts';
import { makeSend, makeSequence } from './send.ts';

export interface SqsDeps {
  readonly store: QueueStore;
  readonly deduplicated: KeyValueJournal<SentMessage>;
  readonly clock: () => number;
  readonly schedule: Schedule;
  readonly makeId: () => string;
  readonly faults: Faults;
  readonly accountId: string;
  readonly region: string;
  /** Where callers reach us; known once the server listens. */
  readonly endpoint: () => string;
}

export interface Sqs extends Service {
  /** Answers waiting receives. */
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
  const operations = {
    ...queueOperations({
      queues,
      deadLetters,
      deduplication,
      urlOf: (queue) => `${deps.endpoint()}/${accountId}/${queue.definition.name}`,
    }),
    ...messageOperations({
      queues,
      send: makeSend({ clock, makeId, deduplication, faults, polls, nextSequenceNumber }),
      receive: makeReceive({ clock, faults, polls, deadLetters }),
      acknowledge: makeAcknowledge({ clock, makeId, faults, polls }),
    }),
  };
  return {
    name: 'SQS',
    target: 'AmazonSQS',
    scope: 'sqs',
    operations,
    query: makeQuery(operations),
    queryCompatible: true,
    stop: () => polls.close(),
  };
}

/** What is known of earlier sequence numbers: messages still there, and those sent within the deduplication interval. */
function givenSequenceNumbers(queues: Queues, deduplicated: KeyValueJournal<SentMessage>): string[] {
  const held = queues.all().flatMap((queue) => [...queue.messages()]);
  const sent = [...deduplicated.entries()].map(([, message]) => message);
  return [...held, ...sent].flatMap(({ sequenceNumber }) => sequenceNumber ?? []);
}
