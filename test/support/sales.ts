import type { KinesisStreamEvent } from 'aws-lambda';
import {
  aggregation,
  definePipeline,
  type EventSchema,
  eventType,
  minutes,
  seconds,
  tumbling,
} from '../../src/engine/index.ts';
import type { DedupePolicy, Pipeline, WatermarkPolicy } from '../../src/engine/pipeline.ts';
import { type Plan, planOf } from '../../src/engine/plan.ts';
import type { Lane } from '../../src/ports/lane.ts';
import type { WindowPartition } from '../../src/ports/partial-store.ts';
import { kinesisEvent, type RecordGiven } from './lambda-events.ts';

// The pipeline of the handler tests: sales per shop and minute, by two aggregations of which one is more patient.

interface Sale {
  readonly atMs: number;
  readonly shop: string;
  readonly amount: number;
  readonly id?: string | undefined;
}

const schema: EventSchema<Sale> = { format: 'JSON', versions: [{ version: 1, definition: '{}' }] };
const sale = eventType('sale', { schema, eventTimeMs: ({ atMs }) => atMs, partitionKey: ({ shop }) => shop });
const identifiedSale = eventType('sale', { ...sale, id: ({ id = '' }) => id });

/** A minute's beginning; all event times are given relative to it. */
export const NOON_MS = minutes(60 * 24 * 365);
export const STREAM = { streamName: 'events', streamCreatedMs: 1_000 };
export const LANE: Lane = { ...STREAM, shardId: 'shardId-000000000000' };
export const OTHER_LANE: Lane = { ...STREAM, shardId: 'shardId-000000000001' };

export interface SalesOptions {
  readonly watermark?: Partial<WatermarkPolicy>;
  readonly keysPerLane?: number;
  readonly latenessMs?: number;
  /** Of `by-shop`. */
  readonly sameMeaningAs?: readonly string[];
  /** The code of `by-shop` throws on sales of this shop. */
  readonly throwsOn?: string;
  /** Sales have ids, which are remembered so. */
  readonly dedupe?: DedupePolicy;
}

export function salesPipeline({
  watermark = {},
  keysPerLane = 10,
  latenessMs = seconds(30),
  sameMeaningAs = [],
  throwsOn,
  dedupe,
}: SalesOptions = {}): Pipeline {
  const from = [dedupe ? identifiedSale : sale];
  return definePipeline({
    name: 'sales',
    records: { format: 'json' },
    events: from,
    watermark: {
      outOfOrdernessMs: seconds(10),
      futureBoundMs: seconds(30),
      idleAfterMs: minutes(2),
      idle: 'hold',
      ...watermark,
    },
    ...(dedupe && { dedupe }),
    aggregations: [
      aggregation('by-shop', {
        from,
        where: ({ shop }) => {
          if (shop === throwsOn) throw new TypeError(`no such shop as ${shop}`);
          return shop !== 'closed';
        },
        key: ({ shop }) => shop,
        window: tumbling(minutes(1)),
        allowedLatenessMs: latenessMs,
        measures: (measure) => ({ sales: measure.count(), amount: measure.sum((event) => event.amount) }),
        keysPerLane,
        sameMeaningAs,
      }),
      aggregation('patient', {
        from,
        key: () => 'all',
        window: tumbling(minutes(1)),
        allowedLatenessMs: minutes(30),
        measures: (measure) => ({ sales: measure.count() }),
      }),
    ],
  });
}

export function salesPlan(options: SalesOptions = {}): Plan {
  return planOf(salesPipeline(options));
}

export const DEFINITION_HASHES = { 'by-shop': '0000000000000001', patient: '0000000000000002' };

export interface SaleGiven {
  /** Event time, seconds after noon. */
  readonly at?: number;
  readonly shop?: string;
  readonly amount?: number;
  /** Arrival, seconds after noon; default: when it happened. */
  readonly arrival?: number;
  readonly shardId?: string;
  readonly id?: string;
}

/** A sale as its sender writes it. */
export function saleOf({ at = 0, shop = 'ash', amount = 1, id }: SaleGiven): Sale {
  return { atMs: NOON_MS + seconds(at), shop, amount, id };
}

/** A record that holds one sale. */
export function saleRecord(sequenceNumber: number, given: SaleGiven = {}): RecordGiven {
  const { at = 0, arrival = at, shardId = LANE.shardId } = given;
  return recordOf(sequenceNumber, JSON.stringify(saleOf(given)), { arrival, shardId });
}

/** A record that nobody can decode. */
export function brokenRecord(sequenceNumber: number, arrival = 0): RecordGiven {
  return recordOf(sequenceNumber, '{', { arrival, shardId: LANE.shardId });
}

export function batchOf(...records: readonly RecordGiven[]): KinesisStreamEvent {
  return kinesisEvent(records);
}

/** A window of the tests' aggregations, by its beginning in seconds after noon. */
export function windowAt(aggregationName: string, start = 0): WindowPartition {
  const windowStartMs = NOON_MS + seconds(start);
  return {
    aggregation: aggregationName,
    generation: 1,
    windowStartMs,
    windowEndMs: windowStartMs + minutes(1),
    partition: 0,
  };
}

function recordOf(
  sequenceNumber: number,
  text: string,
  { arrival, shardId }: { readonly arrival: number; readonly shardId: string },
): RecordGiven {
  return {
    shardId,
    sequenceNumber: String(sequenceNumber),
    partitionKey: 'ash',
    arrivalMs: NOON_MS + seconds(arrival),
    dataBase64: Buffer.from(text).toString('base64'),
  };
}
