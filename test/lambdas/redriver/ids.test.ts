import { describe, expect, test } from 'vitest';
import { hours, minutes } from '../../../src/engine/index.ts';
import { LANE } from '../../support/sales.ts';
import { makeIdsTest, OLD, oak, STEPS, sale } from './ids-setup.ts';

describe('a rejected event that is redriven', () => {
  test('is a duplicate where a copy of it was accepted meanwhile', async () => {
    const run = makeIdsTest();
    await run.process(OLD, oak(1, 'a'));
    // Sent again, mended, under the id of the rejected one.
    await run.process(OLD, sale(2, 'a', { at: 5 }));
    expect(await run.start().work()).toBe(0);
    expect(await run.decisions()).toEqual(['1 rejected duplicate done']);
    expect(await run.counted('patient')).toEqual({ all: 1 });
  });

  test('is a duplicate where a copy of it was accepted before', async () => {
    const run = makeIdsTest();
    await run.process(OLD, sale(1, 'a'), oak(2, 'a', { at: 5 }));
    await run.start().work();
    expect(await run.decisions()).toEqual(['2 rejected duplicate done']);
    expect(await run.counted('by-shop')).toEqual({ ash: 1 });
  });

  test('counts where the copy came outside of the horizon, before or after', async () => {
    const run = makeIdsTest();
    await run.process(OLD, sale(1, 'a'));
    await run.process(OLD, oak(2, 'a', { at: 700 }));
    await run.process(OLD, sale(3, 'a', { at: 1_400 }));
    await run.start().work();
    expect(await run.counted('by-shop', 660)).toEqual({ oak: 1 });
  });

  test('makes later copies duplicates, for an instance that is cold and for one that is warm', async () => {
    for (const kind of ['cold', 'warm']) {
      const run = makeIdsTest();
      const warm = run.startProcessor();
      await warm(sale(1, 'b'), sale(2, 'c', { at: 1 }));
      await run.process(OLD, oak(3, 'a', { at: 2 }));
      await warm(sale(4, 'd', { at: 3 }));
      await run.start().work();
      expect(await run.decisions()).toEqual(['3 rejected accepted +by-shop@0 +patient@0 done']);
      const next = kind === 'warm' ? warm : run.startProcessor();
      await next(sale(5, 'a', { at: 10 }), sale(6, 'e', { at: 11 }));
      const { counts } = await run.deps.twins.state.readProgress(LANE);
      expect(counts, kind).toMatchObject({ read: 6, duplicate: 1, rejected: 1 });
      expect(await run.counted('patient'), kind).toEqual({ all: 5 });
    }
  });

  test('costs a warm processor no reading where nobody has redriven anything', async () => {
    const run = makeIdsTest();
    const warm = run.startProcessor();
    await warm(sale(1, 'a'));
    run.deps.operations.length = 0;
    for (let index = 2; index < 6; index += 1) await warm(sale(index, `id-${index}`, { at: index }));
    expect(run.deps.operations).not.toContain('claimsAfter');
  });

  test('is redriven again as itself: what it holds is no copy', async () => {
    const run = makeIdsTest();
    await run.process(OLD, oak(1, 'a'));
    run.deps.fail('decideRedrive', 'request lost', 8);
    expect(await run.start().work()).toBe(1);
    expect(await run.decisions()).toEqual([]);
    run.deps.mend();
    // A copy comes while it holds its id and is not counted.
    await run.process({}, sale(2, 'a', { at: 5 }));
    run.pass(hours(1));
    expect(await run.start().work()).toBe(0);
    expect(await run.counted('by-shop')).toEqual({ oak: 1 });
    expect(await run.counted('patient')).toEqual({ all: 1 });
  });

  test('waits while its lane has something decided that is not done', async () => {
    const run = makeIdsTest();
    await run.process(OLD, oak(1, 'a'));
    run.deps.fail('putClaims', 'unknown error');
    await expect(run.process(OLD, sale(2, 'a', { at: 5 }))).rejects.toThrow('putClaims');
    expect(await run.start().work()).toBe(1);
    expect(await run.decisions()).toEqual([]);
    await run.process(OLD, sale(2, 'a', { at: 5 }));
    run.pass(hours(1));
    await run.start().work();
    expect(await run.decisions()).toEqual(['1 rejected duplicate done']);
    expect(await run.counted('patient')).toEqual({ all: 1 });
  });
});

describe('a copy that comes while the event is redriven', () => {
  test('at any of its steps counts once, whichever it is', async () => {
    for (const step of STEPS) {
      const run = makeIdsTest();
      const warm = run.startProcessor();
      await warm(sale(1, 'z'));
      await run.process(OLD, oak(2, 'a', { at: 1 }));
      run.deps.before(step, () => warm(sale(3, 'a', { at: 5 })));
      await run.start().work();
      run.pass(hours(1));
      await run.start().work();
      await warm(sale(4, 'a', { at: 6 }));
      expect(await run.counted('patient'), `a copy before ${step}`).toEqual({ all: 2 });
    }
  });

  test('and is being judged meanwhile counts once', async () => {
    for (const step of ['claimsAfter', 'writeProgress', 'putClaims']) {
      const run = makeIdsTest();
      await run.process(OLD, sale(1, 'z'), oak(2, 'a', { at: 1 }));
      const warm = run.startProcessor();
      await warm(sale(3, 'y', { at: 2 }));
      const cold = run.startProcessor();
      run.deps.before(step, () => run.start().work());
      await (step === 'claimsAfter' ? cold : warm)(sale(4, 'a', { at: 5 }));
      run.pass(minutes(60));
      await run.start().work();
      expect(await run.counted('patient'), `redriven before ${step}`).toEqual({ all: 3 });
    }
  });
});
