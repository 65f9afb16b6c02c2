import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type AsyncBuffer, asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { Flight } from './generated/flight.ts';

/** A flight with its place in the file, which names it: some are alike in every other field. */
export type NumberedFlight = Flight & { readonly sourceRow: number };

const FIRST_DAY_MS = Date.UTC(2001, 0, 1);
const DAY_MS = 86_400_000;
const MAX_DAYS = 31;
/** More than any day holds; read again with more where it is not. */
const ROWS_PER_DAY = 20_000;

/**
 * Flights that left in the first `days` days of 2001, in order of departure: the U.S. Bureau of Transportation Statistics' records,
 * as the package vega-datasets carries them.
 *
 * @throws RangeError where `days` is not a whole number from 1 to 31
 */
export async function flightsOf(days: number): Promise<NumberedFlight[]> {
  const rows = await rowsOf(days, ['date', 'delay', 'distance', 'origin', 'destination']);
  return rows.map((row, index) => ({
    departureMs: timeMs(row),
    delayMin: Number(row.delay),
    distanceMiles: Number(row.distance),
    origin: String(row.origin),
    destination: String(row.destination),
    sourceRow: index,
  }));
}

/** How many flights `flightsOf(days)` gives. */
export async function countFlights(days: number): Promise<number> {
  return (await rowsOf(days, ['date'])).length;
}

type Row = Readonly<Record<string, unknown>>;

async function rowsOf(days: number, columns: string[]): Promise<Row[]> {
  if (!Number.isInteger(days) || days < 1 || days > MAX_DAYS) {
    throw new RangeError(`flights: days must be a whole number from 1 to ${MAX_DAYS}, got ${days}`);
  }
  const endMs = FIRST_DAY_MS + days * DAY_MS;
  const file = await openFile();
  const metadata = await parquetMetadataAsync(file);
  const total = Number(metadata.num_rows);
  for (let rowEnd = days * ROWS_PER_DAY; ; rowEnd *= 2) {
    const rows: Row[] = await parquetReadObjects({
      file,
      metadata,
      columns,
      compressors,
      rowEnd: Math.min(rowEnd, total),
    });
    const last = rows[rows.length - 1];
    // The file is in order of departure, so one row past the end means that all before it were read.
    if (rowEnd >= total || (last && timeMs(last) >= endMs)) return rows.filter((row) => timeMs(row) < endMs);
  }
}

function openFile(): Promise<AsyncBuffer> {
  // The package exports its entry alone; the data lies beside it.
  const entry = createRequire(import.meta.url).resolve('vega-datasets');
  return asyncBufferFromFile(join(dirname(entry), '..', 'data', 'flights-3m.parquet'));
}

function timeMs(row: Row): number {
  if (row.date instanceof Date) return row.date.getTime();
  throw new TypeError('flights-3m.parquet: column "date" is no timestamp: the package vega-datasets has changed');
}
