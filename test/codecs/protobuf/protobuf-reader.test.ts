import { describe, expect, it } from 'vitest';
import { protobufReader } from '../../../src/codecs/protobuf/protobuf-reader.ts';
import { protoEventType } from './event-types.ts';
import { bytesOf, readerOf } from './read-hex.ts';

/** Vector `protobuf-none-index1` of the reference, without its header; written by hand from the format. */
const VECTOR = {
  definition: 'syntax = "proto3";\npackage p;\nmessage Zeta { string s = 1; }\nmessage Alpha { int32 i = 1; }\n',
  payload: '01 0a 02 68 69',
  value: { s: 'hi' },
};

const ORDER = `
syntax = "proto3";
message Order {
  string id = 1;
  int64 cents = 2;
  optional int32 tip = 3;
  repeated int32 codes = 4;
  map<string, Line> lines = 5;
  Line first = 6;
  oneof paid { string card = 7; Line cash = 8; }
  Channel channel = 9;
  bytes proof = 10;
  double weight = 11;
  message Line { string sku = 1; uint32 count = 2; }
  enum Channel { WEB = 0; SHOP = 1; }
}`;
const EMPTY = { id: '', cents: 0n, codes: [], lines: {}, channel: 'WEB', proof: Buffer.alloc(0), weight: 0 };
const read = readerOf('order', ORDER);

describe('a payload', () => {
  it('is read as the vector says', () => {
    expect(readerOf('zeta', VECTOR.definition)(VECTOR.payload)).toEqual(VECTOR.value);
  });

  it('of no bytes has all defaults, and what may be absent is absent', () => {
    expect(read('00')).toStrictEqual({ ...EMPTY, lines: Object.create(null) });
  });

  it.each([
    ['text', '0a 03 c3 bc 78', { id: '\u00fcx' }],
    ['a number of 64 bits', '10 81 80 80 80 80 80 80 10', { cents: 2n ** 53n + 1n }],
    ['a negative number', '10 ff ff ff ff ff ff ff ff ff 01', { cents: -1n }],
    ['an optional zero', '18 00', { tip: 0 }],
    ['a negative optional', '18 ff ff ff ff ff ff ff ff ff 01', { tip: -1 }],
    ['a list side by side', '22 04 01 02 ac 02', { codes: [1, 2, 300] }],
    ['a list one by one', '20 01 20 02', { codes: [1, 2] }],
    ['a list both ways', '20 01 22 02 02 03 20 04', { codes: [1, 2, 3, 4] }],
    ['a map', '2a 08 0a 01 61 12 03 0a 01 78', { lines: { a: { sku: 'x', count: 0 } } }],
    ['an entry without key and value', '2a 00', { lines: { '': { sku: '', count: 0 } } }],
    [
      'an entry twice, of which the last counts',
      '2a 07 0a 01 61 12 02 10 01 2a 07 0a 01 61 12 02 10 02',
      { lines: { a: { sku: '', count: 2 } } },
    ],
    ['a message', '32 05 0a 01 78 10 07', { first: { sku: 'x', count: 7 } }],
    ['a message in pieces', '32 03 0a 01 78 32 02 10 07', { first: { sku: 'x', count: 7 } }],
    ['a choice', '3a 01 31', { card: '1' }],
    ['two of a choice, of which the last counts', '3a 01 31 42 00', { cash: { sku: '', count: 0 } }],
    ['a choice taken back and forth', '42 02 10 01 3a 01 31', { card: '1' }],
    ['an enum', '48 01', { channel: 'SHOP' }],
    ['an enum that has no name yet', '48 05', { channel: 5 }],
    ['a negative enum', '48 ff ff ff ff ff ff ff ff ff 01', { channel: -1 }],
    ['bytes', '52 02 00 ff', { proof: Buffer.from([0, 255]) }],
    ['minus zero', '59 00 00 00 00 00 00 00 80', { weight: -0 }],
    ['no number', '59 00 00 00 00 00 00 f8 7f', { weight: Number.NaN }],
    ['infinity', '59 00 00 00 00 00 00 f0 ff', { weight: Number.NEGATIVE_INFINITY }],
    ['fields twice, of which the last counts', '0a 01 61 0a 01 62', { id: 'b' }],
    ['a default after another value', '0a 01 61 0a 00', { id: '' }],
    ['fields in another order', '48 01 0a 01 61', { channel: 'SHOP', id: 'a' }],
    ['a tag and a length in more bytes than they need', '8a 00 81 00 61', { id: 'a' }],
    ['unknown fields', 'a0 06 80 01 a1 06 00 00 00 00 00 00 00 00 a2 06 01 ff a5 06 00 00 00 00', {}],
  ])('may hold %s', (_what, bytes, fields) => {
    expect(read(`00 ${bytes}`)).toEqual({ ...EMPTY, ...fields });
  });

  it('keeps nothing of the buffer', () => {
    const type = protoEventType('order', ORDER);
    const buffer = bytesOf('7f 00 0a 01 61 52 02 00 ff 7f');
    const event = protobufReader.readerOf(type).writtenUnder(ORDER)(buffer, 1, buffer.length - 1);
    buffer.fill(0x62);
    expect(event).toEqual({ ...EMPTY, id: 'a', proof: Buffer.from([0, 255]) });
  });

  it('takes keys that objects have already as any other', () => {
    const event = readerOf(
      'a',
      'syntax = "proto3"; message A { map<string, int32> m = 1; }',
    )('00 0a 0d 0a 09 5f 5f 70 72 6f 74 6f 5f 5f 10 01 0a 0f 0a 0b 63 6f 6e 73 74 72 75 63 74 6f 72 10 02');
    expect(Object.entries(Object(event).m)).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
    ]);
    expect(Object(event).m.toString).toBeUndefined();
    expect(Object({}).polluted).toBeUndefined();
  });

  it('has the names of keys that are numbers or truth values', () => {
    const definition = 'syntax = "proto3"; message A { map<bool, int32> b = 1; map<sint64, int32> n = 2; }';
    expect(readerOf('a', definition)('00 0a 04 08 01 10 01 0a 02 10 02 12 04 08 03 10 03')).toEqual({
      b: { true: 1, false: 2 },
      n: { '-2': 3 },
    });
  });
});

describe('proto2', () => {
  const definition = `
    message Order {
      required string id = 1;
      optional int64 cents = 2 [default = 5];
      optional Color color = 3 [default = RED];
      optional Line line = 4;
      repeated Line lines = 5;
      map<string, Line> by_sku = 6;
      repeated int32 codes = 7 [packed = true];
      message Line { required string sku = 1; }
      enum Color { BLUE = 3; RED = 4; }
    }`;
  const readOrder = readerOf('order', definition);

  it('has declared defaults', () => {
    expect(readOrder('00 0a 00')).toEqual({ id: '', cents: 5n, color: 'RED', lines: [], bySku: {}, codes: [] });
  });

  it('passes on numbers of enums that have no name', () => {
    expect(readOrder('00 0a 00 18 09')).toMatchObject({ color: 9 });
  });

  it.each([
    ['', 'id'],
    ['0a 00 22 00', 'line.sku'],
    ['0a 00 2a 02 0a 00 2a 00', 'lines.sku'],
    ['0a 00 32 02 12 00', 'bySku.sku'],
  ])('rejects an event that lacks what is required: %s', (bytes, field) => {
    expect(readOrder.rejection(`00 ${bytes}`)).toEqual([
      'INVALID_EVENT',
      `event "order" is not valid: field "${field}" is required`,
    ]);
  });

  it('takes a required field from any piece of a message', () => {
    expect(readOrder('00 0a 00 22 00 22 03 0a 01 78')).toMatchObject({ line: { sku: 'x' } });
  });
});

describe("Google's types", () => {
  it('are messages like any other', () => {
    const definition = `
      syntax = "proto3";
      import "google/protobuf/timestamp.proto";
      import "google/protobuf/wrappers.proto";
      import "google/protobuf/struct.proto";
      message A { google.protobuf.Timestamp at = 1; google.protobuf.Int64Value n = 2; google.protobuf.Value any = 3; }`;
    const event = readerOf('a', definition)('00 0a 04 08 07 10 08 12 02 08 09 1a 03 1a 01 78');
    expect(event).toEqual({ at: { seconds: 7n, nanos: 8 }, n: { value: 9n }, any: { stringValue: 'x' } });
  });
});
