import type { AggregationOptions } from '../../../src/engine/aggregation.ts';
import {
  aggregation,
  type DedupePolicy,
  eventType,
  minutes,
  type Pipeline,
  tumbling,
  type WatermarkPolicy,
} from '../../../src/engine/index.ts';
import type { Measure } from '../../../src/engine/measures.ts';
import { policy, reading, readingSchema } from './readings.ts';

// A sound definition, and changes to make to it.

type Options = AggregationOptions<typeof reading, Record<string, Measure>>;

export const named = (name: string) =>
  eventType(name, { schema: readingSchema, eventTimeMs: (event) => event.atMs, partitionKey: () => '' });
export const identified = eventType('reading', { ...reading, id: (event) => String(event.note) });
export const registered = eventType('reading', { ...reading, schema: { ...readingSchema, format: 'AVRO' } });

export function counted(options: Partial<Options> = {}, name = 'counted') {
  return aggregation(name, {
    from: [reading],
    key: (event) => event.keys,
    window: tumbling(minutes(1)),
    allowedLatenessMs: minutes(1),
    measures: (m) => ({ readings: m.count() }),
    ...options,
  });
}

export const sound: Pipeline = {
  name: 'sound',
  records: { format: 'json' },
  events: [reading],
  watermark: policy,
  aggregations: [counted()],
};
export const watermark = (part: Partial<WatermarkPolicy>): Pipeline => ({
  ...sound,
  watermark: { ...policy, ...part },
});
export const only = (options: Partial<Options>): Pipeline => ({ ...sound, aggregations: [counted(options)] });
export const deduped = (dedupe: DedupePolicy): Pipeline => ({
  ...sound,
  events: [identified],
  aggregations: [counted({ from: [identified] })],
  dedupe,
});
