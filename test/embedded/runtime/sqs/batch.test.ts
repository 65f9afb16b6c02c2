import type { SQSEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { InvokeResult } from '../../../../localstack/embedded/lambda/invocation.ts';
import { failure, startWorld, success, until } from './start-world.ts';

describe('a batch', () => {
  it('that succeeds is deleted', async () => {
    const { queue, batches } = startWorld(['a', 'b', 'c'], () => success());
    await until(() => expect(queue.deleted).toEqual(['a', 'b', 'c']));
    expect(batches()).toEqual(['abc']);
    expect(queue.left()).toEqual([]);
  });

  it('holds at most the batch size', async () => {
    const { queue, batches } = startWorld(['a', 'b', 'c'], () => success(), { batchSize: 2 });
    await until(() => expect(queue.deleted).toHaveLength(3));
    expect(batches()).toEqual(['ab', 'c']);
  });

  it('larger than 10 is gathered over several receives within its window', async () => {
    const bodies = Array.from({ length: 25 }, (_, n) => String.fromCharCode(97 + n));
    const { queue, batches } = startWorld(bodies, () => success(), { batchSize: 24, windowMs: 5_000 });
    await until(() => expect(batches()).toEqual(['abcdefghijklmnopqrstuvwx']));
    expect(queue.receives.slice(0, 3)).toEqual([10, 10, 4]);
    await until(() => expect(queue.deleted).toHaveLength(24));
  });

  it('that fails comes again, all of it, sooner than the visibility timeout', async () => {
    let calls = 0;
    const { queue, batches } = startWorld(['a', 'b'], () => {
      calls += 1;
      return calls === 1 ? failure : success();
    });
    await until(() => expect(queue.deleted).toEqual(['a', 'b']));
    expect(batches()).toEqual(['ab', 'ab']);
    expect(queue.released).toEqual([
      { body: 'a', afterSeconds: 7 },
      { body: 'b', afterSeconds: 7 },
    ]);
  });

  it('never stays hidden for longer than the visibility timeout', async () => {
    let calls = 0;
    const { queue } = startWorld(
      ['a'],
      () => {
        calls += 1;
        return calls < 4 ? failure : success();
      },
      { visibilityTimeoutSeconds: 20 },
    );
    await until(() => expect(queue.deleted).toEqual(['a']));
    expect(queue.released.map(({ afterSeconds }) => afterSeconds)).toEqual([7, 14, 20]);
  });
});

describe('a partial batch response', () => {
  const failOnce = (bad: string, identifier: (id: string) => unknown) => {
    let calls = 0;
    return (_: string[], event: SQSEvent): InvokeResult => {
      calls += 1;
      const items = event.Records.filter((record) => record.body === bad);
      return calls === 1
        ? success({ batchItemFailures: items.map(({ messageId }) => ({ itemIdentifier: identifier(messageId) })) })
        : success();
    };
  };

  it('makes each listed message visible again, by its message id, and deletes the others', async () => {
    const { queue, batches, failedEvents } = startWorld(
      ['a', 'b', 'c'],
      failOnce('b', (id) => id),
      { reportItemFailures: true },
    );
    await until(() => expect(queue.deleted).toEqual(['a', 'c', 'b']));
    expect(batches()).toEqual(['abc', 'b']);
    expect(failedEvents).toEqual([1, 0]);
  });

  it('with an unknown identifier fails the whole batch', async () => {
    const { queue, batches } = startWorld(
      ['a', 'b'],
      failOnce('b', () => 'nobody'),
      { reportItemFailures: true },
    );
    await until(() => expect(queue.deleted).toEqual(['a', 'b']));
    expect(batches()).toEqual(['ab', 'ab']);
  });

  it('is ignored unless the mapping asks for it', async () => {
    const { queue } = startWorld(
      ['a', 'b'],
      failOnce('b', (id) => id),
    );
    await until(() => expect(queue.deleted).toEqual(['a', 'b']));
    expect(queue.released).toEqual([]);
  });
});
