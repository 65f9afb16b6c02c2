import { describe, expect, it } from 'vitest';
import { canonicalForm } from '../../src/schemas/canonical-form.ts';
import type { SchemaFormat } from '../../src/schemas/schema-kinds.ts';
import { avroDefinitions } from '../support/avro-arbitraries.ts';
import { fc } from '../support/fast-check.ts';
import { protoSchema, protoText } from '../support/proto-arbitraries.ts';

function isSame(format: SchemaFormat, a: string, b: string): boolean {
  return canonicalForm(format, a) === canonicalForm(format, b);
}

describe('the same Avro schema', () => {
  const flight = '{"type":"record","name":"Flight","namespace":"air","fields":[{"name":"at","type":"long"}]}';

  it.each([
    [
      'white space',
      '{ "type": "record",\n "name": "Flight", "namespace": "air", "fields": [ {"name":"at","type":"long"} ] }',
    ],
    [
      'the order of attributes',
      '{"fields":[{"type":"long","name":"at"}],"namespace":"air","name":"Flight","type":"record"}',
    ],
    ['the namespace within the name', '{"type":"record","name":"air.Flight","fields":[{"name":"at","type":"long"}]}'],
    [
      'a primitive type as an object',
      '{"type":"record","name":"air.Flight","fields":[{"name":"at","type":{"type":"long"}}]}',
    ],
    [
      'what holds anyway',
      '{"type":"record","name":"air.Flight","aliases":[],"fields":[{"name":"at","type":"long","order":"ascending","aliases":[]}]}',
    ],
    ['escapes', '{"type":"record","name":"\\u0046light","namespace":"air","fields":[{"name":"at","type":"long"}]}'],
  ])('differs in %s', (_, other) => {
    expect(isSame('AVRO', flight, other)).toBe(true);
  });

  it.each([
    ['a doc', '{"type":"record","name":"air.Flight","doc":"x","fields":[{"name":"at","type":"long"}]}'],
    ['a default', '{"type":"record","name":"air.Flight","fields":[{"name":"at","type":"long","default":0}]}'],
    ['an alias', '{"type":"record","name":"air.Flight","fields":[{"name":"at","type":"long","aliases":["t"]}]}'],
    [
      'a logical type',
      '{"type":"record","name":"air.Flight","fields":[{"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}}]}',
    ],
    ['a namespace', '{"type":"record","name":"rail.Flight","fields":[{"name":"at","type":"long"}]}'],
  ])('is another by %s', (_, other) => {
    expect(isSame('AVRO', flight, other)).toBe(false);
  });

  it('knows names in the namespace around them', () => {
    const nested = (inner: object, reference: string): string =>
      JSON.stringify({
        type: 'record',
        name: 'air.Flight',
        fields: [
          { name: 'a', type: { type: 'fixed', size: 4, ...inner } },
          { name: 'b', type: ['null', reference] },
        ],
      });
    expect(
      isSame('AVRO', nested({ name: 'Hash' }, 'Hash'), nested({ name: 'Hash', namespace: 'air' }, 'air.Hash')),
    ).toBe(true);
    expect(isSame('AVRO', nested({ name: 'Hash' }, 'Hash'), nested({ name: '.Hash' }, '.Hash'))).toBe(false);
  });

  it('tells numbers apart that JavaScript does not', () => {
    const withNote = (note: string): string => `{"type":"int","note":${note}}`;
    expect(isSame('AVRO', withNote('9007199254740993'), withNote('9007199254740992'))).toBe(false);
    expect(isSame('AVRO', withNote('1.0'), withNote('1'))).toBe(true);
    expect(isSame('AVRO', withNote('1'), withNote('"1"'))).toBe(false);
    expect(isSame('AVRO', withNote('1'), withNote('"\\u0000#1"'))).toBe(false);
  });

  it('is found in any layout, and is its own canonical form', () => {
    fc.assert(
      fc.property(avroDefinitions, (definition) => {
        const canonical = canonicalForm('AVRO', definition);
        expect(canonicalForm('AVRO', JSON.stringify(JSON.parse(definition), null, 3))).toBe(canonical);
        expect(canonicalForm('AVRO', JSON.stringify(reversed(JSON.parse(definition))))).toBe(canonical);
      }),
    );
  });
});

/** The keys of every object the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, reversed(part)]),
  );
}

describe('the same JSON Schema', () => {
  it('differs in white space and the order of keywords', () => {
    const a = '{"type":"object","properties":{"a":{"type":"string","minLength":1},"b":{}}}';
    const b = '{ "properties": { "b": {}, "a": {"minLength": 1.0, "type": "string"} }, "type": "object" }';
    expect(isSame('JSON', a, b)).toBe(true);
  });

  it('is another by the order of values and by remarks', () => {
    expect(isSame('JSON', '{"enum":[1,2]}', '{"enum":[2,1]}')).toBe(false);
    expect(isSame('JSON', '{}', '{"title":"x"}')).toBe(false);
  });
});

describe('the same Protobuf file', () => {
  const order = 'syntax = "proto3"; message Order { string id = 1; map<string, int32> n = 2; }';

  it('differs in white space, comments and quotes', () => {
    const laidOut =
      "// of sales\nsyntax='proto3';\nmessage Order{/* the key */string id=1;\n  map < string,int32 > n = 2; // how many\n}\n";
    expect(isSame('PROTOBUF', order, laidOut)).toBe(true);
  });

  it('is another by anything else', () => {
    expect(isSame('PROTOBUF', order, order.replace('id = 1', 'key = 1'))).toBe(false);
    expect(isSame('PROTOBUF', order, order.replace('id = 1', 'id = 1 [deprecated = true]'))).toBe(false);
  });

  it('is its own canonical form', () => {
    fc.assert(
      fc.property(protoSchema, (schema) => {
        const canonical = canonicalForm('PROTOBUF', protoText(schema));
        expect(canonicalForm('PROTOBUF', canonical)).toBe(canonical);
      }),
    );
  });
});

it('is the text itself where it is no definition', () => {
  expect(canonicalForm('AVRO', '{ "type" :')).toBe('{ "type" :');
});
