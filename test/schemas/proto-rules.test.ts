import { describe, expect, it } from 'vitest';
import type { Compatibility } from '../../src/schemas/schema-kinds.ts';
import { evolve, inShort } from './support/evolve.ts';

const OK = 'compatible';

type Case = readonly [what: string, before: string, after: string, backward: string, forward: string];

function check(cases: readonly Case[]): void {
  it.each(cases)('%s', (_, before, after, backward, forward) => {
    const found = (mode: Compatibility) => inShort(evolve('PROTOBUF', mode, before, after));
    expect({ backward: found('BACKWARD'), forward: found('FORWARD') }).toEqual({ backward, forward });
  });
}

function proto3(body: string): string {
  return `syntax = "proto3";\n${body}`;
}

/** A file of one message. */
function holding(fields: string, rest = ''): string {
  return proto3(`message Order { ${fields} }\n${rest}`);
}

/** The same of proto2. */
function holding2(fields: string, rest = ''): string {
  return `syntax = "proto2";\nmessage Order { ${fields} }\n${rest}`;
}

describe('fields', () => {
  const id = 'string id = 1;';
  check([
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
  check([
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
  check([
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
  check([
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

describe('choices', () => {
  const oneof = (fields: string): string => `oneof paid { ${fields} }`;
  const C = 'ONEOF_CHANGED Order.paid';
  check([
    ['a field joins', holding(oneof('string a = 1;')), holding(oneof('string a = 1; string b = 2;')), OK, OK],
    ['one field goes into a new one', holding('string a = 1;'), holding(oneof('string a = 1;')), OK, OK],
    [
      'two fields go into a new one',
      holding('string a = 1; string b = 2;'),
      holding(oneof('string a = 1; string b = 2;')),
      C,
      OK,
    ],
    [
      'a field goes into one that is there',
      holding(`string a = 1; ${oneof('string b = 2;')}`),
      holding(oneof('string a = 1; string b = 2;')),
      C,
      OK,
    ],
    ['two fields leave', holding(oneof('string a = 1; string b = 2;')), holding('string a = 1; string b = 2;'), OK, C],
    [
      'it is split',
      holding(oneof('string a = 1; string b = 2;')),
      holding(`${oneof('string a = 1;')} oneof other { string b = 2; }`),
      OK,
      C,
    ],
    [
      'it is renamed',
      holding(oneof('string a = 1; string b = 2;')),
      holding('oneof other { string a = 1; string b = 2; }'),
      OK,
      OK,
    ],
    [
      'a field leaves for a list',
      holding(oneof('string a = 1;')),
      holding('repeated string a = 1;'),
      OK,
      'SHAPE_CHANGED Order.a',
    ],
  ]);
});

describe('enums', () => {
  const kind = (...values: readonly string[]): string => holding('Kind kind = 1;', `enum Kind { ${values.join(' ')} }`);
  const kind2 = (...values: readonly string[]): string =>
    holding2('optional Kind kind = 1;', `enum Kind { ${values.join(' ')} }`);
  const plain = holding('int32 kind = 1;');
  check([
    ['a value joins an open one', kind('A = 0;'), kind('A = 0;', 'B = 1;'), OK, OK],
    ['a value joins a closed one', kind2('A = 0;'), kind2('A = 0;', 'B = 1;'), OK, 'ENUM_VALUE_ADDED Order.kind'],
    ['a value leaves', kind('A = 0;', 'B = 1;'), kind('A = 0;'), 'ENUM_VALUE_REMOVED Order.kind', OK],
    ['a value leaves a closed one', kind2('A = 0;', 'B = 1;'), kind2('A = 0;'), 'ENUM_VALUE_REMOVED Order.kind', OK],
    ['a value is renamed', kind('A = 0;', 'B = 1;'), kind('A = 0;', 'C = 1;'), OK, OK],
    [
      'values change their numbers',
      kind('Z = 0;', 'A = 1;', 'B = 2;'),
      kind('Z = 0;', 'A = 2;', 'B = 1;'),
      'ENUM_VALUE_RENUMBERED Order.kind, ENUM_VALUE_RENUMBERED Order.kind',
      'ENUM_VALUE_RENUMBERED Order.kind, ENUM_VALUE_RENUMBERED Order.kind',
    ],
    ['a second name joins', kind('A = 0;'), kind('option allow_alias = true;', 'A = 0;', 'B = 0;'), OK, OK],
    ['it becomes a number', kind('A = 0;'), plain, OK, 'TYPE_CHANGED Order.kind'],
    ['it is renamed', kind('A = 0;'), holding('Sort kind = 1;', 'enum Sort { A = 0; }'), OK, OK],
  ]);
});

describe('messages', () => {
  const order = 'message Order { string id = 1; }';
  const line = (fields: string, name = 'Line'): string =>
    proto3(`message Order { repeated ${name} lines = 1; } message ${name} { ${fields} }`);
  check([
    [
      'one that no field holds is added',
      proto3(order),
      proto3(`${order} message Refund { }`),
      OK,
      'MESSAGE_ADDED Refund',
    ],
    ['one is removed', proto3(`${order} message Refund { }`), proto3(order), 'MESSAGE_REMOVED Refund', OK],
    [
      'one is added for a field',
      proto3(order),
      proto3('message Order { string id = 1; Payer payer = 2; } message Payer { string name = 1; }'),
      OK,
      OK,
    ],
    [
      'one is renamed',
      proto3(order),
      proto3('message Sale { string id = 1; }'),
      'MESSAGE_REMOVED Order',
      'MESSAGE_ADDED Sale',
    ],
    [
      'a field changes within one',
      line('int32 n = 1;'),
      line('string n = 1;'),
      'TYPE_CHANGED Line.n',
      'TYPE_CHANGED Line.n',
    ],
    [
      'one within one is renamed',
      holding('Line l = 1; message Line { int32 n = 1; }'),
      holding('Item l = 1; message Item { int64 n = 1; }'),
      OK,
      'TYPE_CHANGED Order.l.n',
    ],
    [
      'one within one that nothing holds is removed',
      holding('string id = 1; message Line { }'),
      holding('string id = 1;'),
      OK,
      OK,
    ],
    [
      'they hold each other',
      proto3('message A { B b = 1; } message B { A a = 1; int32 n = 2; }'),
      proto3('message A { B b = 1; } message B { A a = 1; int64 n = 2; }'),
      OK,
      'TYPE_CHANGED B.n',
    ],
    [
      'the package changes',
      proto3(`package a; ${order}`),
      proto3(`package b; ${order}`),
      'PACKAGE_CHANGED',
      'PACKAGE_CHANGED',
    ],
  ]);

  it('are told apart by the event type, where it is known', () => {
    const grown = proto3(`${order} message OrderPaid { string id = 1; }`);
    const found = (eventName: string, mode: Compatibility = 'BACKWARD') =>
      inShort(evolve('PROTOBUF', mode, proto3(order), grown, eventName));
    expect(found('order')).toBe(OK);
    expect(found('order', 'FULL')).toBe(OK);
    expect(found('order-paid')).toBe('EVENT_MESSAGE_CHANGED');
    // The file no longer tells which message it is.
    expect(found('sale')).toBe('EVENT_MESSAGE_CHANGED');
  });
});

describe('services', () => {
  const service = (...methods: readonly string[]): string =>
    proto3(`message Order { } service Shop { ${methods.join(' ')} }`);
  const buy = 'rpc Buy (Order) returns (Order);';
  const list = 'rpc List (Order) returns (stream Order) { option deadline = 1.5; }';
  check([
    ['one is added', proto3('message Order { }'), service(buy), OK, 'SERVICE_ADDED Shop'],
    ['one is removed', service(buy), proto3('message Order { }'), 'SERVICE_REMOVED Shop', OK],
    ['an rpc is added', service(buy), service(buy, list), OK, 'RPC_ADDED Shop.List'],
    ['an rpc is removed', service(buy, list), service(buy), 'RPC_REMOVED Shop.List', OK],
    [
      'an rpc answers in a stream now',
      service(buy),
      service('rpc Buy (Order) returns (stream Order);'),
      'RPC_CHANGED Shop.Buy',
      'RPC_CHANGED Shop.Buy',
    ],
  ]);
});

describe('imports', () => {
  const at = (type: string, ...paths: readonly string[]): string =>
    proto3(`${paths.map((path) => `import "${path}";`).join('')} message Order { ${type} at = 1; }`);
  const timestamp = at('google.protobuf.Timestamp', 'google/protobuf/timestamp.proto');
  check([
    ["Google's types stay", timestamp, timestamp.replace('at =', 'paid_at ='), OK, OK],
    [
      "Google's types change",
      timestamp,
      at('google.protobuf.Duration', 'google/protobuf/duration.proto'),
      'TYPE_CHANGED Order.at',
      'TYPE_CHANGED Order.at',
    ],
    [
      'a file that is not there',
      at('money.Sum', 'money.proto'),
      at('money.Sum', 'money.proto').replace('at =', 'sum ='),
      '? import',
      '? import',
    ],
  ]);
});

it('follows a long chain of messages', () => {
  const chain = (last: string): string =>
    proto3(
      Array.from(
        { length: 3_000 },
        (_, index) => `message M${index} { ${index === 2_999 ? last : `M${index + 1}`} a = 1; }`,
      ).join('\n'),
    );
  expect(inShort(evolve('PROTOBUF', 'BACKWARD', chain('int32'), chain('int64')))).toBe(OK);
  expect(inShort(evolve('PROTOBUF', 'BACKWARD', chain('int32'), chain('string')))).toBe('TYPE_CHANGED M2999.a');
});
