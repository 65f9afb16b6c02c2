// Generated from pipelines/word-count/schemas/line/v1.json by `npx millrace schemas types`: do not edit.
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
  versions: [
    {
      version: 1,
      definition: `{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "Line",
  "description": "One line of a text.",
  "$comment": "Closed: a line has nothing but its number and its words.",
  "type": "object",
  "properties": {
    "lineNumber": {
      "description": "Place in the text, from 1.",
      "type": "integer",
      "minimum": 1,
      "maximum": 1000000000
    },
    "text": {
      "description": "What it says; empty between paragraphs.",
      "type": "string",
      "maxLength": 1000
    }
  },
  "required": ["lineNumber", "text"],
  "additionalProperties": false
}
`,
    },
  ],
};
