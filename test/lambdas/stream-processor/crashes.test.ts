import { describe, expect, it } from 'vitest';
import { KILLED } from '../../support/kill-steps.ts';
import { packedRecord } from '../../support/packed-sales.ts';
import { NOON_MS, saleRecord } from '../../support/sales.ts';
import { makeCrashTest } from './crash-setup.ts';

const first = saleRecord(1);
const second = saleRecord(2);
const third = saleRecord(3);
const fatal = saleRecord(2, { shop: 'fatal' });
const kill = { data: fatal.dataBase64 };
const sinceMs = NOON_MS + 61_000;

describe('a record that ends the process', () => {
  it('is given up after four attempts that nobody heard of, unopened and whole; its lane goes on', async () => {
    const { attempt, progress, deps, at } = makeCrashTest();
    expect(await attempt(kill, first)).toEqual([]);
    for (const count of [1, 2, 3, 4]) {
      expect(await attempt(kill, fatal)).toBe(KILLED);
      expect((await progress()).attempts).toEqual({ position: '0012', count, sinceMs });
      at(61 + count * 60);
    }
    expect(await attempt(kill, fatal)).toEqual([]);
    const { rejected } = deps.twins.deadLetters;
    expect(rejected).toHaveLength(1);
    expect(rejected[0]).toMatchObject({
      position: '0012',
      reason: 'PROCESSOR_CRASHED',
      message: expect.stringContaining('4 attempts at this record ended the process'),
      attempts: 4,
      firstFailedMs: sinceMs,
      record: { sequenceNumber: '2', partitionKey: fatal.partitionKey, dataBase64: fatal.dataBase64 },
    });
    expect(deps.log.lines).toContain('warn a record was given up: attempts at it keep ending the process');
    expect(await progress()).toMatchObject({ attempts: null, exceptions: [], counts: { read: 2, rejected: 1 } });

    expect(await attempt(kill, fatal)).toEqual([]);
    expect(await attempt(kill, fatal, third)).toEqual([]);
    expect(deps.twins.deadLetters.rejected).toHaveLength(1);
    expect((await progress()).counts).toMatchObject({ read: 3, accepted: 2, rejected: 1 });
  });

  it('is counted before anything looks into it', async () => {
    const { attempt, deps } = makeCrashTest();
    await attempt(kill, first);
    deps.operations.length = 0;
    await attempt(kill, fatal);
    expect(deps.operations.slice(-2)).toEqual(['readProgress', 'writeProgress']);
    // Where that cannot be made durable, nothing does.
    deps.fail('writeProgress', 'request lost');
    expect(await attempt(kill, fatal)).toEqual(['2']);
  });

  it('is not counted while it is young: whoever came first had no time to die of a timeout', async () => {
    const { attempt, progress, deps, at } = makeCrashTest();
    await attempt(kill, first);
    at(60);
    deps.operations.length = 0;
    expect(await attempt(kill, fatal)).toBe(KILLED);
    expect(deps.operations).not.toContain('writeProgress');
    expect((await progress()).attempts).toBeNull();
  });

  it('is not counted in a batch of several, which the mapping halves', async () => {
    const { attempt, progress } = makeCrashTest();
    for (let time = 0; time < 6; time += 1) expect(await attempt(kill, fatal, third)).toBe(KILLED);
    expect(await progress()).toMatchObject({ version: 0, attempts: null });
  });

  it('that was given up is not opened in a larger batch either, before it is done', async () => {
    const { attempt, progress, deps, store } = makeCrashTest();
    await attempt(kill, first);
    await store({ attempts: { position: '0012', count: 4, sinceMs } });
    deps.fail('sendRejected', 'request lost');
    expect(await attempt(kill, fatal)).toEqual(['2']);
    expect(await progress()).toMatchObject({ decidedThrough: '0012/9999999', attempts: { count: 4 } });
    expect(await attempt(kill, first, fatal, third)).toEqual([]);
    expect(deps.twins.deadLetters.rejected).toMatchObject([{ position: '0012', attempts: 4, firstFailedMs: sinceMs }]);
    expect((await progress()).counts).toMatchObject({ read: 3, accepted: 2, rejected: 1 });
  });
});

describe('an attempt that somebody hears of', () => {
  it('leaves no count where it succeeds', async () => {
    const { attempt, progress } = makeCrashTest();
    expect(await attempt({}, first)).toEqual([]);
    expect(await progress()).toMatchObject({ version: 3, attempts: null, counts: { accepted: 1 } });
  });

  it.each(['putPartial', 'ensureMark'])(
    'has no count any more, nor those before it, where %s fails',
    async (operation) => {
      const { attempt, progress, deps } = makeCrashTest();
      await attempt(kill, first);
      for (const _time of [1, 2, 3]) await attempt(kill, fatal);
      expect((await progress()).attempts?.count).toBe(3);
      deps.fail(operation, 'request lost', 30);
      expect(await attempt({}, second)).toEqual(['2']);
      expect((await progress()).attempts).toBeNull();
    },
  );

  it('takes it back where the registry cannot say what the record is', async () => {
    const { attempt, progress, deps } = makeCrashTest();
    deps.fail('versionById', 'request lost', 30);
    const newer = packedRecord(2, [{ versionId: 'newer' }]);
    expect(await attempt({}, newer)).toEqual(['2']);
    expect(await progress()).toMatchObject({ version: 2, attempts: null });
  });

  it('takes it back where an error is thrown, which is thrown on', async () => {
    const { attempt, progress, deps } = makeCrashTest();
    await attempt(kill, first);
    deps.before('writeProgress', async () =>
      deps.before('writeProgress', async () => deps.fail('writeProgress', 'unknown error')),
    );
    await expect(attempt({}, second)).rejects.toThrow('writeProgress failed in a way that nobody knows');
    expect(await progress()).toMatchObject({ decidedThrough: '0011', attempts: null });
  });

  it('throws that error, not the one of taking it back', async () => {
    const { attempt, progress, deps } = makeCrashTest();
    await attempt(kill, first);
    deps.before('writeProgress', async () =>
      deps.before('writeProgress', async () => {
        deps.fail('writeProgress', 'unknown error');
        deps.fail('readProgress', 'unknown error');
      }),
    );
    await expect(attempt({}, second)).rejects.toThrow('writeProgress failed in a way that nobody knows');
    expect((await progress()).attempts?.count).toBe(1);
    expect(deps.log.lines.at(-1)).toBe(
      'warn an attempt could not be taken back; it counts as one that ended without a word',
    );
  });

  it('takes it back although that fails a few times', async () => {
    const { attempt, progress, deps } = makeCrashTest();
    await attempt(kill, first);
    deps.before('writeProgress', async () =>
      deps.before('writeProgress', async () => deps.fail('writeProgress', 'throttled', 4)),
    );
    expect(await attempt({}, second)).toEqual(['2']);
    expect((await progress()).attempts).toBeNull();
  });

  it('counts once where the request to count it was sent twice', async () => {
    const { attempt, progress, deps, store } = makeCrashTest();
    await attempt(kill, first);
    deps.before('writeProgress', () => store({ attempts: { position: '0012', count: 1, sinceMs } }));
    expect(await attempt(kill, fatal)).toBe(KILLED);
    expect((await progress()).attempts?.count).toBe(1);
  });

  it('counts although somebody else has just written progress', async () => {
    const { attempt, progress, deps, store } = makeCrashTest();
    await attempt(kill, first);
    await attempt(kill, fatal);
    deps.before('writeProgress', () => store({ attempts: null }));
    expect(await attempt(kill, fatal)).toBe(KILLED);
    expect((await progress()).attempts?.count).toBe(1);
  });

  it('takes back a count of which it does not know whether it was made', async () => {
    const { attempt, progress, deps } = makeCrashTest();
    await attempt(kill, first);
    deps.fail('writeProgress', 'answer lost');
    expect(await attempt({}, second)).toEqual(['2']);
    expect((await progress()).attempts).toBeNull();
  });
});

describe('what is decided', () => {
  it('is never given up, however many attempts nobody heard of', async () => {
    const { attempt, progress, deps, store } = makeCrashTest();
    await attempt({}, first);
    // Decided as counted, then killed at its effects, time and again.
    await store({ decidedThrough: '0012', attempts: { position: '0012', count: 9, sinceMs } });
    expect(await attempt({}, second)).toEqual([]);
    expect(deps.twins.deadLetters.rejected).toEqual([]);
    expect(await progress()).toMatchObject({ attempts: null, counts: { accepted: 2, rejected: 0 } });
  });

  it('by another attempt meanwhile is not given up', async () => {
    const { attempt, progress, deps, store } = makeCrashTest();
    await attempt({}, first);
    await store({ attempts: { position: '0012', count: 4, sinceMs } });
    // Somebody who was believed dead decides and finishes while this one is about to give the record up.
    deps.before('writeProgress', async () => {
      await store({ attempts: null });
      await attempt({}, second);
    });
    expect(await attempt({}, second)).toEqual([]);
    expect(deps.twins.deadLetters.rejected).toEqual([]);
    expect((await progress()).counts).toMatchObject({ read: 2, accepted: 2 });
  });

  it('of a packed record goes first, and only the rest is given up', async () => {
    const { attempt, progress, deps, store } = makeCrashTest();
    await attempt({}, first);
    const packed = packedRecord(2, [{ shop: 'birch' }, { shop: 'cedar' }, { isBroken: true }, { shop: 'dogwood' }]);
    await store({ decidedThrough: '0012/0000001', attempts: { position: '0012/0000002', count: 4, sinceMs } });
    // What is decided is done without a look at the rest.
    expect(await attempt({ brokenEvents: true }, packed)).toEqual(['2']);
    expect(await progress()).toMatchObject({ lastPosition: '0012/0000001', counts: { accepted: 3 } });
    expect(deps.twins.deadLetters.rejected).toEqual([]);

    expect(await attempt({ brokenEvents: true, data: packed.dataBase64 }, packed)).toEqual([]);
    expect(deps.twins.deadLetters.rejected).toMatchObject([
      { position: '0012/0000002', reason: 'PROCESSOR_CRASHED', attempts: 4, record: { dataBase64: packed.dataBase64 } },
    ]);
    expect(await progress()).toMatchObject({
      lastPosition: '0012/9999999',
      counts: { read: 4, accepted: 3, rejected: 1 },
    });
    expect(await attempt({}, packed, third)).toEqual([]);
    expect((await progress()).counts).toMatchObject({ read: 5, accepted: 4 });
  });

  it('as given up by another is not undone by one that had the record open', async () => {
    const { attempt, progress, deps, store } = makeCrashTest();
    await attempt({}, first);
    await store({ attempts: { position: '0012', count: 3, sinceMs } });
    const packed = packedRecord(2, [{ shop: 'birch' }, { shop: 'cedar' }]);
    // Believed dead, it is only slow: as it is about to decide, the next attempt gives the record up.
    deps.before('writeProgress', async () => {
      deps.before('writeProgress', () => attempt({ data: packed.dataBase64 }, packed));
    });
    expect(await attempt({}, packed)).toEqual([]);
    expect(deps.twins.deadLetters.rejected).toMatchObject([{ position: '0012', reason: 'PROCESSOR_CRASHED' }]);
    expect((await progress()).counts).toMatchObject({ read: 2, accepted: 1, rejected: 1 });
  });

  it('as given up, and not done yet, holds up one that had the record open', async () => {
    const { attempt, deps, store } = makeCrashTest();
    await attempt({}, first);
    await store({ attempts: { position: '0012', count: 3, sinceMs } });
    const packed = packedRecord(2, [{ shop: 'birch' }, { shop: 'cedar' }]);
    deps.before('writeProgress', async () => {
      deps.before('writeProgress', () => {
        deps.fail('sendRejected', 'request lost');
        return attempt({ data: packed.dataBase64 }, packed);
      });
    });
    expect(await attempt({}, packed)).toEqual(['2']);
    expect(deps.log.lines).toContain('warn another attempt gave up a record that this one has open; it comes again');
    expect(await attempt({}, packed)).toEqual([]);
    expect(deps.twins.deadLetters.rejected).toMatchObject([
      { position: '0012', record: { dataBase64: packed.dataBase64 } },
    ]);
  });
});
