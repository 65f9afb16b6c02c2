import {
  aggregation,
  days,
  definePipeline,
  eventType,
  hours,
  type MeasureBuilder,
  minutes,
  seconds,
  tumbling,
} from '../../src/engine/index.ts';
import { type Flight, flightSchema } from './generated/flight.ts';

export const flight = eventType('flight', {
  schema: flightSchema,
  eventTimeMs: (event) => event.departureMs,
  partitionKey: (event) => event.origin,
});

const punctuality = (m: MeasureBuilder<Flight>) => ({
  flights: m.count(),
  meanDelayMin: m.mean((event) => event.delayMin),
  worstDelayMin: m.max((event) => event.delayMin),
  delayedShare: m.mean((event) => (event.delayMin >= 15 ? 1 : 0)),
  miles: m.sum((event) => event.distanceMiles),
});

/** About 220 airports; the four lanes of the demo share the origins, while each sees every destination. */
const AIRPORTS = 220;
const LANES = 4;

export default definePipeline({
  name: 'flights',
  records: { format: 'glue' },
  events: [flight],
  watermark: {
    outOfOrdernessMs: minutes(30),
    futureBoundMs: hours(1),
    idleAfterMs: seconds(5),
    // Old data, far from the time of its arrival: where the flights end, the watermark waits for a drain.
    idle: 'hold',
  },
  aggregations: [
    aggregation('hourlyByOrigin', {
      from: [flight],
      key: (event) => event.origin,
      window: tumbling(hours(1)),
      allowedLatenessMs: hours(4),
      measures: punctuality,
      keysPerLane: AIRPORTS / LANES,
    }),
    aggregation('dailyByOrigin', {
      from: [flight],
      key: (event) => event.origin,
      window: tumbling(days(1)),
      allowedLatenessMs: days(2),
      measures: punctuality,
      keysPerLane: AIRPORTS / LANES,
    }),
    aggregation('dailyByDestination', {
      from: [flight],
      key: (event) => event.destination,
      window: tumbling(days(1)),
      allowedLatenessMs: days(2),
      measures: punctuality,
      keysPerLane: AIRPORTS,
    }),
  ],
});
