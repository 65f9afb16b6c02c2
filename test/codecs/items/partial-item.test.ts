import { describe, expect, test } from 'vitest';
import { itemBytes } from '../../../src/codecs/items/item-size.ts';
import {
  bucketOf,
  decodePartial,
  encodePartial,
  partialBytes,
  partialKey,
} from '../../../src/codecs/items/partial-item.ts';
import { InvariantError } from '../../../src/engine/errors.ts';
import type { PartialRef } from '../../../src/ports/partial-store.ts';
import { LANE, positionOf, REF } from '../../contracts/samples.ts';
import { fc } from '../../support/fast-check.ts';
import { assertRoundTrip } from '../../support/laws.ts';
import { anyPartial } from './arbitraries.ts';

const KEY = partialKey(REF);

test('keys and attributes of a stored partial, which must never change', () => {
  const partial = {
    applied: positionOf(0),
    keys: new Map([
      ['ORD', [3, 12n ** 20n, 'AA', true, null, 1e20]],
      ['__proto__', [1]],
    ]),
  };
  expect(encodePartial(KEY, partial)).toEqual({
    pk: { S: 'p|hourly|1|978307200000|0' },
    sk: { S: '0000|1awgjihtdmfag-3' },
    a: { S: '05649590338271490256608559692538361571095921575989136588898' },
    k: {
      M: {
        ORD: {
          L: [
            { N: '3' },
            { N: '3833759992447475122176' },
            { S: 'AA' },
            { BOOL: true },
            { NULL: true },
            { L: [{ N: '100000000000000000000' }] },
          ],
        },
        ___proto__: { L: [{ N: '1' }] },
      },
    },
  });
});

test('any partial comes back as it went in', () => {
  assertRoundTrip(anyPartial, (partial) => encodePartial(KEY, partial), decodePartial);
});

test('the size of a partial is that of its item', () => {
  fc.assert(
    fc.property(anyPartial, (partial) => {
      expect(partialBytes(KEY, partial)).toBe(itemBytes(encodePartial(KEY, partial)));
    }),
  );
});

test('numbers come back in whatever notation the service gives them', () => {
  const stored = { ...encodePartial(KEY, { applied: positionOf(0), keys: new Map() }) };
  const numbers = ['0.0000001', '12345678901234567890', '1E+30', '1.25e2', '-1.5E+20'].map((N) => ({ N }));
  expect(decodePartial({ ...stored, k: { M: { ORD: { L: numbers } } } }).keys.get('ORD')).toEqual([
    1e-7,
    12_345_678_901_234_567_890n,
    10n ** 30n,
    125,
    -150_000_000_000_000_000_000n,
  ]);
});

test('byte order of sort keys is the order of buckets, and the bucket can be read from them', () => {
  const buckets = [0, 9, 10, 35, 36, 1_295, 1_296, 999_999];
  const keys = buckets.map((bucket) => partialKey({ ...REF, bucket }));
  expect(keys.map(({ sk }) => sk)).toEqual(keys.map(({ sk }) => sk).sort());
  expect(keys.map((key) => bucketOf({ sk: { S: key.sk } }))).toEqual(buckets);
});

test.each([
  ['without position', { k: { M: {} } }, /pk "p\|x", sk "0000\|y": attribute "a" must hold text/],
  ['without keys', { a: { S: '0010' } }, /attribute "k" must hold a map/],
  ['with a key that is no list', { a: { S: '0010' }, k: { M: { ORD: { N: '1' } } } }, /a list of slots for key "ORD"/],
  ['with a slot that is none', { a: { S: '0010' }, k: { M: { ORD: { L: [{ M: {} }] } } } }, /slots for key "ORD"/],
])('an item %s is not ours', (_what, item, message) => {
  const stored = { pk: { S: 'p|x' }, sk: { S: '0000|y' }, ...item };
  expect(() => decodePartial(stored)).toThrow(InvariantError);
  expect(() => decodePartial(stored)).toThrow(message);
});

describe('what keys and names take of an item', () => {
  const overhead = (ref: PartialRef): number =>
    partialBytes(partialKey(ref), { applied: positionOf(0), keys: new Map() });

  test('113 bytes for a short aggregation', () => {
    expect(overhead(REF)).toBe(113);
  });

  test('162 bytes for the longest name, generation, window, partition and shard', () => {
    const longest: PartialRef = {
      ...REF,
      aggregation: 'a'.repeat(40),
      generation: 1_000_000,
      windowStartMs: 8_639_999_999_999_999,
      partition: 255,
      bucket: 999_999,
      lane: { ...LANE, shardId: 'shardId-000000099999' },
    };
    expect(overhead(longest)).toBe(162);
  });

  test('a key of 12 characters with three measures with its count takes 31 bytes', () => {
    const keys = new Map([['customer-042', [212, 98_765, 3, 41]]]);
    expect(partialBytes(KEY, { applied: positionOf(0), keys }) - overhead(REF)).toBe(31);
  });
});
