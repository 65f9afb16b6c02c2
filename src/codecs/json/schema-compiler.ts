import { Ajv, type Options } from 'ajv';
import type AjvCore from 'ajv/dist/core.js';
import draft6 from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' };
import ajvDraft4 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import type { Draft } from '../../schemas/json/draft.ts';

/**
 * Keywords that Ajv would heed although the draft does not have them; `nullable` is none of any draft's. Without them Ajv refuses a
 * schema that uses one, where other readers of the same schema would let it pass unheeded.
 */
const NOT_IN_DRAFT: Readonly<Record<Draft, readonly string[]>> = {
  4: ['const', 'contains', 'propertyNames', 'if', 'then', 'else', 'nullable'],
  6: ['if', 'then', 'else', 'nullable'],
  7: ['nullable'],
};

/** A schema compiler that knows the keywords of a draft and no others. */
export function compilerFor(draft: Draft, options: Options): AjvCore.default {
  const ajv = draft === 4 ? new ajvDraft4.default(options) : new Ajv(options);
  if (draft === 6) ajv.addMetaSchema(draft6);
  for (const keyword of NOT_IN_DRAFT[draft]) ajv.removeKeyword(keyword);
  addFormats.default(ajv);
  return ajv;
}

/** The schema with the one address by which Ajv knows its draft, where it names one: with https or without the `#` others mean the same. */
export function withDraftAddress(
  schema: Readonly<Record<string, unknown>>,
  draft: Draft,
): Readonly<Record<string, unknown>> {
  return '$schema' in schema ? { ...schema, $schema: `http://json-schema.org/draft-0${draft}/schema#` } : schema;
}
