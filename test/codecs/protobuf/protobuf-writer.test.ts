import { describe, expect, it } from 'vitest';
import { DefinitionProblem, UnwritableEvent } from '../../../src/codecs/event-format.ts';
import { protobufWriter } from '../../../src/codecs/protobuf/protobuf-writer.ts';
import { protoEventType } from './event-types.ts';
import { bytesOf, readerOf } from './read-hex.ts';

const ORDER = `
syntax = "proto3";
message Order {
  string id = 1;
  int64 cents = 2;
  optional int32 tip = 3;
  repeated int32 codes = 4;
  map<int32, Line> lines = 5;
  Line first = 6;
  oneof paid { string card = 7; Line cash = 8; }
  Channel channel = 9;
  bytes proof = 10;
  float weight = 11;
  repeated Line more = 12;
  uint64 serial = 13;
  bool express = 14;
  repeated uint32 old = 15 [packed = false];
  message Line { string sku = 1; Order order = 2; }
  enum Channel { WEB = 0; SHOP = 1; }
}`;
const write = protobufWriter.writerOf(protoEventType('order', ORDER));

describe('an event', () => {
  it.each([
    ['nothing', {}, ''],
    [
      'defaults, which go without saying',
      { id: '', cents: 0n, codes: [], lines: {}, channel: 'WEB', proof: Buffer.alloc(0), weight: 0, express: false },
      '',
    ],
    ['an optional zero', { tip: 0 }, '18 00'],
    ['properties that are undefined', { id: undefined, first: undefined, unknown: undefined }, ''],
    ['text', { id: '\u00fcx' }, '0a 03 c3 bc 78'],
    ['a bigint', { cents: 2n ** 53n + 1n }, '10 81 80 80 80 80 80 80 10'],
    ['a whole number for a bigint', { cents: -1 }, '10 ff ff ff ff ff ff ff ff ff 01'],
    ['the largest bigint', { serial: 2n ** 64n - 1n }, '68 ff ff ff ff ff ff ff ff ff 01'],
    ['the smallest bigint', { cents: -(2n ** 63n) }, '10 80 80 80 80 80 80 80 80 80 01'],
    ['a list, side by side', { codes: [1, -1] }, '22 0b 01 ff ff ff ff ff ff ff ff ff 01'],
    ['a list that is declared otherwise', { old: [1, 2] }, '78 01 78 02'],
    ['a map', { lines: { '-1': { sku: 'x' } } }, '2a 10 08 ff ff ff ff ff ff ff ff ff 01 12 03 0a 01 78'],
    ['messages', { first: {}, more: [{}, { sku: 'x' }] }, '32 00 62 00 62 03 0a 01 78'],
    ['a choice', { cash: {} }, '42 00'],
    ['an empty text as a choice', { card: '' }, '3a 00'],
    ['a name of an enum', { channel: 'SHOP' }, '48 01'],
    ['a number of an enum', { channel: 7 }, '48 07'],
    ['bytes', { proof: Uint8Array.of(0, 255) }, '52 02 00 ff'],
    ['minus zero', { weight: -0 }, '5d 00 00 00 80'],
    ['no number', { weight: Number.NaN }, '5d 00 00 c0 7f'],
    ['fields in any order', { express: true, id: 'a' }, '0a 01 61 70 01'],
  ])('is written by number: %s', (_what, event, hex) => {
    expect(write(event)).toEqual(bytesOf(`00 ${hex}`));
  });

  it.each([
    ['no object', 'text', 'the event must be an object, got text'],
    ['a list', [], 'the event must be an object, got a list'],
    ['a misspelt field', { Id: 'a' }, 'field "Id" is no field of message "Order"'],
    ['a name that objects have', { constructor: 1 }, 'field "constructor" is no field of message "Order"'],
    ['null', { tip: null }, 'field "tip" must be a whole number from -2147483648 to 2147483647, got null'],
    ['a fraction', { tip: 1.5 }, 'field "tip" must be a whole number from -2147483648 to 2147483647, got 1.5'],
    [
      'a number too large',
      { tip: 2 ** 31 },
      'field "tip" must be a whole number from -2147483648 to 2147483647, got 2147483648',
    ],
    ['a bigint for a number', { tip: 1n }, 'field "tip" must be a whole number from -2147483648 to 2147483647, got 1'],
    [
      'text for a bigint',
      { cents: '1' },
      'field "cents" must be a bigint from -9223372036854775808 to 9223372036854775807, got text',
    ],
    [
      'a number beyond 2^53',
      { cents: 2 ** 53 },
      'field "cents" must be a bigint from -9223372036854775808 to 9223372036854775807, got 9007199254740992',
    ],
    [
      'a bigint too large',
      { cents: 2n ** 63n },
      'field "cents" must be a bigint from -9223372036854775808 to 9223372036854775807, got 9223372036854775808',
    ],
    ['a negative bigint', { serial: -1n }, 'field "serial" must be a bigint from 0 to 18446744073709551615, got -1'],
    ['a number beyond floats', { weight: 1e39 }, 'field "weight" must be a number of a float, got 1e+39'],
    ['half a surrogate pair', { id: '\ud800' }, 'field "id" must be well-formed text, got text'],
    ['text for bytes', { proof: 'AA==' }, 'field "proof" must be bytes (a Uint8Array), got text'],
    ['text for a truth value', { express: 'true' }, 'field "express" must be true or false, got text'],
    [
      'an unknown name of an enum',
      { channel: 'POST' },
      'field "channel" must be one of WEB, SHOP, or its number, got text',
    ],
    ['no list', { codes: 1 }, 'field "codes" must be a list, got 1'],
    [
      'a wrong element',
      { codes: [1, 'x'] },
      'field "codes.1" must be a whole number from -2147483648 to 2147483647, got text',
    ],
    ['a hole in a list', { more: [undefined] }, 'field "more.0" must be an object, got nothing'],
    ['a list for a map', { lines: [] }, 'field "lines" must be an object, got a list'],
    ['a Map', { lines: new Map([[1, {}]]) }, 'field "lines" must be an object, got a value of type object'],
    [
      'a wrong key',
      { lines: { a: {} } },
      'field "lines.a" has a key that is not a whole number from -2147483648 to 2147483647',
    ],
    ['a wrong field in a map', { lines: { 1: { sku: 5 } } }, 'field "lines.1.sku" must be well-formed text, got 5'],
    ['a date for a message', { first: new Date(0) }, 'field "first" must be an object, got a value of type object'],
    [
      'two of a choice',
      { card: '1', cash: {} },
      'field "cash" cannot be there together with "card": they are a choice',
    ],
  ])('is refused on one line for %s', (_what, event, message) => {
    expect(() => write(event)).toThrow(new UnwritableEvent(message));
  });

  it('that holds itself is refused, not followed for ever', () => {
    const line: { order?: object } = {};
    line.order = { first: line };
    expect(() => write({ first: line })).toThrow(/is nested more than 100 deep$/);
  });

  it('is refused without what proto2 requires', () => {
    const definition = 'message Order { required int32 id = 1; optional int32 tip = 2 [default = 5]; }';
    const writeOrder = protobufWriter.writerOf(protoEventType('order', definition));
    expect(() => writeOrder({ tip: 5 })).toThrow(new UnwritableEvent('field "id" is required'));
    expect(writeOrder({ id: 0, tip: 5 })).toEqual(bytesOf('00 08 00 10 05'));
    expect(writeOrder({ id: 0 })).toEqual(bytesOf('00 08 00'));
  });

  it('after a refused one is written as ever', () => {
    expect(() => write({ id: 'a', first: { sku: 7 } })).toThrow(UnwritableEvent);
    expect(write({ id: 'b' })).toEqual(bytesOf('00 0a 01 62'));
  });
});

describe('a version', () => {
  const v1 = 'syntax = "proto3"; message Order { string id = 1; }';
  const v2 = 'syntax = "proto3"; message Aaa {} message Order { string order_id = 1; string region = 2; }';
  const type = protoEventType('order', v1, v2);

  it('is today\u2019s, or the one asked for', () => {
    expect(protobufWriter.writerOf(type)({ orderId: 'a' })).toEqual(bytesOf('01 0a 01 61'));
    expect(protobufWriter.writerOf(type, 1)({ id: 'a' })).toEqual(bytesOf('00 0a 01 61'));
    expect(() => protobufWriter.writerOf(type, 3)).toThrow(
      new DefinitionProblem('event type "order" has no schema version 3, known are: 1, 2'),
    );
  });

  it('writes the vector', () => {
    const vector = 'syntax = "proto3";\npackage p;\nmessage Zeta { string s = 1; }\nmessage Alpha { int32 i = 1; }\n';
    const bytes = protobufWriter.writerOf(protoEventType('zeta', vector))({ s: 'hi' });
    expect(bytes).toEqual(bytesOf('01 0a 02 68 69'));
    expect(readerOf('zeta', vector)(Buffer.from(bytes).toString('hex'))).toEqual({ s: 'hi' });
  });
});
