import { aggregation, definePipeline, eventType, minutes, seconds, tumbling } from '../../src/engine/index.ts';
import { visitSchema } from './generated/visit.ts';

export const visit = eventType('visit', {
  schema: visitSchema,
  eventTimeMs: (event) => event.atMs,
  partitionKey: (event) => event.page,
});

export default definePipeline({
  name: 'visits',
  records: { format: 'json' },
  events: [visit],
  watermark: {
    outOfOrdernessMs: seconds(10),
    futureBoundMs: minutes(1),
    idleAfterMs: seconds(5),
    idle: 'clock',
  },
  aggregations: [
    aggregation('visitsByPage', {
      from: [visit],
      key: (event) => event.page,
      window: tumbling(minutes(1)),
      allowedLatenessMs: minutes(10),
      measures: (m) => ({
        visits: m.count(),
        meanSeconds: m.mean((event) => event.seconds),
        longReads: m.countIf((event) => event.seconds >= 60),
      }),
    }),
  ],
});
