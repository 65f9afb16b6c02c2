import { describe, expect, it } from 'vitest';
import { DefinitionProblem } from '../../../src/codecs/event-format.ts';
import { protobufReader } from '../../../src/codecs/protobuf/protobuf-reader.ts';
import { protoEventType } from './event-types.ts';
import { bytesOf, readerOf } from './read-hex.ts';

describe('a schema', () => {
  const proto3 = (text: string) => `syntax = "proto3"; ${text}`;

  it.each([
    ['editions', 'edition = "2023"; message A {}', 'editions are not supported: begin it with syntax = "proto3";'],
    [
      'an import of another file',
      proto3('import "shop/money.proto"; message A {}'),
      'the import "shop/money.proto" is not supported: any, duration, empty, field_mask, struct, timestamp and wrappers of google/protobuf are, others go into the file',
    ],
    ['extensions', 'message A { extensions 100 to 199; }', '"A" has extensions, which are not supported'],
    ['an extension', 'message A {} extend A { optional int32 x = 100; }', 'extensions are not supported'],
    [
      'a group',
      'message A { optional group G = 1 { optional int32 x = 1; } }',
      '"A.g" is a group: use a message instead',
    ],
    [
      'a group in a message that no event holds',
      'message A {} message B { repeated group G = 1 {} }',
      '"B.g" is a group: use a message instead',
    ],
    [
      'an unknown type',
      proto3('message A { Money m = 1; }'),
      "it is not sound: no such Type or Enum 'Money' in Type .A",
    ],
    ['a number twice', proto3('message A { int32 a = 1; int32 b = 1; }'), 'it is not sound: duplicate id 1 in Type A'],
    [
      'names that are one in camelCase',
      proto3('message A { int32 a_b = 1; int32 aB = 2; }'),
      "it is not sound: duplicate name 'aB' in Type A",
    ],
    ['the number 0', proto3('message A { int32 a = 0; }'), '"A.a" has the number 0, which no field may have'],
    [
      'a number that is kept',
      proto3('message A { int32 a = 19500; }'),
      '"A.a" has the number 19500, which no field may have',
    ],
    [
      'an enum without 0',
      proto3('message A { E e = 1; } enum E { X = 1; }'),
      'the enum "E" has no value 0, with which those of proto3 begin',
    ],
    ['an enum without values', proto3('message A { E e = 1; } enum E {}'), 'the enum "E" has no values'],
    [
      'an enum beyond 32 bits',
      proto3('message A { E e = 1; } enum E { X = 0; Y = 2147483648; }'),
      '"E.Y" has the number 2147483648, which does not fit into 32 bits',
    ],
    [
      'a default in proto3',
      proto3('message A { int32 a = 1 [default = 5]; }'),
      '"A.a" declares a default, which proto3 does not have',
    ],
    [
      'a default that does not fit',
      'message A { optional int32 a = 1 [default = 3000000000]; }',
      '"A.a" declares a default that its type cannot have',
    ],
    [
      'a default beyond 2^53',
      'message A { optional int64 a = 1 [default = 9007199254740993]; }',
      '"A.a" declares a default that its type cannot have',
    ],
    [
      'a default of bytes',
      'message A { optional bytes a = 1 [default = "\\001"]; }',
      '"A.a" declares a default that its type cannot have',
    ],
    [
      'a default that is no name of the enum',
      'message A { optional E a = 1 [default = Z]; } enum E { X = 1; }',
      '"A.a" declares a default that its type cannot have',
    ],
    ['no message', proto3(''), 'it has no message: the event\'s is called "OrderPaid"'],
    [
      'no message of its name',
      proto3('message A {} message B {}'),
      'which of its messages is the event cannot be told: call it "OrderPaid" (it has A, B)',
    ],
    ['the end too early', proto3('message A {'), "it is not sound: illegal end of input 'null' (line 1)"],
  ])('is refused on one line for %s', (_what, definition, problem) => {
    const type = protoEventType('order-paid', 'syntax = "proto3"; message OrderPaid {}', definition);
    expect(() => protobufReader.readerOf(type)).toThrow(DefinitionProblem);
    expect(() => protobufReader.readerOf(type)).toThrow(`schema version 2 of event type "order-paid": ${problem}`);
    expect(() => protobufReader.readerOf(type)).not.toThrow(/\n/);
  });

  it('must be there', () => {
    expect(() => protobufReader.readerOf(protoEventType('order-paid'))).toThrow(
      new DefinitionProblem('event type "order-paid" has no schema version 1, known are: none'),
    );
  });

  it('has the event as the message of its name, nested ones aside, or as its only one', () => {
    const named = proto3('message A { message OrderPaid { int32 x = 1; } } message OrderPaid { int32 y = 1; }');
    expect(readerOf('order-paid', named)('02')).toEqual({ y: 0 });
    expect(readerOf('order-paid', proto3('message A { message OrderPaid { int32 x = 1; } }'))('00')).toEqual({});
  });

  it('may chain messages by the thousand', () => {
    const chain = Array.from({ length: 5_000 }, (_, index) => `message M${index}{M${index + 1} a=1;}`).join('');
    const definition = proto3(`${chain} message M5000 { int32 x = 1; }`);
    const type = protoEventType('m0', definition);
    expect(protobufReader.readerOf(type).writtenUnder(`${definition} `)(bytesOf('00'), 0, 1)).toEqual({});
  });
});
