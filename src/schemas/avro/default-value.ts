import { isJsonObject, member } from '../json-text.ts';
import { quoted } from '../unsound.ts';
import type { AvroPrimitive, AvroRecord, AvroType } from './avro-type.ts';
import { typeText } from './avro-type.ts';
import { type AvroLeaf, meaningOf } from './value-kind.ts';

/** How far from 1970 JavaScript's dates reach, in milliseconds (ECMA-262, "Time Values"). */
const MAX_MILLIS = 8_640_000_000_000_000;
/** Days from 1970 to 0000-01-01 and to 9999-12-31: dates are text with four digits of year. */
const MIN_DAY = -719_528;
const MAX_DAY = 2_932_896;
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
      return isPrimitiveValue(type, value) && isMeant(type, value) ? undefined : wrong;
    case 'fixed':
      return isBytes(value) && value.length === type.sizeBytes && isMeant(type, value) ? undefined : wrong;
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

function isPrimitiveValue({ type }: AvroPrimitive, value: unknown): boolean {
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
      return isBytes(value);
    case 'string':
      return typeof value === 'string';
  }
}

/** Whether a bare value is one that the logical type admits. */
function isMeant(leaf: AvroLeaf, value: unknown): boolean {
  switch (meaningOf(leaf)) {
    case 'millis':
      return Math.abs(Number(value)) <= MAX_MILLIS;
    case 'date':
      return Number(value) >= MIN_DAY && Number(value) <= MAX_DAY;
    case 'uuid':
      return UUID.test(String(value));
    case 'decimal':
      return digitsOf(String(value)) <= (leaf.logical?.precision ?? 0);
    default:
      return true;
  }
}

/** Digits of a number in two's complement, the highest byte first; more than any where there is none. */
function digitsOf(bytes: string): number {
  if (bytes === '') return Number.POSITIVE_INFINITY;
  const hex = [...bytes].map((letter) => letter.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  const number = BigInt.asIntN(bytes.length * 8, BigInt(`0x${hex}`));
  return String(number < 0n ? -number : number).length;
}

function isBytes(value: unknown): value is string {
  return typeof value === 'string' && [...value].every((letter) => letter <= '\u00ff');
}
