import type { SchemaFormat } from '../../src/schemas/schema-kinds.ts';

/** A change of a schema as docs/schemas.md names it, with an example of it. */
export interface SchemaChange {
  readonly change: string;
  readonly before: string;
  readonly after: string;
}

const avro = (...fields: readonly object[]): string => JSON.stringify({ type: 'record', name: 'Sale', fields });
const at = { name: 'at', type: 'long' };
const kind = (...symbols: readonly string[]) => ({ name: 'kind', type: { type: 'enum', name: 'Kind', symbols } });
const forgiving = (...symbols: readonly string[]) => ({
  name: 'kind',
  type: { type: 'enum', name: 'Kind', symbols, default: 'A' },
});

const json = (properties: object, isOpen: boolean, required: readonly string[] = ['at']): string =>
  JSON.stringify({
    type: 'object',
    properties: { at: { type: 'integer' }, ...properties },
    required,
    additionalProperties: isOpen,
  });
const text = { type: 'string' };

const proto = (...lines: readonly string[]): string =>
  `syntax = "proto3";\nmessage Sale {\n  int64 at = 1;\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;

/** What people do to schemas, one example each. */
export const SCHEMA_CHANGES: Readonly<Record<SchemaFormat, readonly SchemaChange[]>> = {
  AVRO: [
    {
      change: 'add a field with a default',
      before: avro(at),
      after: avro(at, { name: 'note', type: ['null', 'string'], default: null }),
    },
    { change: 'add a field without a default', before: avro(at), after: avro(at, { name: 'note', type: 'string' }) },
    {
      change: 'remove a field that has a default',
      before: avro(at, { name: 'note', type: ['null', 'string'], default: null }),
      after: avro(at),
    },
    {
      change: 'remove a field that has none',
      before: avro(at, { name: 'note', type: 'string' }),
      after: avro(at),
    },
    {
      change: 'rename a field, the old name in `aliases`',
      before: avro(at, { name: 'note', type: 'string' }),
      after: avro(at, { name: 'remark', type: 'string', aliases: ['note'] }),
    },
    {
      change:
        'widen a number (`int` to `long`, `float` or `double`; `long` to `float` or `double`; `float` to `double`)',
      before: avro(at, { name: 'count', type: 'int' }),
      after: avro(at, { name: 'count', type: 'long' }),
    },
    {
      change: 'let a field be null too',
      before: avro(at, { name: 'note', type: 'string' }),
      after: avro(at, { name: 'note', type: ['null', 'string'] }),
    },
    { change: 'add a symbol to an enum', before: avro(at, kind('A')), after: avro(at, kind('A', 'B')) },
    {
      change: 'add a symbol to an enum that has a `default`',
      before: avro(at, forgiving('A')),
      after: avro(at, forgiving('A', 'B')),
    },
    {
      change: 'change a logical type (`timestamp-millis` to `timestamp-micros`, scale of a `decimal`)',
      before: avro({ name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } }),
      after: avro({ name: 'at', type: { type: 'long', logicalType: 'timestamp-micros' } }),
    },
  ],
  JSON: [
    { change: 'add an optional property, closed object', before: json({}, false), after: json({ note: text }, false) },
    { change: 'add an optional property, open object', before: json({}, true), after: json({ note: text }, true) },
    {
      change: 'add a required property, closed object',
      before: json({}, false),
      after: json({ note: text }, false, ['at', 'note']),
    },
    {
      change: 'remove an optional property, closed object',
      before: json({ note: text }, false),
      after: json({}, false),
    },
    { change: 'remove an optional property, open object', before: json({ note: text }, true), after: json({}, true) },
    {
      change: 'make a required property optional',
      before: json({ note: text }, false, ['at', 'note']),
      after: json({ note: text }, false),
    },
    { change: 'open a closed object', before: json({}, false), after: json({}, true) },
    {
      change: 'allow more: another type or `enum` value, a wider bound',
      before: json({ note: { enum: ['a'] } }, false),
      after: json({ note: { enum: ['a', 'b'] } }, false),
    },
    {
      change: 'change what is beyond the rules (`anyOf`, `pattern`, `if` …)',
      before: json({ note: { type: 'string', pattern: '^a' } }, false),
      after: json({ note: { type: 'string', pattern: '^b' } }, false),
    },
  ],
  PROTOBUF: [
    { change: 'add a field under a new number', before: proto(), after: proto('string note = 2;') },
    { change: 'remove a field, its number `reserved`', before: proto('string note = 2;'), after: proto('reserved 2;') },
    { change: 'remove a field, its number not reserved', before: proto('string note = 2;'), after: proto() },
    { change: 'use a `reserved` number again', before: proto('reserved 2;'), after: proto('string note = 2;') },
    { change: 'rename a field', before: proto('string note = 2;'), after: proto('string remark = 2;') },
    {
      change: 'widen a type (`int32` to `int64`, `string` to `bytes`, `bool` or an enum to `int32` or `int64`)',
      before: proto('int32 count = 2;'),
      after: proto('int64 count = 2;'),
    },
    { change: 'change a type otherwise', before: proto('string note = 2;'), after: proto('int32 note = 2;') },
    { change: 'make a field `optional`', before: proto('string note = 2;'), after: proto('optional string note = 2;') },
    {
      change: 'make a field `repeated` (one that is not `optional`)',
      before: proto('string note = 2;'),
      after: proto('repeated string note = 2;'),
    },
    { change: 'change the package, or rename the message', before: proto(), after: proto().replace('Sale', 'Sold') },
  ],
};
