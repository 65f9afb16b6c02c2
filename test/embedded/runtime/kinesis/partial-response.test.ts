import { describe, expect, it } from 'vitest';
import { failing, onlyOnce, playShard, poison } from './play-shard.ts';

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
