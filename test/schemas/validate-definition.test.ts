import avsc from 'avsc';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { validateDefinition } from '../../src/schemas/canonical-form.ts';
import { anyText, fc } from '../support/fast-check.ts';

function problem(format: 'AVRO' | 'JSON', definition: unknown): string | undefined {
  return validateDefinition(format, JSON.stringify(definition));
}

function record(...fields: readonly object[]): object {
  return { type: 'record', name: 'Flight', fields };
}

describe('an Avro schema', () => {
  it.each<[unknown, RegExp]>([
    [7, /^schema: a type is a name, an object or a list of types, got 7$/],
    ['integer', /^schema: type "integer" is not defined before it is used$/],
    [{ type: 'integer' }, /^schema: there is no type "integer"$/],
    [{}, /^schema: "type" must be the name of a type, got nothing$/],
    [{ type: { type: 'int' } }, /^schema: "type" must be the name of a type/],
    [[], /^schema: a union needs a type$/],
    [['int', ['null']], /^schema: a union may not directly hold another$/],
    [['int', { type: 'int', logicalType: 'date' }], /^schema: a union may hold "int" once only$/],
    [{ type: 'array' }, /^schema: "items" is missing$/],
    [{ type: 'map' }, /^schema: "values" is missing$/],
    [{ type: 'record', fields: [] }, /^schema: record needs a name$/],
    [{ type: 'record', name: 'a-b', fields: [] }, /a name is of letters, digits and _/],
    [{ type: 'record', name: 'air.int', fields: [] }, /int is a type of Avro's own$/],
    [{ type: 'record', name: 'air.X', namespace: 'rail', fields: [] }, /gives its namespace twice, drop "namespace"$/],
    [{ type: 'record', name: 'X', namespace: 1, fields: [] }, /"namespace" must be text, got 1$/],
    [{ type: 'record', name: 'X', aliases: 'Y', fields: [] }, /"aliases" must be a list of names, got "Y"$/],
    [{ type: 'record', name: 'X' }, /^schema: record "X" needs a list "fields"$/],
    [record({ type: 'int' }), /^Flight: field has no name$/],
    [record({ name: '1a', type: 'int' }), /^Flight: field "1a": a name is of letters/],
    [record({ name: 'constructor', type: 'int' }), /every JavaScript object has that, choose another name$/],
    [record({ name: 'a' }), /^Flight\.a: "type" is missing$/],
    [record({ name: 'a', type: 'int' }, { name: 'a', type: 'int' }), /^Flight: field "a" is there twice$/],
    [record({ name: 'a', type: 'int', order: 'up' }), /^Flight\.a: "order" is/],
    [
      record({ name: 'a', type: 'Leg' }, { name: 'b', type: { type: 'fixed', name: 'Leg', size: 1 } }),
      /^Flight\.a: type "Leg" is not defined/,
    ],
    [record({ name: 'a', type: record() }), /^Flight\.a: "Flight" is defined twice$/],
    [record({ name: 'a', type: { type: 'Flight' } }), /write "Flight" alone to use a type defined before/],
    [{ type: 'enum', name: 'K' }, /needs a list "symbols"$/],
    [{ type: 'enum', name: 'K', symbols: ['A', 'A'] }, /symbol "A" is there twice$/],
    [{ type: 'enum', name: 'K', symbols: ['A'], default: 'B' }, /default "B" is none of its symbols$/],
    [{ type: 'fixed', name: 'H', size: -1 }, /"size" is a whole number of bytes, got -1$/],
  ])('%j is none', (definition, expected) => {
    expect(problem('AVRO', definition)).toMatch(expected);
  });

  it.each<[unknown, unknown, RegExp | undefined]>([
    ['int', 7, undefined],
    ['int', 1.5, /^Flight\.a: default 1\.5 is no int$/],
    ['int', 2 ** 31, /is no int$/],
    ['long', 2 ** 53, /is no long$/],
    ['string', null, /is no string$/],
    ['bytes', 'ÿ', undefined],
    ['bytes', 'Ā', /is no bytes$/],
    [['null', 'int'], null, undefined],
    [['null', 'int'], 1, /a union's default is of its first type, so put that type first$/],
    [['int', 'null'], null, /a union's default is of its first type/],
    [{ type: 'array', items: 'int' }, [1, 'x'], /"x" is no int$/],
    [{ type: 'map', values: 'int' }, { a: 1 }, undefined],
    [{ type: 'fixed', name: 'H', size: 2 }, 'ab', undefined],
    [{ type: 'fixed', name: 'H', size: 2 }, 'abc', /is no fixed H of 2 bytes$/],
    [{ type: 'enum', name: 'K', symbols: ['A', 'B'] }, 'C', /is no enum K \(A, B\)$/],
    [{ type: 'record', name: 'R', fields: [{ name: 'b', type: 'int' }] }, {}, /lacks "b"$/],
    [{ type: 'record', name: 'R', fields: [{ name: 'b', type: 'int', default: 1 }] }, {}, undefined],
    [['null', 'Flight'], null, undefined],
    ['Flight', {}, /is not complete yet$/],
    [{ type: 'string', logicalType: 'uuid' }, 'x', /is no string \(uuid\)$/],
    [{ type: 'int', logicalType: 'date' }, 5_000_000, /is no int \(date\)$/],
    [{ type: 'long', logicalType: 'timestamp-millis' }, 2 ** 53 - 1, /is no long \(timestamp-millis\)$/],
    [{ type: 'bytes', logicalType: 'decimal', precision: 2, scale: 0 }, '\u0063', undefined],
    [{ type: 'bytes', logicalType: 'decimal', precision: 2, scale: 0 }, '\u0064', /is no bytes \(decimal 2,0\)$/],
    [{ type: 'bytes', logicalType: 'decimal', precision: 2, scale: 0 }, '', /is no bytes/],
  ])('%j may have the default %j: %s', (type, value, expected) => {
    const found = problem('AVRO', record({ name: 'a', type, default: value }));
    if (expected) expect(found).toMatch(expected);
    else expect(found).toBeUndefined();
  });
});

describe('a JSON Schema', () => {
  it.each<[unknown, RegExp]>([
    [[], /^a JSON Schema is an object, got \[\]$/],
    [{ $schema: 'https://json-schema.org/draft/2020-12/schema' }, /the registry takes drafts 4, 6 and 7/],
    [{ type: 'text' }, /^"type" must be the name of a type or a list of such, got "text"$/],
    [{ properties: { a: { type: [] } } }, /^#\/properties\/a: "type" must be/],
    [{ properties: { a: 7 } }, /^#\/properties\/a: a schema is an object, got 7$/],
    [{ properties: [] }, /"properties" must be an object of schemas/],
    [{ required: 'id' }, /"required" must be a list of names, each once/],
    [{ required: ['a', 'a'] }, /"required" must be/],
    [{ minimum: '1' }, /"minimum" must be a number, got "1"$/],
    [{ minLength: -1 }, /"minLength" must be a whole number, 0 or more, got -1$/],
    [{ multipleOf: 0 }, /"multipleOf" must be a number above 0/],
    [{ pattern: '(' }, /"pattern" must be a regular expression/],
    [{ enum: [] }, /"enum" must be a list of values, each once/],
    [{ exclusiveMinimum: true }, /"exclusiveMinimum" must be a number/],
    [
      { $schema: 'http://json-schema.org/draft-04/schema#', exclusiveMinimum: 1 },
      /"exclusiveMinimum" must be a number \(in draft 4: true or false\)/,
    ],
    [{ $schema: 'http://json-schema.org/draft-04/schema#', not: true }, /"not" must be a schema, got true$/],
    [
      { items: { $ref: '#/definitions/x' } },
      /^#\/items: "\$ref" "#\/definitions\/x" leads to no schema of this document$/,
    ],
    [{ definitions: { a: { $ref: '#/definitions/a' } } }, /leads round in a circle$/],
    [{ anyOf: [] }, /"anyOf" must be a list of schemas/],
    [{ dependencies: { a: 1 } }, /a schema is an object, got 1$/],
  ])('%j is none', (definition, expected) => {
    expect(problem('JSON', definition)).toMatch(expected);
  });

  it.each<[unknown]>([
    [true],
    [{}],
    [{ $schema: 'http://json-schema.org/draft-04/schema#', minimum: 1, exclusiveMinimum: true, id: 'x' }],
    [{ $schema: 'http://json-schema.org/draft-06/schema', const: 1, contains: false }],
    [{ definitions: { 'a/b%': {} }, items: { $ref: '#/definitions/a~1b%25' } }],
    [{ definitions: { a: { $id: '#a' } }, items: { $ref: '#a' } }],
    [{ properties: { $ref: { type: 'string' }, if: {} }, 'x-owner': 1 }],
    [{ $ref: 'https://example.com/elsewhere.json' }],
  ])('%j is one', (definition) => {
    expect(problem('JSON', definition)).toBeUndefined();
  });
});

describe('a Protobuf file', () => {
  it.each<[string, RegExp]>([
    ['syntax = "proto4";', /^line 1: syntax is "proto2" or "proto3", got "proto4"$/],
    ['edition = "2023";', /^line 1: editions are not taken by the registry/],
    ['syntax = "proto3";\nmessage A {', /^line 2: the type of a field must follow, found the end of the file$/],
    ['message A { optional int32 n }', /^line 1: "=" must follow, found "}"$/],
    ['message A { int32 n = 1; }', /needs a label in proto2/],
    ['syntax = "proto3"; message A { required int32 n = 1; }', /is required, which proto3 does not have$/],
    ['syntax = "proto3"; message A { int32 n = 0; }', /numbers go from 1 to 536870911, got 0$/],
    ['syntax = "proto3"; message A { int32 n = 19500; }', /has a number of 19000 to 19999/],
    ['syntax = "proto3"; message A { int32 n = 1; int32 m = 1; }', /field "m" has the number 1, as "n" has$/],
    ['syntax = "proto3"; message A { int32 n = 1; string n = 2; }', /message "A" has two things called "n"$/],
    ['syntax = "proto3"; message A { int32 a_b = 1; int32 aB = 2; }', /are one name in camelCase/],
    ['syntax = "proto3"; message A { reserved 1 to 5; int32 n = 3; }', /has the number 3, which is reserved$/],
    ['syntax = "proto3"; message A { reserved "n"; int32 n = 3; }', /has a name that is reserved$/],
    ['syntax = "proto3"; message A { int32 to_string = 3; }', /every JavaScript object has/],
    ['syntax = "proto3"; message A { B b = 1; }', /^line 1: there is no type "B"$/],
    [
      'syntax = "proto3"; message A { google.protobuf.Any a = 1; }',
      /there is no type "google.protobuf.Any": import its file$/,
    ],
    ['syntax = "proto3"; message A { map<float, int32> m = 1; }', /keys are whole numbers, bool or string$/],
    ['syntax = "proto3"; message A { repeated map<string, int32> m = 1; }', /a map is neither repeated nor optional/],
    ['syntax = "proto3"; message A { oneof c { repeated int32 n = 1; } }', /a field of a oneof is not "repeated"$/],
    ['syntax = "proto3"; message A { oneof c { } }', /oneof "c" has no field$/],
    ['syntax = "proto3"; message A { int32 n = 1 [default = 7]; }', /declares a default, which proto3 does not have$/],
    ['message A { extensions 100 to max; }', /extensions are not taken by the registry/],
    ['message A { optional group G = 1 { } }', /groups are not taken by the registry: use a message$/],
    ['message A { }\nextend A { optional int32 n = 1; }', /^line 2: extensions are not taken/],
    ['syntax = "proto3"; enum K { A = 1; }', /the first value of enum "K" must be 0 in proto3$/],
    ['syntax = "proto3"; enum K { A = 0; B = 0; }', /as "A" has \(option allow_alias allows it\)$/],
    ['syntax = "proto3"; enum K { A = 0; } enum L { A = 0; }', /the file has two things called "A"$/],
    ['enum K { }', /enum "K" has no value$/],
    ['enum K { A = 3000000000; }', /does not fit into 32 bits$/],
    ['syntax = "proto3"; service S { rpc A (B) returns (B); }', /there is no type "B"$/],
    ['syntax = "proto3"; enum B { X = 0; } service S { rpc A (B) returns (B); }', /a method takes and gives messages/],
    ['message A { } message A { }', /the file has two things called "A"$/],
    ['package a; package b;', /a file has one package$/],
    ['message "A" { }', /^line 1: the name of the message must follow, found "A"$/],
    ['hello', /^line 1: "hello" is no statement of a \.proto file$/],
    ['import "x.proto', /^line 1: a text without its end$/],
    ['message A { } §', /"§" has no place here$/],
  ])('%s', (definition, expected) => {
    expect(validateDefinition('PROTOBUF', definition)).toMatch(expected);
  });

  it('may use all that the registry takes', () => {
    const file = `
      syntax = "proto3"; // the newest
      package shop.v1;
      import public "google/protobuf/timestamp.proto";
      import "google/protobuf/struct.proto";
      option java_package = "com.example" ".shop";
      option (custom).deep.option = { a: [1, 2] b: < c: "}" > };
      message OrderPaid {
        option deprecated = true;
        reserved 9, 11 to 20, 0x64 to max;
        reserved "old", 'older';
        string order_id = 1 [(rules).pattern = "^a", deprecated = false];
        optional int64 cents = 2;
        repeated Line lines = 3;
        map<string, shop.v1.Kind> kinds = 4;
        oneof payment { option (x) = 1; Card card = 5; .shop.v1.Cash cash = 6; }
        google.protobuf.Timestamp at = 7;
        v1.Kind kind = 8;
        message Line { OrderPaid.Line.Part part = 1; message Part { Kind kind = 1; } enum Kind { NONE = 0; } };
        string message = 21; bool optional = 22; int32 repeated = 23; string option = 24; float reserved = 25;
      }
      message Card { google.protobuf.Value holder = 1; } ;
      message Cash { }
      enum Kind { option allow_alias = true; A = 0; B = -0x1; C = 010 [(y) = -inf]; D = 8; reserved 20 to max; }
      service Shop { option (z) = true; rpc Pay (stream Card) returns (stream .shop.v1.Cash) { option (w) = {}; } ; rpc stream (Card) returns (Cash); }
    `;
    expect(validateDefinition('PROTOBUF', file)).toBeUndefined();
    // The other parser agrees, but for one option that it reads otherwise.
    expect(() =>
      protobuf.parse(file.replace('option (custom).deep.option = { a: [1, 2] b: < c: "}" > };', '')),
    ).not.toThrow();
  });
});

describe('any text', () => {
  it.each([
    ['AVRO', `${'{"type":"array","items":'.repeat(5_000)}"int"${'}'.repeat(5_000)}`],
    ['JSON', `${'{"not":'.repeat(20_000)}{}${'}'.repeat(20_000)}`],
    ['JSON', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ] as const)('is refused where it is nested without end: %s', (format, definition) => {
    expect(validateDefinition(format, definition)).toMatch(/^the definition is nested deeper than 200 levels$/);
  });

  it('is refused where messages are nested without end', () => {
    const definition = `${'message A { '.repeat(10_000)}${'}'.repeat(10_000)}`;
    expect(validateDefinition('PROTOBUF', definition)).toMatch(/nested deeper than 32 levels$/);
  });

  it('has a problem of one line, or none', () => {
    const pieces = fc.constantFrom(
      'message',
      'A',
      '{',
      '}',
      '"',
      '=',
      '1',
      ';',
      'syntax',
      '[',
      ']',
      ':',
      'type',
      '\n',
      '/*',
      'oneof',
      'map',
      '<',
      ',',
    );
    const text = fc.oneof(
      anyText,
      fc.array(pieces, { maxLength: 30 }).map((list) => list.join(' ')),
      fc.json(),
    );
    fc.assert(
      fc.property(fc.constantFrom('AVRO', 'JSON', 'PROTOBUF'), text, (format, definition) => {
        const found = validateDefinition(format, definition);
        expect(found ?? 'x').toMatch(/^[^\n]+$/);
      }),
      { numRuns: 500 },
    );
  });

  it('is taken as Avro only where the library takes it too', () => {
    const names = fc.constantFrom('A', 'a.B', '.C', 'int', 'record', 'x-y', 'B');
    const { schema } = fc.letrec((tie) => ({
      schema: fc.oneof(
        { maxDepth: 3 },
        fc.oneof(names, fc.constantFrom('null', 'string', 'long')),
        fc.array(tie('schema'), { maxLength: 3 }),
        fc.record({ type: fc.constant('array'), items: tie('schema') }),
        fc.record({ type: fc.constant('fixed'), name: names, size: fc.integer({ min: -1, max: 3 }) }),
        fc.record({ type: fc.constant('enum'), name: names, symbols: fc.array(names, { maxLength: 2 }) }),
        fc.record(
          {
            type: fc.constant('record'),
            name: names,
            namespace: fc.constantFrom('a', 'b', ''),
            fields: fc.array(
              fc.record(
                { name: names, type: tie('schema'), default: fc.constantFrom(null, 1, 'x') },
                { requiredKeys: ['name', 'type'] },
              ),
              { maxLength: 3 },
            ),
          },
          { requiredKeys: ['type', 'name', 'fields'] },
        ),
      ),
    }));
    fc.assert(
      fc.property(schema, (definition) => {
        if (problem('AVRO', definition) !== undefined) return;
        expect(() => avsc.Type.forSchema(definition as avsc.Schema, { wrapUnions: true })).not.toThrow();
      }),
      { numRuns: 1_000 },
    );
  });
});
