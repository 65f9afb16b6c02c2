import { describe, expect, it } from 'vitest';
import { RejectedValue } from '../../../src/engine/rejection.ts';
import { avroDefinitions, avroEvents } from '../../support/avro-arbitraries.ts';
import { fc } from '../../support/fast-check.ts';
import { orderWith, read, write } from './avro-events.ts';

const logical = (type: string, logicalType: string, rest: object = {}) => ({ type, logicalType, ...rest });
const decimal = (precision: number, scale: number) => logical('bytes', 'decimal', { precision, scale });
const fixed = (size: number, rest: object = {}) => ({ type: 'fixed', name: 'F', size, ...rest });

describe('values of Avro types', () => {
  it.each<[string, unknown, string, unknown]>([
    ['int', 'int', '03', -2],
    ['long', 'long', '80808080808080801e', 1_080_863_910_568_919_040n],
    ['the largest long', 'long', 'feffffffffffffffff01', 2n ** 63n - 1n],
    ['the least long', 'long', 'ffffffffffffffffff01', -(2n ** 63n)],
    ['a small long', 'long', '00', 0n],
    ['float', 'float', '0000c03f', 1.5],
    ['double', 'double', '000000000000f87f', Number.NaN],
    ['boolean', 'boolean', '01', true],
    ['string', 'string', '06e282ac', '€'],
    ['bytes', 'bytes', '0400ff', Buffer.from([0, 255])],
    ['fixed', fixed(2), 'abcd', Buffer.from('abcd', 'hex')],
    ['enum', { type: 'enum', name: 'E', symbols: ['A', 'B'] }, '02', 'B'],
    ['array', { type: 'array', items: 'int' }, '04020400', [1, 2]],
    ['array in blocks with sizes', { type: 'array', items: 'int' }, '0304020401020600', [1, 2, 3]],
    ['map', { type: 'map', values: 'int' }, '02026102' + '00', { a: 1 }],
    ['null', 'null', '', null],
    ['nothing of a union', ['null', 'long'], '00', null],
    ['something of a union', ['null', 'long'], '0202', 1n],
    ['timestamp-millis', logical('long', 'timestamp-millis'), '0d', -7],
    ['local-timestamp-millis', logical('long', 'local-timestamp-millis'), '0e', 7],
    ['date', logical('int', 'date'), '00', '1970-01-01'],
    ['a date before 1970', logical('int', 'date'), 'f3e457', '0001-01-01'],
    ['decimal', decimal(4, 2), '0404ce', '12.30'],
    ['a decimal below 0', decimal(4, 2), '02ff', '-0.01'],
    ['a decimal with its sign repeated', decimal(4, 2), `12${'ff'.repeat(9)}`, '-0.01'],
    ['a decimal without a point', decimal(30, 0), '1a018ee90ff6c373e0ee4e3f0ad2', '123456789012345678901234567890'],
    ['decimal of a fixed', fixed(8, { logicalType: 'decimal', precision: 10, scale: 1 }), 'ffffffffffffff9c', '-10.0'],
    [
      'uuid',
      logical('string', 'uuid'),
      `48${Buffer.from('00112233-4455-6677-8899-AABBCCDDEEFF').toString('hex')}`,
      '00112233-4455-6677-8899-aabbccddeeff',
    ],
    ['the first date', logical('int', 'date'), 'cfea57', '0000-01-01'],
    ['the last date', logical('int', 'date'), 'c082e602', '9999-12-31'],
    ['any other logical type', logical('long', 'timestamp-micros'), '02', 1n],
    ['a malformed logical type', decimal(2, 5), '0201', Buffer.from([1])],
    ['a date that is a string', logical('string', 'date'), '0261', 'a'],
  ])('%s', (_what, type, hex, value) => {
    expect(read(orderWith({ field: type }), Buffer.from(hex, 'hex'))).toEqual({ field: value });
  });

  it.each<[string, unknown, readonly unknown[]]>([
    ['numbers of one kind', ['int', 'double'], [{ int: 1 }, { double: 0.5 }]],
    ['text and a date', ['string', logical('int', 'date'), 'null'], [{ string: 'a' }, { int: '2024-02-29' }, null]],
    [
      'bytes and fixed',
      [{ ...fixed(1), namespace: 'shop' }, 'bytes'],
      [{ 'shop.F': Buffer.from([1]) }, { bytes: Buffer.from([1]) }],
    ],
  ])(
    'of a union come with the name of their type where JavaScript cannot tell them apart: %s',
    (_what, union, values) => {
      const definition = orderWith({ field: union });
      for (const value of values) {
        expect(read(definition, write(definition, { field: value }))).toEqual({ field: value });
      }
    },
  );

  it('of a union are bare where JavaScript can', () => {
    const record = { type: 'record', name: 'Line', fields: [{ name: 'n', type: 'int' }] };
    const definition = orderWith({
      field: ['boolean', 'int', 'long', 'string', 'bytes', { type: 'array', items: 'int' }, record],
    });
    for (const value of [true, 1, 1n, 'a', Buffer.from('b'), [1], { n: 1 }]) {
      expect(read(definition, write(definition, { field: value }))).toEqual({ field: value });
    }
  });

  it('hold keys as any object of JSON does', () => {
    const definition = orderWith({ field: { type: 'map', values: 'string' } });
    const field = { constructor: 'a', toString: 'b', hasOwnProperty: 'c', '': 'd' };
    const event = read(definition, write(definition, { field }));
    expect(event).toEqual({ field });
    expect(JSON.stringify(event)).toBe(JSON.stringify({ field }));
  });

  it.each<[string, unknown, string, string]>([
    ['a date before the year 0', logical('int', 'date'), 'd1ea57', 'Order.field: a date is in the years 0000 to 9999'],
    [
      'a date after the year 9999',
      logical('int', 'date'),
      'c282e602',
      'Order.field: a date is in the years 0000 to 9999',
    ],
    [
      'a timestamp beyond 2^52',
      logical('long', 'timestamp-millis'),
      '8080808080808010',
      'Order.field: a timestamp is at most 4503599627370495 ms from 1970',
    ],
    ['a decimal of no bytes', decimal(4, 2), '00', 'Order.field: a decimal here has 1 to 4 digits'],
    ['a decimal of more digits', decimal(4, 2), '042710', 'Order.field: a decimal here has 1 to 4 digits'],
    [
      'a decimal of many bytes',
      decimal(4_000, 0),
      `a207${'7f'.repeat(465)}`,
      'Order.field: a decimal here has 1 to 4000 digits',
    ],
    ['a UUID that is none', logical('string', 'uuid'), '0261', 'Order.field: a UUID is 8-4-4-4-12 hexadecimal digits'],
    [
      'a key that is a prototype',
      { type: 'map', values: 'int' },
      `0212${Buffer.from('__proto__').toString('hex')}0200`,
      'Order.field: a map may not have the key "__proto__"',
    ],
  ])('are refused where the schema does not admit them: %s', (_what, type, hex, message) => {
    const bytes = Buffer.from(hex, 'hex');
    expect(() => read(orderWith({ field: type }), bytes)).toThrow(new RejectedValue('INVALID_EVENT', message));
    expect(reasonFor(() => read(orderWith({ field: type }), bytes))).toBe('INVALID_EVENT');
  });

  it('come back as they were written, whatever the schema', () => {
    const cases = avroDefinitions.chain((definition) => fc.tuple(fc.constant(definition), avroEvents(definition)));
    fc.assert(
      fc.property(cases, ([definition, event]) => {
        expect(read(definition, write(definition, event))).toEqual(event);
      }),
    );
  });
});

function reasonFor(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof RejectedValue ? error.reason : 'not a RejectedValue';
  }
}
