import { describe, expect, it } from 'vitest';
import { diffDefinitions } from '../../src/schemas/diff-definitions.ts';
import { avroChangedPairs, avroDefinitions } from '../support/avro-arbitraries.ts';
import { fc } from '../support/fast-check.ts';
import { protoSchema, protoText } from '../support/proto-arbitraries.ts';

function avro(before: unknown, after: unknown): readonly string[] {
  return diffDefinitions('AVRO', JSON.stringify(before), JSON.stringify(after));
}

function record(...fields: readonly object[]): object {
  return { type: 'record', name: 'Flight', fields };
}

describe('what changed in an Avro schema', () => {
  it('is told field by field', () => {
    const leg = (...fields: readonly object[]): object => ({
      type: 'array',
      items: { type: 'record', name: 'Leg', fields },
    });
    const before = record(
      { name: 'id', type: 'string' },
      { name: 'delay', type: 'int', doc: 'minutes' },
      { name: 'gate', type: 'string' },
      { name: 'kind', type: { type: 'enum', name: 'Kind', symbols: ['A', 'B'] } },
      { name: 'legs', type: leg({ name: 'to', type: 'string' }) },
    );
    const after = record(
      { name: 'id', type: 'string' },
      { name: 'delayMin', type: ['null', 'long'], aliases: ['delay'], default: null },
      { name: 'kind', type: { type: 'enum', name: 'Kind', symbols: ['A', 'C'], default: 'A' } },
      { name: 'legs', type: leg({ name: 'to', type: 'bytes' }) },
      { name: 'note', type: 'string', default: '' },
    );
    expect(avro(before, after)).toEqual([
      'delayMin: renamed from delay',
      'delayMin: type int → ["null","long"]',
      'delayMin: default none → null',
      'delayMin: aliases none → delay',
      'delayMin: doc "minutes" → nothing',
      'kind: symbol C added',
      'kind: symbol B removed',
      'kind: default symbol none → A',
      'legs[].to: type string → bytes',
      'note: added, string, default ""',
      'gate: removed, was string',
    ]);
  });

  it('is told of names, logical types, fixed and unions', () => {
    expect(avro(record(), { ...record(), namespace: 'air' })).toEqual(['record name Flight → air.Flight']);
    expect(avro('long', { type: 'long', logicalType: 'timestamp-millis' })).toEqual([
      'type long → long (timestamp-millis)',
    ]);
    const fixed = (size: number): object => ({ type: 'fixed', name: 'Hash', size });
    expect(avro(fixed(4), fixed(8))).toEqual(['type fixed Hash of 4 bytes → fixed Hash of 8 bytes']);
    const node = (type: string): object => ({
      type: 'record',
      name: 'Node',
      fields: [
        { name: 'next', type: ['null', 'Node'] },
        { name: 'label', type },
      ],
    });
    expect(avro(['null', node('int')], ['null', node('long'), 'int'])).toEqual([
      'type ["null",record Node] → ["null",record Node,"int"]',
      'label: type int → long',
    ]);
    expect(
      avro({ type: 'enum', name: 'K', symbols: ['A', 'B'] }, { type: 'enum', name: 'K', symbols: ['B', 'A'] }),
    ).toEqual(['symbols in another order']);
  });

  it('is nothing between a schema and itself, and one line each otherwise', () => {
    fc.assert(
      fc.property(avroDefinitions, (definition) => {
        expect(diffDefinitions('AVRO', definition, definition)).toEqual([]);
      }),
    );
    fc.assert(
      fc.property(avroChangedPairs, ({ before, after }) => {
        for (const line of diffDefinitions('AVRO', before, after)) expect(line).toMatch(/^[^\n]+$/);
      }),
    );
  });
});

describe('what changed in a JSON Schema', () => {
  it('is told property by property and keyword by keyword', () => {
    const before = {
      title: 'Flight',
      type: 'object',
      properties: { id: { type: 'string' }, delay: { type: 'integer', minimum: 0 }, gate: { type: 'string' } },
      required: ['id'],
      definitions: { leg: { type: 'string' }, old: {} },
    };
    const after = {
      title: 'Flight',
      type: 'object',
      properties: {
        id: { type: 'string' },
        delay: { type: 'number' },
        legs: { type: 'array', items: { $ref: '#/definitions/leg' } },
      },
      required: ['delay', 'legs'],
      additionalProperties: false,
      definitions: { leg: { type: 'integer' } },
    };
    expect(diffDefinitions('JSON', JSON.stringify(before), JSON.stringify(after))).toEqual([
      'id: optional now',
      'delay: required now',
      'delay: "type" "integer" → "number"',
      'delay: "minimum" removed, was 0',
      'gate: removed, was {"type":"string"}',
      'legs: added, required, {"type":"array","items":{"$ref":"#/definitions/leg"}}',
      '"additionalProperties" added, false',
      'definitions/leg: "type" "string" → "integer"',
      'definitions/old: definition removed, was {}',
    ]);
  });

  it('is told of items and of further properties', () => {
    const list = (items: unknown): string => JSON.stringify({ items, additionalProperties: { type: 'string' } });
    expect(diffDefinitions('JSON', list({ minimum: 0 }), list({ minimum: 1 }))).toEqual(['[]: "minimum" 0 → 1']);
    expect(diffDefinitions('JSON', list([{}]), list([{}, {}]))).toEqual(['"items" [{}] → [{},{}]']);
    expect(diffDefinitions('JSON', 'true', '{}')).toEqual(['schema true → {}']);
  });
});

describe('what changed in a Protobuf file', () => {
  it('is told by message and field number', () => {
    const before = `syntax = "proto2"; package a; import "google/protobuf/any.proto";
      message Order { optional string id = 1; required int32 n = 2; optional Kind kind = 3; optional bool gone = 9; message Line { } }
      message Refund { } enum Kind { A = 0; B = 1; } service Shop { rpc Buy (Order) returns (Order); }`;
    const after = `syntax = "proto3"; package a;
      message Order { string key = 1; int64 n = 2; Kind kind = 3; repeated string tags = 4; reserved 9, 12 to 14; oneof c { bool x = 5; } }
      enum Kind { A = 0; C = 2; } service Shop { rpc Buy (stream Order) returns (Order); }`;
    expect(diffDefinitions('PROTOBUF', before, after)).toEqual([
      'syntax proto2 → proto3',
      'google/protobuf/any.proto: import removed',
      'Order.key: renamed from id',
      'Order.key: presence explicit → implicit',
      'Order.n: type required int32 → int64',
      'Order.n: presence required → implicit',
      'Order.kind: presence explicit → implicit',
      'Order.tags: added, repeated string = 4',
      'Order.x: added, bool = 5',
      'Order.gone: removed, was bool = 9',
      'Order: reserved none → 9, 12 to 14',
      'Order.Line: message removed',
      'Refund: message removed',
      'Kind.C = 2: value added',
      'Kind.B = 1: value removed',
      'Shop.Buy(stream Order) returns (Order): rpc added',
      'Shop.Buy(Order) returns (Order): rpc removed',
    ]);
  });

  it('is nothing between a file and itself', () => {
    fc.assert(
      fc.property(protoSchema, (schema) => {
        expect(diffDefinitions('PROTOBUF', protoText(schema), protoText(schema))).toEqual([]);
      }),
    );
  });
});

it('says which of two versions is no schema', () => {
  expect(diffDefinitions('AVRO', '"int"', '{')).toEqual([
    expect.stringMatching(/^the version after is no sound AVRO schema: /),
  ]);
  expect(diffDefinitions('PROTOBUF', 'x', '')).toEqual([
    expect.stringMatching(/^the version before is no sound PROTOBUF schema: line 1: /),
  ]);
});
