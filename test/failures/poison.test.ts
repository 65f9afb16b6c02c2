import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/aws/system-clock.ts';
import { collect, eventually } from '../integration/support.ts';
import { type Deployed, deploy, synthesize } from './deployed.ts';
import pipeline from './fixtures/poison/dangers/pipeline.ts';
import { emptied, lettersOf } from './queues.ts';
import { jsonRecord, sendRecords } from './send.ts';

/** Short timeouts, so that what loops for ever is found out in seconds. */
const SETTINGS = {
  shards: 1,
  batchSize: 200,
  processorTimeoutSeconds: 3,
  processorMemoryMb: 256,
  redriverTimeoutSeconds: 3,
  redriverMemoryMb: 256,
  retryMaxReceives: 2,
  retryBackOffSeconds: 1,
};
const READINGS = 200;
const DANGERS = ['exit', 'loop', 'memory'] as const;
/** Where the dangers are among the others. */
const PLACES = [60, 100, 140];

/** Builds that end their own process: one before it begins, one on three records. */
describe('code that does not survive', () => {
  let site: Deployed<(typeof pipeline.aggregations)[number]>;
  let sound: string;
  const baseMs = systemClock.nowMs() - 600_000;
  const events = Array.from({ length: READINGS }, (_, index) => ({
    sensor: `s-${index % 5}`,
    atMs: baseMs + index,
    value: index,
    unit: DANGERS[PLACES.indexOf(index)] ?? 'mC',
  }));

  beforeAll(async () => {
    const broken = await synthesize('broken', SETTINGS);
    sound = await synthesize('poison', SETTINGS);
    site = await deploy(pipeline, broken);
  }, 120_000);

  afterAll(() => site.stop());

  it('drains nothing where it cannot even be loaded', async () => {
    const { client, clients, aws } = site;
    await sendRecords(
      clients,
      client.resources.streamName,
      events.map((event) => jsonRecord(event.sensor, event)),
    );
    await eventually('failed load', async () => {
      const lines = site.functionNames.flatMap((name) => aws.functionLogs.read(name));
      return lines.some((line) => line.includes('left-at-home')) ? true : undefined;
    });
    expect(await client.counts()).toMatchObject({ read: 0 });
    expect(await lettersOf(clients, client.resources.queues.retry)).toEqual([]);
    expect(await lettersOf(clients, client.resources.queues.undeliverable)).toEqual([]);
  });

  it('gives up on the records that end it, one by one, and counts all others', { timeout: 400_000 }, async () => {
    const { client, clients } = site;
    const startedMs = systemClock.nowMs();
    await site.redeploy(sound);
    const { drained, open } = await client.drain({ timeoutMs: 300_000 });
    expect({ drained, open }).toEqual({ drained: true, open: [] });
    const isolatedMs = systemClock.nowMs() - startedMs;
    await emptied(clients, client.resources.queues.retry, 120_000);

    const good = events.filter(({ unit }) => unit === 'mC');
    const rows = await collect(client.results('bySensor'));
    expect(rows.reduce((sum, { n }) => sum + n, 0)).toBe(good.length);
    expect(rows.reduce((sum, { measures }) => sum + Number(measures.sum), 0)).toBe(
      good.reduce((sum, { value }) => sum + value, 0),
    );
    const letters = await lettersOf(clients, client.resources.queues.dlq);
    expect(letters.map(({ reason }) => reason)).toEqual(DANGERS.map(() => 'PROCESSOR_CRASHED'));
    const kept = letters.map(({ payload }) => JSON.parse(Buffer.from(payload, 'base64').toString()).unit);
    expect(kept.sort()).toEqual([...DANGERS].sort());
    expect(await client.counts()).toMatchObject({ read: READINGS, accepted: good.length, rejected: DANGERS.length });
    process.stdout.write(`three poison records among ${READINGS}: the lane was past them after ${isolatedMs} ms\n`);
  });
});
