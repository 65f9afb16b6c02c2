import { describe, expect, it } from 'vitest';
import { failure, startWorld, success, throttled, until } from './start-world.ts';

describe('concurrency', () => {
  it('is what the mapping allows, and no more', async () => {
    const waiting: (() => void)[] = [];
    const { queue, events } = startWorld(
      ['a', 'b', 'c'],
      () => new Promise((resolve) => waiting.push(() => resolve(success()))),
      { batchSize: 1, maxConcurrency: 2 },
    );
    await until(() => expect(waiting).toHaveLength(2));
    expect(queue.receives.filter((max) => max === 1).length).toBeGreaterThanOrEqual(2);
    expect(events).toHaveLength(2);
    waiting[0]?.();
    await until(() => expect(waiting).toHaveLength(3));
    for (const resolve of waiting) resolve();
    await until(() => expect(queue.deleted).toHaveLength(3));
  });

  it('that the function lacks is waited for, without failing the messages', async () => {
    let throttles = 3;
    const { queue, batches } = startWorld(['a'], () => {
      throttles -= 1;
      return throttles >= 0 ? throttled : success();
    });
    await until(() => expect(queue.deleted).toEqual(['a']));
    expect(batches()).toEqual(['a', 'a', 'a', 'a']);
    expect(queue.released).toEqual([]);
  });

  it('that stays out for half of the visibility timeout gives the messages back', async () => {
    const { queue } = startWorld(['a'], () => throttled, { visibilityTimeoutSeconds: 0.02 });
    await until(() => expect(queue.released.length).toBeGreaterThan(0));
  });
});

describe('a FIFO queue', () => {
  it('keeps the order within a group while other groups go on', async () => {
    const log: string[] = [];
    let first = true;
    const { queue } = startWorld(
      [
        ['a1', 'A'],
        ['b1', 'B'],
        ['a2', 'A'],
      ],
      async (bodies) => {
        if (bodies.includes('a1') && first) {
          first = false;
          log.push('a1 failed');
          return failure;
        }
        log.push(...bodies);
        return success();
      },
      { fifo: true, batchSize: 1, maxConcurrency: 3 },
    );
    await until(() => expect(queue.deleted).toHaveLength(3));
    expect(log.filter((line) => line.startsWith('a'))).toEqual(['a1 failed', 'a1', 'a2']);
    expect(log).toContain('b1');
  });

  it('does not invoke the rest of a batch cut by size after a failure', async () => {
    const big = (letter: string) => letter.repeat(1_048_576);
    let calls = 0;
    const { queue, batches } = startWorld(
      [...'abcdefg'].map((letter): [string, string] => [big(letter), 'G']),
      () => {
        calls += 1;
        return calls === 1 ? failure : success();
      },
      { fifo: true },
    );
    await until(() => expect(queue.deleted).toHaveLength(7));
    const letters = batches().map((batch) => [...new Set(batch)].join(''));
    expect(letters).toEqual(['abcde', 'abcde', 'fg']);
  });
});

describe('the receiver', () => {
  it('goes on after an error of the queue', async () => {
    const { queue, log } = startWorld([], () => success());
    queue.failReceive(new Error('ServiceUnavailable'));
    queue.send('a');
    await until(() => expect(queue.deleted).toEqual(['a']));
    expect(log).toEqual([expect.stringContaining('ServiceUnavailable')]);
  });

  it('stops when told, after what is running', async () => {
    let finish = () => {};
    const { queue, mapping, events } = startWorld(
      ['a', 'b'],
      () =>
        new Promise((resolve) => {
          finish = () => resolve(success());
        }),
      { batchSize: 1 },
    );
    await until(() => expect(events).toHaveLength(1));
    const stopped = mapping.stop();
    finish();
    await stopped;
    expect(queue.deleted).toEqual(['a']);
    expect(queue.left()).toEqual(['b']);
  });
});
