// Generated from pipelines/flights/schemas/flight/v2.avsc by `npx millrace schemas types`: do not edit.
import type { EventSchema } from '../../../src/engine/index.ts';

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
   * Length of the route, in miles.
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
  /**
   * Row of the data set's file that tells of it, from 0; null where the sender does not say.
   */
  sourceRow: number | null
}

export const flightSchema: EventSchema<Flight> = {
  format: 'AVRO',
  versions: [
    {
      version: 1,
      definition: `{
  "type": "record",
  "name": "Flight",
  "namespace": "millrace.flights",
  "doc": "One flight within the United States that took place.",
  "fields": [
    {
      "name": "departureMs",
      "type": { "type": "long", "logicalType": "timestamp-millis" },
      "doc": "When it left the gate, milliseconds since 1970, local time of the origin read as UTC."
    },
    {
      "name": "delayMin",
      "type": "int",
      "doc": "How much later than planned it arrived, in minutes; below 0 for an early one."
    },
    {
      "name": "distanceMiles",
      "type": "int",
      "doc": "Length of the route, in miles."
    },
    {
      "name": "origin",
      "type": "string",
      "doc": "Airport it left, three-letter IATA code."
    },
    {
      "name": "destination",
      "type": "string",
      "doc": "Airport it reached, three-letter IATA code."
    }
  ]
}
`,
    },
    {
      version: 2,
      definition: `{
  "type": "record",
  "name": "Flight",
  "namespace": "millrace.flights",
  "doc": "One flight within the United States that took place.",
  "fields": [
    {
      "name": "departureMs",
      "type": { "type": "long", "logicalType": "timestamp-millis" },
      "doc": "When it left the gate, milliseconds since 1970, local time of the origin read as UTC."
    },
    {
      "name": "delayMin",
      "type": "int",
      "doc": "How much later than planned it arrived, in minutes; below 0 for an early one."
    },
    {
      "name": "distanceMiles",
      "type": "int",
      "doc": "Length of the route, in miles."
    },
    {
      "name": "origin",
      "type": "string",
      "doc": "Airport it left, three-letter IATA code."
    },
    {
      "name": "destination",
      "type": "string",
      "doc": "Airport it reached, three-letter IATA code."
    },
    {
      "name": "sourceRow",
      "type": ["null", "int"],
      "default": null,
      "doc": "Row of the data set's file that tells of it, from 0; null where the sender does not say."
    }
  ]
}
`,
    },
  ],
};
