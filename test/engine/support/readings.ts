import {
  type Aggregation,
  aggregation,
  definePipeline,
  type EventSchema,
  eventType,
  hours,
  minutes,
  type Pipeline,
  seconds,
  tumbling,
  type WatermarkPolicy,
} from '../../../src/engine/index.ts';

/** A meter's reading: the event that the engine's tests count. */
export interface Reading {
  readonly atMs: number;
  readonly keys: readonly string[];
  readonly whole: number | bigint | null;
  /** Decimal with at most two digits after the point, as text or as a number. */
  readonly money: string | number | null;
  readonly level: number | null;
  readonly note: string | number | boolean | null;
  readonly rank: number;
  readonly flag: boolean;
}

export const readingSchema: EventSchema<Reading> = { format: 'JSON', versions: [{ version: 1, definition: '{}' }] };

export const reading = eventType('reading', {
  schema: readingSchema,
  eventTimeMs: (event) => event.atMs,
  partitionKey: (event) => event.keys[0] ?? '',
});

export const noReading: Reading = {
  atMs: 0,
  keys: ['a'],
  whole: null,
  money: null,
  level: null,
  note: null,
  rank: 0,
  flag: false,
};

/** Every kind of measure, and a second window that is more patient than the first. */
export const perMinute = aggregation('perMinute', {
  from: [reading],
  where: (event) => !event.flag,
  key: (event) => event.keys,
  window: tumbling(minutes(1)),
  allowedLatenessMs: seconds(30),
  measures: (m) => ({
    readings: m.count(),
    flagged: m.countIf((event) => event.flag),
    whole: m.sum((event) => event.whole),
    money: m.sum((event) => event.money, { scale: 2 }),
    mean: m.mean((event) => event.whole),
    lowest: m.min((event) => event.level),
    highest: m.max((event) => event.level),
    firstNote: m.first((event) => event.note),
    lastNote: m.last((event) => event.note, { by: (event) => event.rank }),
  }),
  keysPerLane: 100,
});

export const perHour = aggregation('perHour', {
  from: [reading],
  key: (event) => event.keys,
  window: tumbling(hours(1), { offsetMs: minutes(15) }),
  allowedLatenessMs: minutes(10),
  measures: (m) => ({ readings: m.count(), whole: m.sum((event) => event.whole) }),
  partitions: 2,
});

export const policy: WatermarkPolicy = {
  outOfOrdernessMs: seconds(20),
  futureBoundMs: seconds(45),
  idleAfterMs: minutes(1),
  idle: 'clock',
};

/** The pipeline that most tests run, with parts replaced. */
export function pipelineOf(
  parts: { readonly watermark?: WatermarkPolicy; readonly aggregations?: readonly Aggregation[] } = {},
): Pipeline {
  return definePipeline({
    name: 'readings',
    records: { format: 'json' },
    events: [reading],
    watermark: parts.watermark ?? policy,
    aggregations: parts.aggregations ?? [perMinute, perHour],
  });
}
