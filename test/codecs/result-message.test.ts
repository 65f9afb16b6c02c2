import { describe, expect, it } from 'vitest';
import { parseResultMessage, resultMessageKey, writeResultMessage } from '../../src/codecs/result-message.ts';
import type { PublishedResult } from '../../src/ports/result-sink.ts';
import { fc } from '../support/fast-check.ts';

const ROW: PublishedResult = {
  pipeline: 'flights',
  aggregation: 'hourly',
  generation: 2,
  key: 'ORD',
  windowStartMs: -3_600_000,
  windowEndMs: 0,
  revision: 3,
  n: 41,
  measures: { flights: 41, revenue: '1234567890.10', mean: 1 / 3, late: true, worst: null, carrier: '' },
};
const TEXT =
  '{"v":1,"pipeline":"flights","aggregation":"hourly","generation":2,"key":"ORD","windowStartMs":-3600000,"windowEndMs":0,' +
  '"revision":3,"n":41,"measures":{"flights":41,"revenue":"1234567890.10","mean":0.3333333333333333,"late":true,"worst":null,"carrier":""}}';

const row: fc.Arbitrary<PublishedResult> = fc.record({
  pipeline: fc.constant('flights'),
  aggregation: fc.constant('hourly'),
  generation: fc.integer({ min: 1 }),
  key: fc.string({ unit: 'binary', minLength: 1 }),
  windowStartMs: fc.maxSafeInteger(),
  windowEndMs: fc.maxSafeInteger(),
  revision: fc.integer({ min: 1 }),
  n: fc.maxSafeNat(),
  measures: fc.dictionary(
    fc.string(),
    fc.oneof(fc.maxSafeInteger(), fc.double({ min: 0.1, max: 0.9 }), fc.string(), fc.boolean(), fc.constant(null)),
  ),
});

describe('a result as a message', () => {
  it('is JSON that says all of the row, in one form', () => {
    expect(writeResultMessage(ROW)).toBe(TEXT);
    expect(parseResultMessage(TEXT)).toEqual(ROW);
  });

  it('has whole numbers that readers would round as text, whatever they were', () => {
    const measures = { total: 2n ** 80n, negative: -(2n ** 53n), most: 1e23, exact: 2 ** 53 - 1, tiny: 1e-130 };
    const text = writeResultMessage({ ...ROW, measures });
    expect(text).toContain(
      '"measures":{"total":"1208925819614629174706176","negative":"-9007199254740992","most":"100000000000000000000000","exact":9007199254740991,"tiny":1e-130}',
    );
    const read = parseResultMessage(text);
    expect(read).toMatchObject({ measures: { total: String(2n ** 80n), exact: 2 ** 53 - 1, tiny: 1e-130 } });
    expect(typeof read === 'object' && writeResultMessage(read)).toBe(text);
  });

  it('gives back what was written, whatever keys and texts are', () => {
    fc.assert(
      fc.property(row, (given) => {
        expect(parseResultMessage(writeResultMessage(given))).toEqual({ ...given, measures: { ...given.measures } });
      }),
    );
  });

  it('may have members that this version does not know', () => {
    expect(parseResultMessage(TEXT.replace('"v":1', '"v":1,"later":[]'))).toEqual(ROW);
  });

  it.each([
    ['', 'the text must be a JSON object: '],
    ['[]', 'the text must be a JSON object, got []'],
    ['{"v":2}', 'v must be 1, got 2'],
    [TEXT.replace('"ORD"', '""'), 'key must be a text of at least one character, got ""'],
    [TEXT.replace('"revision":3', '"revision":0'), 'revision must be a whole number from 1 up, got 0'],
    [TEXT.replace('"n":41,', ''), 'n must be a whole number from 0 up, got nothing'],
    [TEXT.replace(/\{"flights".*?\}/, '[1]'), 'measures must be a JSON object, got [1]'],
    [TEXT.replace('"late":true', '"late":[true]'), 'measures.late must be a value, got [true]'],
  ])('that is none says what is wrong: %s', (text, problem) => {
    const read = parseResultMessage(text);
    expect(typeof read === 'string' && read.startsWith(problem) ? problem : read).toBe(problem);
  });
});

describe('the partition key of a message', () => {
  it('tells aggregations and keys apart, and nothing else of a row', () => {
    const keys = ['ORD', 'JFK', 'x'.repeat(1_024), `${'x'.repeat(1_023)}y`, '日本'.repeat(170), '#'];
    const found = keys.map((key) => resultMessageKey({ aggregation: 'hourly', key }));
    expect(new Set(found).size).toBe(keys.length);
    expect(found.every((key) => key.length > 0 && key.length <= 256)).toBe(true);
    expect(resultMessageKey(ROW)).toBe(found[0]);
    expect(resultMessageKey({ aggregation: 'daily', key: 'ORD' })).not.toBe(found[0]);
  });
});
