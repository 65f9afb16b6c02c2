import { expect, it } from 'vitest';
import { sortedKeys } from '../../../localstack/embedded/s3/key-order.ts';
import { type ListPage, listPage } from '../../../localstack/embedded/s3/list-page.ts';
import { fc } from '../../support/fast-check.ts';

const key = fc.string({ unit: fc.constantFrom('a', 'b', '/', '\uffee', '\u{1f600}'), minLength: 1, maxLength: 5 });
const request = fc.record({
  prefix: fc.oneof(fc.constant(''), key),
  delimiter: fc.constantFrom('', '/', 'ab'),
  startAfter: fc.oneof(fc.constant(''), key),
  limit: fc.integer({ min: 1, max: 4 }),
});

/** What all pages together have to tell, in order, straight from the documentation. */
function expected(
  keys: readonly string[],
  { prefix, delimiter, startAfter }: { [K in 'prefix' | 'delimiter' | 'startAfter']: string },
) {
  const told = keys
    .filter((each) => each.startsWith(prefix) && Buffer.compare(Buffer.from(each), Buffer.from(startAfter)) > 0)
    .map((each) => {
      const end = delimiter === '' ? -1 : each.indexOf(delimiter, prefix.length);
      return end < 0 ? `key ${each}` : `common prefix ${each.slice(0, end + delimiter.length)}`;
    });
  return [...new Set(told)].sort();
}

it('pages together tell every key and common prefix once, and each is full but the last', () => {
  fc.assert(
    fc.property(fc.uniqueArray(key, { maxLength: 12 }), request, (unsorted, asked) => {
      const keys = sortedKeys(unsorted);
      const told: string[] = [];
      const sizes: number[] = [];
      let from: ListPage['next'] = { after: asked.startAfter };
      while (from) {
        const page: ListPage = listPage(keys, { ...asked, ...from });
        told.push(
          ...page.keys.map((each) => `key ${each}`),
          ...page.commonPrefixes.map((each) => `common prefix ${each}`),
        );
        sizes.push(page.keys.length + page.commonPrefixes.length);
        from = page.next;
      }
      expect([...told].sort()).toEqual(expected(keys, asked));
      expect(sizes.slice(0, -1).every((size) => size === asked.limit)).toBe(true);
      expect(sizes.at(-1)).toBeLessThanOrEqual(asked.limit);
    }),
  );
});
