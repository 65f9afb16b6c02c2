import { countFlights, flightsOf, type NumberedFlight } from './flight-data.ts';
import { flight as flightType } from './pipeline.ts';

/** What to send: the first `days` days of 2001, 1 to 31; default 1. */
export interface SourceOptions {
  readonly days?: number;
  readonly seed?: number;
}

const MINUTE_MS = 60_000;

/**
 * Flights as records, in the order in which they are sent: departure plus delay, so that a late flight's record comes late. Flights
 * with the same instant keep the order of the file.
 *
 * @throws RangeError where `days` is not a whole number from 1 to 31
 */
export async function* records({ days = 1 }: SourceOptions = {}) {
  const flights = await flightsOf(days);
  flights.sort((a, b) => sentMs(a) - sentMs(b) || a.row - b.row);
  for (const { row, flight } of flights) {
    yield {
      id: `flight-${row}`,
      partitionKey: flightType.partitionKey(flight),
      data: JSON.stringify(flight),
      eventTimeMs: flightType.eventTimeMs(flight),
    };
  }
}

/** How many records `records` gives. */
export function count({ days = 1 }: SourceOptions = {}): Promise<number> {
  return countFlights(days);
}

function sentMs({ flight }: NumberedFlight): number {
  return flight.departureMs + flight.delayMin * MINUTE_MS;
}
