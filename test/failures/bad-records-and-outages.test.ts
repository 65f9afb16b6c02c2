import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GlueClient, RegisterSchemaVersionCommand } from '@aws-sdk/client-glue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/aws/system-clock.ts';
import { makeEventEncoder, makeProducerDeps } from '../../src/producer/index.ts';
import { collect, eventually } from '../integration/support.ts';
import { type Deployed, definitionHashesIn, deploy, synthesize } from './deployed.ts';
import first, { reading } from './fixtures/v1/readings/pipeline.ts';
import fixed from './fixtures/v2/readings/pipeline.ts';
import { emptied, lettersOf, redriveAll } from './queues.ts';
import { type ExpectedRow, expectedRows, makeReadings, REASONS, type SentReading } from './readings.ts';
import { jsonRecord, type Outgoing, sendRecords } from './send.ts';

const OUTAGE_MS = 30_000;
const BETWEEN_OUTAGES_MS = 3_000;
const READINGS = 6_000;
const PER_CALL = 100;
const SENDING_MS = 3 * (OUTAGE_MS + BETWEEN_OUTAGES_MS);
/** Longer than the sending lasts: that version comes to be available only after all that name it were rejected. */
const PENDING_MS = SENDING_MS + 60_000;
/** A letter is given up within seconds here, instead of the quarter of an hour that people are given. */
const SETTINGS = { shards: 2, batchSize: 200, retryMaxReceives: 3, retryBackOffSeconds: 1 };

/** Bad records and outages at once; then the fix, and the console's redrive. */
describe('a stream with bad records, through outages', () => {
  let site: Deployed<(typeof first.aggregations)[number]>;
  let sent: SentReading[];
  let firstAssembly: string;
  let fixedAssembly: string;

  beforeAll(async () => {
    firstAssembly = await synthesize('v1', SETTINGS);
    fixedAssembly = await synthesize('v2', SETTINGS);
    site = await deploy(first, firstAssembly, { glue: { pendingMs: PENDING_MS } });
    sent = makeReadings(READINGS, systemClock.nowMs() + SENDING_MS);
  }, 120_000);

  afterAll(() => site.stop());

  const rows = async (): Promise<Map<string, ExpectedRow>> =>
    new Map(
      (await collect(site.client.results('bySensor'))).map(({ key, windowStartMs, measures }) => [
        `${key} ${windowStartMs}`,
        { readings: measures.readings, sum: Number(measures.sum), highest: measures.highest ?? Number.NaN },
      ]),
    );

  /** Each reading as its sender made it. */
  const encode = async (): Promise<Outgoing[]> => {
    const { schemas } = makeProducerDeps(Math.random, { endpoint: site.aws.endpoint, region: site.aws.region });
    const good = makeEventEncoder({ pipeline: first, schemas });
    const glue = new GlueClient({ endpoint: site.aws.endpoint, region: site.aws.region });
    const version = await glue.send(
      new RegisterSchemaVersionCommand({
        SchemaId: { RegistryName: 'millrace-readings', SchemaName: 'reading' },
        SchemaDefinition: readFileSync(
          join(import.meta.dirname, 'fixtures/v2/readings/schemas/reading/v2.json'),
          'utf8',
        ),
      }),
    );
    expect(version.Status).toBe('PENDING');
    return Promise.all(
      sent.map(async ({ event, fault }) => {
        if (fault === 'header lost') return jsonRecord(event.sensor, event);
        if (fault === 'schema not available yet') return jsonRecord(event.sensor, event, version.SchemaVersionId);
        const { data } = await good(reading, event);
        return { partitionKey: event.sensor, data };
      }),
    );
  };

  it('counts every good record exactly and keeps each bad one once, with its reason', {
    timeout: 300_000,
  }, async () => {
    const { aws, client, clients } = site;
    const records = await encode();
    const outages = (async () => {
      for (const service of ['dynamodb', 'sqs', 'glue'] as const) {
        await systemClock.after(BETWEEN_OUTAGES_MS);
        aws.outages.start(service);
        await systemClock.after(OUTAGE_MS);
        aws.outages.end(service);
        expect(aws.outages.refused(service), `requests that ${service} refused`).toBeGreaterThan(0);
      }
    })();
    const pauseMs = SENDING_MS / (READINGS / PER_CALL);
    for (let from = 0; from < records.length; from += PER_CALL) {
      await sendRecords(clients, client.resources.streamName, records.slice(from, from + PER_CALL));
      await systemClock.after(pauseMs);
    }
    await outages;

    const { drained, open } = await client.drain({ timeoutMs: 120_000 });
    expect({ drained, open }).toEqual({ drained: true, open: [] });
    await emptied(clients, client.resources.queues.retry, 60_000);

    const good = sent.filter(({ fault }) => fault === undefined);
    const bad = sent.flatMap(({ fault }, index) =>
      fault === undefined
        ? []
        : [[Buffer.from(records[index]?.data ?? []).toString('base64'), REASONS[fault]] as const],
    );
    expect(await rows()).toEqual(expectedRows(good));
    const letters = await lettersOf(clients, client.resources.queues.dlq);
    expect(letters.map(({ payload, reason }) => [payload, reason] as const).sort()).toEqual([...bad].sort());
    const counts = await client.counts();
    expect(counts).toMatchObject({
      read: READINGS,
      accepted: good.length,
      rejected: bad.length,
      duplicate: 0,
      ignored: 0,
    });
    expect(counts.aggregations.bySensor).toEqual({ counted: good.length, filtered: 0, tooLate: 0 });
  });

  it('counts them all after the fix and one redrive, and the dead-letter queue is empty', {
    timeout: 240_000,
  }, async () => {
    const { client, clients } = site;
    // What the person who fixes it copies from the refusal's one clear line.
    expect(fixed.aggregations[0]?.sameMeaningAs).toEqual([definitionHashesIn(firstAssembly).bySensor]);
    await eventually(
      'available schema version',
      async () => {
        const glue = new GlueClient({ endpoint: site.aws.endpoint, region: site.aws.region });
        const { GetSchemaVersionCommand } = await import('@aws-sdk/client-glue');
        const version = await glue.send(
          new GetSchemaVersionCommand({
            SchemaId: { RegistryName: 'millrace-readings', SchemaName: 'reading' },
            SchemaVersionNumber: { VersionNumber: 2 },
          }),
        );
        return version.Status === 'AVAILABLE' ? true : undefined;
      },
      PENDING_MS,
    );
    await site.redeploy(fixedAssembly);
    const bad = sent.filter(({ fault }) => fault !== undefined);

    expect(await redriveAll(clients, client.resources.queues.dlq)).toEqual({ moved: bad.length });
    await emptied(clients, client.resources.queues.retry, 120_000);
    const { drained, open } = await client.drain({ timeoutMs: 60_000 });
    expect({ drained, open }).toEqual({ drained: true, open: [] });

    expect(await rows()).toEqual(expectedRows(sent));
    expect(await lettersOf(clients, client.resources.queues.dlq)).toEqual([]);
  });
});
