import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  aggregation,
  definePipeline,
  type EventSchema,
  eventType,
  hours,
  type MeasuresOf,
  tumbling,
} from '../../src/engine/index.ts';
import { policy } from './support/readings.ts';

/** What the compiler must refuse and how it types results: `tsc` judges this file, a needless `@ts-expect-error` is an error. */
interface Order {
  readonly orderedAtMs: number;
  readonly customer: string;
  readonly total: string;
  readonly items: number;
  readonly coupon: string | null;
  readonly gift?: boolean;
}
interface Refund {
  readonly refundedAtMs: number;
  readonly customer: string;
  readonly amount: string;
}

const orderSchema: EventSchema<Order> = { format: 'JSON', versions: [{ version: 1, definition: '{}' }] };
const refundSchema: EventSchema<Refund> = { format: 'JSON', versions: [{ version: 1, definition: '{}' }] };
const order = eventType('order', {
  schema: orderSchema,
  eventTimeMs: (event) => event.orderedAtMs,
  partitionKey: (event) => event.customer,
});
const refund = eventType('refund', {
  schema: refundSchema,
  eventTimeMs: (event) => event.refundedAtMs,
  partitionKey: (event) => event.customer,
});

const window = tumbling(hours(1));
const common = { window, allowedLatenessMs: hours(1) } as const;

const sales = aggregation('sales', {
  from: [order],
  key: (event) => event.customer,
  ...common,
  measures: (m) => ({
    orders: m.count(),
    gifts: m.countIf((event) => event.gift === true),
    items: m.sum((event) => event.items),
    total: m.sum((event) => event.total, { scale: 2 }),
    mean: m.mean((event) => event.total, { scale: 2 }),
    largest: m.max((event) => event.items),
    firstCoupon: m.first((event) => event.coupon),
    lastItems: m.last((event) => event.items, { by: (event) => event.orderedAtMs }),
  }),
});

describe('results', () => {
  it('are typed by the measures that declare them', () => {
    expectTypeOf<MeasuresOf<typeof sales>>().toEqualTypeOf<{
      readonly orders: number;
      readonly gifts: number;
      readonly items: number | bigint;
      readonly total: string;
      readonly mean: number | null;
      readonly largest: number | null;
      readonly firstCoupon: string | null;
      readonly lastItems: number | null;
    }>();
    // @ts-expect-error a measure that was not declared
    type _Missing = MeasuresOf<typeof sales>['refunds'];
  });

  it('keep their types in the pipeline that holds them', () => {
    const pipeline = definePipeline({
      name: 'shop',
      records: { format: 'json', typeField: 'type' },
      events: [order, refund],
      watermark: policy,
      aggregations: [sales],
    });
    type Held = (typeof pipeline.aggregations)[number];
    expectTypeOf<Held['name']>().toEqualTypeOf<'sales'>();
    expectTypeOf<MeasuresOf<Held>['total']>().toEqualTypeOf<string>();
  });
});

describe('an aggregation of several event types', () => {
  it('sees what they share, and tells them apart by what they do not', () => {
    const both = aggregation('both', {
      from: [order, refund],
      where: (event) => 'amount' in event || event.items > 0,
      key: (event) => event.customer,
      ...common,
      measures: (m) => ({
        refunded: m.sum((event) => ('amount' in event ? event.amount : null), { scale: 2 }),
        // @ts-expect-error only orders have items
        items: m.sum((event) => event.items),
      }),
    });
    expect(both.from).toEqual([order, refund]);
  });
});

describe('the compiler refuses', () => {
  it('a field that the event does not have', () => {
    // @ts-expect-error no such field: custmer
    aggregation('a', { from: [order], key: (event) => event.custmer, ...common, measures: (m) => ({ n: m.count() }) });
    aggregation('a', {
      from: [order],
      // @ts-expect-error no such field: amount
      where: (event) => event.amount === '1',
      key: (event) => event.customer,
      ...common,
      // @ts-expect-error no such field: price
      measures: (m) => ({ total: m.sum((event) => event.price) }),
    });
    eventType('order', {
      schema: orderSchema,
      // @ts-expect-error no such field: at
      eventTimeMs: (event) => event.at,
      partitionKey: (event) => event.customer,
    });
  });

  it('a value of the wrong type', () => {
    const wrong = aggregation('wrong', {
      from: [order],
      key: (event) => event.customer,
      ...common,
      measures: (m) => ({
        // @ts-expect-error text needs a declared scale
        text: m.sum((event) => event.total),
        // @ts-expect-error no minimum of a text
        min: m.min((event) => event.customer),
        // @ts-expect-error no maximum of a boolean
        max: m.max((event) => event.gift),
        // @ts-expect-error a predicate answers true or false
        countIf: m.countIf((event) => event.coupon),
        // @ts-expect-error a whole event is not kept
        first: m.first((event) => event),
        // @ts-expect-error order is by a number
        last: m.last((event) => event.items, { by: (event) => event.customer }),
        // @ts-expect-error a scale is a number
        scale: m.sum((event) => event.total, { scale: '2' }),
      }),
    });
    expect(Object.keys(wrong.measures)).toHaveLength(7);
  });

  it('a key that is no text', () => {
    // @ts-expect-error a number is no key
    aggregation('a', { from: [order], key: (event) => event.items, ...common, measures: (m) => ({ n: m.count() }) });
  });

  it('a promise where an answer is needed', () => {
    aggregation('a', {
      from: [order],
      // @ts-expect-error filters answer at once
      where: async (event) => event.items > 0,
      // @ts-expect-error keys are given at once
      key: async (event) => event.customer,
      ...common,
      measures: (m) => ({ n: m.count() }),
    });
  });

  it('a definition with a part missing, or one too many', () => {
    // @ts-expect-error no window
    aggregation('a', { from: [order], key: () => 'k', allowedLatenessMs: 0, measures: (m) => ({ n: m.count() }) });
    // @ts-expect-error lateness is always said
    aggregation('a', { from: [order], key: () => 'k', window, measures: (m) => ({ n: m.count() }) });
    aggregation('a', {
      from: [order],
      key: () => 'k',
      ...common,
      measures: (m) => ({ n: m.count() }),
      // @ts-expect-error no such setting: keysPerShard
      keysPerShard: 5,
    });
  });

  it('results with fields that can be written to', () => {
    const held: Pick<MeasuresOf<typeof sales>, 'orders'> = { orders: 1 };
    // @ts-expect-error results are read
    held.orders = 2;
    expect(held.orders).toBe(2);
  });
});
