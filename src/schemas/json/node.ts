import { isJsonObject, type JsonObject, member } from '../json-text.ts';
import { isTypeName, type TypeName } from './keywords.ts';
import type { JsonSchema } from './schema-document.ts';

/** What JSON values can be; `integer` is part of `number`. */
export type ValueKind = 'null' | 'boolean' | 'integer' | 'fraction' | 'string' | 'array' | 'object';

export const VALUE_KINDS: readonly ValueKind[] = [
  'null',
  'boolean',
  'integer',
  'fraction',
  'string',
  'array',
  'object',
];

/** The kinds of value that a schema's `type` admits. */
export function kindsOf(schema: JsonObject): ReadonlySet<ValueKind> {
  const type = member(schema, 'type');
  if (type === undefined) return new Set(VALUE_KINDS);
  return new Set((Array.isArray(type) ? type : [type]).filter(isTypeName).flatMap(kindsOfType));
}

function kindsOfType(type: TypeName): readonly ValueKind[] {
  return type === 'number' ? ['integer', 'fraction'] : [type];
}

/** Kinds as `type` names them. */
export function typeNames(kinds: readonly ValueKind[]): readonly TypeName[] {
  return kinds.map((kind) => (kind === 'fraction' ? 'number' : kind));
}

export function kindOf(value: unknown): ValueKind {
  switch (typeof value) {
    case 'boolean':
      return 'boolean';
    case 'number':
      return Number.isInteger(value) ? 'integer' : 'fraction';
    case 'string':
      return 'string';
    default:
      if (value === null) return 'null';
      return Array.isArray(value) ? 'array' : 'object';
  }
}

export function numberIn(schema: JsonObject, name: string): number | undefined {
  const value = member(schema, name);
  return typeof value === 'number' ? value : undefined;
}

export function textIn(schema: JsonObject, name: string): string | undefined {
  const value = member(schema, name);
  return typeof value === 'string' ? value : undefined;
}

export function namesIn(schema: JsonObject, name: string): readonly string[] {
  const value = member(schema, name);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

export function schemaIn(schema: JsonObject, name: string): JsonSchema | undefined {
  const value = member(schema, name);
  return typeof value === 'boolean' || isJsonObject(value) ? value : undefined;
}

export function objectIn(schema: JsonObject, name: string): JsonObject {
  const value = member(schema, name);
  return isJsonObject(value) ? value : {};
}
