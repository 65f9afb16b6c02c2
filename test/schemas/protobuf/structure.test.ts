import { describe, expect, it } from 'vitest';
import type { Compatibility } from '../../../src/schemas/schema-kinds.ts';
import { checkCases, OK } from '../support/cases.ts';
import { evolve, inShort } from '../support/evolve.ts';
import { holding, holding2, proto3 } from '../support/proto-files.ts';

describe('choices', () => {
  const oneof = (fields: string): string => `oneof paid { ${fields} }`;
  const C = 'ONEOF_CHANGED Order.paid';
  checkCases('PROTOBUF', [
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
  checkCases('PROTOBUF', [
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
  checkCases('PROTOBUF', [
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
  checkCases('PROTOBUF', [
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
  checkCases('PROTOBUF', [
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
