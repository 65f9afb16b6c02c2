import type { Value } from './evidence.ts';
import type { Reading, Rules } from './rules.ts';

interface OrderEvent {
  readonly type: string;
  readonly orderId: string;
  readonly customerId: string;
  readonly region: string;
  readonly atMs: number;
  readonly category?: string;
  readonly amount?: string;
  readonly reason?: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const TYPES = ['order-placed', 'order-paid', 'order-cancelled'];
const GOODS = { category: /^[a-z]{1,30}$/, amount: /^(0|[1-9]\d{0,6})\.\d\d$/ };
/** What each type has besides the fields that all have. */
const OWN_FIELDS: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  'order-placed': GOODS,
  'order-paid': GOODS,
  'order-cancelled': { reason: /^(changed-mind|too-slow|wrong-item)$/ },
};
const COMMON_FIELDS = { orderId: /^o-\d{1,9}$/, customerId: /^c-\d{1,6}$/, region: /^(americas|asia|europe)$/ };

export const orders: Rules<OrderEvent> = {
  outOfOrdernessMs: 30_000,
  futureBoundMs: MINUTE_MS,
  read,
  aggregations: [
    {
      name: 'revenueByCategory',
      windowMs: MINUTE_MS,
      allowedLatenessMs: 5 * MINUTE_MS,
      keys: ({ type, category = '' }) => (type === 'order-paid' ? [category] : []),
      measures: {
        payments: (events) => events.length,
        revenue: (events) => euros(events.reduce((sum, { amount = '' }) => sum + BigInt(amount.replace('.', '')), 0n)),
        largest: (events) => Math.max(...events.map(({ amount }) => Number(amount))),
      },
    },
    {
      name: 'ordersByRegion',
      windowMs: MINUTE_MS,
      allowedLatenessMs: 5 * MINUTE_MS,
      keys: ({ region }) => [region],
      measures: {
        placed: (events) => events.filter(({ type }) => type === 'order-placed').length,
        paid: (events) => events.filter(({ type }) => type === 'order-paid').length,
        cancelled: (events) => events.filter(({ type }) => type === 'order-cancelled').length,
      },
    },
    {
      name: 'cancelledAsTooSlow',
      windowMs: HOUR_MS,
      allowedLatenessMs: HOUR_MS,
      keys: ({ type, reason, region }) => (type === 'order-cancelled' && reason === 'too-slow' ? [region] : []),
      measures: { orders: (events) => events.length },
    },
    {
      name: 'lastByCustomer',
      windowMs: HOUR_MS,
      allowedLatenessMs: HOUR_MS,
      keys: ({ customerId }) => [customerId],
      measures: {
        events: (events) => events.length,
        lastOrder: (events) => lastOf(events, ({ orderId }) => orderId),
        lastStatus: (events) => lastOf(events, ({ type }) => type),
      },
    },
  ],
  // Its late events are few, so whether one comes after its minute was written is a matter of the run's pace.
  expectsCorrections: false,
};

/** The value of the latest event; of equally late ones the greatest by code units. */
function lastOf(events: readonly OrderEvent[], of: (event: OrderEvent) => string): Value {
  const latestMs = Math.max(...events.map(({ atMs }) => atMs));
  return (
    events
      .filter(({ atMs }) => atMs === latestMs)
      .map(of)
      .sort()
      .at(-1) ?? null
  );
}

function euros(cents: bigint): string {
  return `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
}

/** Three types are wanted, others are somebody else's; a text without a type, or with a wrong field, cannot be processed. */
function read(data: string): Reading<OrderEvent> {
  let record: Record<string, unknown>;
  try {
    record = JSON.parse(data);
  } catch {
    return { kind: 'rejected' };
  }
  const { type, atMs } = record;
  if (typeof type !== 'string') return { kind: 'rejected' };
  if (!TYPES.includes(type)) return { kind: 'ignored' };
  const matches = Object.entries({ ...COMMON_FIELDS, ...OWN_FIELDS[type] }).every(([name, pattern]) => {
    const value = record[name];
    return typeof value === 'string' && pattern.test(value);
  });
  if (!matches || typeof atMs !== 'number' || !Number.isInteger(atMs) || atMs < 0) return { kind: 'rejected' };
  // Checked field by field above.
  return { kind: 'event', event: record as unknown as OrderEvent, eventTimeMs: atMs };
}
