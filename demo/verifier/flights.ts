import { AvroPayload } from './avro.ts';
import type { SchemaVersion } from './evidence.ts';
import type { AggregationRules, Reading, Rules } from './rules.ts';

interface Flight {
  readonly departureMs: number;
  readonly delayMin: number;
  readonly distanceMiles: number;
  readonly origin: string;
  readonly destination: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

const measures: AggregationRules<Flight>['measures'] = {
  flights: (flights) => flights.length,
  meanDelayMin: (flights) => total(flights, (flight) => flight.delayMin) / flights.length,
  worstDelayMin: (flights) => Math.max(...flights.map((flight) => flight.delayMin)),
  delayedShare: (flights) => flights.filter((flight) => flight.delayMin >= 15).length / flights.length,
  miles: (flights) => total(flights, (flight) => flight.distanceMiles),
};

export const flights: Rules<Flight> = {
  outOfOrdernessMs: 30 * MINUTE_MS,
  futureBoundMs: HOUR_MS,
  read,
  aggregations: [
    {
      name: 'hourlyByOrigin',
      windowMs: HOUR_MS,
      allowedLatenessMs: 4 * HOUR_MS,
      keys: ({ origin }) => [origin],
      measures,
    },
    {
      name: 'dailyByOrigin',
      windowMs: DAY_MS,
      allowedLatenessMs: 2 * DAY_MS,
      keys: ({ origin }) => [origin],
      measures,
    },
    {
      name: 'dailyByDestination',
      windowMs: DAY_MS,
      allowedLatenessMs: 2 * DAY_MS,
      keys: ({ destination }) => [destination],
      measures,
    },
  ],
  expectsCorrections: true,
};

/** Whole numbers far below 2^53, so that plain addition is exact. */
function total(flights: readonly Flight[], of: (flight: Flight) => number): number {
  return flights.reduce((sum, flight) => sum + of(flight), 0);
}

/** Every record of this data set is a flight, field by field; version 2 adds the row of the file, or says that it is not known. */
function read(bytes: Uint8Array, { version }: SchemaVersion): Reading<Flight> {
  const payload = new AvroPayload(bytes);
  const flight: Flight = {
    departureMs: payload.whole(),
    delayMin: payload.whole(),
    distanceMiles: payload.whole(),
    origin: payload.text(),
    destination: payload.text(),
  };
  if (version === 2 && payload.branch() === 1) payload.whole();
  return payload.isAtEnd ? { kind: 'event', event: flight, eventTimeMs: flight.departureMs } : { kind: 'rejected' };
}
