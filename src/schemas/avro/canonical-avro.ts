import { isJsonObject, type JsonObject, member, readJsonDigits, sortedJson } from '../json-text.ts';
import { fullName, namespaceOf } from './avro-names.ts';
import { isPrimitiveName } from './avro-type.ts';

const SHORT = new Set(['type']);

/**
 * A sound schema as one text for all ways to write it: white space, the order of attributes, namespaces given or inherited,
 * `{"type": "int"}` for `"int"`, attributes that say what holds anyway. Unlike the specification's Parsing Canonical Form it keeps
 * what readers need (defaults, aliases, logical types) and what people wrote (docs, attributes of their own): definitions that
 * differ there are two versions.
 */
export function canonicalAvro(definition: string): string {
  return sortedJson(canonical(readJsonDigits(definition), undefined));
}

function canonical(schema: unknown, namespace: string | undefined): unknown {
  if (typeof schema === 'string') return isPrimitiveName(schema) ? schema : fullName(schema, namespace, 'type');
  if (Array.isArray(schema)) return schema.map((branch) => canonical(branch, namespace));
  if (!isJsonObject(schema)) return schema;
  switch (schema.type) {
    case 'record':
    case 'error':
      return canonicalRecord(schema, namespace);
    case 'enum':
    case 'fixed':
      return canonicalNamed(schema, namespace).attributes;
    case 'array':
      return { ...schema, items: canonical(schema.items, namespace) };
    case 'map':
      return { ...schema, values: canonical(schema.values, namespace) };
    default:
      return Object.keys(schema).every((key) => SHORT.has(key)) ? schema.type : schema;
  }
}

function canonicalRecord(schema: JsonObject, namespace: string | undefined): JsonObject {
  const { name, attributes } = canonicalNamed(schema, namespace);
  const fields = Array.isArray(schema.fields)
    ? schema.fields.map((field) => canonicalField(field, namespaceOf(name)))
    : [];
  return { ...attributes, fields };
}

function canonicalNamed(schema: JsonObject, namespace: string | undefined): { name: string; attributes: JsonObject } {
  const { namespace: own, aliases, ...rest } = schema;
  const name = fullName(String(schema.name), typeof own === 'string' ? own : namespace, 'type');
  const qualified = namesIn(aliases).map((alias) => fullName(alias, namespaceOf(name), 'alias'));
  return { name, attributes: { ...rest, name, ...(qualified.length > 0 ? { aliases: qualified } : {}) } };
}

function canonicalField(field: unknown, namespace: string | undefined): unknown {
  if (!isJsonObject(field)) return field;
  const { aliases, order, ...rest } = field;
  return {
    ...rest,
    type: canonical(member(field, 'type'), namespace),
    ...(order === undefined || order === 'ascending' ? {} : { order }),
    ...(namesIn(aliases).length > 0 ? { aliases } : {}),
  };
}

function namesIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}
