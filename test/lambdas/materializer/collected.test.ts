import { describe, expect, it } from 'vitest';
import { all } from '../../contracts/contract.ts';
import { windowAt } from '../../support/sales.ts';
import { type MaterializerTest, makeMaterializerTest, task, WINDOW } from './materializer-setup.ts';

const NEXT = windowAt('by-shop', 60);

/** Windows through the first one are expired, and their state is free to go. */
async function collect({ deps }: MaterializerTest, throughMs = WINDOW.windowEndMs): Promise<void> {
  const { state } = deps.twins;
  await state.raiseFiredThrough('by-shop', 1, throughMs);
  await state.raiseExpiredThrough('by-shop', 1, throughMs);
  await state.raiseCollectedThrough('by-shop', 1, throughMs);
}

const noted = ({ deps }: MaterializerTest) =>
  all(deps.twins.state.windowsThrough('by-shop', 1, Number.MAX_SAFE_INTEGER));

describe('a window with state', () => {
  it('is noted when its mark is cleared, again after each correction, as one', async () => {
    const test = await makeMaterializerTest();
    await test.put({ ash: [1, 10] });
    for (const nonce of ['n1', 'n2']) {
      await test.mark(nonce);
      await test.run(task('m1'));
    }
    expect(await noted(test)).toEqual([WINDOW]);
  });

  it('has its mark or is noted, wherever the materializer dies', async () => {
    for (const operation of ['noteWindow', 'clearMark']) {
      for (const mishap of ['request lost', 'answer lost'] as const) {
        const test = await makeMaterializerTest();
        await test.put({ ash: [1, 10] });
        await test.mark('n1');
        test.deps.fail(operation, mishap);
        await test.run(task('m1'));
        const found = [await test.markOf(), ...(await noted(test))];
        expect(found.filter((held) => held !== undefined)).not.toEqual([]);
      }
    }
  });

  it('is not noted while a row of it could not be written: its mark stays', async () => {
    const test = await makeMaterializerTest();
    await test.put({ ash: [1, 10] });
    await test.mark('n1');
    test.deps.fail('writeResult', 'unknown error');
    await test.run(task('m1'));
    expect([await test.markOf(), await noted(test)]).toEqual(['n1', []]);
  });
});

describe('a window whose state has been collected', () => {
  it('is refused: no row is written, the mark goes, and a line says which window', async () => {
    const test = await makeMaterializerTest();
    await test.put({ ash: [5, 50] });
    await test.mark('n1');
    await test.run(task('m1'));
    await collect(test);
    // What is left of it, and something that cannot be: more than there was.
    await test.put({ ash: [9, 90], birch: [1, 1] });
    await test.mark('n2');
    test.deps.operations.length = 0;
    expect(await test.run(task('m2', { late: true }))).toEqual([]);
    expect(test.rows()).toEqual(['ash: 5, 50, 1']);
    expect(await test.markOf()).toBeUndefined();
    expect(test.deps.operations).not.toContain('bucketsOf');
    expect(test.deps.operations).not.toContain('noteWindow');
    expect(test.deps.log.lines.at(-1)).toBe(
      'warn refused: the state of this window has been collected, its results stay as they are',
    );
  });

  it('is the last one refused', async () => {
    const test = await makeMaterializerTest();
    await test.put({ ash: [1, 10] }, { window: NEXT });
    await test.mark('n1', NEXT);
    await collect(test);
    await test.run(task('m1', { window: NEXT }));
    expect(test.rows()).toEqual(['ash: 1, 10, 1']);
  });

  it('is refused by an instance that has been warm since before', async () => {
    const test = await makeMaterializerTest();
    await test.put({ ash: [1, 10] });
    await test.mark('n1');
    await test.run(task('m1'));
    await collect(test);
    await test.put({ ash: [2, 20] });
    await test.mark('n2');
    await test.run(task('m2', { late: true }));
    expect(test.rows()).toEqual(['ash: 1, 10, 1']);
  });

  it('keeps the mark where it could not be looked up', async () => {
    const test = await makeMaterializerTest();
    await test.put({ ash: [1, 10] });
    await test.mark('n1');
    await test.run();
    await collect(test);
    test.deps.fail('readControls', 'request lost');
    expect(await test.run(task('m1'))).toEqual(['m1']);
    expect([await test.markOf(), test.rows()]).toEqual(['n1', []]);
  });
});
