import { describe, expect, it } from 'vitest';
import { OTHER_LANE, windowAt } from '../../support/sales.ts';
import { makeMaterializerTest, task, WINDOW } from './materializer-setup.ts';

describe('a task', () => {
  it('merges the partials of all lanes, bucket by bucket, and clears the mark', async () => {
    const { put, mark, markOf, run, rows } = await makeMaterializerTest();
    await put({ ash: [2, 20], birch: [1, 5] });
    await put({ ash: [3, 1] }, { lane: OTHER_LANE });
    await put({ cedar: [1, 9] }, { bucket: 1 });
    await mark('n1');
    expect(await run(task('m1'))).toEqual([]);
    expect(rows()).toEqual(['ash: 5, 21, 1', 'birch: 1, 5, 1', 'cedar: 1, 9, 1']);
    expect(await markOf()).toBeUndefined();
  });

  it('is done already where there is no mark, and reads no partial', async () => {
    const { put, run, rows, deps } = await makeMaterializerTest();
    await put({ ash: [2, 20] });
    deps.operations.length = 0;
    expect(await run(task('m1'))).toEqual([]);
    expect(rows()).toEqual([]);
    expect(deps.operations).not.toContain('bucketsOf');
  });

  it('reads the nonce before the partials, and after the last row notes the window and clears the mark', async () => {
    const { put, mark, run, deps } = await makeMaterializerTest();
    await put({ ash: [2, 20], birch: [1, 5] });
    await mark('n1');
    deps.operations.length = 0;
    await run(task('m1'));
    const order = deps.operations.slice(deps.operations.indexOf('readMark'));
    const [rows, end] = [
      ['bucketsOf', 'writeResult', 'writeResult', 'bucketsOf'],
      ['noteWindow', 'clearMark'],
    ];
    expect(order).toEqual(['readMark', 'readControls', ...rows, ...end]);
  });

  it('leaves a mark that was renewed meanwhile, whoever it may concern', async () => {
    for (const operation of ['bucketsOf', 'writeResult', 'clearMark']) {
      const { put, mark, markOf, run, rows, deps } = await makeMaterializerTest();
      await put({ ash: [2, 20] });
      await mark('n1');
      deps.before(operation, async () => {
        await put({ ash: [3, 30] });
        await mark('n2');
      });
      expect(await run(task('m1'))).toEqual([]);
      expect(await markOf()).toBe('n2');
      await run(task('m2', { late: true }));
      expect(await markOf()).toBeUndefined();
      expect(rows().at(0)).toMatch(/^ash: 3, 30, /);
    }
  });

  it('concerns its own window and partition and no other', async () => {
    const { put, mark, markOf, run, deps } = await makeMaterializerTest();
    const others = [{ ...WINDOW, partition: 1 }, windowAt('by-shop', 60)];
    for (const window of [WINDOW, ...others]) {
      await put({ [`shop-${window.windowStartMs}-${window.partition}`]: [1, 1] }, { window });
      await mark('n1', window);
    }
    await run(task('m1'));
    expect(deps.twins.results.rows()).toHaveLength(1);
    expect(await Promise.all(others.map((window) => markOf(window)))).toEqual(['n1', 'n1']);
  });
});

describe('revisions', () => {
  it('count how often a row changed: a correction adds one, a repetition none', async () => {
    const { put, mark, run, rows } = await makeMaterializerTest();
    await put({ ash: [1, 10], birch: [1, 1] });
    await mark('n1');
    await run(task('m1'));
    await mark('n2');
    await run(task('m2', { late: true }));
    expect(rows()).toEqual(['ash: 1, 10, 1', 'birch: 1, 1, 1']);
    await put({ ash: [2, 15] });
    await mark('n3');
    await run(task('m3', { late: true }));
    expect(rows()).toEqual(['ash: 2, 15, 2', 'birch: 1, 1, 1']);
  });

  it('add one though the answer to the write was lost', async () => {
    const { put, mark, run, rows, deps } = await makeMaterializerTest();
    await put({ ash: [1, 10] });
    await mark('n1');
    deps.fail('writeResult', 'answer lost', 3);
    expect(await run(task('m1'))).toEqual([]);
    expect(rows()).toEqual(['ash: 1, 10, 1']);
  });

  it('are refused to an older merge that comes after a newer one', async () => {
    const { put, mark, run, rows, deps } = await makeMaterializerTest();
    await put({ ash: [1, 10] });
    await mark('n1');
    // This one has read one sale; before it writes, another reads two and writes them.
    deps.before('writeResult', async () => {
      await put({ ash: [2, 30] });
      await mark('n2');
      await run(task('m2'));
    });
    expect(await run(task('m1'))).toEqual([]);
    expect(rows()).toEqual(['ash: 2, 30, 1']);
  });
});

describe('a late task', () => {
  it('reads the rows first and writes only what grew', async () => {
    const { put, mark, run, rows, deps } = await makeMaterializerTest();
    await put({ ash: [1, 10], birch: [1, 1], cedar: [4, 4] });
    await mark('n1');
    await run(task('m1'));
    await put({ birch: [2, 3], dogwood: [1, 7] });
    await mark('n2');
    deps.operations.length = 0;
    await run(task('m2', { late: true }));
    expect(deps.operations.filter((name) => name === 'readRows')).toHaveLength(1);
    expect(deps.operations.filter((name) => name === 'writeResult')).toHaveLength(2);
    expect(rows()).toEqual(['ash: 1, 10, 1', 'birch: 2, 3, 2', 'cedar: 4, 4, 1', 'dogwood: 1, 7, 1']);
  });

  it('is what a task becomes that was delivered before: some of its rows are written', async () => {
    const { put, mark, run, deps } = await makeMaterializerTest();
    await put({ ash: [1, 10] });
    await mark('n1');
    deps.operations.length = 0;
    await run(task('m1', { receiveCount: 2 }));
    expect(deps.operations).toContain('readRows');
  });

  it('writes over rows of an earlier generation, and never over those of a later one', async () => {
    for (const [generation, expected] of [
      [0, { generation: 1, n: 1 }],
      [2, { generation: 2, n: 7 }],
    ] as const) {
      for (const late of [true, false]) {
        const { put, mark, run, deps } = await makeMaterializerTest();
        const { aggregation, windowStartMs } = WINDOW;
        const ref = { aggregation, generation, windowStartMs, key: 'ash' };
        await deps.twins.results.writeResult(ref, { key: 'ash', n: 7, measures: {} });
        await put({ ash: [1, 10] });
        await mark('n1');
        await run(task('m1', { late }));
        expect(deps.twins.results.rows()).toMatchObject([expected]);
      }
    }
  });
});
