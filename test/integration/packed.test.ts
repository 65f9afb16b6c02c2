import { describe, expect, it } from 'vitest';
import { flightsOf, type NumberedFlight } from '../../pipelines/flights/flight-data.ts';
import flightsOnce, { flight } from './fixtures/pipelines/flights-once/pipeline.ts';
import { collect, connectTo } from './support.ts';

/** Other airports for each run, and other rows, for endpoints that keep their tables. */
const run = Math.floor(Math.random() * 10_000);
const ROWS_PER_RUN = 100_000;

/** The first day of the data. */
async function flightsOfRun(): Promise<NumberedFlight[]> {
  return (await flightsOf(1)).map((event) => ({
    ...event,
    origin: `${event.origin}-${run}`,
    sourceRow: run * ROWS_PER_RUN + event.sourceRow,
  }));
}

/** What the pipeline is to come to, worked out at once over all flights. */
function expectedRows(flights: readonly NumberedFlight[]) {
  const byOrigin = new Map<string, NumberedFlight[]>();
  for (const event of flights) {
    const held = byOrigin.get(event.origin);
    if (held) held.push(event);
    else byOrigin.set(event.origin, [event]);
  }
  const rows = [...byOrigin].map(([key, events]) => ({
    key,
    n: events.length,
    measures: {
      worstDelayMin: Math.max(...events.map(({ delayMin }) => delayMin)),
      miles: events.reduce((sum, { distanceMiles }) => sum + distanceMiles, 0),
      lastRow: Math.max(...events.map(({ sourceRow }) => sourceRow)),
    },
  }));
  return new Map(rows.map((row) => [row.key, row]));
}

describe('flights from a packing sender that starts over, deployed', () => {
  it('count once each, whatever was sent twice', async () => {
    const { client, newProducer } = await connectTo(flightsOnce);
    const before = await client.counts();
    const flights = await flightsOfRun();
    // The first sender ends somewhere behind the middle; the second begins somewhat before that.
    const endOfFirst = Math.floor(flights.length * 0.6);
    const startOfSecond = Math.floor(flights.length * 0.4);

    const send = async (events: readonly NumberedFlight[]) => {
      const producer = newProducer({ packing: 'kpl', ordering: 'per-key' });
      await Promise.all(events.map((event) => producer.send(flight, event, { version: 2 })));
      await producer.close();
      return producer.stats();
    };
    const stats = [await send(flights.slice(0, endOfFirst)), await send(flights.slice(startOfSecond))];

    expect(stats.map(({ sent }) => sent)).toEqual([endOfFirst, flights.length - startOfSecond]);
    for (const { eventsPerRecord } of stats) expect(eventsPerRecord).toBeGreaterThan(5);

    const { drained, open } = await client.drain({ timeoutMs: 60_000 });
    expect({ drained, open }).toEqual({ drained: true, open: [] });
    const rows = (await collect(client.results('dailyByOrigin'))).filter(({ key }) => key.endsWith(`-${run}`));
    expect(new Map(rows.map(({ key, n, measures }) => [key, { key, n, measures }]))).toEqual(expectedRows(flights));
    expect(rows).toHaveLength(221);

    const after = await client.counts();
    expect({
      accepted: after.accepted - before.accepted,
      duplicate: after.duplicate - before.duplicate,
      rejected: after.rejected - before.rejected,
    }).toEqual({ accepted: flights.length, duplicate: endOfFirst - startOfSecond, rejected: 0 });
  });
});
