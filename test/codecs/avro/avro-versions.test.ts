import { describe, expect, it } from 'vitest';
import { avroReader } from '../../../src/codecs/avro/avro-reader.ts';
import { DefinitionProblem, SchemaMismatch } from '../../../src/codecs/event-format.ts';
import { RejectedValue } from '../../../src/engine/rejection.ts';
import { parseAvro } from '../../../src/schemas/avro/parse-avro.ts';
import { avroChangedPairs, avroCompatiblePairs, avroEvents } from '../../support/avro-arbitraries.ts';
import { fc } from '../../support/fast-check.ts';
import { avroEvent, orderWith, readAs, write } from './avro-events.ts';
import { expectedReading } from './expected-reading.ts';

const decimal = (precision: number, scale: number) => ({ type: 'bytes', logicalType: 'decimal', precision, scale });
const enumOf = (...symbols: string[]) => ({ type: 'enum', name: 'E', symbols });
const order = (...fields: object[]) => ({ type: 'record', name: 'Order', fields });

/** What a field's value becomes that was written as one type and is read as another. */
function reread(written: unknown, today: unknown, value: unknown): unknown {
  const [before, after] = [orderWith({ field: written }), orderWith({ field: today })];
  return (readAs(before, after, write(before, { field: value })) as { field: unknown }).field;
}

describe('an event of another version', () => {
  it.each<[string, unknown, unknown, unknown, unknown]>([
    ['int as long', 'int', 'long', -5, -5n],
    ['int as double', 'int', 'double', 5, 5],
    ['int as a timestamp', 'int', { type: 'long', logicalType: 'timestamp-millis' }, 5, 5],
    ['long as float', 'long', 'float', 5n, 5],
    ['a long beyond 2^53 as double', 'long', 'double', -(2n ** 60n), -(2 ** 60)],
    ['a long beyond 2^53 as double in a union', ['null', 'long'], ['null', 'double'], -(2n ** 60n) + 1n, -(2 ** 60)],
    ['a timestamp as long', { type: 'long', logicalType: 'timestamp-millis' }, 'long', 5, 5n],
    ['a long as timestamp', 'long', { type: 'long', logicalType: 'timestamp-millis' }, 5n, 5],
    ['float as double', 'float', 'double', 0.5, 0.5],
    ['text as bytes', 'string', 'bytes', 'ü', Buffer.from('ü')],
    ['bytes as text', 'bytes', 'string', Buffer.from('ü'), 'ü'],
    ['a decimal as bytes', decimal(4, 2), 'bytes', '1.00', Buffer.from([100])],
    ['bytes as a decimal', 'bytes', decimal(4, 2), Buffer.from([100]), '1.00'],
    ['a decimal with fewer digits', decimal(4, 2), decimal(9, 2), '1.00', '1.00'],
    [
      'text as UUID',
      'string',
      { type: 'string', logicalType: 'uuid' },
      `${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}`,
      '00000000-0000-0000-0000-000000000000',
    ],
    ['a value as one that may be null', 'int', ['null', 'long'], 5, 5n],
    ['one that may be null, and is not, as one that may not', ['int', 'long'], 'long', 5, 5n],
    [
      'bytes of a union, not as its text',
      ['string', 'bytes'],
      ['null', 'string', 'bytes'],
      Buffer.from('a'),
      Buffer.from('a'),
    ],
    ['an int of a union, not as its double', ['int', 'string'], ['double', 'int', 'string'], 5, { int: 5 }],
    [
      'a decimal of a union as its bytes',
      [decimal(4, 2), 'string'],
      ['string', 'bytes'],
      { bytes: '1.00' },
      Buffer.from([100]),
    ],
    [
      'a timestamp of a union, not as its double',
      { type: 'long', logicalType: 'timestamp-millis' },
      ['double', { type: 'long', logicalType: 'timestamp-millis' }],
      5,
      { long: 5 },
    ],
    ['a symbol that stays', enumOf('A', 'B'), enumOf('B', 'C', 'A'), 'B', 'B'],
    ['a symbol that went', enumOf('A', 'B'), { ...enumOf('B'), default: 'B' }, 'A', 'B'],
  ])("is read as today's: %s", (_what, written, today, value, expected) => {
    expect(reread(written, today, value)).toEqual(expected);
  });

  it('gets defaults for what it lacks, and loses what is no more', () => {
    const before = order(
      { name: 'id', type: 'long' },
      { name: 'gone', type: { type: 'array', items: 'string' } },
      { name: 'old', type: 'int' },
    );
    const after = order(
      { name: 'amount', type: decimal(9, 2), default: '\u0001\u0000' },
      { name: 'renamed', aliases: ['old'], type: 'long' },
      { name: 'note', type: ['null', 'string'], default: null },
      { name: 'day', type: { type: 'int', logicalType: 'date' }, default: 1 },
      { name: 'count', type: 'long', default: 7 },
      { name: 'tags', type: { type: 'map', values: 'long' }, default: { a: 1 } },
      { name: 'id', type: 'long' },
    );
    const bytes = write(before, { id: 1n, gone: ['x', 'y'], old: 3 });
    const expected = { amount: '2.56', renamed: 3n, note: null, day: '1970-01-02', count: 7n, tags: { a: 1n }, id: 1n };
    expect(readAs(before, after, bytes)).toEqual(expected);
  });

  it('gets a default of its own each time', () => {
    const before = order();
    const after = order({ name: 'tags', type: { type: 'array', items: 'string' }, default: [] });
    const read = avroReader.readerOf(avroEvent(before, after)).writtenUnder(JSON.stringify(before));
    const [first, second] = [read(Buffer.alloc(0), 0, 0), read(Buffer.alloc(0), 0, 0)] as { tags: string[] }[];
    first?.tags.push('mine');
    expect(second?.tags).toEqual([]);
  });

  it('is read by a version that holds itself', () => {
    const node = (...more: object[]) => ({
      type: 'record',
      name: 'Order',
      fields: [
        { name: 'children', type: { type: 'array', items: 'Order' } },
        { name: 'value', type: more.length > 0 ? 'long' : 'int' },
        ...more,
      ],
    });
    const after = node({ name: 'note', type: ['null', 'string'], default: null });
    const leaf = { children: [], value: 1 };
    const expected = { children: [], value: 1n, note: null };
    expect(readAs(node(), after, write(node(), { children: [leaf, leaf], value: 2 }))).toEqual({
      children: [expected, expected],
      value: 2n,
      note: null,
    });
  });

  it('is matched by names without their namespaces where full names differ', () => {
    const inner = (namespace: string) => ({ type: 'record', name: 'Line', namespace, fields: [] });
    const before = { ...order({ name: 'line', type: ['null', inner('old')] }), namespace: 'old' };
    const after = { ...order({ name: 'line', type: ['null', inner('new')] }), namespace: 'new' };
    expect(readAs(before, after, write(before, { line: {} }))).toEqual({ line: {} });
  });

  it.each<[string, unknown, unknown]>([
    ['text as int', 'string', 'int'],
    ['long as int', 'long', 'int'],
    ['double as long', 'double', 'long'],
    ['a decimal of another scale', decimal(9, 2), decimal(9, 3)],
    ['a decimal of more digits', decimal(9, 2), decimal(8, 2)],
    [
      'microseconds as milliseconds',
      { type: 'long', logicalType: 'timestamp-micros' },
      { type: 'long', logicalType: 'timestamp-millis' },
    ],
    [
      'milliseconds as microseconds',
      { type: 'long', logicalType: 'timestamp-millis' },
      { type: 'long', logicalType: 'timestamp-micros' },
    ],
    ['a symbol that went', enumOf('A', 'B'), enumOf('B')],
    ['null as a value', ['null', 'int'], 'int'],
    ['a fixed of another size', { type: 'fixed', name: 'F', size: 1 }, { type: 'fixed', name: 'F', size: 2 }],
    ['a record of another name', { type: 'record', name: 'A', fields: [] }, { type: 'record', name: 'B', fields: [] }],
  ])("that cannot be read as today's is no version of it: %s", (_what, written, today) => {
    const [before, after] = [orderWith({ field: written }), orderWith({ field: today })];
    expect(() => readAs(before, after, Buffer.alloc(0))).toThrow(SchemaMismatch);
    expect(() => readAs(before, after, Buffer.alloc(0))).toThrow(/^it cannot be read as today's "order": .+$/);
  });

  it.each<[string, unknown, unknown, unknown, string]>([
    [
      'bytes that are no text',
      'bytes',
      'string',
      Buffer.from([0xff]),
      'Order.field: bytes that are not UTF-8 cannot be read as text',
    ],
    [
      'text that is no UUID',
      'string',
      { type: 'string', logicalType: 'uuid' },
      'x',
      'Order.field: a UUID is 8-4-4-4-12 hexadecimal digits',
    ],
    [
      'a long that is no timestamp',
      'long',
      { type: 'long', logicalType: 'timestamp-millis' },
      2n ** 62n,
      'Order.field: a timestamp is at most 4503599627370495 ms from 1970',
    ],
    [
      'a number that is no date',
      'int',
      { type: 'int', logicalType: 'date' },
      2 ** 31 - 1,
      'Order.field: a date is in the years 0000 to 9999',
    ],
  ])("is refused where today's version does not admit its value: %s", (_what, written, today, value, message) => {
    expect(() => reread(written, today, value)).toThrow(new RejectedValue('INVALID_EVENT', message));
  });

  it('names what is wrong with a schema', () => {
    const reader = avroReader.readerOf(avroEvent(order()));
    expect(() => reader.writtenUnder('{')).toThrow(
      /^the schema it was written under is unsound: the definition is not JSON/,
    );
    expect(() => avroReader.readerOf(avroEvent('"int"'))).toThrow(
      new DefinitionProblem('the schema of event type "order": an event is a record, got primitive'),
    );
    expect(() => avroReader.readerOf(avroEvent())).toThrow(DefinitionProblem);
    const clash = { type: 'record', name: '_id', fields: [{ name: 'id', type: 'int' }] };
    expect(() => avroReader.readerOf(avroEvent(clash))).toThrow('record "_id" has a field of its name');
  });

  it("is read as worked out on its values, wherever Avro's rules allow it", () => {
    const cases = avroCompatiblePairs.chain((pair) => fc.tuple(fc.constant(pair), avroEvents(pair.before)));
    fc.assert(
      fc.property(cases, ([{ before, after }, event]) => {
        const expected = expectedReading(parseAvro(before), parseAvro(after), event);
        expect(readAs(before, after, write(before, event))).toEqual(expected);
      }),
    );
  });

  it("is read, refused, or of no version of today's, whatever changed", () => {
    const cases = avroChangedPairs.chain((pair) => fc.tuple(fc.constant(pair), avroEvents(pair.before)));
    fc.assert(
      fc.property(cases, ([{ before, after }, event]) => {
        const bytes = write(before, event);
        try {
          readAs(before, after, bytes);
        } catch (error) {
          if (error instanceof SchemaMismatch) return;
          expect(error).toBeInstanceOf(RejectedValue);
          expect(error).toHaveProperty('reason', 'INVALID_EVENT');
        }
      }),
    );
  });
});
