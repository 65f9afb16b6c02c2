import { describe, expect, it } from 'vitest';
import type { OrderPaid } from '../../pipelines/orders/generated/order-paid.ts';
import pipeline, { paid as paidType } from '../../pipelines/orders/pipeline.ts';
import { makeRevisionMemory, type PublishedResult } from '../../src/client/index.ts';
import { collect, connectTo, eventually } from './support.ts';

const MINUTE_MS = 60_000;
/** Long past, but after all that the suites before it send, or it would come too late; a category of its own for each run. */
const startMs = Math.floor((Date.now() - 3_600_000) / MINUTE_MS) * MINUTE_MS;
const category = `told-${Math.floor(Math.random() * 1_000_000)
  .toString(36)
  .replaceAll(/\d/g, 'x')}`;

const paid = (customer: number, atMs: number, what: string): OrderPaid => ({
  orderId: `o-${customer}`,
  customerId: `${category}-${customer}`,
  region: 'asia',
  category: what,
  amount: '2.50',
  method: 'INVOICE',
  atMs: BigInt(atMs),
});

/** A deployed `orders` pipeline with a results stream: nothing here knows whose endpoint it is. */
describe('orders, deployed, to whoever reads the results stream', () => {
  it('tells each result with its revision, as the table has it', async () => {
    const beganMs = Date.now() - 1_000;
    const { client, newProducer } = await connectTo(pipeline);
    const producer = newProducer();
    const send = async (events: readonly OrderPaid[]) => {
      for (const event of events) await producer.send(paidType, event);
      await producer.flush();
    };
    const stored = (n: number) =>
      eventually(`row of ${n} payments`, async () => {
        const [row] = await collect(client.results('revenueByCategory', { key: category, fromMs: startMs }));
        return row?.n === n ? row : undefined;
      });

    await send([1, 2, 3, 4, 5].map((customer) => paid(customer, startMs + customer, category)));
    // Enough customers to reach every lane: the window is over.
    await send(Array.from({ length: 12 }, (_, customer) => paid(customer, startMs + 3 * MINUTE_MS, 'passing')));
    const onTime = await stored(5);
    await send([paid(3, startMs + 30_000, category)]);
    const corrected = await stored(6);
    expect([onTime.revision, corrected.revision]).toEqual([1, 2]);

    const isNews = makeRevisionMemory();
    const news: PublishedResult[] = [];
    for await (const { result, problem } of client.resultMessages({ from: beganMs })) {
      expect(problem).toBeUndefined();
      if (result?.key !== category || !isNews(result)) continue;
      news.push(result);
      if (result.revision === corrected.revision) break;
    }
    expect(news).toEqual([onTime, corrected].map((row) => ({ pipeline: 'orders', ...row })));
    expect(news.at(-1)?.measures).toEqual({ payments: 6, revenue: '15.00', largest: 2.5 });
    await producer.close();
  });
});
