import { describe, expect, it } from 'vitest';
import { DefinitionProblem } from '../../src/codecs/event-format.ts';
import { eventInputOf } from '../../src/codecs/input/event-input.ts';
import { eventType } from '../../src/engine/index.ts';
import type { SchemaFormat } from '../../src/schemas/schema-kinds.ts';

function inputOf(format: SchemaFormat, ...definitions: readonly (string | object)[]) {
  const versions = definitions.map((definition, index) => ({
    version: index + 1,
    definition: typeof definition === 'string' ? definition : JSON.stringify(definition),
  }));
  const type = eventType('sale', { schema: { format, versions }, eventTimeMs: () => 0, partitionKey: () => 'key' });
  return (version?: number) => eventInputOf(type, version);
}

const record = (fields: readonly object[], name = 'Sale') => ({ type: 'record', name, fields });

describe('Avro', () => {
  it('reaches into records, lists, maps, and choices with null', () => {
    const line = record([{ name: 'cents', type: 'long' }], 'Line');
    const input = inputOf(
      'AVRO',
      record([
        { name: 'lines', type: { type: 'array', items: line } },
        { name: 'codes', type: { type: 'map', values: 'bytes' } },
        { name: 'best', type: ['null', 'Line'] },
      ]),
    )();
    expect(input.ofJson({ lines: [{ cents: '5' }, { cents: 6 }], codes: { a: 'AQ==' }, best: { cents: 7 } })).toEqual({
      lines: [{ cents: 5n }, { cents: 6n }],
      codes: { a: Buffer.of(1) },
      best: { cents: 7n },
    });
    expect(input.ofJson({ lines: [], codes: {}, best: null })).toEqual({ lines: [], codes: {}, best: null });
  });

  it('tells where in the event a value is wrong', () => {
    const input = inputOf(
      'AVRO',
      record([{ name: 'codes', type: { type: 'map', values: { type: 'array', items: 'bytes' } } }]),
    )();
    expect(() => input.ofJson({ codes: { a: ['AQ==', '?'] } })).toThrow('/codes/a/1: bytes are written as base64 text');
  });

  it('follows records that hold themselves', () => {
    const input = inputOf(
      'AVRO',
      record([
        { name: 'cents', type: 'long' },
        { name: 'next', type: ['null', 'Sale'], default: null },
      ]),
    )();
    expect(input.ofJson({ cents: 1, next: { cents: 2, next: { cents: 3 } } })).toEqual({
      cents: 1n,
      next: { cents: 2n, next: { cents: 3n } },
    });
  });

  it('refuses what is nested deeper than the stack', () => {
    const input = inputOf('AVRO', record([{ name: 'next', type: ['null', 'Sale'], default: null }]))();
    let deep: object = {};
    for (let depth = 0; depth < 100_000; depth += 1) deep = { next: deep };
    expect(() => input.ofJson(deep)).toThrow('it is nested too deeply');
  });

  it('leaves a choice between several types as it is', () => {
    const input = inputOf(
      'AVRO',
      record([
        { name: 'amount', type: ['long', 'bytes'] },
        { name: 'note', type: ['null', 'long', 'string'] },
      ]),
    )();
    expect(input.ofJson({ amount: 'AQ==', note: 'text' })).toEqual({ amount: 'AQ==', note: 'text' });
    expect(input.ofRow(['amount', 'note'], ['7', ''])).toEqual({ amount: '7', note: null });
  });

  it('takes decimals as text or as numbers that hold them, and dates as they are', () => {
    const decimal = { type: 'fixed', name: 'D', size: 8, logicalType: 'decimal', precision: 18, scale: 3 };
    const input = inputOf(
      'AVRO',
      record([
        { name: 'd', type: decimal },
        { name: 'day', type: { type: 'int', logicalType: 'date' } },
      ]),
    )();
    for (const [given, taken] of [
      ['1.50', '1.50'],
      [1.5, '1.5'],
      [-0.001, '-0.001'],
      [123_456_789_012.345, '123456789012.345'],
    ]) {
      expect(input.ofJson({ d: given, day: '2026-11-22' })).toEqual({ d: taken, day: '2026-11-22' });
    }
    for (const given of [1e21, 1e-7, 1_234_567_890_123.456])
      expect(() => input.ofJson({ d: given })).toThrow('/d: a decimal of more than 15 digits');
  });

  it('reads by the version that is written', () => {
    const input = inputOf(
      'AVRO',
      record([{ name: 'a', type: 'long' }]),
      record([
        { name: 'a', type: 'long' },
        { name: 'b', type: 'string', default: '' },
      ]),
    );
    expect(input(1).columns).toEqual(['a']);
    expect(input().columns).toEqual(['a', 'b']);
    expect(input().ofRow(['a', 'b'], ['1', ''])).toEqual({ a: 1n });
    expect(() => input(3)).toThrow(new DefinitionProblem('event type "sale" has no schema version 3: it has 1, 2'));
  });

  it('does not take what is no schema', () => {
    expect(() => inputOf('AVRO', '"long"')()).toThrow(DefinitionProblem);
    expect(() => inputOf('PROTOBUF', 'nonsense')()).toThrow(DefinitionProblem);
    expect(() => inputOf('JSON', '[]')()).toThrow(DefinitionProblem);
    expect(() => inputOf('JSON', '{')()).toThrow(DefinitionProblem);
  });
});

describe('Protobuf', () => {
  const input = inputOf(
    'PROTOBUF',
    `syntax = "proto3";
     enum Kind { UNKNOWN = 0; CARD = 1; }
     message Sale {
       message Line { uint64 unit_cents = 1; Line part = 2; }
       repeated Line lines = 1;
       map<string, fixed64> totals = 2;
       optional bytes receipt = 3;
       Kind kind = 4;
       bool is_gift = 5;
       float rate = 6;
     }`,
  )();

  it('reaches into messages, lists and maps', () => {
    expect(
      input.ofJson({
        lines: [{ unitCents: 1, part: { unitCents: '2' } }],
        totals: { a: 3 },
        receipt: 'AQ==',
        kind: 'CARD',
        isGift: null,
      }),
    ).toEqual({
      lines: [{ unitCents: 1n, part: { unitCents: 2n } }],
      totals: { a: 3n },
      receipt: Buffer.of(1),
      kind: 'CARD',
    });
  });

  it('reads cells', () => {
    const names = ['lines', 'kind', 'isGift', 'rate', 'receipt'];
    expect(input.ofRow(names, ['[{"unitCents":1}]', 'CARD', 'true', '.5', ''])).toEqual({
      lines: [{ unitCents: 1n }],
      kind: 'CARD',
      isGift: true,
      rate: 0.5,
    });
    expect(() => input.ofRow(['color'], ['red'])).toThrow('color: there is no such field');
  });
});

describe('JSON Schema', () => {
  it('finds types behind references, constants and choices with null', () => {
    const input = inputOf('JSON', {
      type: 'object',
      definitions: {
        'a/b': { type: 'integer' },
        loop: { $ref: '#/definitions/loop' },
        node: { type: 'object', properties: { next: { $ref: '#/definitions/node' }, n: { type: 'number' } } },
      },
      properties: {
        count: { $ref: '#/definitions/a~1b' },
        loop: { $ref: '#/definitions/loop' },
        node: { $ref: '#/definitions/node' },
        away: { $ref: 'https://example.org/schema' },
        two: { const: 2 },
        flag: { enum: [true, false] },
        size: { enum: ['s', 1] },
        maybe: { anyOf: [{ type: 'null' }, { type: 'number' }] },
        either: { type: ['string', 'number', 'null'] },
        list: { type: 'array' },
        anything: true,
      },
      required: ['count', 'maybe', 'either'],
    })();
    const cells = {
      count: '1',
      loop: '1',
      node: '{"n":1}',
      away: '1',
      two: '2',
      flag: 'false',
      size: '1',
      maybe: '',
      either: '',
      list: '[1]',
      anything: 'x',
    };
    expect(input.ofRow(Object.keys(cells), Object.values(cells))).toEqual({
      ...{ count: 1, loop: '1', node: { n: 1 }, away: '1', two: 2, flag: false, size: '1', maybe: null, either: null },
      ...{ list: [1], anything: 'x' },
    });
  });

  it('takes what JSON says as it is', () => {
    const input = inputOf('JSON', { type: 'object', properties: { n: { type: 'number' } } })();
    for (const value of [{ n: '5' }, { n: null }, [], 'text', null]) expect(input.ofJson(value)).toEqual(value);
  });
});

describe('names that JavaScript knows', () => {
  it('become fields like any other', () => {
    const input = inputOf('JSON', { type: 'object', properties: { sale: { type: 'object' } } })();
    const event = input.ofJson(JSON.parse('{"__proto__":{"polluted":1},"sale":{"__proto__":2}}'));
    expect(Object.entries(event as object)).toEqual([
      ['__proto__', { polluted: 1 }],
      ['sale', Object.fromEntries([['__proto__', 2]])],
    ]);
    expect(Object.keys(input.ofRow(['__proto__'], ['x']))).toEqual(['__proto__']);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});
