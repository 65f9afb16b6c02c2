import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/aws/system-clock.ts';
import { collect } from '../integration/support.ts';
import { type Deployed, deploy, synthesize } from './deployed.ts';
import pipeline from './fixtures/poison/dangers/pipeline.ts';
import { emptied, lettersOf } from './queues.ts';
import { jsonRecord, sendRecords } from './send.ts';

const SETTINGS = { shards: 1, retryMaxReceives: 2, retryBackOffSeconds: 1, maxRecordKiB: 10_240 };
const MEBIBYTE = 1_048_576;

describe('records at the limits', () => {
  let site: Deployed<(typeof pipeline.aggregations)[number]>;
  const atMs = systemClock.nowMs() - 600_000;
  const reading = (sensor: string, value: number) => ({ sensor, atMs, value, unit: 'mC' });
  /** White space at the end of a JSON text is part of it. */
  const padded = (event: object, bytes: number) => Buffer.from(JSON.stringify(event).padEnd(bytes, ' '));

  beforeAll(async () => {
    site = await deploy(pipeline, await synthesize('poison', SETTINGS));
  }, 120_000);

  afterAll(() => site.stop());

  it('are counted or kept, and hold up nobody', async () => {
    const { client, clients } = site;
    const { streamName, queues } = client.resources;
    const longKey = 'k'.repeat(256);
    const brokenLarge = Buffer.alloc(3 * MEBIBYTE, '{');
    for (const records of [
      [jsonRecord('a', reading('before', 1))],
      // Delivered: its event takes 4 MiB of the 6 MiB that an invocation may bring.
      [{ partitionKey: 'a', data: padded(reading('three', 3), 3 * MEBIBYTE) }],
      // Not delivered: recovery fetches it.
      [{ partitionKey: 'a', data: padded(reading('eight', 8), 8 * MEBIBYTE) }],
      // Delivered, and too large for a message: kept in the archive.
      [{ partitionKey: 'a', data: brokenLarge }],
      [{ partitionKey: 'a', data: new Uint8Array() }],
      [jsonRecord(longKey, reading('long-partition-key', 4))],
      [jsonRecord('a', { ...reading('l', 5), unit: 'long key' }), jsonRecord('a', reading('after', 2))],
    ]) {
      await sendRecords(clients, streamName, records);
    }
    const { drained, open } = await client.drain({ timeoutMs: 60_000 });
    expect({ drained, open }).toEqual({ drained: true, open: [] });
    await emptied(clients, queues.undeliverable, 60_000);
    await emptied(clients, queues.retry, 60_000);
    // What recovery brought fires its windows, too.
    await client.drain({ timeoutMs: 60_000 });

    const rows = await collect(client.results('bySensor'));
    expect(Object.fromEntries(rows.map(({ key, measures }) => [key, measures.sum]))).toEqual({
      before: 1,
      three: 3,
      eight: 8,
      'long-partition-key': 4,
      after: 2,
    });
    const letters = await lettersOf(clients, queues.dlq);
    expect(letters.map(({ reason }) => reason).sort()).toEqual(['INVALID_KEY', 'UNDECODABLE', 'UNDECODABLE']);
    expect(letters).toContainEqual(
      expect.objectContaining({ archived: expect.objectContaining({ bytes: brokenLarge.length }) }),
    );
    expect(letters).toContainEqual(expect.objectContaining({ payload: '' }));
  });

  it('let a drain end though the last one is never delivered', async () => {
    const { client, clients } = site;
    const { streamName, queues } = client.resources;
    await sendRecords(clients, streamName, [{ partitionKey: 'a', data: padded(reading('last', 9), 8 * MEBIBYTE) }]);
    const { drained, open } = await client.drain({ timeoutMs: 60_000 });
    expect({ drained, open }).toEqual({ drained: true, open: [] });
    await emptied(clients, queues.retry, 60_000);
    await client.drain({ timeoutMs: 60_000 });
    const rows = await collect(client.results('bySensor', { key: 'last' }));
    expect(rows.map(({ measures }) => measures.sum)).toEqual([9]);
  });
});
