import { describe, expect, test } from 'vitest';
import { hours } from '../../../src/engine/index.ts';
import { makeIdsTest, OLD, oak } from './ids-setup.ts';

/** Waiting at a gate until somebody opens it. */
function gate(): { readonly passed: Promise<void>; open(): void } {
  let open = (): void => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}

describe('copies that were all rejected', () => {
  test('count once, one after the other', async () => {
    const run = makeIdsTest();
    await run.process(OLD, oak(1, 'a'), oak(2, 'a', { at: 1 }), oak(3, 'a', { at: 2 }));
    await run.start().work();
    expect(await run.counted('by-shop')).toEqual({ oak: 1 });
    expect(await run.decisions()).toEqual([
      '1 rejected accepted +by-shop@0 +patient@0 done',
      '2 rejected duplicate done',
      '3 rejected duplicate done',
    ]);
  });

  test('count once, at the same time', async () => {
    const run = makeIdsTest();
    await run.process(OLD, oak(1, 'a'), oak(2, 'a', { at: 1 }), oak(3, 'a', { at: 2 }));
    await Promise.all([run.start().work(), run.start().work(), run.start().work()]);
    for (let times = 0; times < 3; times += 1) {
      run.pass(hours(1));
      await run.start().work();
    }
    expect(await run.counted('by-shop')).toEqual({ oak: 1 });
    expect(run.deadLetterQueue).toEqual([]);
  });

  test('count once where one has taken the id and its process ended', async () => {
    for (const [first, second] of [
      [1, 2],
      [2, 1],
    ] as const) {
      const run = makeIdsTest();
      await run.process(OLD, oak(1, 'a'), oak(2, 'a', { at: 1 }));
      const [one, two] = [run.letter(first), run.letter(second)];
      run.queue.send(one);
      run.deps.fail('decideRedrive', 'unknown error');
      await run.start().work();
      run.queue.send(two);
      await run.start().work();
      for (let times = 0; times < 3; times += 1) {
        run.pass(hours(1));
        await run.start().work();
      }
      expect(await run.counted('by-shop'), `${first}, then ${second}`).toEqual({ oak: 1 });
      expect(run.deadLetterQueue).toEqual([]);
    }
  });

  test('count once where one is about to be counted when the other is taken up', async () => {
    for (const [first, second] of [
      [1, 2],
      [2, 1],
    ] as const) {
      const run = makeIdsTest();
      await run.process(OLD, oak(1, 'a'), oak(2, 'a', { at: 1 }));
      const [one, two] = [run.letter(first), run.letter(second)];
      run.queue.send(one);
      run.deps.before('decideRedrive', async () => {
        run.queue.send(two);
        await run.start().work();
      });
      await run.start().work();
      for (let times = 0; times < 3; times += 1) {
        run.pass(hours(1));
        await run.start().work();
      }
      expect(await run.counted('by-shop'), `${second} while ${first}`).toEqual({ oak: 1 });
      expect((await run.decisions()).filter((text) => text.includes('duplicate'))).toHaveLength(1);
      expect(run.deadLetterQueue).toEqual([]);
    }
  });

  test('do not rule each other out', async () => {
    const run = makeIdsTest();
    await run.process(OLD, oak(1, 'a'), oak(2, 'a', { at: 1 }));
    // Both have taken the id, and neither is decided.
    for (const letter of [run.letter(1), run.letter(2)]) {
      run.queue.send(letter);
      run.deps.fail('decideRedrive', 'unknown error');
      await run.start().work();
      run.deps.mend();
    }
    run.pass(hours(1));
    const other = gate();
    const both = gate();
    // Each is about to say what becomes of the other; neither may be stopped by that.
    run.deps.before('decideRedrive', async () => {
      run.deps.before('decideRedrive', async () => {
        run.deps.before('decideRedrive', () => both.passed);
        other.open();
      });
      const second = run.start().work();
      await Promise.race([second, other.passed]);
    });
    await run.start().work();
    both.open();
    for (let times = 0; times < 3; times += 1) {
      run.pass(hours(1));
      await run.start().work();
    }
    expect(await run.counted('by-shop')).toEqual({ oak: 1 });
  });

  test('count each where they are farther apart than the horizon', async () => {
    const run = makeIdsTest();
    await run.process(OLD, oak(1, 'a'), oak(2, 'a', { at: 601 }));
    await run.start().work();
    expect(await run.counted('patient')).toEqual({ all: 1 });
    expect(await run.counted('patient', 600)).toEqual({ all: 1 });
  });
});
