import { describe, expect, expectTypeOf, it } from 'vitest';
import type { SourceRecord } from '../../demo/demos/demo.ts';
import type { OrderCancelled } from '../../pipelines/orders/generated/order-cancelled.ts';
import type { OrderPaid } from '../../pipelines/orders/generated/order-paid.ts';
import type { OrderPlaced } from '../../pipelines/orders/generated/order-placed.ts';
import pipeline, * as types from '../../pipelines/orders/pipeline.ts';
import { type Outcome, sampleEvents } from '../../pipelines/orders/sample-events.ts';
import { count, otherTeamsSchemas, records } from '../../pipelines/orders/source.ts';
import type { MeasuresOf } from '../../src/engine/index.ts';
import { collect, countsOf, encoded, evaluator, runLane } from './support.ts';

const at = (time: string) => BigInt(Date.parse(`2026-01-05T${time}Z`));
const common = { orderId: 'o-1', customerId: 'c-7', region: 'europe' };
const goods = { category: 'books', amount: '0.10' };
const placed = (change: Partial<OrderPlaced> = {}): SourceRecord => ({
  type: types.placed,
  event: { ...common, ...goods, pieces: 1, atMs: at('09:00:10'), ...change },
});
const paid = (change: Partial<OrderPaid> = {}): SourceRecord => ({
  type: types.paid,
  event: { ...common, ...goods, method: 'CARD', atMs: at('09:00:50'), ...change },
});
const cancelled = (change: Partial<OrderCancelled> = {}): SourceRecord => ({
  type: types.cancelled,
  event: { ...common, reason: 'TOO_SLOW', atMs: at('09:01:00'), ...change },
});
const run = async (...sent: SourceRecord[]) => runLane(pipeline, await encoded(pipeline, sent));

describe('the orders pipeline', () => {
  it('adds money to the cent, of payments alone', async () => {
    const { results } = await run(placed(), paid(), paid({ amount: '0.20' }), paid({ amount: '12.34' }));
    expect(results).toMatchObject({
      'revenueByCategory 2026-01-05T09:00 books': { payments: 3, revenue: '12.64', largest: 12.34 },
    });
  });

  it('counts what happened to orders, and keeps what happened last, whatever came first', async () => {
    const { results } = await run(cancelled(), placed(), placed({ orderId: 'o-2', atMs: at('09:00:59') }));
    expect(results).toEqual({
      'ordersByRegion 2026-01-05T09:00 europe': { placed: 2, paid: 0, cancelled: 0 },
      'ordersByRegion 2026-01-05T09:01 europe': { placed: 0, paid: 0, cancelled: 1 },
      'cancelledAsTooSlow 2026-01-05T09:00 europe': { orders: 1 },
      'lastByCustomer 2026-01-05T09:00 c-7': { events: 3, lastOrder: 'o-1', lastStatus: 'cancelled' },
    });
  });

  it('tells the kinds of event apart by what they have, also where a field has no value', async () => {
    const { results } = await run(placed({ pieces: 0 }), paid({ method: 'UNSPECIFIED' }));
    expect(results).toMatchObject({
      'ordersByRegion 2026-01-05T09:00 europe': { placed: 1, paid: 1, cancelled: 0 },
      'lastByCustomer 2026-01-05T09:00 c-7': { lastStatus: 'paid' },
    });
  });

  it('leaves out the cancellations that another reason caused, one that is newer than this code too', async () => {
    const { counts } = await run(cancelled(), cancelled({ reason: 'WRONG_ITEM' }), cancelled({ reason: 9 }));
    expect(counts.aggregations.cancelledAsTooSlow).toEqual({ counted: 1, filtered: 2, tooLate: 0 });
  });

  const basket = { schema: 'basket-viewed', partitionKey: 'c-7', payload: Buffer.from('{}') };
  it.each<[string, SourceRecord, object]>([
    ['a basket', basket, { kind: 'ignored' }],
    ['an order', placed(), { kind: 'event' }],
    ['a payment that is no amount', paid({ amount: '12,50' }), { rejection: { reason: 'INVALID_MEASURE_VALUE' } }],
    ['a payment of nothing', paid({ amount: '' }), { rejection: { reason: 'INVALID_MEASURE_VALUE' } }],
    ['money in three decimals', paid({ amount: '1.005' }), { rejection: { reason: 'INVALID_MEASURE_VALUE' } }],
    ['an order from nowhere', placed({ region: '' }), { rejection: { reason: 'INVALID_KEY' } }],
    ['a payment for nothing', paid({ category: '' }), { rejection: { reason: 'INVALID_KEY' } }],
    ['an order from 2126', placed({ atMs: 4_922_640_000_000n }), { rejection: { reason: 'FUTURE_EVENT_TIME' } }],
    [
      'half an order',
      { ...placed(), damage: (record: Uint8Array) => record.slice(0, -3) },
      { rejection: { reason: 'UNDECODABLE' } },
    ],
  ])('takes %s for what it is', async (_what, record, expected) => {
    const sent = await encoded(pipeline, [record], otherTeamsSchemas);
    expect(sent.map(evaluator(pipeline, otherTeamsSchemas))).toMatchObject([expected]);
  });

  it('types the results of each aggregation', () => {
    type Named<N> = Extract<(typeof pipeline.aggregations)[number], { readonly name: N }>;
    expectTypeOf<MeasuresOf<Named<'revenueByCategory'>>['revenue']>().toEqualTypeOf<string>();
    expectTypeOf<MeasuresOf<Named<'lastByCustomer'>>['lastStatus']>().toEqualTypeOf<
      'placed' | 'paid' | 'cancelled' | null
    >();
    // @ts-expect-error no such measure
    type _Missing = MeasuresOf<Named<'ordersByRegion'>>['refunded'];
  });
});

describe('the sample', () => {
  const told = (seed: number) => sampleEvents(seed).map(({ sentMs, outcome }) => ({ sentMs, outcome }));

  it('is the same for the same seed, and another for another', async () => {
    const sent = async (seed: number) => encoded(pipeline, await collect(records({ seed })), otherTeamsSchemas);
    expect(await sent(7)).toEqual(await sent(7));
    expect(told(7)).not.toEqual(told(8));
  });

  it.each([1, 2, 3])('of seed %d holds a bit of everything', async (seed) => {
    const sample = sampleEvents(seed);
    const sent = await encoded(
      pipeline,
      sample.map(({ record }) => record),
      otherTeamsSchemas,
    );
    const evaluate = evaluator(pipeline, otherTeamsSchemas);
    const become = (outcome: Outcome) =>
      sent.filter((_record, index) => sample[index]?.outcome === outcome).map((record) => evaluate(record));
    const reasons = (outcome: Outcome) =>
      new Set(become(outcome).map((made) => (made.kind === 'rejected' ? made.rejection.reason : made.kind)));
    expect(reasons('event')).toEqual(new Set(['event']));
    expect(reasons('ignored')).toEqual(new Set(['ignored']));
    expect(reasons('invalid')).toEqual(
      new Set(['UNDECODABLE', 'INVALID_KEY', 'INVALID_MEASURE_VALUE', 'UNKNOWN_SCHEMA']),
    );
    expect(reasons('future-dated')).toEqual(new Set(['FUTURE_EVENT_TIME']));
    expect(sample.length).toBeGreaterThan(3_000);
    expect(become('invalid').length).toBeLessThan(40);
  });

  it('comes in order of sending, which is not that of the events, and some of it too late', async () => {
    const sample = await collect(records({ seed: 1 }));
    expect(await count({ seed: 1 })).toBe(sample.length);
    const times = sample.flatMap((record) => ('type' in record ? [Number(record.event.atMs)] : []));
    expect(times).not.toEqual([...times].sort((a, b) => a - b));
    const sent = await encoded(pipeline, sample, otherTeamsSchemas);
    const { aggregations } = countsOf(pipeline, sent, 4, otherTeamsSchemas);
    expect(aggregations.revenueByCategory?.tooLate).toBeGreaterThan(3);
    expect(aggregations.revenueByCategory?.tooLate).toBeLessThan(60);
    expect(aggregations.lastByCustomer?.tooLate).toBe(0);
  });
});
