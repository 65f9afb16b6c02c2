import { describe, expect, expectTypeOf, it } from 'vitest';
import pipeline from '../../pipelines/orders/pipeline.ts';
import { type Outcome, sampleEvents } from '../../pipelines/orders/sample-events.ts';
import { count, records } from '../../pipelines/orders/source.ts';
import type { MeasuresOf } from '../../src/engine/index.ts';
import { planOf } from '../../src/engine/plan.ts';
import { collect, countsOf, evaluator, runLane } from './support.ts';

const at = (time: string) => Date.parse(`2026-01-05T${time}Z`);
const common = { orderId: 'o-1', customerId: 'c-7', region: 'europe' };
const goods = { category: 'books', amount: '0.10' };
const placed = { type: 'order-placed', ...common, ...goods, atMs: at('09:00:10') };
const paid = { type: 'order-paid', ...common, ...goods, atMs: at('09:00:50') };
const cancelled = { type: 'order-cancelled', ...common, reason: 'too-slow', atMs: at('09:01:00') };
const lines = (...events: object[]) => events.map((event) => JSON.stringify(event));

describe('the orders pipeline', () => {
  it('adds money to the cent, of payments alone', () => {
    const { results } = runLane(
      pipeline,
      lines(placed, paid, { ...paid, amount: '0.20' }, { ...paid, amount: '12.34' }),
    );
    expect(results).toMatchObject({
      'revenueByCategory 2026-01-05T09:00 books': { payments: 3, revenue: '12.64', largest: 12.34 },
    });
  });

  it('counts what happened to orders, and keeps what happened last, whatever came first', () => {
    const { results } = runLane(
      pipeline,
      lines(cancelled, placed, { ...placed, orderId: 'o-2', atMs: at('09:00:59') }),
    );
    expect(results).toEqual({
      'ordersByRegion 2026-01-05T09:00 europe': { placed: 2, paid: 0, cancelled: 0 },
      'ordersByRegion 2026-01-05T09:01 europe': { placed: 0, paid: 0, cancelled: 1 },
      'cancelledAsTooSlow 2026-01-05T09:00 europe': { orders: 1 },
      'lastByCustomer 2026-01-05T09:00 c-7': { events: 3, lastOrder: 'o-1', lastStatus: 'order-cancelled' },
    });
  });

  it('leaves out the cancellations that another reason caused', () => {
    const { counts } = runLane(pipeline, lines(cancelled, { ...cancelled, reason: 'wrong-item' }));
    expect(counts.aggregations.cancelledAsTooSlow).toEqual({ counted: 1, filtered: 1, tooLate: 0 });
  });

  it.each([
    ['a basket', { type: 'basket-viewed' }, { kind: 'ignored' }],
    ['an event without type', { ...placed, type: undefined }, { rejection: { reason: 'UNKNOWN_EVENT_TYPE' } }],
    ['a number for money', { ...paid, amount: 12.5 }, { rejection: { reason: 'INVALID_EVENT' } }],
    ['money in three decimals', { ...paid, amount: '1.005' }, { rejection: { reason: 'INVALID_EVENT' } }],
    ['an order from 2126', { ...placed, atMs: Date.UTC(2126, 0, 1) }, { rejection: { reason: 'FUTURE_EVENT_TIME' } }],
    ['a field that is new', { ...placed, coupon: 'SPRING' }, { kind: 'event' }],
  ])('takes %s for what it is', (_what, event, expected) => {
    expect(evaluator(planOf(pipeline))(JSON.stringify(event))).toMatchObject(expected);
  });

  it('types the results of each aggregation', () => {
    type Named<N> = Extract<(typeof pipeline.aggregations)[number], { readonly name: N }>;
    expectTypeOf<MeasuresOf<Named<'revenueByCategory'>>['revenue']>().toEqualTypeOf<string>();
    expectTypeOf<MeasuresOf<Named<'lastByCustomer'>>['lastStatus']>().toEqualTypeOf<
      'order-placed' | 'order-paid' | 'order-cancelled' | null
    >();
    // @ts-expect-error no such measure
    type _Missing = MeasuresOf<Named<'ordersByRegion'>>['refunded'];
  });
});

describe('the sample', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(sampleEvents(7)).toEqual(sampleEvents(7));
    expect(sampleEvents(7)).not.toEqual(sampleEvents(8));
  });

  it.each([1, 2, 3])('of seed %d holds a bit of everything', (seed) => {
    const sample = sampleEvents(seed);
    const evaluate = evaluator(planOf(pipeline));
    const become = (outcome: Outcome) =>
      sample.filter((record) => record.outcome === outcome).map((r) => evaluate(r.data));
    const reasons = (outcome: Outcome) =>
      new Set(become(outcome).map((made) => (made.kind === 'rejected' ? made.rejection.reason : made.kind)));
    expect(reasons('event')).toEqual(new Set(['event']));
    expect(reasons('unknown-type')).toEqual(new Set(['ignored']));
    expect(reasons('invalid')).toEqual(new Set(['UNDECODABLE', 'INVALID_EVENT', 'UNKNOWN_EVENT_TYPE']));
    expect(reasons('future-dated')).toEqual(new Set(['FUTURE_EVENT_TIME']));
    expect(sample.length).toBeGreaterThan(3_000);
    expect(become('invalid').length).toBeLessThan(40);
  });

  it('comes in order of sending, which is not that of the events, and some of it too late', async () => {
    const sent = await collect(records({ seed: 1 }));
    expect(await count({ seed: 1 })).toBe(sent.length);
    const times = sent.map((record) => record.eventTimeMs);
    expect(times).not.toEqual([...times].sort((a, b) => a - b));
    const { aggregations } = countsOf(pipeline, sent, 4);
    expect(aggregations.revenueByCategory?.tooLate).toBeGreaterThan(3);
    expect(aggregations.revenueByCategory?.tooLate).toBeLessThan(60);
    expect(aggregations.lastByCustomer?.tooLate).toBe(0);
  });
});
