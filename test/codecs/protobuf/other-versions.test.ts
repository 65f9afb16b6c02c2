import { describe, expect, it } from 'vitest';
import { SchemaMismatch } from '../../../src/codecs/event-format.ts';
import { protobufReader } from '../../../src/codecs/protobuf/protobuf-reader.ts';
import { protobufWriter } from '../../../src/codecs/protobuf/protobuf-writer.ts';
import { protoEventType } from './event-types.ts';
import { readerOf } from './read-hex.ts';

describe('another version', () => {
  const v1 = 'syntax = "proto3"; package shop; message Paid { string id = 1; int32 cents = 2; }';
  const v2 = `syntax = "proto3"; package shop;
    message Aaa { int32 x = 1; }
    message Paid { int64 cents = 2; string order_id = 1; string region = 3; }`;

  it('is read as today\u2019s by field number, with the index of its own file', () => {
    expect(readerOf('paid', v1, v2).under(v1)('00 0a 01 61 10 05')).toEqual({ orderId: 'a', cents: 5n, region: '' });
    expect(readerOf('paid', v2, v1).under(v2)('01 0a 01 61 10 05 1a 01 7a')).toEqual({ id: 'a', cents: 5 });
  });

  it('need not be known when the reader is made', () => {
    const unknown = 'syntax = "proto3"; package shop; message Paid { string id = 1; string more = 9; } message Zz {}';
    expect(readerOf('paid', v1).under(unknown)('00 0a 01 61 4a 01 62')).toEqual({ id: 'a', cents: 0 });
  });

  it.each([
    ['no schema at all', '{"type":"record"}', "it is not sound: illegal token '{' (line 1)"],
    [
      'another package',
      v1.replace('shop', 'store'),
      'it has no message "shop.Paid", which is the event\'s name in today\'s version',
    ],
    ['another type of field', v1.replace('int32 cents', 'string cents'), 'field "cents" was string and is int32 now'],
    [
      'a field moved into a choice',
      v1.replace('int32', 'repeated int32'),
      'field "cents" was a list and is one value now',
    ],
  ])('is refused with %s', (_what, definition, message) => {
    expect(() => protobufReader.readerOf(protoEventType('paid', v1)).writtenUnder(definition)).toThrow(
      new SchemaMismatch(message),
    );
  });

  it('may spell a map as the list of messages that it is in the bytes, as AWS\u2019s Java serializer registers it', () => {
    const map = `syntax = "proto3"; package shop;
      message Zone { int32 n = 1; }
      message Paid { map<string, Zone> zones_at = 1; map<int32, bool> open = 2; }`;
    const spelled = `syntax = "proto3"; package shop;
      message Zone { int32 n = 1; }
      message Paid {
        repeated .shop.Paid.ZonesAtEntry zones_at = 1;
        repeated .shop.Paid.OpenEntry open = 2;
        message ZonesAtEntry { option map_entry = true; string key = 1; .shop.Zone value = 2; }
        message OpenEntry { option map_entry = true; int32 key = 1; bool value = 2; }
      }`;
    const payload = '00 0a 07 0a 01 61 12 02 08 05 12 04 08 07 10 01';
    const event = { zonesAt: { a: { n: 5 } }, open: { 7: true } };
    for (const [written, today] of [
      [spelled, map],
      [map, spelled],
      [spelled, spelled],
    ] as const) {
      expect(readerOf('paid', written, today).under(written)(payload)).toEqual(event);
    }
    expect(Buffer.from(protobufWriter.writerOf(protoEventType('paid', spelled))(event)).toString('hex')).toBe(
      payload.replaceAll(' ', ''),
    );
  });

  it('may have a list of messages that look like a map’s entries and are none', () => {
    const list = 'syntax = "proto3"; message Paid { repeated E e = 1; message E { string key = 1; int32 value = 2; } }';
    expect(readerOf('paid', list).under(list)('00 0a 05 0a 01 61 10 05')).toEqual({ e: [{ key: 'a', value: 5 }] });
  });

  it('is refused where fields that could be there together are a choice now', () => {
    const choice = 'syntax = "proto3"; package shop; message Paid { oneof how { string id = 1; int32 cents = 2; } }';
    expect(() => protobufReader.readerOf(protoEventType('paid', choice)).writtenUnder(v1)).toThrow(
      new SchemaMismatch('"how" is a choice now of fields that could be there together'),
    );
    expect(readerOf('paid', choice, v1).under(choice)('00 10 05')).toEqual({ id: '', cents: 5 });
  });

  it('is refused for what a message in a message in it was', () => {
    const nested = (type: string) =>
      `syntax = "proto3"; message A { repeated B b = 1; } message B { A a = 1; ${type} x = 2; }`;
    expect(() => protobufReader.readerOf(protoEventType('a', nested('string'))).writtenUnder(nested('int32'))).toThrow(
      new SchemaMismatch('field "b.x" was int32 and is string now'),
    );
  });
});
