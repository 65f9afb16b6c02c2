import { describe, expect, it } from 'vitest';
import { packRecord } from '../../../src/codecs/kpl/pack-record.ts';
import { PackedSize } from '../../../src/codecs/kpl/packed-size.ts';
import { isPacked, unpackRecord } from '../../../src/codecs/kpl/unpack-record.ts';
import { fc } from '../../support/fast-check.ts';
import { packedOf } from './packed-vectors.ts';

const key = fc.oneof(fc.constantFrom('a', 'b', 'ü'), fc.string({ unit: 'binary', minLength: 1, maxLength: 256 }));
const data = fc.oneof(
  fc.uint8Array({ maxLength: 20 }),
  // Lengths around those where one more byte of length is needed.
  fc
    .tuple(fc.constantFrom(100, 127, 16_000, 16_383), fc.nat({ max: 40 }))
    .map(([from, more]) => Buffer.alloc(from + more, 7)),
);
const event = fc.record({ partitionKey: key, data });
const events = fc.array(event, { maxLength: 200, size: 'large' });

describe('packing', () => {
  it('loses nothing', () => {
    fc.assert(
      fc.property(events, (given) => {
        const packed = Buffer.from(packRecord(given));
        expect(isPacked(packed, 0, packed.length)).toBe(true);
        const unpacked = unpackRecord(packed, 0, packed.length);
        if ('reason' in unpacked) throw new Error(unpacked.message);
        const back = unpacked.map(({ partitionKey, start, end }) => [partitionKey, packed.toString('hex', start, end)]);
        expect(back).toEqual(given.map((one) => [one.partitionKey, Buffer.from(one.data).toString('hex')]));
      }),
    );
  });

  it('takes exactly the bytes foretold', () => {
    fc.assert(
      fc.property(events, event, (given, more) => {
        const size = new PackedSize();
        for (const one of given) size.add(one.partitionKey, one.data.length);
        expect(size.bytes).toBe(packRecord(given).length);
        expect(size.bytesWith(more.partitionKey, more.data.length)).toBe(packRecord([...given, more]).length);
        expect(size.bytes).toBe(packRecord(given).length);
      }),
    );
  });

  it('unpacks whatever bytes carry a right checksum to events inside them, or rejects them', () => {
    const spoils = fc.array(fc.tuple(fc.nat({ max: 80 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 4 }), spoils, (given, spoilt) => {
        const message = Buffer.from(packRecord(given).subarray(4, -16));
        for (const [at, byte] of spoilt) if (at < message.length) message[at] = byte;
        const packed = packedOf(message.toString('hex'));
        const unpacked = unpackRecord(packed, 0, packed.length);
        if ('reason' in unpacked) {
          expect(unpacked.reason).toBe('UNDECODABLE');
          return;
        }
        for (const { start, end } of unpacked) {
          expect(start).toBeGreaterThanOrEqual(4);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(packed.length - 16);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('lists a key once, and numbers beyond one byte', () => {
    const keys = Array.from({ length: 129 }, (_, index) => `k${index}`);
    const given = [...keys, 'k0', 'k128'].map((partitionKey) => ({ partitionKey, data: Uint8Array.of(1) }));
    const packed = Buffer.from(packRecord(given));
    expect(packed.indexOf('k0')).toBe(packed.lastIndexOf('k0'));
    expect(packed.subarray(-16 - 8, -16).toString('hex')).toBe('1a06088001' + '1a0101');
  });

  it('writes what the published format says', () => {
    const given = [
      { partitionKey: 'Ada', data: Buffer.from('one') },
      { partitionKey: 'ü', data: Buffer.from('two') },
      { partitionKey: 'Ada', data: Buffer.alloc(0) },
    ];
    const message =
      '0a 03 41 64 61  0a 02 c3 bc  1a 07 08 00 1a 03 6f 6e 65  1a 07 08 01 1a 03 74 77 6f  1a 04 08 00 1a 00';
    expect(packRecord(given)).toEqual(packedOf(message));
    expect(packRecord([])).toEqual(packedOf(''));
    expect(new PackedSize().bytes).toBe(20);
  });
});
