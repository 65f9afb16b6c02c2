import { describe, expect, test } from 'vitest';
import { hours, minutes } from '../../../src/engine/index.ts';
import { brokenRecord, LANE, saleRecord } from '../../support/sales.ts';
import { type Code, makeRedriverTest } from './redriver-setup.ts';

/** Code that throws on the sales of one shop, and its fix. */
const OLD: Code = { rejects: ['oak'] };
const FIXED: Code = {};

const OAK = saleRecord(2, { at: 1, shop: 'oak' });

describe('a rejected event', () => {
  test('counts once its code is fixed, in the window of its event time', async () => {
    const run = makeRedriverTest();
    await run.process(OLD, saleRecord(1), OAK);
    expect(await run.counted('by-shop')).toEqual({ ash: 1 });

    expect(await run.start(FIXED).work()).toBe(0);
    expect(await run.decisions()).toEqual(['2 rejected accepted +by-shop@0 +patient@0 done']);
    expect(await run.counted('by-shop')).toEqual({ ash: 1, oak: 1 });
    expect(await run.counted('patient')).toEqual({ all: 2 });

    await run.fireThrough(60);
    await run.materialize();
    expect(run.rows()).toEqual([
      'all@0: 2 events, revision 1',
      'ash@0: 1 event, revision 1',
      'oak@0: 1 event, revision 1',
    ]);
  });

  test('comes again after growing waits, until the queue gives it up; redriven after the fix it counts', async () => {
    const run = makeRedriverTest();
    await run.process(OLD, OAK);
    const redriver = run.start(OLD);
    expect(await redriver.work()).toBe(1);
    // Hidden for 30 s, then for 60 s.
    run.pass(29_999);
    expect(await redriver.work()).toBe(0);
    run.pass(1);
    expect(await redriver.work()).toBe(1);
    run.pass(59_999);
    expect(await redriver.work()).toBe(0);
    run.pass(1);
    expect(await redriver.work()).toBe(1);
    run.pass(hours(1));
    expect(await redriver.work()).toBe(0);
    expect(run.deadLetterQueue).toHaveLength(1);
    expect(await run.decisions()).toEqual([]);

    run.redriveDeadLetters();
    expect(await run.start(FIXED).work()).toBe(0);
    expect(await run.counted('by-shop')).toEqual({ oak: 1 });
    expect(run.deadLetterQueue).toEqual([]);
  });

  test('counts once however often it is redriven', async () => {
    const run = makeRedriverTest();
    await run.process(OLD, OAK);
    await run.start(FIXED).work();
    const writes = run.deps.twins.state.operations.get('putEventPartial');
    for (const sentTwice of [1, 2]) {
      await run.deps.twins.deadLetters.sendRejected(run.deps.twins.deadLetters.rejected.slice(0, sentTwice));
      expect(await run.start(FIXED).work()).toBe(0);
    }
    expect(await run.counted('by-shop')).toEqual({ oak: 1 });
    // What is known to be done is not even looked at again.
    expect(run.deps.twins.state.operations.get('putEventPartial')).toBe(writes);
  });

  test('counts once where two instances have it at the same time', async () => {
    const run = makeRedriverTest();
    await run.process(OLD, OAK);
    const { deadLetters } = run.deps.twins;
    await deadLetters.sendRejected(deadLetters.rejected);
    await Promise.all([run.start(FIXED).work(), run.start(FIXED).work()]);
    expect(await run.counted('by-shop')).toEqual({ oak: 1 });
    expect(await run.decisions()).toEqual(['2 rejected accepted +by-shop@0 +patient@0 done']);
  });

  test('that was sent to the queue twice stays there once', async () => {
    const run = makeRedriverTest();
    run.deps.fail('sendRejected', 'answer lost');
    expect(await run.process(OLD, OAK)).toEqual(['2']);
    expect(await run.process(OLD, OAK)).toEqual([]);
    expect(run.deps.twins.deadLetters.rejected).toHaveLength(2);
    expect(await run.start(OLD).work()).toBe(1);
    for (let times = 0; times < 3; times += 1) {
      run.pass(hours(1));
      await run.start(OLD).work();
    }
    expect(run.deadLetterQueue).toHaveLength(1);
  });

  test('whose time has come counts, though it was ahead of its arrival', async () => {
    const run = makeRedriverTest();
    await run.process({}, saleRecord(1, { at: 600, arrival: 0 }));
    expect(run.deps.twins.deadLetters.rejected.map(({ reason }) => reason)).toEqual(['FUTURE_EVENT_TIME']);
    const redriver = run.start();
    expect(await redriver.work()).toBe(1);
    run.pass(minutes(9));
    expect(await redriver.work()).toBe(1);
    run.pass(minutes(2));
    expect(await redriver.work()).toBe(0);
    expect(await run.counted('by-shop', 600)).toEqual({ ash: 1 });
  });

  test('moves no watermark and counts in no lane', async () => {
    const run = makeRedriverTest();
    await run.process(OLD, saleRecord(1), OAK);
    const before = await run.deps.twins.state.readProgress(LANE);
    await run.start(FIXED).work();
    const after = await run.deps.twins.state.readProgress(LANE);
    expect(after).toEqual(before);
  });

  test('that no aggregation counts is accepted all the same', async () => {
    const run = makeRedriverTest();
    await run.process({ rejects: ['closed'] }, saleRecord(1, { shop: 'closed' }));
    expect(await run.start().work()).toBe(0);
    expect(await run.decisions()).toEqual(['1 rejected accepted +patient@0 done']);
    expect(await run.counted('by-shop')).toEqual({});
  });

  test('that nobody can read stays whole in the queue', async () => {
    const run = makeRedriverTest();
    await run.process({}, brokenRecord(1));
    expect(await run.start().work()).toBe(1);
    expect(run.deps.log.lines).toContain('info still rejected');
  });
});
