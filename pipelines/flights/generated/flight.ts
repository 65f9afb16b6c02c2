// Generated from pipelines/flights/schemas/flight/v1.json by `npx millrace schemas types`: do not edit.
import type { EventSchema } from '../../../src/engine/index.ts';
import { validate } from './flight.validate.ts';

/**
 * One flight within the United States that took place.
 */
export interface Flight {
  /**
   * When it left the gate, milliseconds since 1970, local time of the origin read as UTC.
   */
  departureMs: number
  /**
   * How much later than planned it arrived, in minutes; below 0 for an early one.
   */
  delayMin: number
  /**
   * Length of the route, in miles; half the way around the Earth at most.
   */
  distanceMiles: number
  /**
   * Airport it left, three-letter IATA code.
   */
  origin: string
  /**
   * Airport it reached, three-letter IATA code.
   */
  destination: string
}

export const flightSchema: EventSchema<Flight> & { readonly validate: typeof validate } = {
  format: 'JSON',
  validate,
  versions: [
    {
      version: 1,
      definition: `{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "Flight",
  "description": "One flight within the United States that took place.",
  "$comment": "Closed: a field that is not listed is a misspelt one or another kind of event; a new field is a new version.",
  "type": "object",
  "properties": {
    "departureMs": {
      "description": "When it left the gate, milliseconds since 1970, local time of the origin read as UTC.",
      "type": "integer",
      "minimum": 0,
      "maximum": 8640000000000000
    },
    "delayMin": {
      "description": "How much later than planned it arrived, in minutes; below 0 for an early one.",
      "type": "integer",
      "minimum": -1440,
      "maximum": 14400
    },
    "distanceMiles": {
      "description": "Length of the route, in miles; half the way around the Earth at most.",
      "type": "integer",
      "minimum": 0,
      "maximum": 12500
    },
    "origin": {
      "description": "Airport it left, three-letter IATA code.",
      "type": "string",
      "pattern": "^[A-Z]{3}$"
    },
    "destination": {
      "description": "Airport it reached, three-letter IATA code.",
      "type": "string",
      "pattern": "^[A-Z]{3}$"
    }
  },
  "required": ["departureMs", "delayMin", "distanceMiles", "origin", "destination"],
  "additionalProperties": false
}
`,
    },
  ],
};
