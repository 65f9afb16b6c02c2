import type { EventType } from '../../src/engine/index.ts';
import type { OrderCancelled } from './generated/order-cancelled.ts';
import type { OrderPaid } from './generated/order-paid.ts';
import type { OrderPlaced } from './generated/order-placed.ts';
import { basketViewed } from './other-teams.ts';
import { cancelled, paid, placed } from './pipeline.ts';
import { type Random, randomFrom } from './random.ts';

/** What a record of the sample is meant to become. */
export type Outcome = 'event' | 'ignored' | 'invalid' | 'future-dated';

type OrderEvent = OrderPlaced | OrderPaid | OrderCancelled;

interface Written<N extends string, E> {
  readonly type: EventType<N, E>;
  readonly event: E;
  /** What becomes of the record on its way to the stream; left out: nothing. */
  readonly damage?: (record: Uint8Array) => Uint8Array;
}
type OrderRecord =
  | Written<'order-placed', OrderPlaced>
  | Written<'order-paid', OrderPaid>
  | Written<'order-cancelled', OrderCancelled>;

/** A record and when it is sent, milliseconds since 1970. */
interface SampleRecord {
  readonly outcome: Outcome;
  readonly sentMs: number;
  readonly record: OrderRecord | ReturnType<typeof basketViewed>;
}

const START_MS = Date.UTC(2026, 0, 5, 9);
const DURATION_MS = 2 * 3_600_000;
const ORDERS = 2_000;
const CUSTOMERS = 300;
const CATEGORIES = ['books', 'clothes', 'garden', 'games', 'kitchen', 'music', 'tools', 'toys'] as const;
const REGIONS = ['americas', 'asia', 'europe'] as const;
const METHODS = ['CARD', 'INVOICE', 'WALLET'] as const;
const REASONS = ['CHANGED_MIND', 'TOO_SLOW', 'WRONG_ITEM'] as const;
/** Far beyond any future bound whenever the sample is sent. */
const FUTURE_MS = Date.UTC(2126, 0, 1);

/**
 * Two hours of a shop: orders placed, most paid, some cancelled, in order of sending. Most events arrive within seconds; some are out
 * of order, some late, a few too late. Among them are records that are not events of ours. The same seed gives the same records.
 */
export function sampleEvents(seed: number): SampleRecord[] {
  const random = randomFrom(seed);
  const sample: SampleRecord[] = [];
  let disturbances = 0;
  for (let number = 1; number <= ORDERS; number += 1) {
    for (const event of orderStory(random, number)) {
      const atMs = Number(event.atMs);
      sample.push({ outcome: 'event', sentMs: atMs + transitMs(random), record: recordOf(event) });
      if (random.chance(0.005)) {
        sample.push({ sentMs: atMs + transitMs(random), ...disturbance(event, disturbances) });
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
  const atMs = BigInt(placedMs + 5_000 + random.below(600_000));
  const story: OrderEvent[] = [{ ...common, ...goods, pieces: 1 + random.below(5), atMs: BigInt(placedMs) }];
  if (random.chance(0.8)) story.push({ ...common, ...goods, method: random.oneOf(METHODS), atMs });
  else if (random.chance(0.6)) story.push({ ...common, reason: random.oneOf(REASONS), atMs });
  return story;
}

/** How long an event takes from the shop to the stream. */
function transitMs(random: Random): number {
  if (random.chance(0.01)) return 60_000 + random.below(1_200_000);
  if (random.chance(0.1)) return 5_000 + random.below(40_000);
  return random.below(2_000);
}

function recordOf(event: OrderEvent): OrderRecord {
  if ('reason' in event) return { type: cancelled, event };
  return 'method' in event ? { type: paid, event } : { type: placed, event };
}

/** A record that goes wrong, made from an event that does not; one kind after the other, so that each sample has them all. */
function disturbance(event: OrderEvent, number: number): Pick<SampleRecord, 'outcome' | 'record'> {
  switch (number % 6) {
    case 0:
      return { outcome: 'invalid', record: { ...recordOf(event), damage: cutShort } };
    case 1:
      // Protobuf does not tell an empty text from a missing one.
      return { outcome: 'invalid', record: recordOf({ ...event, region: '' }) };
    case 2: {
      const { orderId, customerId, region, atMs } = event;
      const payment: OrderPaid = {
        orderId,
        customerId,
        region,
        atMs,
        category: 'books',
        amount: '12,50',
        method: 'CARD',
      };
      return { outcome: 'invalid', record: { type: paid, event: payment } };
    }
    case 3:
      return { outcome: 'invalid', record: { ...recordOf(event), damage: withoutVersion } };
    case 4:
      return { outcome: 'future-dated', record: recordOf({ ...event, atMs: BigInt(FUTURE_MS) }) };
    default:
      return { outcome: 'ignored', record: basketViewed(event.customerId, Number(event.atMs)) };
  }
}

/** Within the time, the last field of each kind of event, which takes six bytes. */
function cutShort(record: Uint8Array): Uint8Array {
  return record.slice(0, -3);
}

/** Names a schema version that no registry has: bytes 2 to 17 are its id. */
function withoutVersion(record: Uint8Array): Uint8Array {
  return record.slice().fill(0xee, 2, 18);
}
