import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  readSequence,
  type SequenceParts,
  sequenceAfter,
  writeSequence,
} from '../../../localstack/embedded/kinesis/sequence.ts';

interface Kinesalite {
  stringifySequence(parts: { shardCreateTime: number; seqIx: string; seqTime: number; shardIx: number }): string;
}
const kinesalite: Kinesalite = createRequire(import.meta.url)('kinesalite/db');

const second = fc.integer({ min: 1, max: 4_000_000_000 }).map((seconds) => seconds * 1_000);
const parts: fc.Arbitrary<SequenceParts> = fc.record({
  shardCreateMs: second,
  recordIndex: fc.bigInt({ min: 0n, max: 0x7fff_ffff_ffff_ffffn }),
  arrivalMs: second,
  shardIndex: fc.integer({ min: 0, max: 100_000 }),
});

describe('sequence numbers', () => {
  test('are those of kinesalite', () => {
    fc.assert(
      fc.property(parts, ({ shardCreateMs, recordIndex, arrivalMs, shardIndex }) => {
        const theirs = kinesalite.stringifySequence({
          shardCreateTime: shardCreateMs,
          seqIx: String(recordIndex),
          seqTime: arrivalMs,
          shardIx: shardIndex,
        });
        expect(writeSequence({ shardCreateMs, recordIndex, arrivalMs, shardIndex })).toBe(theirs);
      }),
    );
  });

  test('read back as what was written, in 56 digits', () => {
    fc.assert(
      fc.property(parts, (written) => {
        const sequence = writeSequence(written);
        expect(sequence).toMatch(/^\d{56}$/);
        expect(readSequence(sequence)).toEqual(written);
      }),
    );
  });

  test('the one after lies between a record and its successor, even if the clock goes back', () => {
    fc.assert(
      fc.property(parts, second, (record, arrivalMs) => {
        fc.pre(record.recordIndex < 0x7fff_ffff_ffff_fffen);
        const sequence = writeSequence(record);
        const successor = writeSequence({ ...record, recordIndex: record.recordIndex + 1n, arrivalMs });
        expect(sequence < sequenceAfter(sequence)).toBe(true);
        expect(sequenceAfter(sequence) < successor).toBe(true);
      }),
    );
  });

  test('anything else is refused', () => {
    for (const sequence of ['', '0', 'abc', '1'.repeat(56), '9'.repeat(130)]) {
      expect(() => readSequence(sequence)).toThrow(RangeError);
    }
  });
});
