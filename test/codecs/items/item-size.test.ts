import { describe, expect, test } from 'vitest';
import {
  attributeBytes,
  integerBytes,
  itemBytes,
  numberBytes,
  utf8Bytes,
  writeUnits,
} from '../../../src/codecs/items/item-size.ts';
import { encodeSlot, slotBytes } from '../../../src/codecs/items/slot-attribute.ts';
import { anyText, fc } from '../../support/fast-check.ts';
import { anySlot } from './arbitraries.ts';

describe('size of a number', () => {
  test.each([
    ['0', 1],
    ['-0', 1],
    ['0.000', 1],
    ['1', 2],
    ['-1', 3],
    ['12', 2],
    ['123', 3],
    ['1234', 3],
    ['12345', 4],
    // Zeros at both ends do not count, and pairs of digits line up with the decimal point.
    ['100', 2],
    ['1000', 2],
    ['120', 3],
    ['1200', 2],
    ['0.1', 2],
    ['0.01', 2],
    ['0.12', 2],
    ['0.012', 3],
    ['1.5', 3],
    ['00012', 2],
    ['1e20', 2],
    ['12e-5', 3],
    ['-1.5E+3', 3],
    ['978310800000', 5],
    ['99999999999999999999999999999999999999', 20],
  ])('%s takes %i bytes', (text, bytes) => expect(numberBytes(text)).toBe(bytes));

  test('of a whole number is that of its text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.maxSafeInteger(),
          fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }),
          fc.nat().map((n) => n * 1_000),
        ),
        (value) => {
          expect(integerBytes(value)).toBe(numberBytes(String(value)));
        },
      ),
    );
  });
});

describe('size of other attributes', () => {
  test('texts count in UTF-8, as they are sent', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(utf8Bytes(text)).toBe(Buffer.byteLength(text));
      }),
    );
    expect(utf8Bytes('aé日👩')).toBe(1 + 2 + 3 + 4);
  });

  test('lists and maps take 3 bytes, and 1 an element', () => {
    expect(attributeBytes({ L: [] })).toBe(3);
    expect(attributeBytes({ L: [{ S: 'abc' }, { NULL: true }, { BOOL: true }] })).toBe(3 + 3 + 3 + 1 + 1);
    expect(attributeBytes({ M: {} })).toBe(3);
    expect(attributeBytes({ M: { name: { N: '7' } } })).toBe(3 + 1 + 4 + 2);
  });

  test('a slot takes what its attribute takes', () => {
    fc.assert(
      fc.property(anySlot, (slot) => {
        expect(slotBytes(slot)).toBe(attributeBytes(encodeSlot(slot)));
      }),
    );
  });

  test('an item is the sum of its names and values', () => {
    expect(itemBytes({ pk: { S: 'control' }, sk: { S: 'watermark' }, version: { N: '12' } })).toBe(
      2 + 7 + 2 + 9 + 7 + 2,
    );
  });
});

test('a write takes a unit for each started KB of the larger of before and after', () => {
  expect([writeUnits(0, 0), writeUnits(0, 1), writeUnits(0, 1_024), writeUnits(0, 1_025)]).toEqual([1, 1, 1, 2]);
  expect([writeUnits(3_000, 10), writeUnits(10, 3_000)]).toEqual([3, 3]);
});
