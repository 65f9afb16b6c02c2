import { describe, expect, it } from 'vitest';
import { addExact, type ExactInteger, formatScaled, MAX_SCALE, shrink, toScaled } from '../../src/engine/exact.ts';
import { RejectedValue } from '../../src/engine/rejection.ts';
import { fc } from '../support/fast-check.ts';
import { assertCommutativeMonoid, assertRoundTrip } from '../support/laws.ts';

const SAFE = 2n ** 53n;
/** Whole numbers of every size, often on either side of 2^53. */
const whole = fc
  .oneof(
    fc.maxSafeInteger().map(BigInt),
    fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }),
    fc.bigInt({ min: -3n, max: 3n }).map((step) => SAFE + step),
    fc.bigInt({ min: -3n, max: 3n }).map((step) => -SAFE + step),
    fc.constant(0n),
  )
  .map(shrink);
const scale = fc.integer({ min: 0, max: MAX_SCALE });
const refused = (value: number | string | bigint, digits: number): void => {
  expect(() => toScaled(value, digits, 'price')).toThrow(RejectedValue);
};

describe('addExact', () => {
  it('adds as whole numbers do, at any size', () => {
    fc.assert(
      fc.property(whole, whole, (a, b) => {
        expect(BigInt(addExact(a, b))).toBe(BigInt(a) + BigInt(b));
      }),
    );
  });

  it('can be put together in any order', () => {
    assertCommutativeMonoid<ExactInteger>(whole, { identity: 0, merge: addExact });
  });

  it('holds one representation of each value: a number while it is safe, a bigint beyond', () => {
    fc.assert(
      fc.property(whole, whole, (a, b) => {
        const sum = addExact(a, b);
        expect(typeof sum === 'number').toBe(Number.isSafeInteger(Number(BigInt(sum))));
        expect(Object.is(sum, -0)).toBe(false);
      }),
    );
  });
});

describe('toScaled', () => {
  it('takes a number as the shortest decimal that denotes it', () => {
    const decimal = fc.oneof(
      fc.tuple(fc.maxSafeInteger(), scale).map(([units, digits]) => ({ value: units / 10 ** digits, digits })),
      fc
        .tuple(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e13, max: 1e13 }), scale)
        .map(([value, digits]) => ({ value: Number(value.toFixed(Math.min(digits, 2))), digits })),
    );
    fc.assert(
      fc.property(decimal, ({ value, digits }) => {
        const text = String(value);
        const fraction = /^-?\d+(?:\.(\d+))?$/.exec(text);
        fc.pre(fraction !== null && (fraction[1] ?? '').length <= digits);
        const viaText = attempt(() => toScaled(text, digits, 'price'));
        expect(attempt(() => toScaled(value, digits, 'price'))).toEqual(viaText);
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes whole numbers, bigints and text alike', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        expect(toScaled(value, 0, 'price')).toBe(value === 0 ? 0 : value);
        expect(toScaled(BigInt(value), 0, 'price')).toBe(value === 0 ? 0 : value);
        expect(toScaled(String(value), 0, 'price')).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  it.each([
    [12.34, 2, 1_234],
    [-0.01, 2, -1],
    [-0, 2, 0],
    [0.1, 1, 1],
    [1e-15, 15, 1],
    [1.1, 15, 1_100_000_000_000_000],
    ['12.3400', 2, 1_234],
    ['-0.00', 2, 0],
    ['007', 0, 7],
    [5n, 3, 5_000],
    // Half a cent apart there are no two doubles any more; 85000000000000.09 and .1 are the same one, which prints as .1.
    [85_000_000_000_000.1, 2, 8_500_000_000_000_010],
    // More units than a safe integer holds, but a plain decimal all the same.
    [123_456_789_012.5, 5, 12_345_678_901_250_000n],
    ['99999999999999999999', 0, 99_999_999_999_999_999_999n],
  ])('reads %s at scale %i as %s units', (value, digits, units) => {
    expect(toScaled(value, digits, 'price')).toBe(units);
  });

  it.each([
    ['more digits than declared', 12.345, 2],
    ['more digits than declared, as text', '12.345', 2],
    ['a sum of binary fractions', 0.1 + 0.2, 2],
    ['a fraction where whole numbers are summed', 0.5, 0],
    ['a number that has lost digits', 2 ** 53, 0],
    ['a large number that has lost digits', 1e300, 2],
    ['not a number', Number.NaN, 2],
    ['infinity', Number.POSITIVE_INFINITY, 0],
    ['an exponent', '1e5', 2],
    ['a sign of plus', '+5', 0],
    ['an empty text', '', 0],
    ['a point without digits', '5.', 2],
    ['a thousands separator', '1,000', 0],
    ['blanks', ' 5', 0],
    ['digits of another script', '٣', 0],
    ['a summand of 10^20 units', 10n ** 20n, 0],
    ['a summand of 10^20 units, scaled', '1000000000000000000.00', 2],
    ['a summand of -10^20 units', -(10n ** 20n), 0],
  ])('refuses %s', (_what, value, digits) => {
    refused(value, digits);
  });

  it('says which measure, what was wanted and what was given', () => {
    expect(() => toScaled(12.345, 2, 'price')).toThrow(
      'measure "price" needs a decimal of at most 2 digits after the point that can be summed exactly, got number 12.345',
    );
    expect(() => toScaled('x'.repeat(500), 0, 'count')).toThrow(/got string x{60}$/);
  });
});

describe('formatScaled', () => {
  it('writes what toScaled reads', () => {
    const bounded = fc.bigInt({ min: -(10n ** 20n) + 1n, max: 10n ** 20n - 1n }).map(shrink);
    fc.assert(
      fc.property(scale, (digits) => {
        assertRoundTrip(
          bounded,
          (units) => formatScaled(units, digits),
          (text) => toScaled(text, digits, 'price'),
        );
      }),
      { numRuns: MAX_SCALE },
    );
  });

  it('writes exactly as many digits after the point as declared', () => {
    fc.assert(
      fc.property(whole, scale, (units, digits) => {
        expect(formatScaled(units, digits)).toMatch(digits === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${digits}}$`));
      }),
    );
  });

  it.each([
    [0, 2, '0.00'],
    [-1, 2, '-0.01'],
    [1_234, 2, '12.34'],
    [-(10n ** 20n), 3, '-100000000000000000.000'],
    [7, 0, '7'],
  ])('writes %s units at scale %i as %s', (units, digits, text) => {
    expect(formatScaled(units, digits)).toBe(text);
  });
});

function attempt<T>(run: () => T): T | 'refused' {
  try {
    return run();
  } catch (error) {
    if (error instanceof RejectedValue) return 'refused';
    throw error;
  }
}
