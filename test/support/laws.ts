import type { Arbitrary } from 'fast-check';
import { expect } from 'vitest';
import { fc } from './fast-check.ts';

/** A way to put values together, and the value that changes nothing. */
export interface Monoid<T> {
  readonly identity: T;
  merge(a: T, b: T): T;
}

/** `merge` is associative and commutative, and `identity` changes nothing. */
export function assertCommutativeMonoid<T>(values: Arbitrary<T>, { identity, merge }: Monoid<T>): void {
  fc.assert(
    fc.property(values, values, values, (a, b, c) => {
      expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
      expect(merge(a, b)).toEqual(merge(b, a));
      expect(merge(a, identity)).toEqual(a);
      expect(merge(identity, a)).toEqual(a);
    }),
  );
}

/** Folding items one by one equals merging folds of any pieces of any reordering of them. */
export function assertOrderAndSplitFree<I, T>(
  items: Arbitrary<readonly I[]>,
  fold: (items: readonly I[]) => T,
  merge: (a: T, b: T) => T,
): void {
  fc.assert(
    fc.property(shuffledPieces(items), ({ whole, pieces }) => {
      const merged = pieces.map(fold).reduce(merge, fold([]));
      expect(merged).toEqual(fold(whole));
    }),
  );
}

/** `decode` undoes `encode`. */
export function assertRoundTrip<T, U>(values: Arbitrary<T>, encode: (value: T) => U, decode: (encoded: U) => T): void {
  fc.assert(
    fc.property(values, (value) => {
      expect(decode(encode(value))).toEqual(value);
    }),
  );
}

/** Encoded texts sort, by bytes, as `compare` sorts the values. */
export function assertOrderKept<T>(
  values: Arbitrary<T>,
  encode: (value: T) => string,
  compare: (a: T, b: T) => number,
): void {
  fc.assert(
    fc.property(values, values, (a, b) => {
      expect(Math.sign(Buffer.compare(Buffer.from(encode(a)), Buffer.from(encode(b))))).toBe(Math.sign(compare(a, b)));
    }),
  );
}

/** A list, and the same items in another order, cut into pieces (some of them empty). */
export function shuffledPieces<I>(
  items: Arbitrary<readonly I[]>,
): Arbitrary<{ readonly whole: readonly I[]; readonly pieces: readonly (readonly I[])[] }> {
  return items.chain((whole) =>
    fc
      .tuple(
        fc.shuffledSubarray([...whole.keys()], { minLength: whole.length, maxLength: whole.length }),
        fc.array(fc.nat({ max: whole.length }), { maxLength: 4 }),
      )
      .map(([order, cuts]) => {
        const shuffled = order.flatMap((index) => whole.slice(index, index + 1));
        return { whole, pieces: cutAt(shuffled, cuts) };
      }),
  );
}

/** The pieces of a list between the given places. */
export function cutAt<I>(list: readonly I[], cuts: readonly number[]): (readonly I[])[] {
  const places = [0, ...[...cuts].sort((a, b) => a - b), list.length];
  return places.slice(1).map((end, index) => list.slice(places[index], end));
}
