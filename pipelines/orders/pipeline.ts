import { aggregation, definePipeline, eventType, hours, minutes, seconds, tumbling } from '../../src/engine/index.ts';
import { type OrderCancelled, orderCancelledSchema } from './generated/order-cancelled.ts';
import { type OrderPaid, orderPaidSchema } from './generated/order-paid.ts';
import { type OrderPlaced, orderPlacedSchema } from './generated/order-placed.ts';

/** All that three kinds of event have in common here. */
const ofCustomer = {
  eventTimeMs: (event: { atMs: bigint }) => Number(event.atMs),
  partitionKey: (event: { customerId: string }) => event.customerId,
};
export const placed = eventType('order-placed', { schema: orderPlacedSchema, ...ofCustomer });
export const paid = eventType('order-paid', { schema: orderPaidSchema, ...ofCustomer });
export const cancelled = eventType('order-cancelled', { schema: orderCancelledSchema, ...ofCustomer });

/** What became of an order: each kind of event has a field that the others do not have. */
function statusOf(event: OrderPlaced | OrderPaid | OrderCancelled): 'placed' | 'paid' | 'cancelled' {
  if ('reason' in event) return 'cancelled';
  return 'method' in event ? 'paid' : 'placed';
}

export default definePipeline({
  name: 'orders',
  // Other teams' events share the stream; an event of ours under a misnamed schema would be lost, which `reject` would not let happen.
  records: { format: 'glue', unknownTypes: 'ignore' },
  events: [placed, paid, cancelled],
  watermark: {
    outOfOrdernessMs: seconds(30),
    futureBoundMs: minutes(1),
    idleAfterMs: seconds(5),
    // A live shop: when nobody orders, the last minutes still end.
    idle: 'clock',
  },
  aggregations: [
    aggregation('revenueByCategory', {
      from: [paid],
      key: (event) => event.category,
      window: tumbling(minutes(1)),
      allowedLatenessMs: minutes(5),
      measures: (m) => ({
        payments: m.count(),
        revenue: m.sum((event) => event.amount, { scale: 2 }),
        largest: m.max((event) => Number(event.amount)),
      }),
      keysPerLane: 8,
    }),
    aggregation('ordersByRegion', {
      from: [placed, paid, cancelled],
      key: (event) => event.region,
      window: tumbling(minutes(1)),
      allowedLatenessMs: minutes(5),
      measures: (m) => ({
        placed: m.countIf((event) => 'pieces' in event),
        paid: m.countIf((event) => 'method' in event),
        cancelled: m.countIf((event) => 'reason' in event),
      }),
      keysPerLane: 3,
    }),
    aggregation('cancelledAsTooSlow', {
      from: [cancelled],
      where: (event) => event.reason === 'TOO_SLOW',
      key: (event) => event.region,
      window: tumbling(hours(1)),
      allowedLatenessMs: hours(1),
      measures: (m) => ({ orders: m.count() }),
      keysPerLane: 3,
    }),
    aggregation('lastByCustomer', {
      from: [placed, paid, cancelled],
      key: (event) => event.customerId,
      window: tumbling(hours(1)),
      allowedLatenessMs: hours(1),
      measures: (m) => ({
        events: m.count(),
        lastOrder: m.last((event) => event.orderId),
        lastStatus: m.last(statusOf),
      }),
      keysPerLane: 75,
    }),
  ],
});
