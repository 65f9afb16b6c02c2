import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FAULT_KINDS } from '../faults.ts';
import { MEASURE_NAMES } from '../scenario.ts';
import { PARTS } from './keep.ts';
import { keepText, parseKeep } from './keep-text.ts';

const numbers = fc.uniqueArray(fc.nat({ max: 90 })).map((list) => list.sort((a, b) => a - b));
const keep = fc.record(
  {
    records: numbers,
    faults: fc.subarray([...FAULT_KINDS]),
    untilTurn: fc.nat({ max: 99_999 }),
    parts: fc.subarray([...PARTS]),
    versions: numbers,
    aggregations: numbers,
    measures: fc.subarray([...MEASURE_NAMES]),
  },
  { requiredKeys: [] },
);

describe('what is kept, as text', () => {
  it('is readable', () => {
    const text = 'records:3,7-9 faults:answer-lost,time-runs-short until:812 parts:none versions:1';
    expect(
      keepText({
        records: [3, 7, 8, 9],
        faults: ['answer lost', 'time runs short'],
        untilTurn: 812,
        parts: [],
        versions: [1],
      }),
    ).toBe(text);
    expect(keepText({})).toBe('');
  });

  it('says the same when it is read again', () => {
    fc.assert(
      fc.property(keep, (kept) => {
        expect(parseKeep(keepText(kept))).toEqual(kept);
      }),
    );
  });

  it('goes into quotes of a shell as it is', () => {
    fc.assert(
      fc.property(keep, (kept) => {
        expect(keepText(kept)).toMatch(/^[\w:,\- ]*$/);
      }),
    );
  });

  it.each([
    ['records', '"records" keeps nothing: what is kept is written like records:3,7-9 or faults:none'],
    ['records:a', '"a" is not a whole number below a million'],
    ['records:9-7', '"9-7" is no range of numbers: one is written 7-9'],
    ['records:1-2-3', '"1-2-3" is no range of numbers: one is written 7-9'],
    ['measures:average', /^there is no "average"; there are count, evens, sum, /],
    ['events:1', /^"events" cannot be kept; records, faults, /],
  ])('refuses %s', (text, message) => {
    expect(() => parseKeep(text)).toThrow(message);
  });
});
