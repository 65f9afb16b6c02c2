import { describe, expect, it } from 'vitest';
import { parseProto } from '../../../src/codecs/protobuf/parse-proto.ts';
import { protobufWriter } from '../../../src/codecs/protobuf/protobuf-writer.ts';
import { protoEventType } from './event-types.ts';
import { readerOf } from './read-hex.ts';

const indexOf = (definition: string) => parseProto(`syntax = "proto3"; ${definition}`).index;

describe('the index of messages', () => {
  it.each([
    ['nested ones by full name', 'message B { message C {} message A { message D {} } }', ['B', 'B.A', 'B.A.D', 'B.C']],
    ['whatever their order in the file', 'package p; message Zeta {} message Alpha {}', ['p.Alpha', 'p.Zeta']],
    ['capital letters before small ones', 'message a {} message B {} message _c {}', ['B', '_c', 'a']],
    [
      'a dot before everything else in names',
      'message A { message Z {} } message A1 {} message A_ {}',
      ['A', 'A.Z', 'A1', 'A_'],
    ],
    ['enums and services not at all', 'enum A { X = 0; } message M {} service S { rpc F (M) returns (M); }', ['M']],
    [
      'entries of maps as the compiler names them',
      `message Foo {
        map<string, Foo> tags = 1;
        map<string, int32> unit_prices = 2;
        map<string, int32> by2_x_Y = 3;
        map<string, int32> aB = 4;
        message Bar {}
        message V {}
      }`,
      ['Foo', 'Foo.ABEntry', 'Foo.Bar', 'Foo.By2XYEntry', 'Foo.TagsEntry', 'Foo.UnitPricesEntry', 'Foo.V'],
    ],
    [
      'imports not at all',
      'import "google/protobuf/timestamp.proto"; message A { google.protobuf.Timestamp t = 1; }',
      ['A'],
    ],
  ])('has %s', (_what, definition, names) => {
    expect(indexOf(definition)).toEqual(names);
  });
});

describe('a payload', () => {
  const definition = 'syntax = "proto3"; message B { message C {} message A { message D {} } int32 x = 1; }';
  const many = Array.from({ length: 300 }, (_, index) => `message M${1000 + index} { int32 x = 1; }`).join(' ');
  const zzz = `syntax = "proto3"; ${many} message Zzz { int32 x = 1; }`;

  it('says which message it is, in as many bytes as it takes', () => {
    expect(readerOf('b', definition)('00 08 05')).toEqual({ x: 5 });
    expect(readerOf('zzz', zzz)('ac 02 08 05')).toEqual({ x: 5 });
    expect(Buffer.from(protobufWriter.writerOf(protoEventType('zzz', zzz))({ x: 5 })).toString('hex')).toBe('ac020805');
    expect(readerOf('b', definition)('80 00 08 05')).toEqual({ x: 5 });
  });

  it.each([
    ['nothing', '', 'the record does not say which message of its schema it holds'],
    ['half a number', '80', 'the record does not say which message of its schema it holds'],
    [
      'a number of 11 bytes',
      '80 80 80 80 80 80 80 80 80 80 00',
      'the record does not say which message of its schema it holds',
    ],
    ['another message', '02', 'the record holds message "B.A.D" of its schema, the event is "B"'],
    ['a message that is not there', '04', 'the record holds message 4 of its schema, which has 4'],
    [
      'the index as a zig-zag number',
      'ff ff ff ff ff ff ff ff ff 01',
      'the record holds message 18446744073709552000 of its schema, which has 4',
    ],
  ])('is rejected where it says %s', (_what, hex, message) => {
    expect(readerOf('b', definition).rejection(hex)).toEqual(['UNDECODABLE', message]);
  });
});
