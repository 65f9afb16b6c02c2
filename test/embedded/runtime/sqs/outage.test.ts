import { describe, expect, it } from 'vitest';
import { startWorld, success, until } from './start-world.ts';

/** A service that is down until told otherwise. */
function outage(down: boolean) {
  let end = () => {};
  let isDown = down;
  let over = down ? new Promise<void>((resolve) => (end = resolve)) : Promise.resolve();
  return {
    up: (signal: AbortSignal) =>
      isDown
        ? Promise.race([over, new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))])
        : Promise.resolve(),
    start: () => {
      isDown = true;
      over = new Promise((resolve) => (end = resolve));
    },
    end: () => {
      isDown = false;
      end();
    },
  };
}

/** Lets everything go on that waits for nothing but its turn. */
const settle = async () => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('while the queue is down', () => {
  it('the mapping receives nothing, and goes on when it is up again', async () => {
    const { up, end } = outage(true);
    const { queue } = startWorld(['a'], () => success(), {}, up);
    await settle();
    expect(queue.receives).toEqual([]);
    end();
    await until(() => expect(queue.deleted).toEqual(['a']));
  });

  it('the mapping can be stopped', async () => {
    const { mapping, queue } = startWorld(['a'], () => success(), {}, outage(true).up);
    await mapping.stop();
    expect(queue.deleted).toEqual([]);
  });

  it('what the function has processed is deleted as soon as it is up again', async () => {
    const { up, start, end } = outage(false);
    const { queue, events } = startWorld(
      ['a'],
      () => {
        start();
        return success();
      },
      {},
      up,
    );
    await until(() => expect(events).toHaveLength(1));
    await settle();
    expect(queue.deleted).toEqual([]);
    end();
    await until(() => expect(queue.deleted).toEqual(['a']));
    expect(events).toHaveLength(1);
  });

  it('messages received before it went down are worked on, though their batch is not full', async () => {
    const { queue, batches } = startWorld(['a'], () => success(), { batchSize: 100, windowMs: 60_000 });
    queue.failReceive(new Error('ServiceUnavailable'), 1);
    await until(() => expect(batches()).toEqual(['a']));
    await until(() => expect(queue.deleted).toEqual(['a']));
  });
});

it('a deletion that fails is tried again', async () => {
  const { queue, events } = startWorld(['a'], () => success());
  queue.failDelete(new Error('ServiceUnavailable'));
  await until(() => expect(queue.deleted).toEqual(['a']));
  expect(events).toHaveLength(1);
});
