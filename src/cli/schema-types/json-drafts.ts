import { Ajv, type Options } from 'ajv';
import type AjvCore from 'ajv/dist/core.js';
import draft6 from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' };
import ajvDraft4 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import type { JsonDefinition } from './json-definition.ts';

/** The drafts of JSON Schema that Glue Schema Registry takes (Developer Guide, "Supported data formats"). */
type Draft = 4 | 6 | 7;

const META_SCHEMA = /^http:\/\/json-schema\.org\/draft-0([467])\/schema#?$/;
const DEFAULT: Draft = 7;

/**
 * Keywords that Ajv would heed although the draft does not have them; `nullable` is none of any draft's. Without them Ajv refuses a
 * schema that uses one, where other readers of the same schema would let it pass unheeded.
 */
const NOT_IN_DRAFT: Readonly<Record<Draft, readonly string[]>> = {
  4: ['const', 'contains', 'propertyNames', 'if', 'then', 'else', 'nullable'],
  6: ['if', 'then', 'else', 'nullable'],
  7: ['nullable'],
};

/**
 * The draft that a schema names in `$schema`; 7 where it names none.
 *
 * @throws Error for one that the registry does not take
 */
export function draftOf({ $schema: named }: JsonDefinition): Draft {
  if (named === undefined) return DEFAULT;
  const match = typeof named === 'string' ? META_SCHEMA.exec(named) : null;
  switch (match?.[1]) {
    case '4':
      return 4;
    case '6':
      return 6;
    case '7':
      return 7;
    default:
  }
  throw new Error(
    `"$schema" is ${JSON.stringify(named)}: the registry takes drafts 4, 6 and 7, such as "http://json-schema.org/draft-07/schema#"`,
  );
}

/** A schema compiler that knows the keywords of a draft and no others. */
export function compilerFor(draft: Draft, options: Options): AjvCore.default {
  const ajv = draft === 4 ? new ajvDraft4.default(options) : new Ajv(options);
  if (draft === 6) ajv.addMetaSchema(draft6);
  for (const keyword of NOT_IN_DRAFT[draft]) ajv.removeKeyword(keyword);
  addFormats.default(ajv);
  return ajv;
}
