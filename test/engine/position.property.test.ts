import { describe, expect, it } from 'vitest';
import { Positions } from '../../src/engine/batch.ts';
import {
  BEFORE_FIRST,
  encodePosition,
  isInsideRecord,
  LAST_IN_RECORD,
  type Position,
  sequenceNumberOf,
} from '../../src/engine/position.ts';
import { fc } from '../support/fast-check.ts';
import { assertOrderKept, assertRoundTrip } from '../support/laws.ts';
import { positionsAt } from '../support/positions-at.ts';

/** Sequence numbers of 1 to 129 digits, every length equally likely, and their close neighbours. */
const sequenceNumber = fc
  .integer({ min: 1, max: 129 })
  .chain((digits) => fc.bigInt({ min: digits === 1 ? 0n : 10n ** BigInt(digits - 1), max: 10n ** BigInt(digits) - 1n }))
  .chain((value) => fc.constantFrom(value, value > 0n ? value - 1n : value));
const subSequence = fc.option(fc.oneof(fc.nat({ max: 9_999_999 }), fc.nat({ max: 12 })), { nil: undefined });

describe('encodePosition', () => {
  it('sorts by bytes as numbers sort, then by the index inside the record', () => {
    const place = fc.record({ sequence: sequenceNumber, sub: subSequence });
    assertOrderKept(
      place,
      ({ sequence, sub }) => encodePosition(String(sequence), sub),
      (a, b) => (a.sequence === b.sequence ? (a.sub ?? -1) - (b.sub ?? -1) : a.sequence < b.sequence ? -1 : 1),
    );
  });

  it('sorts as JavaScript compares texts, which is what batches are searched by', () => {
    fc.assert(
      fc.property(sequenceNumber, sequenceNumber, (a, b) => {
        expect(encodePosition(String(a)) < encodePosition(String(b))).toBe(a < b);
        expect(BEFORE_FIRST < encodePosition(String(a))).toBe(true);
      }),
    );
  });

  it('gives the sequence number back', () => {
    assertRoundTrip(sequenceNumber.map(String), encodePosition, sequenceNumberOf);
    fc.assert(
      fc.property(sequenceNumber, subSequence, (sequence, sub) => {
        expect(sequenceNumberOf(encodePosition(String(sequence), sub))).toBe(String(sequence));
      }),
    );
  });

  it.each([['', '-1', '1.5', '01', '1e5', ' 1', 'TRIM_HORIZON', '9'.repeat(130)]])(
    'refuses %j, which is no sequence number',
    (text) => {
      expect(() => encodePosition(text)).toThrow(RangeError);
    },
  );

  it.each([[-1, 0.5, Number.NaN, 10_000_000]])('refuses %d as an index inside a record', (index) => {
    expect(() => encodePosition('1', index)).toThrow(RangeError);
  });
});

describe('isInsideRecord', () => {
  it('holds for every event of a packed record but the last', () => {
    fc.assert(
      fc.property(sequenceNumber.map(String), fc.nat({ max: LAST_IN_RECORD }), (sequence, place) => {
        expect(isInsideRecord(encodePosition(sequence, place))).toBe(place < LAST_IN_RECORD);
        expect(isInsideRecord(encodePosition(sequence))).toBe(false);
      }),
    );
    expect(isInsideRecord(BEFORE_FIRST)).toBe(false);
  });
});

describe('Positions', () => {
  const rising = fc
    .uniqueArray(sequenceNumber, { maxLength: 12 })
    .map((values) => values.sort((a, b) => (a < b ? -1 : 1)).map(String));

  it('finds the first record after a position, as a walk from the start would', () => {
    fc.assert(
      fc.property(rising, sequenceNumber, fc.nat({ max: 12 }), (sequenceNumbers, wanted, start) => {
        const positions = new Positions(sequenceNumbers);
        const from = Math.min(start, sequenceNumbers.length);
        const walked = sequenceNumbers.findIndex((text, index) => index >= from && BigInt(text) > wanted);
        expect(positions.firstAfter(encodePosition(String(wanted)), from)).toBe(
          walked < 0 ? sequenceNumbers.length : walked,
        );
        expect(positions.firstAfter(BEFORE_FIRST, from)).toBe(from);
      }),
    );
  });

  it('of packed records are found as a walk from the start would', () => {
    /** Records of one event or several, the last of which has the last place. */
    const packed = fc
      .array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.nat({ max: 4 })), { maxLength: 6 })
      .map((records) => {
        let sequence = 97;
        return records.flatMap(
          ([step, events]): readonly { readonly sequence: string; readonly sub: number | undefined }[] => {
            sequence += step;
            if (events === 0) return [{ sequence: String(sequence), sub: undefined }];
            const places = [...new Array(events - 1).keys(), LAST_IN_RECORD];
            return places.map((sub) => ({ sequence: String(sequence), sub }));
          },
        );
      });
    const wanted = fc
      .tuple(fc.integer({ min: 96, max: 116 }), subSequence)
      .map(([sequence, sub]) => encodePosition(String(sequence), sub));
    fc.assert(
      fc.property(packed, wanted, fc.nat({ max: 20 }), (list, position, start) => {
        const positions = positionsAt(
          list.map(({ sequence, sub }) => ({ sequenceNumber: sequence, subSequence: sub })),
        );
        const all = list.map(({ sequence, sub }) => encodePosition(sequence, sub));
        expect(all.map((_, index) => positions.at(index))).toEqual(all);
        const from = Math.min(start, all.length);
        const first = (isFar: (candidate: Position) => boolean): number => {
          const walked = all.findIndex((candidate, index) => index >= from && isFar(candidate));
          return walked < 0 ? all.length : walked;
        };
        for (const one of [position, ...all]) {
          expect(positions.firstAfter(one, from)).toBe(first((candidate) => candidate > one));
          expect(positions.firstFrom(one, from)).toBe(first((candidate) => candidate >= one));
        }
      }),
    );
  });

  it('refuses an event that is not in the batch', () => {
    for (const positions of [new Positions(['1']), positionsAt([{ sequenceNumber: '1', subSequence: 3 }])]) {
      expect(() => positions.at(1)).toThrow('no event 1 in a batch of 1');
    }
  });
});
