import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import type { Flight } from '../../pipelines/flights/generated/flight.ts';
import pipeline, { flight as flightType } from '../../pipelines/flights/pipeline.ts';
import { count, records } from '../../pipelines/flights/source.ts';
import { aggregation, hours, type MeasuresOf, tumbling } from '../../src/engine/index.ts';
import { collect, countsOf, encoded, evaluator, runLane } from './support.ts';

const flight = (
  time: string,
  origin: string,
  destination: string,
  delayMin: number,
  distanceMiles: number,
): Flight => ({
  departureMs: Date.parse(`${time}Z`),
  delayMin,
  distanceMiles,
  origin,
  destination,
  sourceRow: null,
});

describe('the flights pipeline', () => {
  it('counts flights by hour and day, whichever version tells of them, and how late they were', async () => {
    const sent = await encoded(pipeline, [
      { type: flightType, event: flight('2001-01-01T08:05', 'ORD', 'JFK', 0, 740), version: 1 },
      { type: flightType, event: flight('2001-01-01T08:59', 'ORD', 'LAX', 15, 1_745), version: 2 },
      { type: flightType, event: flight('2001-01-01T09:00', 'ORD', 'JFK', -9, 740) },
    ]);
    const { results } = runLane(pipeline, sent);
    expect(results).toEqual({
      'hourlyByOrigin 2001-01-01T08:00 ORD': {
        flights: 2,
        meanDelayMin: 7.5,
        worstDelayMin: 15,
        delayedShare: 0.5,
        miles: 2_485,
      },
      'hourlyByOrigin 2001-01-01T09:00 ORD': {
        flights: 1,
        meanDelayMin: -9,
        worstDelayMin: -9,
        delayedShare: 0,
        miles: 740,
      },
      'dailyByOrigin 2001-01-01T00:00 ORD': {
        flights: 3,
        meanDelayMin: 2,
        worstDelayMin: 15,
        delayedShare: 1 / 3,
        miles: 3_225,
      },
      'dailyByDestination 2001-01-01T00:00 JFK': {
        flights: 2,
        meanDelayMin: -4.5,
        worstDelayMin: 0,
        delayedShare: 0,
        miles: 1_480,
      },
      'dailyByDestination 2001-01-01T00:00 LAX': {
        flights: 1,
        meanDelayMin: 15,
        worstDelayMin: 15,
        delayedShare: 1,
        miles: 1_745,
      },
    });
  });

  it('types its results, and refuses a field that a flight does not have', () => {
    type Hourly = MeasuresOf<(typeof pipeline.aggregations)[number]>;
    expectTypeOf<Hourly>().toEqualTypeOf<{
      readonly flights: number;
      readonly meanDelayMin: number | null;
      readonly worstDelayMin: number | null;
      readonly delayedShare: number | null;
      readonly miles: number | bigint;
    }>();
    const byAirline = aggregation('byAirline', {
      from: [flightType],
      // @ts-expect-error no such field: airline
      key: (event) => event.airline,
      window: tumbling(hours(1)),
      allowedLatenessMs: 0,
      // @ts-expect-error text has no maximum
      measures: (m) => ({ flights: m.count(), farthest: m.max((event) => event.destination) }),
    });
    expect(byAirline.from).toEqual(pipeline.events);
  });
});

describe('the flights of the first day', () => {
  let day: Awaited<ReturnType<typeof flightsSent>>;
  const flightsSent = () => collect(records());
  beforeAll(async () => {
    day = await flightsSent();
  });

  it('are 14,828, each with a row of its own', () => {
    expect(day).toHaveLength(14_828);
    expect(new Set(day.map(({ event }) => event.sourceRow)).size).toBe(14_828);
  });

  it('are sent in order of departure plus delay', () => {
    const instants = day.map(({ event }) => event.departureMs + event.delayMin * 60_000);
    expect(instants).toEqual([...instants].sort((a, b) => a - b));
  });

  it('are written under two versions, each by about half of the airports', () => {
    const ofVersion = (wanted: number) =>
      day.filter(({ version }) => version === wanted).map(({ event }) => event.origin);
    const [older, newer] = [ofVersion(1), ofVersion(2)];
    expect({ older: older.length, newer: newer.length }).toEqual({ older: 6_484, newer: 8_344 });
    expect({ older: new Set(older).size, newer: new Set(newer).size }).toEqual({ older: 113, newer: 108 });
  });

  it('are all valid; a few come too late for their hour, none for its day', async () => {
    const { accepted, aggregations } = countsOf(pipeline, await encoded(pipeline, day), 4);
    expect(accepted).toBe(14_828);
    expect(aggregations.hourlyByOrigin?.tooLate).toBeGreaterThan(5);
    expect(aggregations.hourlyByOrigin?.tooLate).toBeLessThan(50);
    expect(aggregations.dailyByOrigin?.tooLate).toBe(0);
    expect(aggregations.dailyByDestination?.tooLate).toBe(0);
  });
});

describe('a record that is no flight', () => {
  it.each([
    ['without a destination', { event: flight('2001-01-01T08:05', 'ORD', '', 0, 740) }, 'INVALID_KEY'],
    ['cut short', { damage: (record: Uint8Array) => record.slice(0, -1) }, 'UNDECODABLE'],
    [
      'with bytes left over',
      { damage: (record: Uint8Array) => Buffer.concat([record, Buffer.from('x')]) },
      'UNDECODABLE',
    ],
  ])('%s is rejected', async (_what, change, reason) => {
    const event = flight('2001-01-01T08:05', 'ORD', 'JFK', 0, 740);
    const sent = await encoded(pipeline, [{ type: flightType, event, ...change }]);
    expect(sent.map(evaluator(pipeline))).toMatchObject([{ rejection: { reason } }]);
  });
});

describe('the source', () => {
  it('gives as many days as asked for, and counts them', async () => {
    expect(await count()).toBe(14_828);
    expect(await count({ days: 3 })).toBe(48_626);
    expect(await collect(records({ days: 3 }))).toHaveLength(48_626);
  });

  it.each([0, 1.5, 32, Number.NaN])('refuses %d days', async (days) => {
    await expect(count({ days })).rejects.toThrow(`flights: days must be a whole number from 1 to 31, got ${days}`);
  });
});
