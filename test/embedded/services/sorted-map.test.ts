import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeSortedMap, type Range } from '../../../localstack/embedded/dynamodb/sorted-map.ts';

const part = fc.string({ unit: fc.constantFrom('0', '5', 'a', 'f'), minLength: 1, maxLength: 2 });
/** Keys of the shape of dynalite's: hash prefix, hash key, sort key. */
const key = fc.tuple(part, part, part).map(([prefix, hash, sort]) => `${prefix}/${hash}/${sort}/`);
const change = fc.record({ key, value: fc.option(fc.nat(), { nil: undefined }) });

test('equals a sorted list after any changes, for ranges within a group and over all', () => {
  fc.assert(
    fc.property(fc.array(change), key, key, fc.boolean(), fc.boolean(), (changes, a, b, inGroup, reverse) => {
      const map = makeSortedMap<number>();
      const model = new Map<string, number>();
      for (const { key: changed, value } of changes) {
        if (value === undefined) {
          map.delete(changed);
          model.delete(changed);
        } else {
          map.set(changed, value);
          model.set(changed, value);
        }
      }
      const group = a.slice(0, a.indexOf('/', a.indexOf('/') + 1) + 1);
      const range: Range = inGroup
        ? { gt: a, lt: `${group}~`, reverse }
        : { gte: a < b ? a : b, lte: a < b ? b : a, reverse };
      const within = (candidate: string) =>
        inGroup
          ? candidate > a && candidate < `${group}~`
          : candidate >= (range.gte ?? '') && candidate <= (range.lte ?? '');
      const sorted = [...model].filter(([candidate]) => within(candidate)).sort(([x], [y]) => (x < y ? -1 : 1));
      const values = sorted.map(([, value]) => value);
      expect([...map.values(range)]).toEqual(reverse ? values.reverse() : values);
      expect(new Set(map.keys())).toEqual(new Set(model.keys()));
    }),
  );
});
