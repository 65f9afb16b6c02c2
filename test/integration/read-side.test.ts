import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { OrderPaid } from '../../pipelines/orders/generated/order-paid.ts';
import pipeline, { paid as paidType } from '../../pipelines/orders/pipeline.ts';
import { collect, connectTo, eventually } from './support.ts';

const MINUTE_MS = 60_000;
const bin = fileURLToPath(new URL('../../bin/millrace.mjs', import.meta.url));
/** Long past, but after all that the suites before it send, or it would come too late; a category of its own for each run. */
const startMs = Math.floor((Date.now() - 2 * 3_600_000) / MINUTE_MS) * MINUTE_MS;
const category = `read-side-${'abcdefghij'[Math.floor(Math.random() * 10)]}${'abcdefghij'[Math.floor(Math.random() * 10)]}`;

/** Runs the program as npx does. */
function millrace(...args: readonly string[]) {
  return new Promise<{ exitCode: number | string | null | undefined; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [bin, ...args], { env: { ...process.env, NO_COLOR: '1' } }, (error, stdout, stderr) =>
      resolve({ exitCode: error ? error.code : 0, stdout, stderr }),
    );
  });
}

const paid = (customer: number): OrderPaid => ({
  orderId: `o-${customer}`,
  customerId: `${category}-${customer}`,
  region: 'asia',
  category,
  amount: '2.50',
  method: 'INVOICE',
  atMs: BigInt(startMs + customer),
});

/** The commands that read, against a deployed `orders` pipeline: nothing here knows whose endpoint it is. */
describe('orders, deployed, as the command line tells of it', () => {
  let client: Awaited<ReturnType<typeof connectTo<(typeof pipeline.aggregations)[number]>>>['client'];
  const window = new Date(startMs).toISOString();

  beforeAll(async () => {
    const orders = await connectTo(pipeline);
    client = orders.client;
    const producer = orders.newProducer();
    for (let customer = 0; customer < 12; customer += 1) await producer.send(paidType, paid(customer));
    await producer.close();
    await eventually('payments', async () => {
      const { merged } = await client.explain('revenueByCategory', category, startMs);
      return merged?.n === 12 ? true : undefined;
    });
    await client.drain({ timeoutMs: 60_000 });
  });

  it('explains a result by the shares of its lanes and by its events', async () => {
    const { exitCode, stdout } = await millrace(
      ...['explain', 'orders', 'revenueByCategory', category, window, '--events', '--json'],
    );
    expect(exitCode).toBe(0);
    const told = JSON.parse(stdout);
    const [row] = await collect(client.results('revenueByCategory', { key: category }));
    expect(told).toMatchObject({
      merged: { n: 12, measures: { revenue: '30.00' } },
      stored: { n: 12, revision: row?.revision, measures: { revenue: '30.00' } },
      isMarked: false,
      verdict: { kind: 'same' },
      search: { found: 12, counted: 12, isWhole: true },
    });
    const shares: readonly { readonly n: number }[] = told.lanes;
    expect(shares.reduce((sum, { n }) => sum + n, 0)).toBe(12);
    expect(told.search.events[0]).toMatchObject({ eventType: 'order-paid', event: { category } });
  });

  it('tells how the pipeline is, with the numbers that the client has', async () => {
    const { stdout } = await millrace('status', 'orders', '--json', '--patience', '0s');
    const status = JSON.parse(stdout);
    const { counts, watermarkMs } = await client.progress();
    expect(status.equations[0]).toMatchObject({
      total: counts.read,
      terms: { accepted: counts.accepted },
      holds: true,
    });
    expect(Date.parse(status.watermark)).toBeLessThanOrEqual(watermarkMs ?? 0);
    const lanes = (await millrace('lanes', 'orders', '--json', '--patience', '0s')).stdout.trim().split('\n');
    const read = lanes.reduce((sum, line) => sum + JSON.parse(line).counts.read, 0);
    expect(read).toBe(counts.read);
  });

  it('lists the window as written', async () => {
    const { stdout } = await millrace(
      ...['windows', 'orders', 'revenueByCategory', '--from', window, '--json', '--counts', '--limit', '1000'],
    );
    const windows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(windows.at(-1)).toMatchObject({
      windowStart: window.replace('.000Z', 'Z'),
      counts: { keys: 1, events: 12, rows: 1 },
    });
    expect(['materialized', 'corrected']).toContain(windows.at(-1)?.state);
  });

  it('measures, and ends', async () => {
    const { exitCode, stdout } = await millrace('watch', 'orders', '--once', '--interval', '500ms', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ pipeline: 'orders', perSecond: { read: expect.any(Number) } });
  });

  it('finds nothing wrong with the installation, but that it is not the code of this checkout', async () => {
    const { exitCode, stdout } = await millrace('doctor', 'orders', '--json');
    const checks: readonly { readonly state: string }[] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    // The suite deploys bundles of a definition of its own, which says the same as that in pipelines/.
    const found = expect.stringMatching(/^other code is deployed than is here: stream-processor, .*recovery$/);
    const otherCode = expect.objectContaining({ name: 'code', state: 'warn', found });
    expect(checks.filter(({ state }) => state !== 'ok')).toEqual([otherCode]);
    expect(checks.length).toBeGreaterThan(12);
    expect(exitCode).toBe(0);
  });
});
