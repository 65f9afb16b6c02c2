import {
  aggregation,
  days,
  definePipeline,
  type EventSchema,
  eventType,
  hours,
  minutes,
  tumbling,
} from '../../src/engine/index.ts';

/** A definition as users write them. Changing it changes the golden values: add another one instead. */
interface Order {
  readonly orderedAtMs: number;
  readonly customer: string;
  readonly total: string;
  readonly lines: readonly { readonly product: string; readonly pieces: number }[];
  readonly coupon?: string;
}

const orderSchema: EventSchema<Order> = { format: 'JSON', versions: [{ version: 1, definition: '{}' }] };

const order = eventType('order', {
  schema: orderSchema,
  eventTimeMs: (event) => event.orderedAtMs,
  partitionKey: (event) => event.customer,
});

export const samplePipeline = definePipeline({
  name: 'golden',
  records: { format: 'json', typeField: 'type' },
  events: [order],
  watermark: { outOfOrdernessMs: minutes(1), futureBoundMs: minutes(1), idleAfterMs: minutes(1), idle: 'clock' },
  aggregations: [
    aggregation('byCustomer', {
      from: [order],
      key: (event) => event.customer,
      window: tumbling(hours(1)),
      allowedLatenessMs: hours(1),
      keysPerLane: 5_000,
      partitions: 4,
      measures: (m) => ({
        orders: m.count(),
        withCoupon: m.countIf((event) => event.coupon !== undefined),
        total: m.sum((event) => event.total, { scale: 2 }),
        pieces: m.sum((event) => event.lines.reduce((sum, line) => sum + line.pieces, 0)),
        meanTotal: m.mean((event) => event.total, { scale: 2 }),
        fewestLines: m.min((event) => event.lines.length),
        mostLines: m.max((event) => event.lines.length),
        firstCoupon: m.first((event) => event.coupon),
        lastProduct: m.last((event) => event.lines[0]?.product, { by: (event) => event.lines.length }),
      }),
    }),
    aggregation('byProduct', {
      from: [order],
      where: (event) => event.lines.length > 0,
      key: (event) => event.lines.map((line) => line.product),
      window: tumbling(days(7), { offsetMs: days(4) }),
      allowedLatenessMs: days(1),
      measures: (m) => ({ orders: m.count() }),
    }),
  ],
});
