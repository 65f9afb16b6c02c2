import { deepEqual, equal, rejects } from 'node:assert/strict';
import { hours, minutes } from '../../src/engine/time.ts';
import type { ReceivedMessage, RetryQueue } from '../../src/ports/retry-queue.ts';
import type { Check } from './contract.ts';
import { type Faulty, failing } from './faults.ts';

export interface RetryQueueFixture extends Faulty {
  readonly queue: RetryQueue;
  /** Sends a message as others do. */
  send(message: ReceivedMessage): Promise<void>;
  /** What is in sight, as a consumer receives it. */
  receive(): Promise<(ReceivedMessage & { readonly receiptHandle: string; readonly receiveCount: number }) | undefined>;
  /** How long a received message stays hidden by itself. */
  readonly visibilityMs: number;
  /** Lets time pass. */
  pass(ms: number): void;
}

const MESSAGE: ReceivedMessage = { body: '{"letter":"ü"}', attributes: { kind: 'rejected', reason: 'UNDECODABLE' } };

/** Sends a message and receives it. */
async function held({ send, receive }: RetryQueueFixture): Promise<string> {
  await send(MESSAGE);
  const message = await receive();
  if (!message) throw new Error('what was sent was not received');
  deepEqual({ body: message.body, attributes: message.attributes }, MESSAGE);
  return message.receiptHandle;
}

export const retryQueueContract: readonly Check<RetryQueueFixture>[] = [
  {
    name: 'a postponed message is hidden for so long, and comes again with one more receive',
    async run(fixture) {
      const { queue, receive, pass } = fixture;
      await queue.postpone(await held(fixture), minutes(30));
      pass(minutes(30) - 1_000);
      equal(await receive(), undefined);
      pass(1_000);
      equal((await receive())?.receiveCount, 2);
    },
  },
  {
    name: 'a message may be postponed for less than it would be hidden by itself, and anew each time',
    async run(fixture) {
      const { queue, receive, pass, visibilityMs } = fixture;
      await queue.postpone(await held(fixture), 0);
      const again = await receive();
      equal(again?.receiveCount, 2);
      await queue.postpone(again?.receiptHandle ?? '', hours(11));
      pass(visibilityMs * 2);
      equal(await receive(), undefined);
      pass(hours(11));
      equal((await receive())?.receiveCount, 3);
    },
  },
  {
    name: 'a time that is not whole seconds from 0 to 12 h is refused',
    async run(fixture) {
      const handle = await held(fixture);
      for (const delayMs of [-1_000, 1, 1_500, hours(12) + 1_000, Number.NaN])
        await rejects(fixture.queue.postpone(handle, delayMs), RangeError);
    },
  },
  {
    name: 'a message sent anew is the same, was never received, and is hidden for so long',
    async run(fixture) {
      const { queue, receive, pass } = fixture;
      await queue.sendAnew(MESSAGE, minutes(2));
      equal(await receive(), undefined);
      pass(minutes(2));
      const message = await receive();
      deepEqual({ body: message?.body, attributes: message?.attributes }, MESSAGE);
      equal(message?.receiveCount, 1);
    },
  },
  {
    name: 'after a lost answer the message is hidden, and where the request never arrived it is as it was',
    async run(fixture) {
      const { queue, receive, pass, visibilityMs } = fixture;
      const handle = await held(fixture);
      await failing(fixture, 'before', () => queue.postpone(handle, hours(1)));
      pass(visibilityMs);
      const again = await receive();
      equal(again?.receiveCount, 2);
      await failing(fixture, 'after', () => queue.postpone(again?.receiptHandle ?? '', hours(1)));
      pass(visibilityMs);
      equal(await receive(), undefined);
    },
  },
];
