import { type JsonObject, member, sortedJson } from '../json-text.ts';
import { quoted } from '../unsound.ts';
import type { Finding } from '../verdict.ts';
import { boundOf, isWithin } from './bounds.ts';
import { type Inclusion, narrowed, undecided } from './inclusion.ts';
import { kindOf, kindsOf, numberIn, textIn } from './node.ts';
import { constraintsOf } from './schema-document.ts';

/** The values that a schema admits, where they are few and named; undefined where they are not. */
export function valuesOf(schema: JsonObject, hasConst: boolean): readonly unknown[] | undefined {
  const kinds = kindsOf(schema);
  const listed = member(schema, 'enum');
  let values: readonly unknown[] | undefined = Array.isArray(listed) ? listed : undefined;
  if (hasConst && Object.hasOwn(schema, 'const')) {
    const only = sortedJson(schema.const);
    values = (values ?? [schema.const]).filter((value) => sortedJson(value) === only);
  }
  if (!values && [...kinds].every((kind) => kind === 'null' || kind === 'boolean')) {
    values = [null, false, true];
  }
  return values?.filter((value) => kinds.has(kindOf(value)));
}

/** Values that the writer names, each looked at under the reader's schema. */
export function includeValues(
  context: Inclusion,
  reader: JsonObject,
  writer: JsonObject,
  values: readonly unknown[],
  path: string,
  allowed: readonly unknown[] | undefined,
): readonly Finding[] {
  const outcomes = values.map((value) => admits(reader, writer, value, allowed));
  const refused = values.filter((_, index) => outcomes[index] === 'no');
  if (refused.length > 0) return [valuesGone(context, refused, path)];
  if (!outcomes.includes('unknown')) return [];
  return [
    undecided(path, 'enum', 'names values that other keywords may refuse now: keep those keywords, or drop them'),
  ];
}

function valuesGone({ wording }: Inclusion, values: readonly unknown[], path: string): Finding {
  const named = values.slice(0, 5).map(quoted).join(', ') + (values.length > 5 ? ` and ${values.length - 5} more` : '');
  return {
    kind: 'break',
    path,
    rule: 'VALUE_REFUSED',
    problem: wording.isBackward
      ? `${named} ${values.length === 1 ? 'is' : 'are'} no longer allowed: events written under ${wording.writer} may hold ${values.length === 1 ? 'it' : 'them'}`
      : `${named} ${values.length === 1 ? 'is' : 'are'} newly allowed, and ${wording.reader} refuses ${values.length === 1 ? 'it' : 'them'}`,
    cure: wording.isBackward ? 'keep what was allowed' : 'allow no new values: leave this property and add another',
  };
}

/** The reader names the values that it admits, the writer does not. */
export function valuesNamed(context: Inclusion, reader: JsonObject, path: string): Finding {
  const keyword = member(reader, 'enum') === undefined ? 'const' : 'enum';
  return narrowed(context, path, 'VALUES_NARROWED', keyword, quoted(member(reader, keyword)), 'none');
}

const DECIDED_OF_LISTS = new Set(['type', 'enum', 'const']);

function admits(
  reader: JsonObject,
  writer: JsonObject,
  value: unknown,
  allowed: readonly unknown[] | undefined,
): 'yes' | 'no' | 'unknown' {
  const text = sortedJson(value);
  if (!kindsOf(reader).has(kindOf(value))) return 'no';
  if (allowed && !allowed.some((one) => sortedJson(one) === text)) return 'no';
  if (typeof value === 'number') return admitsNumber(reader, writer, value);
  if (typeof value === 'string') return admitsText(reader, writer, value);
  if (typeof value === 'boolean' || value === null) return 'yes';
  return constraintsOf(reader).every((name) => DECIDED_OF_LISTS.has(name)) ? 'yes' : 'unknown';
}

function admitsNumber(reader: JsonObject, writer: JsonObject, value: number): 'yes' | 'no' | 'unknown' {
  const itself = { value, isExclusive: false };
  const isBetween = (['minimum', 'maximum'] as const).every((end) =>
    isWithin(itself, boundOf(reader, end, false), end),
  );
  if (!isBetween) return 'no';
  const step = numberIn(reader, 'multipleOf');
  if (step !== undefined && numberIn(writer, 'multipleOf') !== step) {
    if (!Number.isInteger(step) || !Number.isInteger(value)) return 'unknown';
    if (value % step !== 0) return 'no';
  }
  return isSameFormat(reader, writer) ? 'yes' : 'unknown';
}

function admitsText(reader: JsonObject, writer: JsonObject, value: string): 'yes' | 'no' | 'unknown' {
  const length = [...value].length;
  if (length < (numberIn(reader, 'minLength') ?? 0)) return 'no';
  if (length > (numberIn(reader, 'maxLength') ?? Number.POSITIVE_INFINITY)) return 'no';
  const pattern = textIn(reader, 'pattern');
  if (pattern !== undefined && pattern !== textIn(writer, 'pattern')) return 'unknown';
  return isSameFormat(reader, writer) ? 'yes' : 'unknown';
}

function isSameFormat(reader: JsonObject, writer: JsonObject): boolean {
  const format = textIn(reader, 'format');
  return format === undefined || format === textIn(writer, 'format');
}
