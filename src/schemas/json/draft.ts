import { type JsonObject, member } from '../json-text.ts';
import { quoted, Unsound } from '../unsound.ts';

/** The drafts of JSON Schema that Glue Schema Registry takes (Developer Guide, "Supported data formats"). */
export type Draft = 4 | 6 | 7;

const META_SCHEMA = /^https?:\/\/json-schema\.org\/draft-0([467])\/schema#?$/;

/**
 * The draft that a schema names in `$schema`; 7 where it names none.
 *
 * @throws Unsound for one that the registry does not take
 */
export function draftOf(schema: JsonObject): Draft {
  const named = member(schema, '$schema');
  if (named === undefined) return 7;
  const draft = typeof named === 'string' ? META_SCHEMA.exec(named)?.[1] : undefined;
  switch (draft) {
    case '4':
      return 4;
    case '6':
      return 6;
    case '7':
      return 7;
    default:
      throw new Unsound(
        `"$schema" is ${quoted(named)}: the registry takes drafts 4, 6 and 7, such as "http://json-schema.org/draft-07/schema#"`,
      );
  }
}
