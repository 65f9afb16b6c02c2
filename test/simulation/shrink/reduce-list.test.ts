import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reduceList, reduceNumber } from './reduce-list.ts';

describe('a list', () => {
  it('is reduced to what is needed, in the order that it had', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat()), fc.func(fc.boolean()), async (items, isNeeded) => {
        const needed = items.filter(isNeeded);
        expect(await reduceList(items, 0, async (left) => needed.every((item) => left.includes(item)))).toEqual(needed);
      }),
    );
  });

  it('keeps as many as it must', async () => {
    expect(await reduceList([1, 2, 3, 4, 5], 2, async () => true)).toHaveLength(2);
  });

  it('is asked about once where nothing is needed, and about shorter ones only', async () => {
    const asked: number[] = [];
    await reduceList([1, 2, 3, 4], 0, async ({ length }) => asked.push(length) > 0);
    expect(asked).toEqual([0]);
    asked.length = 0;
    await reduceList([1, 2, 3, 4], 0, async ({ length }) => asked.push(length) === 0);
    expect(asked).toEqual([0, 2, 2, 3, 3, 3, 3]);
  });
});

describe('a number', () => {
  it('is reduced to about the least that is enough', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40_000 }), fc.nat({ max: 40_000 }), async (most, gap) => {
        const least = Math.max(0, most - gap);
        const found = await reduceNumber(most, async (number) => number >= least);
        expect(found).toBeGreaterThanOrEqual(least);
        expect(found).toBeLessThanOrEqual(Math.max(least + 1, least * 1.03));
      }),
    );
  });
});
