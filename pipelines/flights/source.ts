import { countFlights, flightsOf, type NumberedFlight } from './flight-data.ts';
import { flight as flightType } from './pipeline.ts';

/** What to send: the first `days` days of 2001, 1 to 31; default 1. */
export interface SourceOptions {
  readonly days?: number;
  readonly seed?: number;
}

const MINUTE_MS = 60_000;
/** Airports before this one in the alphabet, 113 of the first day's 221, have not updated their senders yet. */
const FIRST_UPDATED_AIRPORT = 'L';

/**
 * Flights in the order in which they are sent: departure plus delay, so that a late flight's record comes late. Flights with the same
 * instant keep the order of the file. Airports with older senders write under version 1 of the schema, the others under version 2.
 *
 * @throws RangeError where `days` is not a whole number from 1 to 31
 */
export async function* records({ days = 1 }: SourceOptions = {}) {
  const flights = await flightsOf(days);
  flights.sort((a, b) => sentMs(a) - sentMs(b) || a.sourceRow - b.sourceRow);
  for (const flight of flights) {
    yield { type: flightType, event: flight, version: flight.origin < FIRST_UPDATED_AIRPORT ? 1 : 2 };
  }
}

/** How many records `records` gives. */
export function count({ days = 1 }: SourceOptions = {}): Promise<number> {
  return countFlights(days);
}

function sentMs({ departureMs, delayMin }: NumberedFlight): number {
  return departureMs + delayMin * MINUTE_MS;
}
