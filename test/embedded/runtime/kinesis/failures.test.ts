import { describe, expect, it } from 'vitest';
import { failing, playShard, SHARD, THROTTLED } from './play-shard.ts';

const poison =
  (payload: string, times = Number.POSITIVE_INFINITY) =>
  (data: string[]) => {
    if (data.includes(payload) && times > 0) {
      times -= 1;
      throw new Error('poison');
    }
  };
const onlyOnce = (value: unknown) => {
  let calls = 0;
  return () => {
    calls += 1;
    return calls === 1 ? value : null;
  };
};
const report = { reportItemFailures: true };

describe('a partial batch response', () => {
  it('is ignored unless the mapping asks for it', async () => {
    const { batches, commits } = await playShard({ records: 'abc', fn: failing('b') });
    expect(batches).toEqual(['abc']);
    expect(commits).toEqual(['c']);
  });

  it('redelivers from the lowest sequence number on, records that succeeded included', async () => {
    const fail = failing('bd');
    let calls = 0;
    const { batches, commits } = await playShard({
      records: 'abcde',
      config: report,
      fn: (data, event) => {
        calls += 1;
        const answer = fail(data, event);
        return calls === 1 ? { batchItemFailures: answer.batchItemFailures.reverse() } : null;
      },
    });
    expect(batches).toEqual(['abcde', 'bcde']);
    expect(commits).toEqual(['a', 'e']);
  });

  it.each([
    ['""', ''],
    ['[]', []],
    ['null', null],
    ['{}', {}],
    ['a null list', { batchItemFailures: null }],
    ['an empty list', { batchItemFailures: [] }],
  ])('of %s is a success', async (_, answer) => {
    const { batches, commits } = await playShard({ records: 'ab', config: report, fn: () => answer });
    expect(batches).toEqual(['ab']);
    expect(commits).toEqual(['b']);
  });

  it.each([
    ['an empty identifier', [{ itemIdentifier: '' }]],
    ['a null identifier', [{ itemIdentifier: null }]],
    ['a wrong key', [{ identifier: '1' }]],
    ['an identifier that is not in the batch', [{ itemIdentifier: '123' }]],
    ['a null item', [null]],
    ['no list', 'all'],
  ])('with %s fails the whole batch', async (_, batchItemFailures) => {
    const { batches, commits } = await playShard({
      records: 'ab',
      config: report,
      fn: onlyOnce({ batchItemFailures }),
    });
    expect(batches).toEqual(['ab', 'ab']);
    expect(commits).toEqual(['b']);
  });
});

describe('bisecting', () => {
  it('is off by default: the batch comes again whole', async () => {
    expect((await playShard({ records: 'abcd', fn: poison('c', 1) })).batches).toEqual(['abcd', 'abcd']);
  });

  it('halves a failed batch until the bad record is alone, in order', async () => {
    const { batches, commits } = await playShard({
      records: 'abcdef',
      config: { bisect: true, maxRetries: 0 },
      fn: poison('b'),
    });
    expect(batches).toEqual(['abcdef', 'abc', 'ab', 'a', 'b', 'c', 'def']);
    expect(commits).toEqual(['a', 'b', 'c', 'f']);
  });

  it('splits at the returned sequence number, and retries only the remainder', async () => {
    const fail = failing('d');
    let calls = 0;
    const { batches } = await playShard({
      records: 'abcdef',
      config: { ...report, bisect: true },
      fn: (data, event) => {
        calls += 1;
        return calls === 1 ? fail(data, event) : null;
      },
    });
    expect(batches).toEqual(['abcdef', 'def']);
  });

  it('halves on a thrown error also when item failures are reported', async () => {
    const { batches } = await playShard({ records: 'abcd', config: { ...report, bisect: true }, fn: poison('a', 1) });
    expect(batches).toEqual(['abcd', 'ab', 'cd']);
  });

  it('halves after an answer that names no record of the batch', async () => {
    const fn = onlyOnce({ batchItemFailures: [{ itemIdentifier: 'nobody' }] });
    expect((await playShard({ records: 'ab', config: { ...report, bisect: true }, fn })).batches).toEqual([
      'ab',
      'a',
      'b',
    ]);
  });

  it('takes nothing from the quota of retries', async () => {
    const { batches, sent } = await playShard({
      records: 'abcd',
      config: { bisect: true, maxRetries: 1 },
      fn: poison('d'),
    });
    expect(batches).toEqual(['abcd', 'ab', 'cd', 'c', 'd', 'd']);
    expect(sent).toHaveLength(1);
  });
});

describe('retries', () => {
  it('go on without end by default, in the same cut, and block the shard', async () => {
    const { batches, commits, sent, log } = await playShard({
      records: 'abc',
      config: { batchSize: 2 },
      fn: poison('a', 25),
    });
    expect(batches).toEqual([...Array(26).fill('ab'), 'c']);
    expect(commits).toEqual(['b', 'c']);
    expect(sent).toEqual([]);
    // Said once: the person who looks for the reason finds it, and the log does not drown in it.
    expect(log).toEqual([expect.stringMatching(/^fn failed on 2 records of shardId-000000000006 from \d+: .*poison/)]);
  });

  it('wait twice as long each time, up to a cap, and start small again after progress', async () => {
    const { waits } = await playShard({ records: 'ab', config: { batchSize: 1 }, fn: poison('a', 8) });
    expect(waits).toEqual([50, 100, 200, 400, 800, 1_600, 2_000, 2_000]);
    const twice = await playShard({
      records: 'ab',
      config: { batchSize: 1 },
      fn: ((a, b) => (data) => [a(data), b(data)])(poison('a', 2), poison('b', 1)),
    });
    expect(twice.waits).toEqual([50, 100, 50]);
    const script = ['error', 'error', 'partial', 'error', 'done'];
    const within = await playShard({
      records: 'ab',
      config: report,
      fn: (data, event) => {
        const next = script.shift();
        if (next === 'error') throw new Error('again');
        return next === 'partial' ? failing('b')(data, event) : null;
      },
    });
    expect(within.waits).toEqual([50, 100, 50, 100]);
  });

  it('beyond the quota give the batch up, and the shard goes on', async () => {
    const { batches, commits, sent } = await playShard({
      records: 'abc',
      config: { batchSize: 2, maxRetries: 2 },
      fn: poison('a'),
    });
    expect(batches).toEqual(['ab', 'ab', 'ab', 'c']);
    expect(commits).toEqual(['b', 'c']);
    expect(sent).toMatchObject([{ requestContext: { approximateInvokeCount: 3 }, KinesisBatchInfo: { batchSize: 2 } }]);
  });

  it('count anew when the checkpoint advances: 3 retries deliver a bad last record 5 times', async () => {
    const { batches, sent } = await playShard({
      records: 'abc',
      config: { ...report, batchSize: 3, maxRetries: 3 },
      fn: failing('c'),
    });
    expect(batches).toEqual(['abc', 'c', 'c', 'c', 'c']);
    expect(sent).toMatchObject([{ requestContext: { approximateInvokeCount: 4 }, KinesisBatchInfo: { batchSize: 1 } }]);
  });

  it('do not count throttles, which never reached the function', async () => {
    const answers = [THROTTLED, THROTTLED, THROTTLED, 'error', THROTTLED, null];
    const { commits, sent, waits } = await playShard({
      records: 'a',
      config: { maxRetries: 1 },
      fn: () => {
        const answer = answers.shift();
        if (answer === 'error') throw new Error('once');
        return answer;
      },
    });
    expect(commits).toEqual(['a']);
    expect(sent).toEqual([]);
    expect(waits).toEqual([50, 100, 200, 400, 800]);
  });
});

describe('record age', () => {
  const aged = (...arrivals: number[]) =>
    arrivals.map((arrivalMs, index) => ({ data: 'abcdef'[index] ?? '', arrivalMs }));

  it('gives up the expired prefix before the first invocation, and processes the rest', async () => {
    const { batches, commits, sent } = await playShard({
      records: aged(0, 39_000, 40_000, 90_000),
      config: { maxRecordAgeMs: 60_000 },
      nowMs: 100_000,
    });
    expect(batches).toEqual(['cd']);
    expect(commits).toEqual(['b', 'd']);
    expect(sent).toMatchObject([
      {
        requestContext: { condition: 'RecordAgeExceeded', approximateInvokeCount: 1 },
        KinesisBatchInfo: { batchSize: 2 },
      },
    ]);
  });

  it('is checked again between retries', async () => {
    const { batches, sent } = await playShard({
      records: aged(0, 5_000),
      config: { maxRecordAgeMs: 1_000 },
      fn: poison('a'),
    });
    // Retried after 50, 100, 200, 400 and 800 ms: then the first record is 1,550 ms old.
    expect(batches).toEqual(['ab', 'ab', 'ab', 'ab', 'ab', 'b']);
    expect(sent).toMatchObject([{ requestContext: { approximateInvokeCount: 5 }, KinesisBatchInfo: { batchSize: 1 } }]);
  });

  it('also ends the retries of throttled batches', async () => {
    const { sent, commits } = await playShard({
      records: aged(0),
      config: { maxRecordAgeMs: 1_000 },
      fn: () => THROTTLED,
    });
    expect(commits).toEqual(['a']);
    expect(sent).toMatchObject([{ requestContext: { condition: 'RecordAgeExceeded' } }]);
  });
});

describe('the message to the on-failure queue', () => {
  const records = [
    { data: 'a', arrivalMs: 1_000 },
    { data: 'b', arrivalMs: 2_500 },
  ];

  it('of exhausted retries names the range and the error, and holds no records', async () => {
    const { sent, sequences } = await playShard({ records, config: { maxRetries: 0 }, fn: poison('a'), nowMs: 5_000 });
    expect(sent).toEqual([
      {
        requestContext: {
          requestId: 'request-1',
          functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:fn',
          condition: 'RetryAttemptsExhausted',
          approximateInvokeCount: 1,
        },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        version: '1.0',
        timestamp: '1970-01-01T00:00:05.000Z',
        KinesisBatchInfo: {
          shardId: SHARD,
          startSequenceNumber: sequences[0],
          endSequenceNumber: sequences[1],
          approximateArrivalOfFirstRecord: '1970-01-01T00:00:01.000Z',
          approximateArrivalOfLastRecord: '1970-01-01T00:00:02.500Z',
          batchSize: 2,
          streamArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/clicks',
        },
      },
    ]);
  });

  it('has a null function error for reported item failures', async () => {
    const { sent } = await playShard({ records, config: { ...report, maxRetries: 0 }, fn: failing('ab') });
    expect(sent).toMatchObject([{ responseContext: { functionError: null } }]);
  });

  it('has no response for records that were too old', async () => {
    const { sent } = await playShard({ records, config: { maxRecordAgeMs: 1 }, nowMs: 60_000 });
    expect(sent[0]).not.toHaveProperty('responseContext');
  });

  it('tells of a record that fits no event, and the shard goes on', async () => {
    const { batches, commits, sent } = await playShard({
      records: [{ data: 'a' }, { data: 'x'.repeat(5_000_000) }, { data: 'c' }],
    });
    expect(batches).toEqual(['a', 'c']);
    expect(commits).toHaveLength(3);
    expect(sent).toMatchObject([
      { requestContext: { condition: 'RecordTooLarge' }, KinesisBatchInfo: { batchSize: 1 } },
    ]);
  });

  it('is not sent without a destination; the loss is logged', async () => {
    const config = { maxRetries: 0, onFailureQueueUrl: undefined };
    const { sent, log, commits } = await playShard({ records: 'a', config, fn: poison('a') });
    expect(sent).toEqual([]);
    expect(log.at(-1)).toContain('RetryAttemptsExhausted, 1 records');
    expect(commits).toEqual(['a']);
  });
});
