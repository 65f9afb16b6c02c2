import type { SchemaVersion, Value } from './evidence.ts';
import { ProtobufMessage } from './protobuf.ts';
import type { Reading, Rules } from './rules.ts';

type Status = 'placed' | 'paid' | 'cancelled';

interface OrderEvent {
  readonly status: Status;
  readonly orderId: string;
  readonly customerId: string;
  readonly region: string;
  readonly atMs: number;
  /** The fields that only some have: empty, or 0, for the others. */
  readonly category: string;
  readonly amount: string;
  readonly reason: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** By schema, with the number of its field for the time. Whatever else the registry holds is other teams'. */
const KINDS: Readonly<Record<string, { readonly status: Status; readonly timeField: number }>> = {
  'order-placed': { status: 'placed', timeField: 7 },
  'order-paid': { status: 'paid', timeField: 7 },
  'order-cancelled': { status: 'cancelled', timeField: 5 },
};
/** Of a cancellation's reasons the second. */
const TOO_SLOW = 2;
/** Euros, with cents or without. */
const AMOUNT = /^-?\d+(\.\d\d?)?$/;

export const orders: Rules<OrderEvent> = {
  outOfOrdernessMs: 30_000,
  futureBoundMs: MINUTE_MS,
  read,
  aggregations: [
    {
      name: 'revenueByCategory',
      windowMs: MINUTE_MS,
      allowedLatenessMs: 5 * MINUTE_MS,
      keys: ({ status, category }) => (status === 'paid' ? [category] : []),
      measures: {
        payments: (events) => events.length,
        revenue: (events) => euros(events.reduce((sum, { amount }) => sum + centsOf(amount), 0n)),
        largest: (events) => Math.max(...events.map(({ amount }) => Number(amount))),
      },
    },
    {
      name: 'ordersByRegion',
      windowMs: MINUTE_MS,
      allowedLatenessMs: 5 * MINUTE_MS,
      keys: ({ region }) => [region],
      measures: {
        placed: (events) => events.filter(({ status }) => status === 'placed').length,
        paid: (events) => events.filter(({ status }) => status === 'paid').length,
        cancelled: (events) => events.filter(({ status }) => status === 'cancelled').length,
      },
    },
    {
      name: 'cancelledAsTooSlow',
      windowMs: HOUR_MS,
      allowedLatenessMs: HOUR_MS,
      keys: ({ status, reason, region }) => (status === 'cancelled' && reason === TOO_SLOW ? [region] : []),
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
        lastStatus: (events) => lastOf(events, ({ status }) => status),
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

function centsOf(amount: string): bigint {
  const [whole = '', cents = ''] = amount.split('.');
  return BigInt(whole + cents.padEnd(2, '0'));
}

function euros(cents: bigint): string {
  return `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
}

/** Field numbers as in the three `.proto` files: what the kinds have in common first, goods of orders and payments in 4 and 5. */
function read(payload: Uint8Array, { schema }: SchemaVersion): Reading<OrderEvent> {
  const kind = KINDS[schema];
  if (!kind) return { kind: 'ignored' };
  const message = new ProtobufMessage(payload);
  const { status, timeField } = kind;
  const isCancelled = status === 'cancelled';
  const event: OrderEvent = {
    status,
    orderId: message.text(1),
    customerId: message.text(2),
    region: message.text(3),
    atMs: message.number(timeField),
    category: isCancelled ? '' : message.text(4),
    amount: isCancelled ? '' : message.text(5),
    reason: isCancelled ? message.number(4) : 0,
  };
  return isUsable(event) ? { kind: 'event', event, eventTimeMs: event.atMs } : { kind: 'rejected' };
}

/** Whatever becomes a key must be there; what is added up must be an amount. */
function isUsable({ status, customerId, region, category, amount }: OrderEvent): boolean {
  if (customerId === '' || region === '') return false;
  return status !== 'paid' || (category !== '' && AMOUNT.test(amount));
}
