import type { SQSEvent } from 'aws-lambda';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startSqsMapping } from '../../../../localstack/embedded/event-sources/sqs/mapping.ts';
import type { SqsMappingConfig } from '../../../../localstack/embedded/event-sources/sqs/mapping-config.ts';
import { messageBatches } from '../../../../localstack/embedded/event-sources/sqs/message-event.ts';
import { systemClock } from '../../../../localstack/embedded/lambda/clock.ts';
import type { InvokeResult } from '../../../../localstack/embedded/lambda/invocation.ts';
import { makeFakeQueue } from './fake-queue.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

const until = (check: () => void) => vi.waitFor(check, { timeout: 5_000, interval: 2 });
const executed = { requestId: 'r', durationMs: 1 };
const success = (value: unknown = null): InvokeResult => {
  return { outcome: 'success', ...executed, payload: JSON.stringify(value) };
};
const failure: InvokeResult = { outcome: 'function-error', functionError: 'Unhandled', ...executed, payload: '{}' };
const throttled: InvokeResult = { outcome: 'throttled', requestId: 'r' };

const mappingConfig: SqsMappingConfig = {
  id: 'mapping',
  functionName: 'fn',
  queueArn: 'arn:aws:sqs:us-east-1:000000000000:tasks',
  region: 'us-east-1',
  fifo: false,
  batchSize: 10,
  windowMs: 0,
  reportItemFailures: false,
  maxConcurrency: 1,
  visibilityTimeoutSeconds: 30,
};

/** A mapping over a queue in memory; `fn` gets the bodies of an event. */
function startWorld(
  bodies: readonly (string | [body: string, group: string])[],
  fn: (bodies: string[], event: SQSEvent) => InvokeResult | Promise<InvokeResult>,
  config: Partial<SqsMappingConfig> = {},
) {
  const queue = makeFakeQueue();
  const ids = bodies.map((item) => (typeof item === 'string' ? queue.send(item) : queue.send(...item)));
  const events: SQSEvent[] = [];
  const log: string[] = [];
  const mapping = startSqsMapping(
    { ...mappingConfig, ...config },
    {
      queue: queue.client,
      invoke: async (_, text) => {
        const event = JSON.parse(text) as SQSEvent;
        events.push(event);
        return fn(
          event.Records.map((record) => record.body),
          event,
        );
      },
      clock: systemClock,
      pace: {
        longPollSeconds: 1,
        pollMs: 1,
        backOff: { firstMs: 1, capMs: 2 },
        retrySeconds: (receiveCount) => receiveCount * 7,
      },
      log: (line) => log.push(line),
    },
  );
  stops.push(mapping.stop);
  const batches = () => events.map((event) => event.Records.map((record) => record.body).join(''));
  return { queue, ids, events, batches, log, mapping };
}

describe('the event', () => {
  it('has the documented shape', async () => {
    const { events } = startWorld(['hello'], () => success());
    await until(() => expect(events).toHaveLength(1));
    expect(events[0]).toEqual({
      Records: [
        {
          messageId: 'id-1',
          receiptHandle: 'id-1#1',
          body: 'hello',
          attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1' },
          messageAttributes: {},
          md5OfBody: '5d41402abc4b2a76b9719d911017c592',
          eventSource: 'aws:sqs',
          eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:tasks',
          awsRegion: 'us-east-1',
        },
      ],
    });
  });

  it('carries message attributes as Lambda does', () => {
    const message = {
      messageId: 'm',
      receiptHandle: 'h',
      body: '',
      md5OfBody: '',
      attributes: {},
      messageAttributes: { reason: { dataType: 'String', stringValue: 'late' } },
    };
    const [batch] = messageBatches([message], mappingConfig);
    expect(JSON.parse(batch?.event ?? '').Records[0].messageAttributes).toEqual({
      reason: { stringValue: 'late', stringListValues: [], binaryListValues: [], dataType: 'String' },
    });
  });

  it('holds at most 6 MB: more messages make more events, in order', () => {
    const message = (n: number) => ({
      messageId: String(n),
      receiptHandle: 'h',
      body: 'x'.repeat(1_048_576),
      md5OfBody: '',
      attributes: {},
      messageAttributes: {},
    });
    const batches = messageBatches(
      Array.from({ length: 8 }, (_, n) => message(n)),
      mappingConfig,
    );
    expect(batches.map(({ messages }) => messages.map(({ messageId }) => messageId).join(''))).toEqual([
      '01234',
      '567',
    ]);
    for (const { event } of batches) expect(Buffer.byteLength(event)).toBeLessThanOrEqual(6_291_456);
  });
});

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
    const { queue, batches } = startWorld(
      ['a', 'b', 'c'],
      failOnce('b', (id) => id),
      { reportItemFailures: true },
    );
    await until(() => expect(queue.deleted).toEqual(['a', 'c', 'b']));
    expect(batches()).toEqual(['abc', 'b']);
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
