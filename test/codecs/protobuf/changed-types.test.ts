import { describe, expect, it } from 'vitest';
import { SchemaMismatch } from '../../../src/codecs/event-format.ts';
import { protobufReader } from '../../../src/codecs/protobuf/protobuf-reader.ts';
import { protobufWriter } from '../../../src/codecs/protobuf/protobuf-writer.ts';
import { RejectedValue } from '../../../src/engine/rejection.ts';
import { protoEventType } from './event-types.ts';

const MIN_32 = -(2 ** 31);
const MAX_32 = 2 ** 31 - 1;
const MIN_64 = -(2n ** 63n);
const MAX_64 = 2n ** 63n - 1n;

/** Values at the edges of each type. */
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  int32: [MIN_32, -1, 1, 2, MAX_32],
  sint32: [MIN_32, -1, 1, 2, MAX_32],
  sfixed32: [MIN_32, -1, 1, MAX_32],
  uint32: [1, 2, MAX_32, MAX_32 + 1, 2 ** 32 - 1],
  fixed32: [1, MAX_32 + 1, 2 ** 32 - 1],
  int64: [MIN_64, -(2n ** 53n) - 1n, -(2n ** 31n) - 1n, -1n, 1n, 2n, 2n ** 31n, 2n ** 53n + 1n, MAX_64],
  sint64: [MIN_64, -1n, 1n, 2n ** 32n, 2n ** 53n + 1n, MAX_64],
  sfixed64: [MIN_64, -1n, 1n, MAX_64],
  uint64: [1n, 2n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n + 1n, MAX_64, MAX_64 + 1n, 2n ** 64n - 1n],
  fixed64: [1n, MAX_64 + 1n, 2n ** 64n - 1n],
  double: [-0, 0.1, 5e-324, Number.NaN, Number.POSITIVE_INFINITY],
  float: [-0, 0.5, Number.NaN, Number.NEGATIVE_INFINITY],
  bool: [true],
  Kind: ['ONE', 'BELOW', 'FAR', 5],
  string: ['a', '\u00fc\u{1f600}'],
  bytes: [Buffer.from('c328', 'hex'), Buffer.from('text')],
  Other: [{ value: 0 }, { value: 1 }],
};

/** What may be read as what: Protocol Buffers, "Updating A Message Type", less the pairs that cannot be told from other values. */
const READABLE = [
  'int32 → int64 uint32 bool Kind',
  'int64 → int32 uint32 bool Kind',
  'Kind → int32 int64 uint32 bool',
  'uint32 → int32 int64 uint64 bool Kind',
  'uint64 → uint32 bool',
  'bool → int32 int64 uint32 uint64 Kind',
  'sint32 → sint64',
  'sint64 → sint32',
  'string → bytes',
  'bytes → string',
];

const KIND_NUMBERS = new Map<unknown, bigint>([
  ['ONE', 1n],
  ['BELOW', -1n],
  ['FAR', BigInt(MAX_32)],
]);

function definition(field: string): string {
  return [
    'syntax = "proto3";',
    `message Event { ${field} = 1; }`,
    'message Other { int32 value = 1; }',
    'enum Kind { NONE = 0; ONE = 1; BELOW = -1; FAR = 2147483647; }',
  ].join('\n');
}

function readAs(from: string, to: string, event: unknown): unknown {
  const type = protoEventType('event', definition(from), definition(to));
  const read = protobufReader.readerOf(type).writtenUnder(definition(from));
  const bytes = Buffer.from(protobufWriter.writerOf(type, 1)(event));
  try {
    return read(bytes, 0, bytes.length);
  } catch (error) {
    if (error instanceof RejectedValue) return error.message;
    throw error;
  }
}

/** The number or text that a value stands for, whatever its type. */
function meaning(value: unknown): unknown {
  if (KIND_NUMBERS.has(value)) return KIND_NUMBERS.get(value);
  if (typeof value === 'number' && Number.isInteger(value) && !Object.is(value, -0)) return BigInt(value);
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return typeof value === 'string' ? Buffer.from(value) : value;
}

describe('a field whose type changed', () => {
  const readable = new Map(
    READABLE.map((line) => line.split(' → ')).map(([from = '', to = '']) => [from, to.split(' ')]),
  );
  const names = Object.keys(VALUES);

  it.each(names)('from %s is read as the same value or refused', (from) => {
    for (const to of names) {
      const isReadable = from === to || readable.get(from)?.includes(to) === true;
      for (const value of VALUES[from] ?? []) {
        const attempt = () => readAs(`${from} field`, `${to} field`, { field: value });
        if (!isReadable) {
          expect(attempt, `${from} → ${to}`).toThrow(SchemaMismatch);
          continue;
        }
        const read = attempt();
        if (typeof read === 'string') {
          expect(read).toMatch(/^event "event" is not .*: field "field": it /);
        } else {
          const [got] = Object.values(Object(read));
          expect([to, meaning(got)]).toEqual([to, meaning(value)]);
        }
      }
    }
  });

  it('fits, or the event is rejected', () => {
    const tooLarge = 'event "event" is not valid: field "field": it does not fit into 32 bits';
    expect(readAs('int64 field', 'int32 field', { field: -1n })).toEqual({ field: -1 });
    expect(readAs('int64 field', 'int32 field', { field: 2n ** 31n })).toBe(tooLarge);
    expect(readAs('sint64 field', 'sint32 field', { field: -(2n ** 31n) - 1n })).toBe(tooLarge);
    expect(readAs('int32 field', 'uint32 field', { field: -1 })).toBe(`${tooLarge} without a sign`);
    expect(readAs('int32 field', 'Kind field', { field: 1 })).toEqual({ field: 'ONE' });
    expect(readAs('uint32 field', 'bool field', { field: 2 })).toBe(
      'event "event" is not valid: field "field": it is neither true nor false',
    );
    expect(readAs('bytes field', 'string field', { field: Buffer.from('c328', 'hex') })).toBe(
      'event "event" is not the Protobuf of its schema: field "field": it is not UTF-8 text',
    );
  });

  it.each([
    ['string field', 'int32 field', 'field "field" was string and is int32 now'],
    ['repeated int32 field', 'int32 field', 'field "field" was a list and is one value now'],
    ['map<string, int32> field', 'repeated Other field', 'field "field" was a map and is a list now'],
    [
      'map<string, int32> field',
      'map<int32, int32> field',
      'field "field" had keys of string and has those of int32 now',
    ],
    ['map<string, int32> field', 'map<string, sint32> field', 'field "field" was int32 and is sint32 now'],
  ])('from %s to %s is refused with its version', (from, to, message) => {
    expect(() => readAs(from, to, {})).toThrow(new SchemaMismatch(message));
  });

  it.each([
    ['int32 field', 'repeated int32 field', 7, [7]],
    ['string field', 'repeated string field', 'a', ['a']],
    ['Other field', 'repeated Other field', { value: 2 }, [{ value: 2 }]],
    ['map<int32, int32> field', 'map<int64, int64> field', { '-1': 3 }, { '-1': 3n }],
    ['optional int32 field', 'int32 field', 0, 0],
  ])('from %s to %s is read', (from, to, value, read) => {
    expect(readAs(from, to, { field: value })).toEqual({ field: read });
  });
});
