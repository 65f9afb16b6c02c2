import { describe } from 'vitest';
import { type Case, checkCases, OK } from '../support/cases.ts';
import { holding, holding2 } from '../support/proto-files.ts';

describe('fields', () => {
  const id = 'string id = 1;';
  checkCases('PROTOBUF', [
    ['one is added', holding(id), holding(`${id} int32 n = 2;`), OK, OK],
    ['one is removed', holding(`${id} int32 n = 2;`), holding(id), OK, OK],
    ['one is renamed', holding(id), holding('string key = 1;'), OK, OK],
    [
      'one takes another number',
      holding(id),
      holding('string id = 2;'),
      'FIELD_RENUMBERED Order.id',
      'FIELD_RENUMBERED Order.id',
    ],
    [
      'two change their numbers',
      holding('string a = 1; string b = 2;'),
      holding('string a = 2; string b = 1;'),
      'FIELD_RENUMBERED Order.a, FIELD_RENUMBERED Order.b',
      'FIELD_RENUMBERED Order.a, FIELD_RENUMBERED Order.b',
    ],
    [
      'one is removed and its number reserved',
      holding(`${id} int32 n = 2;`),
      holding(`${id} reserved 2; reserved "n";`),
      OK,
      OK,
    ],
    [
      'a reserved number is used again',
      holding(`${id} reserved 2 to 4;`),
      holding(`${id} int32 n = 3;`),
      'RESERVED_REUSED Order.n',
      'RESERVED_REUSED Order.n',
    ],
    [
      'a reserved name is used again',
      holding(`${id} reserved "n";`),
      holding(`${id} int32 n = 3;`),
      'RESERVED_REUSED Order.n',
      'RESERVED_REUSED Order.n',
    ],
    [
      'the number of another type is used',
      holding('string a = 1;'),
      holding('int32 b = 1;'),
      'TYPE_CHANGED Order.b',
      'TYPE_CHANGED Order.a',
    ],
    ['they change places', holding('string a = 1; int32 b = 2;'), holding('int32 b = 2; string a = 1;'), OK, OK],
    [
      'only remarks and options change',
      holding(id),
      holding('/* the key */ string id = 1 [deprecated = true, json_name = "ID"]; option map_entry = false;'),
      OK,
      OK,
    ],
  ]);
});

describe('types', () => {
  const both = (from: string, to: string, backward: string, forward: string): Case => [
    `${from} → ${to}`,
    holding(`${from} a = 1;`),
    holding(`${to} a = 1;`),
    backward,
    forward,
  ];
  const T = 'TYPE_CHANGED Order.a';
  const S = 'SHAPE_CHANGED Order.a';
  checkCases('PROTOBUF', [
    both('int32', 'int64', OK, T),
    both('uint32', 'uint64', OK, T),
    both('uint32', 'int64', OK, T),
    both('sint32', 'sint64', OK, T),
    both('bool', 'int32', OK, T),
    both('bool', 'uint64', OK, T),
    both('string', 'bytes', OK, T),
    both('int32', 'uint32', T, T),
    both('int64', 'uint64', T, T),
    both('int32', 'sint32', T, T),
    both('int32', 'fixed32', T, T),
    both('fixed32', 'sfixed32', T, T),
    both('fixed32', 'fixed64', T, T),
    both('float', 'double', T, T),
    both('int32', 'string', T, T),
    both('int32', 'repeated int32', S, S),
    both('optional int32', 'repeated int32', OK, S),
    both('optional int32', 'repeated int64', OK, S),
    both('map<string, int32>', 'map<string, int64>', OK, T),
    both('map<int32, string>', 'map<int64, string>', OK, T),
    both('map<bool, string>', 'map<int32, string>', T, T),
    both('map<string, int32>', 'repeated int32', S, S),
    both('int32', 'optional int32', OK, OK),
    both('repeated int32', 'repeated int64', OK, T),
  ]);
  checkCases('PROTOBUF', [
    ['packed → expanded', holding('repeated int32 a = 1;'), holding('repeated int32 a = 1 [packed = false];'), OK, OK],
    ['a message becomes bytes', holding('Order a = 1;'), holding('bytes a = 1;'), T, T],
    [
      'a map is written out as its entries',
      holding('map<string, int32> a = 1;'),
      holding('repeated Entry a = 1; message Entry { string key = 1; int32 value = 2; }'),
      S,
      S,
    ],
  ]);
});

describe('required fields (proto2)', () => {
  const id = 'optional string id = 1;';
  const required = 'required string id = 1;';
  checkCases('PROTOBUF', [
    ['one is added', holding2(id), holding2(`${id} required int32 n = 2;`), 'REQUIRED_ADDED Order.n', OK],
    ['one is removed', holding2(`${id} required int32 n = 2;`), holding2(id), OK, 'REQUIRED_REMOVED Order.n'],
    ['one becomes optional', holding2(required), holding2(id), OK, 'REQUIRED_REMOVED Order.id'],
    ['one becomes required', holding2(id), holding2(required), 'REQUIRED_ADDED Order.id', OK],
    ['one with a default is added', holding2(id), holding2(`${id} optional int32 n = 2 [default = 7];`), OK, OK],
    ['an optional one becomes a list', holding2(id), holding2('repeated string id = 1;'), OK, 'SHAPE_CHANGED Order.id'],
    ['the file becomes proto3', holding2(id), holding('string id = 1;'), OK, OK],
    [
      'the file becomes proto3, which requires nothing',
      holding2(required),
      holding('string id = 1;'),
      OK,
      'REQUIRED_REMOVED Order.id',
    ],
  ]);
});
