import { DescribeStreamSummaryCommand, ListShardsCommand, SplitShardCommand } from '@aws-sdk/client-kinesis';
import { beforeAll, describe, expect, it } from 'vitest';
import type { OrderPaid } from '../../pipelines/orders/generated/order-paid.ts';
import pipeline, { paid as paidType } from '../../pipelines/orders/pipeline.ts';
import { makeClients } from '../../src/adapters/aws/clients.ts';
import { makeEventEncoder, makeProducerDeps, type Producer } from '../../src/producer/index.ts';
import { collect, connectTo, eventually, findMessage } from './support.ts';

const MINUTE_MS = 60_000;
/** Long past, and another minute for each run against an endpoint that keeps its tables. */
const baseMs = Math.floor((Date.now() - 3 * 3_600_000) / MINUTE_MS) * MINUTE_MS;
const run = String(Math.floor(Math.random() * 900) + 100);

const paid = (
  customer: number,
  atMs: number,
  amount: string,
  category = `goods${'abcdefghij'[Number(run) % 10]}`,
): OrderPaid => ({
  orderId: `o-${customer}`,
  customerId: `c-${run}${customer}`,
  region: 'asia',
  category,
  amount,
  method: 'INVOICE',
  atMs: BigInt(atMs),
});

/** The suite of a deployed `orders` pipeline: nothing here knows whose endpoint it is. */
describe('orders, deployed', () => {
  let client: Awaited<ReturnType<typeof connectTo<(typeof pipeline.aggregations)[number]>>>['client'];
  let producer: Producer;

  beforeAll(async () => {
    const orders = await connectTo(pipeline);
    client = orders.client;
    producer = orders.newProducer();
  });

  /** Sends payments in this order and returns when the stream has them. */
  const send = async (events: readonly OrderPaid[]): Promise<void> => {
    for (const event of events) await producer.send(paidType, event);
    await producer.flush();
  };

  const revenueAt = (
    windowStartMs: number,
    category: string,
    wanted: (row: { n: number; revision: number }) => boolean,
  ) =>
    eventually(`row of ${category}`, async () => {
      const range = { key: category, fromMs: windowStartMs, toMs: windowStartMs + 1 };
      const [row] = await collect(client.results('revenueByCategory', range));
      return row && wanted(row) ? row : undefined;
    });

  /** What the stream holds of a payment, base64. */
  const bytesOf = async (event: OrderPaid): Promise<string> => {
    const encode = makeEventEncoder({ pipeline, schemas: makeProducerDeps(Math.random).schemas });
    return Buffer.from((await encode(paidType, event)).data).toString('base64');
  };

  /** Events of enough customers to reach every lane: moves the watermark past all windows that end a minute before. */
  const passTime = (atMs: number) =>
    send(Array.from({ length: 12 }, (_, index) => paid(100 + index, atMs, '1.00', 'passing')));

  it('sums each payment once, to the cent', async () => {
    const events = Array.from({ length: 100 }, (_, index) => paid(index, baseMs + index * 100, '0.10', 'cents'));
    await send(events);
    await passTime(baseMs + 3 * MINUTE_MS);
    const row = await revenueAt(baseMs, 'cents', ({ n }) => n === 100);
    expect(row.measures).toEqual({ payments: 100, revenue: '10.00', largest: 0.1 });
  });

  it('corrects a window that was announced when a late payment comes, as revision 2', async () => {
    const before = await revenueAt(baseMs, 'cents', ({ n }) => n === 100);
    await send([paid(3, baseMs + 59_999, '5.00', 'cents')]);
    const after = await revenueAt(baseMs, 'cents', ({ n }) => n === 101);
    expect(after.revision).toBeGreaterThan(before.revision);
    expect(after.measures).toEqual({ payments: 101, revenue: '15.00', largest: 5 });
  });

  it('keeps a payment that its lane has left too far behind whole in the late queue, naming what it is too late for', async () => {
    const late = paid(4, baseMs - 60 * MINUTE_MS, '7.00', 'toolate');
    // The same customer, so the same lane: this one moves its watermark past the other's allowed lateness.
    await send([{ ...paid(4, baseMs + MINUTE_MS, '1.00') }, late]);
    const envelope = await findMessage(
      client.resources.queues.late,
      ({ partitionKey }) => partitionKey === late.customerId,
    );
    expect(envelope.payload).toBe(await bytesOf(late));
    expect(envelope).toMatchObject({
      windows: expect.arrayContaining([expect.objectContaining({ aggregation: 'revenueByCategory' })]),
    });
  });

  it('keeps a record that cannot be summed whole in the dead-letter queue, and goes on', async () => {
    const broken = paid(5, baseMs, 'nine');
    await send([broken, paid(6, baseMs + 10 * MINUTE_MS, '2.00', 'after')]);
    await passTime(baseMs + 13 * MINUTE_MS);
    const dead = await findMessage(
      client.resources.queues.dlq,
      ({ partitionKey }) => partitionKey === broken.customerId,
    );
    expect(dead).toMatchObject({ reason: 'INVALID_MEASURE_VALUE', version: 1, payload: await bytesOf(broken) });
    await revenueAt(baseMs + 10 * MINUTE_MS, 'after', ({ n }) => n === 1);
  });

  it('counts on through a shard split', async () => {
    const { kinesis } = makeClients();
    const { streamName } = client.resources;
    const { Shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName: streamName }));
    const open = Shards.find((shard) => shard.SequenceNumberRange?.EndingSequenceNumber === undefined);
    const from = BigInt(open?.HashKeyRange?.StartingHashKey ?? 0);
    const to = BigInt(open?.HashKeyRange?.EndingHashKey ?? 0);
    await kinesis.send(
      new SplitShardCommand({
        StreamName: streamName,
        ShardToSplit: open?.ShardId,
        NewStartingHashKey: String((from + to) / 2n),
      }),
    );
    await eventually('active stream', async () => {
      const { StreamDescriptionSummary: summary } = await kinesis.send(
        new DescribeStreamSummaryCommand({ StreamName: streamName }),
      );
      return summary?.StreamStatus === 'ACTIVE' ? true : undefined;
    });
    const startMs = baseMs + 20 * MINUTE_MS;
    await send(Array.from({ length: 60 }, (_, index) => paid(index + 10, startMs + index, '1.00', 'split')));
    await passTime(startMs + 3 * MINUTE_MS);
    const row = await revenueAt(startMs, 'split', ({ n }) => n === 60);
    expect(row.measures.revenue).toBe('60.00');
  });

  it('balances both equations once all is read', async () => {
    const { drained, open, status } = await client.drain({ timeoutMs: 60_000 });
    expect({ drained, open }).toEqual({ drained: true, open: [] });
    const { counts } = status;
    expect(counts.read).toBe(counts.accepted + counts.duplicate + counts.rejected + counts.ignored);
    for (const { counted, filtered, tooLate } of Object.values(counts.aggregations)) {
      expect(counts.accepted).toBe(counted + filtered + tooLate);
    }
  });
});
