// Generated from pipelines/flights/schemas/flight/v1.json by scripts/generate-types.ts: do not edit.
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
  versions: [{ version: 1, definition: "{\n  \"$schema\": \"http://json-schema.org/draft-07/schema#\",\n  \"title\": \"Flight\",\n  \"description\": \"One flight within the United States that took place.\",\n  \"$comment\": \"Closed: a field that is not listed is a misspelt one or another kind of event; a new field is a new version.\",\n  \"type\": \"object\",\n  \"properties\": {\n    \"departureMs\": {\n      \"description\": \"When it left the gate, milliseconds since 1970, local time of the origin read as UTC.\",\n      \"type\": \"integer\",\n      \"minimum\": 0,\n      \"maximum\": 8640000000000000\n    },\n    \"delayMin\": {\n      \"description\": \"How much later than planned it arrived, in minutes; below 0 for an early one.\",\n      \"type\": \"integer\",\n      \"minimum\": -1440,\n      \"maximum\": 14400\n    },\n    \"distanceMiles\": {\n      \"description\": \"Length of the route, in miles; half the way around the Earth at most.\",\n      \"type\": \"integer\",\n      \"minimum\": 0,\n      \"maximum\": 12500\n    },\n    \"origin\": {\n      \"description\": \"Airport it left, three-letter IATA code.\",\n      \"type\": \"string\",\n      \"pattern\": \"^[A-Z]{3}$\"\n    },\n    \"destination\": {\n      \"description\": \"Airport it reached, three-letter IATA code.\",\n      \"type\": \"string\",\n      \"pattern\": \"^[A-Z]{3}$\"\n    }\n  },\n  \"required\": [\"departureMs\", \"delayMin\", \"distanceMiles\", \"origin\", \"destination\"],\n  \"additionalProperties\": false\n}\n" }],
};
