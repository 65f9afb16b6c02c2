import { isJsonObject, member } from '../json-text.ts';
import { quoted } from '../unsound.ts';
import type { AvroPrimitive, AvroRecord, AvroType } from './avro-type.ts';
import { typeText } from './avro-type.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Why a JSON value is no default of a type, undefined where it is one. Bytes are written as text of the code points 0 to 255, a
 * union's default is of its first branch (Avro specification 1.11, "Complex Types").
 *
 * @param open records whose fields are not all known yet: none of them can be a default
 */
export function defaultProblem(type: AvroType, value: unknown, open: ReadonlySet<AvroRecord>): string | undefined {
  const wrong = `${quoted(value)} is no ${typeText(type)}`;
  switch (type.kind) {
    case 'primitive':
      return isPrimitiveValue(type, value) ? undefined : wrong;
    case 'fixed':
      return isBytes(value) && value.length === type.sizeBytes ? undefined : wrong;
    case 'enum':
      return typeof value === 'string' && type.symbols.includes(value)
        ? undefined
        : `${wrong} (${type.symbols.join(', ')})`;
    case 'array':
      return Array.isArray(value) ? firstProblem(type.items, value, open) : wrong;
    case 'map':
      return isJsonObject(value) ? firstProblem(type.values, Object.values(value), open) : wrong;
    case 'record':
      return isJsonObject(value) ? recordProblem(type, value, open) : wrong;
    case 'union': {
      const [first] = type.branches;
      if (!first || defaultProblem(first, value, open) === undefined) return undefined;
      return `${quoted(value)} is no ${typeText(first)}: a union's default is of its first type, so put that type first`;
    }
  }
}

function firstProblem(type: AvroType, values: readonly unknown[], open: ReadonlySet<AvroRecord>): string | undefined {
  for (const value of values) {
    const problem = defaultProblem(type, value, open);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function recordProblem(
  record: AvroRecord,
  value: { readonly [key: string]: unknown },
  open: ReadonlySet<AvroRecord>,
): string | undefined {
  if (open.has(record)) return `${quoted(value)} is of ${typeText(record)}, which is not complete yet`;
  for (const field of record.fields) {
    const given = member(value, field.name);
    if (given === undefined && field.defaultValue === undefined) return `${quoted(value)} lacks ${quoted(field.name)}`;
    const problem = given === undefined ? undefined : defaultProblem(field.type, given, open);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function isPrimitiveValue({ type, logical }: AvroPrimitive, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'boolean':
      return typeof value === 'boolean';
    case 'int':
      return typeof value === 'number' && (value | 0) === value;
    // Beyond 2^53 the number in the JSON text has no exact value in JavaScript.
    case 'long':
      return typeof value === 'number' && Number.isSafeInteger(value);
    case 'float':
    case 'double':
      return typeof value === 'number';
    case 'bytes':
      return isBytes(value) && (logical === undefined || value.length > 0);
    case 'string':
      return typeof value === 'string' && (logical === undefined || UUID.test(value));
  }
}

function isBytes(value: unknown): value is string {
  return typeof value === 'string' && [...value].every((letter) => letter <= '\u00ff');
}
