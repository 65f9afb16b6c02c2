// Generated from pipelines/word-count/schemas/line/v1.json by scripts/generate-types.ts: do not edit.
import type { EventSchema } from '../../../src/engine/index.ts';
import { validate } from './line.validate.ts';

/**
 * One line of a text.
 */
export interface Line {
  /**
   * Place in the text, from 1.
   */
  lineNumber: number
  /**
   * What it says; empty between paragraphs.
   */
  text: string
}

export const lineSchema: EventSchema<Line> & { readonly validate: typeof validate } = {
  format: 'JSON',
  validate,
  versions: [{ version: 1, definition: "{\n  \"$schema\": \"http://json-schema.org/draft-07/schema#\",\n  \"title\": \"Line\",\n  \"description\": \"One line of a text.\",\n  \"$comment\": \"Closed: a line has nothing but its number and its words.\",\n  \"type\": \"object\",\n  \"properties\": {\n    \"lineNumber\": {\n      \"description\": \"Place in the text, from 1.\",\n      \"type\": \"integer\",\n      \"minimum\": 1,\n      \"maximum\": 1000000000\n    },\n    \"text\": {\n      \"description\": \"What it says; empty between paragraphs.\",\n      \"type\": \"string\",\n      \"maxLength\": 1000\n    }\n  },\n  \"required\": [\"lineNumber\", \"text\"],\n  \"additionalProperties\": false\n}\n" }],
};
