import {
  aggregation,
  type DedupePolicy,
  definePipeline,
  type EventSchema,
  eventType,
  minutes,
  seconds,
} from '../src/engine/index.ts';
import type { Pipeline } from '../src/engine/pipeline.ts';
import { type Bid, bidSchema } from './bid-schemas.ts';

/** The reference load's shape: see docs/cost.md. */
export const LANES = 10;
export const KEYS = 1_000;
export const BATCH = 1_000;
export const EVENTS_PER_SECOND = 10_000;

/** Bids per auction and minute, their number and what they come to. */
function bidsPerAuction(schema: EventSchema<Bid>, format: 'json' | 'glue', dedupe?: DedupePolicy) {
  const bid = eventType('bid', {
    schema,
    eventTimeMs: (event) => Number(event.dateTimeMs),
    partitionKey: (event) => event.auction,
    id: dedupe && ((event) => `${event.dateTimeMs} ${event.url}`),
  });
  return definePipeline({
    name: 'reference',
    records: { format },
    ...(dedupe && { dedupe }),
    events: [bid],
    watermark: { outOfOrdernessMs: seconds(2), futureBoundMs: minutes(1), idleAfterMs: minutes(1), idle: 'hold' },
    aggregations: [
      aggregation('perAuction', {
        from: [bid],
        key: (event) => event.auction,
        window: { kind: 'tumbling', sizeMs: seconds(60), offsetMs: 0 },
        allowedLatenessMs: minutes(5),
        keysPerLane: KEYS / LANES,
        measures: (measure) => ({
          bids: measure.count(),
          total: measure.sum((event) => event.price),
        }),
      }),
    ],
  });
}

export const referencePipeline = bidsPerAuction(bidSchema, 'json');

/** The same with an id for each bid, which is remembered. */
export const identifiedPipeline = bidsPerAuction(bidSchema, 'json', { horizonMs: minutes(10) });

/** The same for records with the registry's header. */
export function registeredPipeline(schema: EventSchema<Bid>): Pipeline {
  return bidsPerAuction(schema, 'glue');
}

/** 2026-11-01T00:00:00Z: any minute's start will do. */
export const START_MS = 1_793_491_200_000;

/** A seeded generator of numbers in [0, 1) (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One event of the load: its time, group key and JSON text. */
export interface TimedBid {
  readonly timeMs: number;
  readonly auction: number;
  readonly text: string;
}

/** Events of one lane, of 10,000 a second over ten lanes. Auctions are aligned with lanes, as senders do who partition by key. */
export function* bids(lane: number, seed = 1): Generator<TimedBid, never> {
  const random = seeded(seed * 1_000 + lane);
  const keysPerLane = KEYS / LANES;
  const stepMs = (1_000 * LANES) / EVENTS_PER_SECOND;
  for (let position = 0; ; position += 1) {
    const timeMs = START_MS + Math.floor(position * stepMs);
    const auction = lane + LANES * Math.floor(random() * keysPerLane);
    yield { timeMs, auction, text: bidText(auction, timeMs, random) };
  }
}

/** The event texts that Lambda would hand over: batches of one lane, `BATCH` records each, so that one spans a second. */
export function* batchTexts(lane: number, batches: number, seed = 1): Generator<string> {
  const source = bids(lane, seed);
  for (let batch = 0; batch < batches; batch += 1) {
    const records: string[] = [];
    for (let index = 0; index < BATCH; index += 1) {
      const { timeMs, text } = source.next().value;
      records.push(recordText(lane, batch * BATCH + index, timeMs, Buffer.from(text)));
    }
    yield `{"Records":[${records.join(',')}]}`;
  }
}

function bidText(auction: number, timeMs: number, random: () => number): string {
  const event: Bid = {
    auction: `a${1_000 + auction}`,
    bidder: 1_000 + Math.floor(random() * 1_000),
    price: Math.round(10 ** (random() * 6) * 100),
    channel: `channel-${Math.floor(random() * 10_000)}`,
    url: `https://www.nexmark.com/item.htm?query=${Math.floor(random() * 1e9)}`,
    dateTimeMs: timeMs,
    extra: 'x'.repeat(28),
  };
  return JSON.stringify(event);
}

/** A record as Lambda's event holds it. */
export function recordText(lane: number, position: number, timeMs: number, data: Buffer): string {
  const sequenceNumber = `4957${String(position).padStart(52, '0')}`;
  return JSON.stringify({
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: `a${lane}`,
      sequenceNumber,
      data: data.toString('base64'),
      approximateArrivalTimestamp: timeMs / 1_000 + 0.25,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `shardId-${String(lane).padStart(12, '0')}:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: 'arn:aws:iam::123456789012:role/millrace-reference-processing-role',
    awsRegion: 'us-east-1',
    eventSourceARN: 'arn:aws:kinesis:us-east-1:123456789012:stream/millrace-reference-state-Stream',
  });
}
