import { isJsonObject, sortedJson } from '../json-text.ts';
import type { Draft } from './draft.ts';

/** What a keyword's value is made of: a schema, or schemas in a list or by name, or no schema at all. */
type Content = 'schema' | 'schemas' | 'schema or schemas' | 'schemas by name' | 'schemas or names by name' | 'value';

export interface Keyword {
  readonly content: Content;
  /** The first draft that has it. */
  readonly since: Draft;
  /** Whether changes of it can be decided. Those that cannot are compared for equality alone. */
  readonly isDecided: boolean;
  /** What its value must be, as messages say it. */
  readonly expected: string;
  readonly isSound: (value: unknown, draft: Draft) => boolean;
}

const TYPE_NAMES = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'] as const;
export type TypeName = (typeof TYPE_NAMES)[number];

export function isTypeName(value: unknown): value is TypeName {
  return TYPE_NAMES.some((name) => name === value);
}

const isSchema = (value: unknown, draft: Draft): boolean =>
  isJsonObject(value) || (typeof value === 'boolean' && draft > 4);
const isSchemas = (value: unknown): boolean => Array.isArray(value) && value.length > 0;
const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isInteger(value) && value >= 0;
const isNumber = (value: unknown): boolean => typeof value === 'number';
const isText = (value: unknown): boolean => typeof value === 'string';
const isBoolean = (value: unknown): boolean => typeof value === 'boolean';
const isNames = (value: unknown): boolean =>
  Array.isArray(value) && value.every(isText) && new Set(value).size === value.length;

function keyword(content: Content, expected: string, isSound: Keyword['isSound'], since: Draft = 4): Keyword {
  return { content, since, isDecided: true, expected, isSound };
}

function opaque(content: Content, expected: string, isSound: Keyword['isSound'], since: Draft = 4): Keyword {
  return { content, since, isDecided: false, expected, isSound };
}

const bound = keyword('value', 'a number', isNumber);
const count = keyword('value', 'a whole number, 0 or more', isCount);
const exclusive = keyword('value', 'a number (in draft 4: true or false)', (value, draft) =>
  draft === 4 ? isBoolean(value) : isNumber(value),
);
const schemas = opaque('schemas', 'a list of schemas', isSchemas);
const choice = opaque('schema', 'a schema', isSchema, 7);

/** The keywords of drafts 4, 6 and 7 that say which values are valid (JSON Schema Validation). */
export const KEYWORDS: ReadonlyMap<string, Keyword> = new Map([
  ['$ref', keyword('value', 'text', isText)],
  ['type', keyword('value', 'the name of a type or a list of such', isTypes)],
  ['enum', keyword('value', 'a list of values, each once', isEnum)],
  ['const', keyword('value', 'a value', () => true, 6)],
  ['minimum', bound],
  ['maximum', bound],
  ['exclusiveMinimum', exclusive],
  ['exclusiveMaximum', exclusive],
  ['multipleOf', keyword('value', 'a number above 0', (value) => typeof value === 'number' && value > 0)],
  ['minLength', count],
  ['maxLength', count],
  ['pattern', keyword('value', 'a regular expression', isPattern)],
  ['format', keyword('value', 'text', isText)],
  ['items', keyword('schema or schemas', 'a schema or a list of schemas', isItems)],
  ['additionalItems', keyword('schema', 'a schema', isSchemaOrBoolean)],
  ['minItems', count],
  ['maxItems', count],
  ['uniqueItems', keyword('value', 'true or false', isBoolean)],
  ['properties', keyword('schemas by name', 'an object of schemas', isJsonObject)],
  ['required', keyword('value', 'a list of names, each once', isRequired)],
  ['additionalProperties', keyword('schema', 'a schema', isSchemaOrBoolean)],
  ['minProperties', count],
  ['maxProperties', count],
  ['allOf', schemas],
  ['anyOf', schemas],
  ['oneOf', schemas],
  ['not', opaque('schema', 'a schema', isSchema)],
  ['patternProperties', opaque('schemas by name', 'an object of schemas by regular expression', isPatternProperties)],
  ['dependencies', opaque('schemas or names by name', 'an object of schemas or lists of names', isJsonObject)],
  ['contains', opaque('schema', 'a schema', isSchema, 6)],
  ['propertyNames', opaque('schema', 'a schema', isSchema, 6)],
  ['if', choice],
  ['then', choice],
  ['else', choice],
]);

/** Of later drafts and of OpenAPI: some readers heed them in any schema, others do not. */
export const FOREIGN_KEYWORDS: ReadonlySet<string> = new Set([
  ...[
    'nullable',
    'discriminator',
    'prefixItems',
    'minContains',
    'maxContains',
    'unevaluatedItems',
    'unevaluatedProperties',
  ],
  ...['dependentRequired', 'dependentSchemas', '$dynamicRef', '$recursiveRef', 'formatMinimum', 'formatMaximum'],
  ...['formatExclusiveMinimum', 'formatExclusiveMaximum'],
]);

function isTypes(value: unknown): boolean {
  return isTypeName(value) || (Array.isArray(value) && value.length > 0 && value.every(isTypeName) && isNames(value));
}

function isEnum(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && new Set(value.map(sortedJson)).size === value.length;
}

function isRequired(value: unknown, draft: Draft): boolean {
  return isNames(value) && (draft > 4 || isSchemas(value));
}

function isItems(value: unknown, draft: Draft): boolean {
  return isSchema(value, draft) || (Array.isArray(value) && (draft > 4 || value.length > 0));
}

/** In draft 4 these two alone may be true or false. */
function isSchemaOrBoolean(value: unknown): boolean {
  return isJsonObject(value) || isBoolean(value);
}

function isPattern(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    return new RegExp(value, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

function isPatternProperties(value: unknown): boolean {
  return isJsonObject(value) && Object.keys(value).every(isPattern);
}
