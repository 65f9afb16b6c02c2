import { expect, test } from 'vitest';
import { fc } from '../../../support/fast-check.ts';
import { canonicalNumber, combineNumbers, compareNumbers } from './numbers.ts';

test.each([
  ['0', '0'],
  ['-0.00', '0'],
  ['007', '7'],
  ['+1.50', '1.5'],
  ['-12e3', '-12000'],
  ['1.25E-3', '0.00125'],
  ['.5', '0.5'],
  ['1e20', '100000000000000000000'],
  ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
  ['1e125', `1${'0'.repeat(125)}`],
  ['1e-130', `0.${'0'.repeat(129)}1`],
])('%s is kept as %s', (text, canonical) => {
  expect(canonicalNumber(text)).toBe(canonical);
});

test.each(['', '-', 'x', '1,5', ' 1', '0x10', 'NaN', '1e', '1'.repeat(39), '1e126', '1e-131'])(
  '"%s" is no number',
  (text) => {
    expect(() => canonicalNumber(text)).toThrow(expect.objectContaining({ name: 'ValidationException' }));
  },
);

/** A whole number of many digits, in units of a power of ten. */
const decimal = fc.tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: 0, max: 6 }));
const SCALE = 6;
const textOf = ([units, decimals]: readonly [bigint, number]) => canonicalNumber(`${units}e-${decimals}`);
const unitsOf = ([units, decimals]: readonly [bigint, number]) => units * 10n ** BigInt(SCALE - decimals);

test('numbers are compared and added up exactly', () => {
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      const difference = unitsOf(a) - unitsOf(b);
      expect(Math.sign(compareNumbers(textOf(a), textOf(b)))).toBe(difference < 0n ? -1 : difference > 0n ? 1 : 0);
      expect(combineNumbers(textOf(a), '-', textOf(b))).toBe(textOf([difference, SCALE]));
      expect(combineNumbers(textOf(a), '+', textOf(b))).toBe(textOf([unitsOf(a) + unitsOf(b), SCALE]));
    }),
  );
});

test('neighbours are told apart, however long they are', () => {
  const long = '12345678901234567890123456789012345678';
  expect(compareNumbers(long, canonicalNumber('12345678901234567890123456789012345679'))).toBeLessThan(0);
  expect(compareNumbers('9007199254740993', '9007199254740992')).toBeGreaterThan(0);
  expect(compareNumbers('0.1', '0.10000000000000000001')).toBeLessThan(0);
  expect(combineNumbers('9007199254740993', '+', '0.1')).toBe('9007199254740993.1');
});

test('a sum of more than 38 digits is refused', () => {
  expect(() => combineNumbers(`1${'0'.repeat(38)}`, '+', '1')).toThrow('38 significant digits');
});
