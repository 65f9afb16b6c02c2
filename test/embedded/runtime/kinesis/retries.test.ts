import { describe, expect, it } from 'vitest';
import { failing, playShard, poison, THROTTLED } from './play-shard.ts';

const report = { reportItemFailures: true };

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
