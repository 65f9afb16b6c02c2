import { aggregation, definePipeline, eventType, seconds, tumbling } from '../../../src/engine/index.ts';
import { compiledSchema } from '../../codecs/compiled-schema.ts';

interface Reading {
  readonly sensor: string;
  readonly atMs: number;
  readonly celsius?: number | null;
  readonly isIndoor?: boolean;
  readonly tags?: readonly string[];
  readonly eventId?: string;
}

/** One event type, JSON records. */
const reading = eventType('reading', {
  schema: compiledSchema<Reading>({
    type: 'object',
    properties: {
      sensor: { type: 'string', minLength: 1 },
      atMs: { type: 'integer' },
      celsius: { type: ['number', 'null'] },
      isIndoor: { type: 'boolean' },
      tags: { type: 'array', items: { type: 'string' } },
      eventId: { type: 'string' },
    },
    required: ['sensor', 'atMs'],
    additionalProperties: false,
  }),
  eventTimeMs: (event) => event.atMs,
  partitionKey: (event) => event.sensor,
});

export default definePipeline({
  name: 'readings',
  records: { format: 'json' },
  events: [reading],
  watermark: { outOfOrdernessMs: 0, futureBoundMs: 0, idleAfterMs: seconds(5), idle: 'hold' },
  aggregations: [
    aggregation('perSensor', {
      from: [reading],
      key: (event) => event.sensor,
      window: tumbling(seconds(1)),
      allowedLatenessMs: 0,
      measures: (m) => ({ readings: m.count() }),
    }),
  ],
});
