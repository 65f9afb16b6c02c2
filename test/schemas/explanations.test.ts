import { describe, expect, it } from 'vitest';
import type { Compatibility, SchemaFormat } from '../../src/schemas/schema-kinds.ts';
import { evolve, told } from './support/evolve.ts';

/** What a person reads of the breaks that they are most likely to make. */
function explain(format: SchemaFormat, mode: Compatibility, before: unknown, after: unknown): string[] {
  const text = (definition: unknown): string =>
    typeof definition === 'string' ? definition : JSON.stringify(definition);
  return told(evolve(format, mode, text(before), text(after)));
}

function record(...fields: readonly object[]): object {
  return { type: 'record', name: 'Flight', fields };
}

describe('AVRO', () => {
  const id = { name: 'id', type: 'string' };
  const avro = (mode: Compatibility, before: object, after: object): string[] => explain('AVRO', mode, before, after);

  it('a field without a default', () => {
    expect(avro('BACKWARD', record(id), record(id, { name: 'delayMin', type: 'int' }))).toEqual([
      'BACKWARD, v2 reads v1: delayMin: field "delayMin" was added without a default: events written under v1 do not have it; give it a default, e.g. "default": null with type ["null","int"]',
    ]);
  });

  it('a field that may be null, without a default', () => {
    expect(avro('BACKWARD', record(id), record(id, { name: 'gate', type: ['null', 'string'] }))[0]).toMatch(
      /give it a default, e\.g\. "default": null$/,
    );
  });

  it('a field under a new name', () => {
    const [line] = avro('BACKWARD', record(id), record({ name: 'key', type: 'string' }));
    expect(line).toMatch(/or, if it is "id" under a new name, add "aliases": \["id"\]$/);
  });

  it('a field taken from readers that need it', () => {
    expect(avro('FORWARD', record(id), record())).toEqual([
      'FORWARD, v1 reads v2: id: field "id" was removed, and has no default in v1: its readers miss it in events written under v2; keep it; a field may go once every version that is still read has a default for it',
    ]);
  });

  it('a type that changed, both ways', () => {
    expect(avro('FULL', record({ name: 'a', type: 'long' }), record({ name: 'a', type: 'int' }))).toEqual([
      'BACKWARD, v2 reads v1: a: the type changed from long to int: long written under v1 cannot be read as int; keep the type, or leave the field and add a new one',
    ]);
    expect(avro('FULL', record({ name: 'a', type: 'int' }), record({ name: 'a', type: 'long' }))).toEqual([
      'FORWARD, v1 reads v2: a: the type changed from int to long: long written under v2 cannot be read as int; keep the type, or leave the field and add a new one',
    ]);
  });

  it('a branch that readers do not know', () => {
    expect(avro('FORWARD', record({ name: 'a', type: 'int' }), record({ name: 'a', type: ['null', 'int'] }))).toEqual([
      'FORWARD, v1 reads v2: a: the type changed from int to ["null","int"]: events written under v2 may hold null, which readers of v1 cannot read; first publish a version whose readers know null, then write it',
    ]);
  });

  it('symbols', () => {
    const kind = (...symbols: readonly string[]): object =>
      record({ name: 'k', type: { type: 'enum', name: 'K', symbols } });
    expect(avro('BACKWARD', kind('A', 'B', 'C'), kind('A'))).toEqual([
      'BACKWARD, v2 reads v1: k: symbols "B" and "C" left the enum: events written under v1 may hold them; keep them, or give the enum a "default" symbol to read them as',
    ]);
    expect(avro('FORWARD', kind('A'), kind('A', 'B'))).toEqual([
      'FORWARD, v1 reads v2: k: symbol "B" joined the enum, and readers of v1 have no default to read them as; first publish a version whose enum has a "default" symbol, then add them',
    ]);
  });

  it('a record under a new name', () => {
    expect(
      avro(
        'BACKWARD',
        { type: 'record', name: 'air.Flight', fields: [] },
        { type: 'record', name: 'air.Trip', fields: [] },
      ),
    ).toEqual([
      'BACKWARD, v2 reads v1: record was renamed from "Flight" to "Trip", and readers match types by name; add "aliases": ["Flight"] to it, or keep the name',
    ]);
  });

  it('a meaning that changed', () => {
    const at = (logicalType: string): object => record({ name: 'at', type: { type: 'long', logicalType } });
    expect(avro('BACKWARD', at('timestamp-millis'), at('timestamp-micros'))).toEqual([
      'BACKWARD, v2 reads v1: at: the logical type changed from timestamp-millis to timestamp-micros: what v1 writes as timestamp-millis would be read as timestamp-micros; keep the logical type, or leave the field and add a new one',
    ]);
    expect(avro('BACKWARD', record({ name: 'at', type: 'long' }), at('timestamp-millis'))[0]).toMatch(
      /from none to timestamp-millis: not every long written under v1 is a timestamp-millis;/,
    );
  });

  it('a record that is held in two places is told of once', () => {
    const leg = (...more: readonly object[]): object => ({
      type: 'record',
      name: 'Leg',
      fields: [{ name: 'to', type: 'string' }, ...more],
    });
    const trip = (first: object): object => record({ name: 'out', type: first }, { name: 'back', type: 'Leg' });
    expect(avro('BACKWARD', trip(leg()), trip(leg({ name: 'gate', type: 'int' })))).toHaveLength(1);
  });
});

describe('JSON', () => {
  const text = { type: 'string' };
  const object = (properties: object, more: object = {}): object => ({ type: 'object', properties, ...more });

  it('a property added to an open object', () => {
    expect(explain('JSON', 'BACKWARD', object({}), object({ gate: text }))).toEqual([
      'BACKWARD, v2 reads v1: gate: property "gate" was added to an open object: events written under v1 may already hold a "gate" of any other kind; let "gate" take any value, or start from a version whose objects are closed ("additionalProperties": false): to those properties can be added',
    ]);
  });

  it('a property removed from an object that stays open', () => {
    expect(explain('JSON', 'FORWARD', object({ gate: text }), object({}))).toEqual([
      'FORWARD, v1 reads v2: gate: property "gate" was removed from an object that stays open: events written under v2 may hold a "gate" of any other kind; keep it, or close the object in the same version ("additionalProperties": false)',
    ]);
  });

  it('a property that is required now, and one that is no longer', () => {
    const requiring = object({ id: text }, { required: ['id'] });
    expect(explain('JSON', 'BACKWARD', object({ id: text }), requiring)).toEqual([
      'BACKWARD, v2 reads v1: id: property "id" is required now: events written under v1 may lack it; leave it out of "required"',
    ]);
    expect(explain('JSON', 'FORWARD', requiring, object({ id: text }))).toEqual([
      'FORWARD, v1 reads v2: id: property "id" is no longer required: events written under v2 may lack it, and v1 refuses them; keep it in "required"',
    ]);
  });

  it('a bound', () => {
    expect(explain('JSON', 'BACKWARD', object({ n: { minimum: 0 } }), object({ n: { minimum: 5 } }))).toEqual([
      'BACKWARD, v2 reads v1: n: "minimum" went from 0 to 5: events written under v1 may hold values that v2 refuses; keep it, or only ever loosen it',
    ]);
  });

  it('a value that left', () => {
    expect(explain('JSON', 'BACKWARD', object({ k: { enum: ['a', 'b'] } }), object({ k: { enum: ['a'] } }))).toEqual([
      'BACKWARD, v2 reads v1: k: "b" is no longer allowed: events written under v1 may hold it; keep what was allowed',
    ]);
  });

  it('what is not decided', () => {
    const either = (...anyOf: readonly object[]): object => object({ k: { anyOf } });
    expect(explain('JSON', 'BACKWARD', either(text), either(text, { type: 'null' }))).toEqual([
      'BACKWARD, v2 reads v1: k: "anyOf" changed, and what it shuts out is not decided: leave it as it was',
    ]);
    expect(explain('JSON', 'BACKWARD', object({ k: { pattern: '^a' } }), object({ k: { pattern: '^b' } }))).toEqual([
      'BACKWARD, v2 reads v1: k: "pattern" changed from "^a" to "^b", and patterns are not compared: keep it, or drop it',
    ]);
  });
});

describe('PROTOBUF', () => {
  const order = (fields: string): string => `syntax = "proto3"; message Order { ${fields} }`;

  it('a number that changed', () => {
    expect(explain('PROTOBUF', 'BACKWARD', order('string id = 1;'), order('string id = 2;'))).toEqual([
      'BACKWARD, v2 reads v1: Order.id: field "id" has number 2 in v2 and 1 in v1: what is written as one is not read as the other; keep the number',
    ]);
  });

  it('a type that changed', () => {
    expect(explain('PROTOBUF', 'FORWARD', order('int32 n = 1;'), order('int64 n = 1;'))).toEqual([
      'FORWARD, v1 reads v2: Order.n: the type changed from int32 to int64: not every int64 written under v2 is read as the same value; keep the type, and add a new field under a new number',
    ]);
  });

  it('a number that was given up', () => {
    expect(explain('PROTOBUF', 'BACKWARD', order('reserved 4;'), order('int32 n = 4;'))).toEqual([
      'BACKWARD, v2 reads v1: Order.n: field "n" takes number 4, which v1 reserved: older events may hold something else under it; choose another',
    ]);
  });

  it('a message that is gone', () => {
    expect(explain('PROTOBUF', 'BACKWARD', order(''), 'syntax = "proto3"; message Sale { }')).toEqual([
      'BACKWARD, v2 reads v1: Order: message "Order" was removed or renamed, and records written under v1 may hold it; keep it under its name',
    ]);
  });
});

describe('any format', () => {
  it('a schema that takes no second version, and what is no schema', () => {
    expect(explain('AVRO', 'DISABLED', '"int"', '"long"')).toEqual([
      'v2 after v1: the schema takes no further version: its compatibility is DISABLED; register it under another name, or choose another compatibility',
    ]);
    expect(explain('AVRO', 'FULL', '"int"', '"integer"')).toEqual([
      'v2 after v1: v2 is no sound AVRO schema: schema: type "integer" is not defined before it is used; mend the definition',
    ]);
  });

  it('is one line, whatever is in the definitions', () => {
    const lines = explain('JSON', 'BACKWARD', {}, { enum: ['a\nb', 'x'.repeat(500)] });
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('\n');
    expect(lines[0]?.length).toBeLessThan(400);
  });
});
