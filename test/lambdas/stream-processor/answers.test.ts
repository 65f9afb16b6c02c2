import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../src/engine/errors.ts';
import { PLENTY_OF_TIME } from '../../support/lambda-deps.ts';
import { batchOf, brokenRecord, OTHER_LANE, saleRecord } from '../../support/sales.ts';
import { makeProcessorTest } from './processor-setup.ts';

const [first, second, third] = [saleRecord(1), saleRecord(2), saleRecord(3)];
/** Each is rejected for another reason than the one before it, so that one decision does not hold them all. */
const unlikeEachOther = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    index % 2 === 0 ? brokenRecord(index + 1) : saleRecord(index + 1, { at: 600, arrival: 0 }),
  );

describe('the stream processor answers', () => {
  it('nothing where all records are done', async () => {
    const { process } = makeProcessorTest();
    expect(await process(first, second, third)).toEqual([]);
  });

  it('nothing to an empty event', async () => {
    const { process, deps } = makeProcessorTest();
    expect(await process()).toEqual([]);
    expect(deps.operations).not.toContain('readProgress');
  });

  it.each(['readControls', 'ensureControl', 'identify', 'readProgress', 'writeProgress', 'readControls'])(
    'the first record where %s fails for a moment',
    async (operation) => {
      const { process, deps } = makeProcessorTest();
      deps.fail(operation, 'request lost');
      expect(await process(first, second, third)).toEqual(['1']);
      expect(await process(first, second, third)).toEqual([]);
    },
  );

  it.each(['putPartial', 'ensureMark'])('the first record where %s keeps failing', async (operation) => {
    const { process, deps, counted } = makeProcessorTest();
    deps.fail(operation, 'request lost', 30);
    expect(await process(first, second, third)).toEqual(['1']);
    expect(await makeDone(process)).toEqual([]);
    expect(await counted('by-shop')).toEqual({ ash: 3 });

    async function makeDone(again: typeof process) {
      let answer = await again(first, second, third);
      for (let attempt = 0; attempt < 10 && answer.length > 0; attempt += 1) answer = await again(first, second, third);
      return answer;
    }
  });

  it.each(['sendRejected', 'sendTooLate'])(
    'the first record where %s fails: it is not acknowledged unsent',
    async (operation) => {
      const { process, deps, progress } = makeProcessorTest();
      await process(saleRecord(1, { at: 600 }));
      deps.fail(operation, 'request lost');
      const records = [brokenRecord(2), saleRecord(3, { at: 0 })];
      expect(await process(...records)).toEqual(['2']);
      expect((await progress()).lastPosition).toBe('0011');
      expect(await process(...records)).toEqual([]);
      expect(deps.twins.deadLetters.rejected).toHaveLength(operation === 'sendRejected' ? 1 : 2);
      expect(deps.twins.deadLetters.tooLate).toHaveLength(1);
    },
  );

  it('the first record that is left where earlier ones were done before', async () => {
    const { process, deps } = makeProcessorTest();
    await process(first);
    deps.fail('writeProgress', 'request lost');
    expect(await process(first, second, third)).toEqual(['2']);
  });

  it('the first record of the stretch that failed, not of the batch', async () => {
    const { process, deps, progress } = makeProcessorTest();
    const records = unlikeEachOther(60);
    // Decide, done, decide: the failing operation belongs to the second stretch.
    deps.before('sendRejected', async () =>
      deps.before('sendRejected', async () => deps.fail('sendRejected', 'throttled')),
    );
    const [failed] = await process(...records);
    expect(Number(failed)).toBeGreaterThan(1);
    expect((await progress()).counts.read).toBe(Number(failed) - 1);
  });

  it('the first record where the look fails for a moment', async () => {
    const { process, deps } = makeProcessorTest();
    await process(first);
    deps.fail('readControls', 'request lost');
    expect(await process(second, third)).toEqual(['2']);
  });

  it.each(['readControls', 'identify', 'readProgress', 'ensureMark', 'putPartial', 'writeProgress'])(
    'with an exception where the failure of %s is unknown, so that the mapping bisects',
    async (operation) => {
      const { process, deps } = makeProcessorTest();
      deps.fail(operation, 'unknown error');
      await expect(process(first)).rejects.toThrow(`${operation} failed in a way that nobody knows`);
      expect(await process(first)).toEqual([]);
    },
  );

  it('with an exception where records come from two shards', async () => {
    const { process } = makeProcessorTest();
    const stray = saleRecord(4, { shardId: OTHER_LANE.shardId });
    await expect(process(first, second, stray)).rejects.toThrow(InvariantError);
    await expect(process(first, stray)).rejects.toThrow('a batch must come from one shard');
  });

  it('with an exception where an event does not say its shard', async () => {
    const { handle } = makeProcessorTest();
    const event = batchOf(first);
    const nameless = { Records: event.Records.map((record) => ({ ...record, eventID: '1' })) };
    await expect(handle(nameless, PLENTY_OF_TIME)).rejects.toThrow('a batch must come from one shard');
  });
});

describe('the stream processor never goes on past a failure', () => {
  it('leaves later stretches alone when an earlier one failed', async () => {
    const { process, deps, progress } = makeProcessorTest();
    deps.fail('sendRejected', 'request lost');
    const records = unlikeEachOther(60);
    expect(await process(...records)).toEqual(['1']);
    expect((await progress()).lastPosition).toBe('');
    expect(deps.twins.deadLetters.rejected).toEqual([]);
  });
});

describe('the stream processor near its timeout', () => {
  const endingAfter = (readings: number) => {
    let left = readings;
    // Plenty at first, then next to nothing.
    return { getRemainingTimeInMillis: () => (left-- > 0 ? 60_000 : 1_000) };
  };

  it('stops before it begins anything, and returns all that is left', async () => {
    const { process, handle, deps } = makeProcessorTest();
    await process(first);
    deps.operations.length = 0;
    expect(await handle(batchOf(first, second, third), endingAfter(1))).toEqual(['2']);
    expect(deps.operations).not.toContain('writeProgress');
    expect(deps.operations).not.toContain('putPartial');
  });

  it('stops between stretches, and returns what is not done', async () => {
    const { handle, progress } = makeProcessorTest();
    const records = unlikeEachOther(60);
    const [failed] = await handle(batchOf(...records), endingAfter(2));
    expect(Number(failed)).toBeGreaterThan(1);
    expect((await progress()).counts.rejected).toBe(Number(failed) - 1);
  });

  it('stops in the midst of many slow writes, and goes on from them the next time', async () => {
    const { handle, process, counted, progress, deps } = makeProcessorTest();
    const records = Array.from({ length: 300 }, (_, index) => saleRecord(index + 1, { at: index * 60 }));
    const slowDown = () => {
      deps.before('putPartial', async () => {
        deps.clock.advance(50);
        slowDown();
      });
    };
    slowDown();
    const endMs = deps.clock.nowMs() + 10_000;
    const time = { getRemainingTimeInMillis: () => endMs - deps.clock.nowMs() };
    expect(await handle(batchOf(...records), time)).toEqual(['1']);
    expect(time.getRemainingTimeInMillis()).toBeGreaterThan(0);
    expect((await progress()).lastPosition).toBe('');

    const written = deps.operations.filter((operation) => operation === 'putPartial').length;
    deps.operations.length = 0;
    expect(await process(...records)).toEqual([]);
    expect(deps.operations.filter((operation) => operation === 'putPartial').length).toBeGreaterThanOrEqual(
      600 - written,
    );
    for (const window of [0, 150, 299]) expect(await counted('by-shop', window * 60)).toEqual({ ash: 1 });
  });

  it('finishes in time what a few attempts leave over', async () => {
    const { handle, progress, deps } = makeProcessorTest();
    const records = unlikeEachOther(60);
    let attempts = 1;
    while ((await handle(batchOf(...records), endingAfter(3))).length > 0) attempts += 1;
    expect(attempts).toBeGreaterThan(1);
    expect((await progress()).counts).toMatchObject({ read: 60, rejected: 60 });
    expect(deps.twins.deadLetters.rejected).toHaveLength(60);
  });
});
