import { describe, expect, test } from 'vitest';
import type { Harness, steppedClock } from './harness.ts';
import { bodies, createQueue, withSteppedClock } from './queues.ts';

type Clock = ReturnType<typeof steppedClock>;

/** A queue with one message in flight for 100 seconds. */
async function inFlight(aws: Harness) {
  const queue = await createQueue(aws, { VisibilityTimeout: '100' });
  await queue.send('x');
  const message = await queue.receiveOne();
  const release = (seconds: number) => aws.releaseEarly(queue.url, message.ReceiptHandle ?? '', seconds);
  return { queue, message, release };
}

const withMessage = (run: (given: Awaited<ReturnType<typeof inFlight>>, clock: Clock, aws: Harness) => Promise<void>) =>
  withSteppedClock(async (aws, clock) => run(await inFlight(aws), clock, aws));

describe('releasing a message before its visibility timeout is over', () => {
  test('lets it be received again, without counting as a receive', () =>
    withMessage(async ({ queue, release }, clock) => {
      release(2);
      clock.advance(1_999);
      expect(await queue.receive()).toEqual([]);
      clock.advance(1);
      expect(await queue.receive()).toMatchObject([{ Body: 'x', Attributes: { ApproximateReceiveCount: '2' } }]);
    }));

  test('leaves a message alone whose visibility its receiver has changed: that holds', () =>
    withMessage(async ({ queue, message, release }, clock) => {
      await queue.changeVisibility(message, 50);
      release(2);
      clock.advance(49_999);
      expect(await queue.receive()).toEqual([]);
      clock.advance(1);
      expect(bodies(await queue.receive())).toEqual(['x']);
    }));

  test('does so for one receive: the next one can be released', () =>
    withMessage(async ({ queue, message }, clock, aws) => {
      await queue.changeVisibility(message, 0);
      const again = await queue.receiveOne();
      aws.releaseEarly(queue.url, again.ReceiptHandle ?? '', 2);
      clock.advance(2_000);
      expect(bodies(await queue.receive())).toEqual(['x']);
    }));

  test('does nothing by the handle of an earlier receive, nor once the message is visible or deleted', () =>
    withMessage(async ({ queue, message, release }, clock) => {
      clock.advance(100_000);
      release(50);
      expect(bodies(await queue.receive())).toEqual(['x']);
      release(0);
      expect(await queue.receive()).toEqual([]);
      await queue.delete(message);
      release(0);
      expect(await queue.counts()).toEqual([0, 0, 0]);
    }));
});
