import { expect, test } from 'vitest';
import {
  claimsKey,
  decodeClaims,
  encodeClaims,
  lastClaimKeyThrough,
  ttlSecondsOf,
} from '../../../src/codecs/items/claim-item.ts';
import { itemBytes, MAX_ITEM_BYTES, writeUnits } from '../../../src/codecs/items/item-size.ts';
import { InvariantError } from '../../../src/engine/errors.ts';
import { BEFORE_FIRST } from '../../../src/engine/position.ts';
import type { ClaimSegment } from '../../../src/ports/claim-store.ts';
import { LANE, positionOf } from '../../contracts/samples.ts';
import { fc } from '../../support/fast-check.ts';
import { anyPosition } from './arbitraries.ts';

const ARRIVAL_MS = 1_700_000_000_123;

function segmentOf(ids: number, through = positionOf(0)): ClaimSegment {
  return { through, arrivalMs: ARRIVAL_MS, fingerprints: Uint32Array.from({ length: ids * 2 }, (_, at) => at) };
}

test('keys and attributes of stored claims, which must never change', () => {
  const fingerprints = Uint32Array.of(0x01020304, 0xfffefdfc, 0, 0x80000000);
  expect(encodeClaims(LANE, { ...segmentOf(0), fingerprints }, 1_700_700_000)).toEqual([
    {
      key: {
        pk: 'id|1awgjihtdmfag-3',
        sk: '05649590338271490256608559692538361571095921575989136588898~000',
      },
      item: {
        pk: { S: 'id|1awgjihtdmfag-3' },
        sk: { S: '05649590338271490256608559692538361571095921575989136588898~000' },
        a: { N: '1700000000123' },
        f: { B: Uint8Array.of(1, 2, 3, 4, 255, 254, 253, 252, 0, 0, 0, 0, 128, 0, 0, 0) },
        ttl: { N: '1700700000' },
      },
    },
  ]);
});

const anySegment: fc.Arbitrary<ClaimSegment> = fc.record({
  through: anyPosition,
  arrivalMs: fc.nat({ max: 4_102_444_800_000 }),
  fingerprints: fc.array(fc.nat({ max: 0xffffffff }), { minLength: 1, maxLength: 20 }).map((numbers) => {
    return Uint32Array.from(numbers.length % 2 === 0 ? numbers : [...numbers, 0]);
  }),
});

test('any segment comes back as it went in', () => {
  fc.assert(
    fc.property(anySegment, (segment) => {
      const items = encodeClaims(LANE, segment, 1);
      expect(items.map(({ item }) => decodeClaims(LANE, item))).toEqual([segment]);
    }),
  );
});

test('fingerprints are read wherever a client has put their bytes', () => {
  const [stored] = encodeClaims(LANE, segmentOf(3), 1);
  const bytes = stored?.item.f && 'B' in stored.item.f ? stored.item.f.B : new Uint8Array();
  const inside = new Uint8Array(bytes.length + 11);
  inside.set(bytes, 5);
  const item = { ...stored?.item, f: { B: inside.subarray(5, 5 + bytes.length) } };
  expect(decodeClaims(LANE, item)).toEqual(segmentOf(3));
});

test('keys sort as positions do, and the key after a position stands behind all of its parts', () => {
  fc.assert(
    fc.property(anyPosition, anyPosition, fc.nat({ max: 999 }), (a, b, part) => {
      fc.pre(a !== b && !a.startsWith(`${b}/`) && !b.startsWith(`${a}/`));
      const [of] = encodeClaims(LANE, { ...segmentOf(1), through: a }, 1);
      const key = `${of?.key.sk.slice(0, -3)}${String(part).padStart(3, '0')}`;
      expect(key > lastClaimKeyThrough(b)).toBe(a > b);
      expect(key > lastClaimKeyThrough(a)).toBe(false);
      expect(key > lastClaimKeyThrough(BEFORE_FIRST)).toBe(true);
    }),
  );
  expect(lastClaimKeyThrough(BEFORE_FIRST)).not.toBe('');
});

test('a segment that no item can hold goes into several', () => {
  const items = encodeClaims(LANE, segmentOf(100_000), 1);
  expect(items.map(({ key }) => key.sk.slice(-4))).toEqual(['~000', '~001', '~002']);
  for (const { item } of items) expect(itemBytes(item)).toBeLessThan(MAX_ITEM_BYTES);
  const found = items.flatMap(({ item }) => [...decodeClaims(LANE, item).fingerprints]);
  // Not compared as lists: to show how they differ would take minutes.
  expect(
    Buffer.compare(Buffer.from(Uint32Array.from(found).buffer), Buffer.from(segmentOf(100_000).fingerprints.buffer)),
  ).toBe(0);
  expect(encodeClaims(LANE, segmentOf(0), 1)).toEqual([]);
});

test('an id takes eight bytes, so that a thousand take eight write units', () => {
  const unitsOf = (ids: number) => {
    const [stored] = encodeClaims(LANE, segmentOf(ids), 1_700_700_000);
    return writeUnits(0, itemBytes(stored?.item ?? {}));
  };
  expect([1, 100, 110, 200, 1_000, 10_000].map(unitsOf)).toEqual([1, 1, 1, 2, 8, 79]);
});

test('lanes have partition keys of their own', () => {
  const lanes = [
    LANE,
    { ...LANE, shardId: 'shardId-000000000004' },
    { ...LANE, streamCreatedMs: 1 },
    { ...LANE, streamName: 'f' },
  ];
  expect(new Set(lanes.map(claimsKey)).size).toBe(lanes.length);
});

test('an item may go from its last second on, never before', () => {
  expect(ttlSecondsOf(1_000)).toBe(1);
  expect(ttlSecondsOf(1_001)).toBe(2);
});

test.each([
  ['without fingerprints', { f: { S: 'none' } }, /attribute "f" must hold fingerprints/],
  ['with half of a fingerprint', { f: { B: new Uint8Array(12) } }, /attribute "f" must hold fingerprints/],
  ['without arrival', { a: { S: 'noon' } }, /attribute "a" must hold a whole number/],
])('an item %s is not ours', (_what, change, message) => {
  const [stored] = encodeClaims(LANE, segmentOf(1), 1);
  expect(() => decodeClaims(LANE, { ...stored?.item, ...change })).toThrow(InvariantError);
  expect(() => decodeClaims(LANE, { ...stored?.item, ...change })).toThrow(message);
});
