import { makeMemoryStateStore } from '../../src/adapters/memory/memory-state-store.ts';
import { makeMemoryStream } from '../../src/adapters/memory/memory-stream-reader.ts';
import { aggregation, definePipeline, eventType, hours, minutes, seconds, tumbling } from '../../src/engine/index.ts';
import { planAggregation, planOf } from '../../src/engine/plan.ts';
import { encodePosition } from '../../src/engine/position.ts';
import { NO_PROGRESS, type Progress } from '../../src/engine/progress.ts';
import type { Lane } from '../../src/ports/lane.ts';
import type { WindowPartition } from '../../src/ports/partial-store.ts';

interface Sale {
  readonly atMs: number;
  readonly shop: string;
  readonly cents: number;
}

const sale = eventType('sale', {
  schema: { format: 'JSON', versions: [{ version: 1, definition: '{}' }] },
  eventTimeMs: (event: Sale) => event.atMs,
  partitionKey: (event: Sale) => event.shop,
});

/** Takings by shop and hour, spread over four partitions of many buckets, so that a key's place matters. */
const takings = aggregation('hourly', {
  from: [sale],
  key: (event) => event.shop,
  window: tumbling(hours(1)),
  allowedLatenessMs: hours(1),
  measures: (m) => ({
    sales: m.count(),
    cents: m.sum((event) => event.cents),
    dearest: m.max((event) => event.cents),
  }),
  partitions: 4,
  keysPerLane: 1_000,
});

export const shops = definePipeline({
  name: 'shops',
  records: { format: 'json' },
  events: [sale],
  watermark: { outOfOrdernessMs: minutes(1), futureBoundMs: minutes(5), idleAfterMs: seconds(30), idle: 'hold' },
  aggregations: [takings],
});

export const plan = planOf(shops);
export const hourly = planAggregation(takings, 0);

export const STREAM = { streamName: 'sales', streamCreatedMs: 1 };

export function lane(number: number): Lane {
  return { ...STREAM, shardId: `shardId-${String(number).padStart(12, '0')}` };
}

export function hourWindow(hour: number, partition: number): WindowPartition {
  return {
    aggregation: 'hourly',
    generation: 1,
    windowStartMs: hours(hour),
    windowEndMs: hours(hour + 1),
    partition,
  };
}

/** Progress of a lane that has read through record `record`. */
export function progressThrough(record: number, change: Partial<Progress> = {}): Progress {
  const position = encodePosition(String(record));
  return { ...NO_PROGRESS, lastPosition: position, decidedThrough: position, ...change };
}

export function makeWorld() {
  return { plan, store: makeMemoryStateStore(), stream: makeMemoryStream(STREAM) };
}
