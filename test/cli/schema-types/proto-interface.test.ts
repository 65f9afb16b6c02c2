import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { protoInterface } from '../../../src/cli/schema-types/proto-interface.ts';
import { fc } from '../../support/fast-check.ts';
import { protoSchema, protoText } from '../../support/proto-arbitraries.ts';

const ORDER_PAID = `
// Copyright of the shop.

syntax = "proto3";
package shop.v1;

import "google/protobuf/timestamp.proto";

// A customer paid.
// Once per order.
message OrderPaid {
  // Number of the order. */ export const evil = 1; /*
  string order_id = 1;
  int64 cents = 2; // What came in.
  optional double tip = 3;
  Channel channel = 12;
  repeated Line lines = 4;
  map<int64, Line> by_number = 5;
  oneof how {
    // The card's number, encrypted.
    bytes card = 6;
    Cash cash = 7;
  }
  google.protobuf.Timestamp at = 8;
  bool express = 9;

  message Line {
    string sku = 1;
    repeated Line parts = 2;
    repeated fixed64 codes = 3;
  }
}

/* Where it came from. */
enum Channel {
  option allow_alias = true;
  WEB = 0;
  SHOP = 1;
  STORE = 1;
}

message Cash {}
message NeverUsed { int32 x = 1; }
`;

describe('the interface of a .proto file', () => {
  it('has what the reader gives, the event first', () => {
    expect(protoInterface(ORDER_PAID, 'order-paid', 'OrderPaid')).toBe(
      `
/**
 * A customer paid.
 * Once per order.
 */
export interface OrderPaid {
  /**
   * Number of the order. *\\/ export const evil = 1; /*
   */
  orderId: string
  /**
   * What came in.
   */
  cents: bigint
  tip?: number
  lines: Line[]
  byNumber: { [key: string]: Line }
  /**
   * The card's number, encrypted.
   * At most one of card, cash is there.
   */
  card?: Buffer
  /**
   * At most one of card, cash is there.
   */
  cash?: Cash
  at?: Timestamp
  express: boolean
  channel: Channel
}

export interface Line {
  sku: string
  parts: Line[]
  codes: bigint[]
}

export interface Cash {
}

export interface Timestamp {
  seconds: bigint
  nanos: number
}

/**
 * Where it came from.
 */
export type Channel = 'WEB' | 'SHOP' | number
`.trim(),
    );
  });

  it('says of proto2 which fields are always there', () => {
    const definition = `
      message Paid {
        required string id = 1;
        optional int32 cents = 2;
        optional int32 tip = 3 [default = 5];
        required Paid cause = 4;
      }`;
    expect(protoInterface(definition, 'order-paid', 'OrderPaid')).toBe(
      'export interface OrderPaid {\n  id: string\n  cents?: number\n  tip: number\n  cause: OrderPaid\n}',
    );
  });

  it('gives each type a name of its own', () => {
    const definition = `
      syntax = "proto3";
      message A { Order a = 1; B.order b = 2; C.Order c = 3; Buffer d = 4; bytes e = 5; }
      message Order {}
      message B { message order {} }
      message C { message Order {} }
      message Buffer {}`;
    const source = protoInterface(definition, 'a', 'Order');
    const declared = [...source.matchAll(/interface (\w+)/g)].map((match) => match[1]);
    expect(declared).toEqual(['Order', 'OrderOrder', 'OrderOrder2', 'OrderOrder3', 'OrderBuffer']);
    expect(source).toContain('  e: Buffer\n');
  });

  it.each([
    ['no .proto file', '{"type":"record"}', "it is not sound: illegal token '{' (line 1)"],
    ['an unknown type', 'syntax = "proto3"; message A { Foo a = 1; }', "no such Type or Enum 'Foo' in Type .A"],
    ['no message', 'syntax = "proto3";', 'it has no message: the event\'s is called "OrderPaid"'],
    [
      'several messages of other names',
      'syntax = "proto3"; package p; message A {} message B {}',
      'which of its messages is the event cannot be told: call it "OrderPaid" (it has p.A, p.B)',
    ],
  ])('is refused on one line for %s', (_what, definition, message) => {
    expect(() => protoInterface(definition, 'order-paid', 'OrderPaid')).toThrow(message);
    expect(() => protoInterface(definition, 'order-paid', 'OrderPaid')).not.toThrow(/\n/);
  });

  it('is sound TypeScript whatever the schema, and always the same', () => {
    fc.assert(
      fc.property(protoSchema.map(protoText), (definition) => {
        const source = protoInterface(definition, 'event', 'Event');
        expect(protoInterface(definition, 'event', 'Event')).toBe(source);
        const declared = [...source.matchAll(/^export (?:interface|type) (\w+)/gm)].map((match) => match[1]);
        expect(new Set(declared).size).toBe(declared.length);
        expect(syntaxErrors(source)).toEqual([]);
      }),
    );
  });
});

function syntaxErrors(source: string): string[] {
  const { diagnostics = [] } = ts.transpileModule(source, { reportDiagnostics: true });
  return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
