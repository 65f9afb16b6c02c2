import type { OrderCancelled } from './generated/order-cancelled.ts';
import type { OrderPaid } from './generated/order-paid.ts';
import type { OrderPlaced } from './generated/order-placed.ts';
import { type Random, randomFrom } from './random.ts';

/** What a record of the sample is meant to become. */
export type Outcome = 'event' | 'unknown-type' | 'invalid' | 'future-dated';

/** A record and when it is sent, milliseconds since 1970. */
interface SampleRecord {
  readonly outcome: Outcome;
  readonly sentMs: number;
  readonly eventTimeMs: number;
  readonly partitionKey: string;
  readonly data: string;
}

type OrderEvent = OrderPlaced | OrderPaid | OrderCancelled;

const START_MS = Date.UTC(2026, 0, 5, 9);
const DURATION_MS = 2 * 3_600_000;
const ORDERS = 2_000;
const CUSTOMERS = 300;
const CATEGORIES = ['books', 'clothes', 'garden', 'games', 'kitchen', 'music', 'tools', 'toys'] as const;
const REGIONS = ['americas', 'asia', 'europe'] as const;
const REASONS = ['changed-mind', 'too-slow', 'wrong-item'] as const;
/** Far beyond any future bound whenever the sample is sent. */
const FUTURE_MS = Date.UTC(2126, 0, 1);

/**
 * Two hours of a shop: orders placed, most paid, some cancelled, in order of sending. Most events arrive within seconds; some are out
 * of order, some late, a few too late. Among them are records that are not events. The same seed gives the same records.
 */
export function sampleEvents(seed: number): SampleRecord[] {
  const random = randomFrom(seed);
  const sample: SampleRecord[] = [];
  let disturbances = 0;
  for (let number = 1; number <= ORDERS; number += 1) {
    for (const event of orderStory(random, number)) {
      sample.push(recordOf(event, event.atMs + transitMs(random), 'event'));
      if (random.chance(0.005)) {
        sample.push(disturbance(event, event.atMs + transitMs(random), disturbances));
        disturbances += 1;
      }
    }
  }
  return sample.sort((a, b) => a.sentMs - b.sentMs);
}

function orderStory(random: Random, number: number): OrderEvent[] {
  const customer = random.below(CUSTOMERS);
  const common = {
    orderId: `o-${number}`,
    customerId: `c-${customer}`,
    region: random.oneOf(REGIONS),
  };
  const goods = { category: random.oneOf(CATEGORIES), amount: (random.below(20_000) / 100 + 1).toFixed(2) };
  const placedMs = START_MS + random.below(DURATION_MS);
  const nextMs = placedMs + 5_000 + random.below(600_000);
  const story: OrderEvent[] = [{ type: 'order-placed', ...common, ...goods, atMs: placedMs }];
  if (random.chance(0.8)) story.push({ type: 'order-paid', ...common, ...goods, atMs: nextMs });
  else if (random.chance(0.6)) {
    story.push({ type: 'order-cancelled', ...common, reason: random.oneOf(REASONS), atMs: nextMs });
  }
  return story;
}

/** How long an event takes from the shop to the stream. */
function transitMs(random: Random): number {
  if (random.chance(0.01)) return 60_000 + random.below(1_200_000);
  if (random.chance(0.1)) return 5_000 + random.below(40_000);
  return random.below(2_000);
}

function recordOf(event: { readonly atMs: number; readonly customerId: string }, sentMs: number, outcome: Outcome) {
  return {
    outcome,
    sentMs,
    eventTimeMs: event.atMs,
    partitionKey: event.customerId,
    data: JSON.stringify(event),
  };
}

/** A record that goes wrong, made from an event that does not; one kind after the other, so that each sample has them all. */
function disturbance(event: OrderEvent, sentMs: number, number: number): SampleRecord {
  const record = recordOf(event, sentMs, 'invalid');
  switch (number % 5) {
    case 0:
      return { ...record, data: record.data.slice(0, -10) };
    case 1:
      return { ...record, data: JSON.stringify({ ...event, amount: 12.5, customerId: null }) };
    case 2:
      return { ...record, data: JSON.stringify({ ...event, type: undefined }) };
    case 3:
      return recordOf({ ...event, atMs: FUTURE_MS }, sentMs, 'future-dated');
    default:
      return { ...record, outcome: 'unknown-type', data: JSON.stringify({ ...event, type: 'basket-viewed' }) };
  }
}
