import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inOrder } from './in-order.ts';

describe('work in order', () => {
  it('hands over results in the order of the items, whichever is done first', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(fc.nat()), fc.integer({ min: 1, max: 4 }), async (s, items, width) => {
        const results: number[] = [];
        const whole = inOrder(
          items.values(),
          width,
          async (item) => s.schedule(Promise.resolve(item)),
          (result) => results.push(result),
        );
        await s.waitFor(whole);
        expect(results).toEqual(items);
      }),
    );
  });

  it('takes no item before somebody can work on it', async () => {
    const log: string[] = [];
    function* items() {
      for (const name of ['a', 'b', 'c']) {
        log.push(`take ${name}`);
        yield name;
      }
    }
    const open: (() => void)[] = [];
    const whole = inOrder(
      items(),
      2,
      (name) => new Promise<string>((resolve) => open.push(() => resolve(name))),
      (name) => log.push(`done ${name}`),
    );
    expect(log).toEqual(['take a', 'take b']);
    open[1]?.();
    await Promise.resolve();
    await Promise.resolve();
    expect(log).toEqual(['take a', 'take b', 'take c']);
    open[0]?.();
    open[2]?.();
    await whole;
    expect(log.slice(3)).toEqual(['done a', 'done b', 'done c']);
  });

  it('fails where the work does', async () => {
    const work = async () => {
      throw new Error('no');
    };
    await expect(inOrder([1].values(), 2, work, () => {})).rejects.toThrow('no');
  });
});
