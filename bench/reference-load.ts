import { Ajv } from 'ajv';
import { aggregation, definePipeline, type EventSchema, eventType, minutes, seconds } from '../src/engine/index.ts';

/** A bid of the size that NEXMark's generator makes: 216 bytes of JSON. */
export interface Bid {
  readonly auction: string;
  readonly bidder: number;
  readonly price: number;
  readonly channel: string;
  readonly url: string;
  readonly dateTimeMs: number;
  readonly extra: string;
}

const definition = {
  type: 'object',
  required: ['auction', 'bidder', 'price', 'channel', 'url', 'dateTimeMs', 'extra'],
  properties: {
    auction: { type: 'string', minLength: 1 },
    bidder: { type: 'integer' },
    price: { type: 'integer', minimum: 0 },
    channel: { type: 'string' },
    url: { type: 'string' },
    dateTimeMs: { type: 'integer' },
    extra: { type: 'string' },
  },
};

/** Compiled here by what generates the validators of deployed pipelines. */
const bidSchema: EventSchema<Bid> & { readonly validate: unknown } = {
  format: 'JSON',
  versions: [{ version: 1, definition: JSON.stringify(definition) }],
  validate: new Ajv().compile(definition),
};

const bid = eventType('bid', {
  schema: bidSchema,
  eventTimeMs: (event) => event.dateTimeMs,
  partitionKey: (event) => event.auction,
});

/** The reference load's shape: see docs/cost.md. */
export const LANES = 10;
export const KEYS = 1_000;
export const BATCH = 1_000;
export const EVENTS_PER_SECOND = 10_000;

export const referencePipeline = definePipeline({
  name: 'reference',
  records: { format: 'json' },
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

/**
 * The event texts that Lambda would hand over: batches of one lane, `BATCH` records each, all of 10,000 events a second over ten
 * lanes, so that a lane's batch spans one second. Auctions are aligned with lanes, as senders do who partition by key.
 */
export function* batchTexts(lane: number, batches: number, seed = 1): Generator<string> {
  const random = seeded(seed * 1_000 + lane);
  const keysPerLane = KEYS / LANES;
  const stepMs = (1_000 * LANES) / EVENTS_PER_SECOND;
  for (let batch = 0; batch < batches; batch += 1) {
    const records: string[] = [];
    for (let index = 0; index < BATCH; index += 1) {
      const position = batch * BATCH + index;
      const timeMs = START_MS + Math.floor(position * stepMs);
      records.push(
        recordText(lane, position, timeMs, bidText(lane + LANES * Math.floor(random() * keysPerLane), timeMs, random)),
      );
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

function recordText(lane: number, position: number, timeMs: number, data: string): string {
  const sequenceNumber = `4957${String(position).padStart(52, '0')}`;
  return JSON.stringify({
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: `a${lane}`,
      sequenceNumber,
      data: Buffer.from(data).toString('base64'),
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
