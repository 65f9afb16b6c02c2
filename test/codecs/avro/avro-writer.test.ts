import { describe, expect, it } from 'vitest';
import { avroWriter } from '../../../src/codecs/avro/avro-writer.ts';
import { DefinitionProblem, UnwritableEvent } from '../../../src/codecs/event-format.ts';
import { avroDefinitions } from '../../support/avro-arbitraries.ts';
import { fc } from '../../support/fast-check.ts';
import { avroEvent, orderWith, read, write } from './avro-events.ts';

const ITEM = {
  type: 'record',
  name: 'Item',
  fields: [{ name: 'price', type: { type: 'bytes', logicalType: 'decimal', precision: 6, scale: 2 } }],
};
const ORDER = {
  type: 'record',
  name: 'Order',
  fields: [
    { name: 'id', type: 'long' },
    { name: 'items', type: { type: 'array', items: ITEM }, default: [] },
    { name: 'labels', type: { type: 'map', values: ['null', 'string'] }, default: {} },
  ],
};
const fixed = { type: 'fixed', name: 'F', size: 2 };

describe('writing an event in Avro', () => {
  it('takes what the reader gives, and what means the same', () => {
    const cases: [unknown, unknown, unknown][] = [
      ['long', 5, 5n],
      ['long', -(2n ** 63n), -(2n ** 63n)],
      [['null', 'long'], 5, 5n],
      ['bytes', new Uint8Array([1, 2]), Buffer.from([1, 2])],
      [fixed, new Uint8Array([1, 2]), Buffer.from([1, 2])],
      [ITEM, { price: '-1.5' }, { price: '-1.50' }],
      [ITEM, { price: '0012' }, { price: '12.00' }],
      [
        { type: 'string', logicalType: 'uuid' },
        '00112233-4455-6677-8899-AABBCCDDEEFF',
        '00112233-4455-6677-8899-aabbccddeeff',
      ],
      ['double', Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    ];
    for (const [type, given, expected] of cases) {
      const definition = orderWith({ field: type });
      expect(read(definition, write(definition, { field: given }))).toEqual({ field: expected });
    }
  });

  it('writes the default of what is left out', () => {
    expect(read(ORDER, write(ORDER, { id: 1 }))).toEqual({ id: 1n, items: [], labels: {} });
  });

  it.each<[string, unknown, string]>([
    ['no object', 5, 'the event: expected an object, got number 5'],
    ['nothing', undefined, 'the event: expected an object, got nothing'],
    ['a field left out', {}, 'id: expected a bigint of 64 bits or a whole number up to 2^53, got nothing'],
    [
      'a number that lost digits',
      { id: 2 ** 53 },
      'id: expected a bigint of 64 bits or a whole number up to 2^53, got number 9007199254740992',
    ],
    [
      'a bigint of more than 64 bits',
      { id: 2n ** 63n },
      'id: expected a bigint of 64 bits or a whole number up to 2^53, got bigint 9223372036854775808',
    ],
    [
      'a field that the schema has not',
      { id: 1, colour: 'red' },
      'the event: expected no field but id, items, labels, got "colour"',
    ],
    ['a list that is none', { id: 1, items: {} }, 'items: expected a list, got an object'],
    [
      'a wrong item',
      { id: 1, items: [{ price: '1.00' }, { price: 2 }] },
      'items[1].price: expected a decimal as text, at most 6 digits, 2 of them after the point, got number 2',
    ],
    [
      'digits beyond the scale',
      { id: 1, items: [{ price: '1.001' }] },
      'items[0].price: expected a decimal as text, at most 6 digits, 2 of them after the point, got "1.001"',
    ],
    [
      'digits beyond the precision',
      { id: 1, items: [{ price: '10000' }] },
      'items[0].price: expected a decimal as text, at most 6 digits, 2 of them after the point, got "10000"',
    ],
    ['a wrong entry', { id: 1, labels: { a: null, b: 1 } }, 'labels.b: expected null or string, got number 1'],
    ['half of a surrogate pair', { id: 1, labels: { a: '\ud800' } }, 'labels.a: expected text, got "\\ud800"'],
    [
      'a key with half of a surrogate pair',
      { id: 1, labels: { '\udc00': null } },
      'labels.\udc00: expected a key that is text, got half of a surrogate pair',
    ],
    [
      'a key that no reader takes',
      { id: 1, labels: JSON.parse('{"__proto__":"x"}') },
      'labels.__proto__: expected another key, which readers take, got that',
    ],
  ])('refuses, with the place: %s', (_what, event, message) => {
    expect(() => write(ORDER, event)).toThrow(new UnwritableEvent(message));
  });

  it.each<[unknown, unknown, string]>([
    ['int', 2 ** 31, 'a whole number of 32 bits'],
    ['int', 0.5, 'a whole number of 32 bits'],
    ['float', 1e300, 'a number that 32 bits hold'],
    ['boolean', 1, 'true or false'],
    ['bytes', 'a', 'bytes'],
    [fixed, Buffer.alloc(3), '2 bytes'],
    [{ type: 'enum', name: 'E', symbols: ['A', 'B'] }, 'C', 'one of A, B'],
    [{ type: 'int', logicalType: 'date' }, '2023-02-29', 'a date as text, YYYY-MM-DD'],
    [{ type: 'int', logicalType: 'date' }, '+12024-01-01', 'a date as text, YYYY-MM-DD'],
    [{ type: 'long', logicalType: 'timestamp-millis' }, 1.5, 'whole milliseconds since 1970'],
    [{ type: 'long', logicalType: 'timestamp-millis' }, 2 ** 52, 'whole milliseconds since 1970'],
    [{ type: 'string', logicalType: 'uuid' }, 'x', 'a UUID as text'],
    [['int', 'double', 'null'], 1, '{"int": …} or {"double": …} or null'],
    [['int', 'double'], { int: 1, double: 2 }, '{"int": …} or {"double": …}'],
    [['int', 'double'], null, '{"int": …} or {"double": …}'],
    [['int', 'string'], true, 'int or string'],
  ])('refuses for %j: %j', (type, value, expected) => {
    expect(() => write(orderWith({ field: type }), { field: value })).toThrow(`field: expected ${expected}, got `);
  });

  it('refuses what no reader would take: too deep, too much', () => {
    const chain = { type: 'record', name: 'Order', fields: [{ name: 'next', type: ['null', 'Order'] }] };
    const links = (count: number) =>
      Array.from({ length: count - 1 }).reduce<object>((next) => ({ next }), { next: null });
    expect(read(chain, write(chain, links(100)))).toEqual(links(100));
    expect(() => write(chain, links(101))).toThrow(/expected at most 100 levels of nesting, got more$/);
    const endless: { next: unknown } = { next: null };
    endless.next = endless;
    expect(() => write(chain, endless)).toThrow(UnwritableEvent);
    const nulls = orderWith({ field: { type: 'array', items: 'null' } });
    expect(read(nulls, write(nulls, { field: new Array(1_000).fill(null) }))).toEqual({
      field: new Array(1_000).fill(null),
    });
    expect(() => write(nulls, { field: new Array(1_001).fill(null) })).toThrow('at most 1000 items that take no bytes');
    const flags = orderWith({ field: { type: 'array', items: 'boolean' } });
    expect(() => write(flags, { field: new Array(1_000_000).fill(true) })).toThrow(
      'at most 1000000 records, lists and items',
    );
  });

  it('goes on after a refusal', () => {
    const writeOrder = avroWriter.writerOf(avroEvent(ORDER));
    expect(() => writeOrder({ id: 1, items: [{ price: 'x' }] })).toThrow(/^items\[0\]\.price: /);
    expect(() => writeOrder({ id: 1, items: [{}] })).toThrow(/^items\[0\]\.price: /);
    expect(Buffer.from(writeOrder({ id: 1 }))).toEqual(write(ORDER, { id: 1 }));
  });

  it('leaves out what an earlier version does not have', () => {
    const [before, after] = [orderWith({ id: 'long' }), orderWith({ id: 'long', note: 'string' })];
    const type = avroEvent(before, after);
    const event = { id: 1n, note: 'new' };
    expect(read(before, Buffer.from(avroWriter.writerOf(type, 1)(event)))).toEqual({ id: 1n });
    expect(read(after, Buffer.from(avroWriter.writerOf(type)(event)))).toEqual(event);
    expect(avroWriter.writerOf(type, 2)(event)).toEqual(avroWriter.writerOf(type)(event));
  });

  it('names what is wrong with a schema', () => {
    expect(() => avroWriter.writerOf(avroEvent(ORDER), 2)).toThrow(
      new DefinitionProblem('the schema of event type "order" has no version 2'),
    );
    expect(() => avroWriter.writerOf(avroEvent())).toThrow(
      new DefinitionProblem('the schema of event type "order" has no version'),
    );
    expect(() => avroWriter.writerOf(avroEvent('{}'))).toThrow(/^version 1 of the schema of event type "order": /);
  });

  it('writes or refuses, whatever it is given', () => {
    fc.assert(
      fc.property(
        avroDefinitions,
        fc.anything({ withBigInt: true, withTypedArray: true, withNullPrototype: true }),
        (definition, event) => {
          try {
            read(definition, write(definition, event));
          } catch (error) {
            expect(error).toBeInstanceOf(UnwritableEvent);
            expect(error).toHaveProperty('message', expect.not.stringMatching(/\n/));
          }
        },
      ),
    );
  });
});
