// Generated from pipelines/visits/schemas/visit/v1.json by `npx millrace schemas types`: do not edit.
import type { EventSchema } from '../../../src/engine/index.ts';
import { validate } from './visit.validate.ts';

/**
 * Somebody read a page.
 */
export interface Visit {
  /**
   * Path of the page.
   */
  page: string
  /**
   * How long it was open.
   */
  seconds: number
  /**
   * When it was left, milliseconds since 1970.
   */
  atMs: number
}

export const visitSchema: EventSchema<Visit> & { readonly validate: typeof validate } = {
  format: 'JSON',
  validate,
  versions: [
    {
      version: 1,
      definition: `{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "Visit",
  "description": "Somebody read a page.",
  "type": "object",
  "properties": {
    "page": { "description": "Path of the page.", "type": "string", "pattern": "^/" },
    "seconds": { "description": "How long it was open.", "type": "integer", "minimum": 0 },
    "atMs": { "description": "When it was left, milliseconds since 1970.", "type": "integer", "minimum": 0 }
  },
  "required": ["page", "seconds", "atMs"],
  "additionalProperties": false
}
`,
    },
  ],
};
