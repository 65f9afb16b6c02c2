import { openKeyValueJournal } from '../../../localstack/embedded/journal.ts';
import { seededRandom, uuidFrom } from '../../../localstack/embedded/random.ts';
import { makeDueHeap } from '../../../localstack/embedded/sqs/due-heap.ts';
import { NO_FAULTS } from '../../../localstack/embedded/sqs/faults.ts';
import { makeQueueStore } from '../../../localstack/embedded/sqs/queue-store.ts';
import { makeSqs, type SqsDeps } from '../../../localstack/embedded/sqs/sqs.ts';
import { steppedClock } from './harness.ts';

/** What SQS keeps; a process may die and another go on with it. */
export function memoryJournals() {
  return {
    queues: openKeyValueJournal<never>(undefined, 'queues'),
    messages: openKeyValueJournal<never>(undefined, 'messages'),
    messageStates: openKeyValueJournal<never>(undefined, 'message-states'),
    deduplicated: openKeyValueJournal<never>(undefined, 'deduplicated'),
    moveTasks: openKeyValueJournal<never>(undefined, 'move-tasks'),
  };
}
export type SqsJournals = ReturnType<typeof memoryJournals>;

/** SQS without its HTTP, on a clock that stands still until told to go on. */
export function timedSqs(
  journals: SqsJournals = memoryJournals(),
  deps: Partial<SqsDeps> = {},
  clock = steppedClock(),
) {
  const random = seededRandom(1);
  const timers = makeDueHeap<{ run: (() => void) | undefined }>();
  const sqs = makeSqs({
    store: makeQueueStore(journals),
    deduplicated: journals.deduplicated,
    moveTasks: journals.moveTasks,
    clock: clock.now,
    schedule(delayMs, run) {
      const timer: { run: (() => void) | undefined } = { run };
      timers.push(clock.now() + delayMs, timer);
      return () => {
        timer.run = undefined;
      };
    },
    makeId: () => uuidFrom(random),
    faults: NO_FAULTS,
    accountId: '000000000000',
    region: 'us-east-1',
    isDown: () => false,
    endpoint: () => 'http://sqs',
    ...deps,
  });

  return {
    clock,
    depths: sqs.depths,
    async call<T = unknown>(operation: string, input: object): Promise<T> {
      const context = { requestId: 'test', onGone: () => {} };
      const output = await sqs.operations[operation]?.({ ...input }, context);
      // The caller knows the shape of what it asked for.
      return { ...output } as T;
    },
    /** Lets time go by; whatever is due runs at its time. */
    pass(ms: number) {
      const endMs = clock.now() + ms;
      for (let dueMs = timers.nextDueMs(); dueMs !== undefined && dueMs <= endMs; dueMs = timers.nextDueMs()) {
        clock.advance(Math.max(0, dueMs - clock.now()));
        timers.popDue(clock.now())?.run?.();
      }
      clock.advance(endMs - clock.now());
    },
  };
}
export type TimedSqs = ReturnType<typeof timedSqs>;

export const urlOf = (queue: string) => `http://sqs/000000000000/${queue}`;
export const arnOf = (queue: string) => `arn:aws:sqs:us-east-1:000000000000:${queue}`;

/** A queue `work` whose dead letters are in `dead`, oldest first. */
export async function withDeadLetters({ call }: TimedSqs, bodies: readonly string[]): Promise<void> {
  await call('CreateQueue', { QueueName: 'dead' });
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf('dead'), maxReceiveCount: 1 });
  await call('CreateQueue', { QueueName: 'work', Attributes: { RedrivePolicy, VisibilityTimeout: '0' } });
  for (const MessageBody of bodies) await call('SendMessage', { QueueUrl: urlOf('work'), MessageBody });
  for (let n = 0; n < 2 * bodies.length; n += 1) await call('ReceiveMessage', { QueueUrl: urlOf('work') });
}

/** Receives everything that a queue delivers now. */
export async function receiveAll({ call }: TimedSqs, queue: string): Promise<string[]> {
  const seen: string[] = [];
  for (;;) {
    const request = { QueueUrl: urlOf(queue), MaxNumberOfMessages: 10, VisibilityTimeout: 3_600 };
    const { Messages = [] } = await call<{ Messages?: { Body: string }[] }>('ReceiveMessage', request);
    if (Messages.length === 0) return seen;
    seen.push(...Messages.map(({ Body }) => Body));
  }
}

export interface ShownTask {
  readonly TaskHandle?: string;
  readonly Status: string;
  readonly ApproximateNumberOfMessagesMoved: number;
  readonly ApproximateNumberOfMessagesToMove: number;
  readonly FailureReason?: string;
}

/** The newest task of `dead`. */
export async function newestTask({ call }: TimedSqs): Promise<ShownTask | undefined> {
  const { Results } = await call<{ Results: ShownTask[] }>('ListMessageMoveTasks', { SourceArn: arnOf('dead') });
  return Results[0];
}
