import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../src/engine/errors.ts';
import { composeMaterializer } from '../../support/compose-functions.ts';
import { PLENTY_OF_TIME } from '../../support/lambda-deps.ts';
import { sqsEvent } from '../../support/lambda-events.ts';
import { DEFINITION_HASHES, salesPlan, windowAt } from '../../support/sales.ts';
import { makeMaterializerTest, task, WINDOW } from './materializer-setup.ts';

describe('a task that fails', () => {
  it.each(['readMark', 'bucketsOf', 'readRows', 'noteWindow', 'clearMark'])(
    'for a moment at %s comes again, alone, with its mark',
    async (operation) => {
      const { put, mark, markOf, run, rows, deps } = await makeMaterializerTest();
      const other = windowAt('by-shop', 60);
      await put({ ash: [1, 10] });
      await put({ birch: [1, 10] }, { window: other });
      await mark('n1');
      await mark('n1', other);
      deps.fail(operation, 'request lost');
      expect(await run(task('m1', { late: true }), task('m2', { window: other, late: true }))).toEqual(['m1']);
      expect(await markOf()).toBe('n1');
      expect(await markOf(other)).toBeUndefined();
      expect(await run(task('m1', { late: true, receiveCount: 2 }))).toEqual([]);
      expect(rows()).toEqual(['ash: 1, 10, 1', 'birch: 1, 10, 1']);
      expect(await markOf()).toBeUndefined();
    },
  );

  it('at a row that stays throttled comes again, and keeps its mark', async () => {
    const { put, mark, markOf, run, rows, deps } = await makeMaterializerTest();
    await put({ ash: [1, 10], birch: [2, 2] });
    await mark('n1');
    deps.fail('writeResult', 'throttled', 100);
    expect(await run(task('m1'))).toEqual(['m1']);
    expect(await markOf()).toBe('n1');
    deps.mend();
    expect(await run(task('m1', { receiveCount: 2 }))).toEqual([]);
    expect(rows()).toEqual(['ash: 1, 10, 1', 'birch: 2, 2, 1']);
  });

  it('though its last answer was lost is done the next time', async () => {
    const { put, mark, run, rows, deps } = await makeMaterializerTest();
    await put({ ash: [1, 10] });
    await mark('n1');
    deps.fail('clearMark', 'answer lost');
    expect(await run(task('m1'))).toEqual(['m1']);
    expect(await run(task('m1', { receiveCount: 2 }))).toEqual([]);
    expect(rows()).toEqual(['ash: 1, 10, 1']);
  });

  it.each([
    ['that is no task', '{"aggregation":5}'],
    ['that is no JSON', '{'],
  ])('because of a message %s does not hold up the others', async (_what, body) => {
    const { put, mark, run, rows, deps } = await makeMaterializerTest();
    await put({ ash: [1, 10] });
    await mark('n1');
    expect(await run({ messageId: 'bad', body }, task('m1'))).toEqual(['bad']);
    expect(rows()).toEqual(['ash: 1, 10, 1']);
    expect(deps.log.lines.some((line) => line.startsWith('error a task failed; it comes again'))).toBe(true);
  });

  it('because this code does not have its generation says so', async () => {
    const { run, deps } = await makeMaterializerTest();
    const window = { ...WINDOW, generation: 2 };
    expect(await run(task('m1', { window }), task('m2', { window: windowAt('forgotten') }))).toEqual(['m1', 'm2']);
    expect(deps.log.lines.join()).toContain(
      'a task for "by-shop" generation 2, which this code does not have: deploy the code of that generation to drain it',
    );
    expect(deps.log.lines.join()).toContain('a task for "forgotten" generation 1');
  });
});

describe('a row that cannot be written', () => {
  it('fails alone, visibly: the others are written, and the mark stays for when it can', async () => {
    const { put, mark, markOf, run, rows, deps } = await makeMaterializerTest();
    await put({ ash: [1, 10], birch: [2, 2], cedar: [3, 3] });
    await mark('n1');
    deps.fail('writeResult', 'unknown error');
    expect(await run(task('m1'))).toEqual([]);
    expect(rows()).toEqual(['birch: 2, 2, 1', 'cedar: 3, 3, 1']);
    expect(deps.log.lines).toContain(
      'error a result could not be written: writeResult failed in a way that nobody knows',
    );
    expect(await markOf()).toBe('n1');

    deps.operations.length = 0;
    expect(await run(task('m2', { late: true }))).toEqual([]);
    expect(rows()).toEqual(['ash: 1, 10, 1', 'birch: 2, 2, 1', 'cedar: 3, 3, 1']);
    expect(deps.operations.filter((name) => name === 'writeResult')).toHaveLength(1);
    expect(await markOf()).toBeUndefined();
  });
});

describe('an invocation', () => {
  it('that runs out of time returns the tasks it did not begin', async () => {
    const { put, mark, runIn, markOf, deps } = await makeMaterializerTest();
    const windows = [0, 60, 120].map((start) => windowAt('by-shop', start));
    for (const window of windows) {
      await put({ ash: [1, 10] }, { window });
      await mark('n1', window);
    }
    const endMs = deps.clock.nowMs() + 60_000;
    const time = { getRemainingTimeInMillis: () => endMs - deps.clock.nowMs() };
    deps.before('clearMark', async () => deps.clock.advance(59_000));
    const messages = windows.map((window, index) => task(`m${index}`, { window }));
    expect(await runIn(time, ...messages)).toEqual(['m1', 'm2']);
    expect(await Promise.all(windows.map((window) => markOf(window)))).toEqual([undefined, 'n1', 'n1']);
  });

  it('that runs out of time in the midst of rows returns the task, which skips them the next time', async () => {
    const { put, mark, run, runIn, rows, deps } = await makeMaterializerTest();
    const shops = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`shop-${index}`, [1, 1] as const]));
    await put(shops);
    await mark('n1');
    let leftMs = 60_000;
    const time = {
      getRemainingTimeInMillis: () => {
        leftMs -= 1_000;
        return leftMs;
      },
    };
    expect(await runIn(time, task('m1'))).toEqual(['m1']);
    const written = rows().length;
    expect(written).toBeGreaterThan(0);
    expect(written).toBeLessThan(100);
    deps.operations.length = 0;
    expect(await run(task('m1', { receiveCount: 2 }))).toEqual([]);
    expect(deps.operations.filter((name) => name === 'writeResult')).toHaveLength(100 - written);
    expect(rows()).toHaveLength(100);
  });

  it('without tasks does nothing', async () => {
    const { run } = await makeMaterializerTest();
    expect(await run()).toEqual([]);
  });

  it('that cannot check its meaning for a moment returns all tasks', async () => {
    const { put, mark, run, rows, deps } = await makeMaterializerTest();
    await put({ ash: [1, 10] });
    await mark('n1');
    deps.fail('readControls', 'request lost');
    expect(await run(task('m1'), task('m2'))).toEqual(['m1', 'm2']);
    expect(await run(task('m1'), task('m2'))).toEqual([]);
    expect(rows()).toEqual(['ash: 1, 10, 1']);
  });
});

describe('code that means something else than what is stored', () => {
  it('writes no result: a wrong one of as many events would stay for ever', async () => {
    const { put, mark, markOf, rows, deps } = await makeMaterializerTest();
    await put({ ash: [1, 10] });
    await mark('n1');
    const changed = composeMaterializer(salesPlan(), deps, { ...DEFINITION_HASHES, 'by-shop': 'changed' });
    const invocation = changed(sqsEvent([task('m1')]), PLENTY_OF_TIME);
    await expect(invocation).rejects.toThrow(InvariantError);
    expect(rows()).toEqual([]);
    expect(await markOf()).toBe('n1');
  });
});
