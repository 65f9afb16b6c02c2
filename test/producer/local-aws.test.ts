import { CreateStreamCommand } from '@aws-sdk/client-kinesis';
import { describe, expect, it } from 'vitest';
import { readStream } from '../../bench/read-stream.ts';
import { systemClock } from '../../src/adapters/aws/system-clock.ts';
import { makeProducer, type ProducerOptions, type ProducerStats } from '../../src/producer/index.ts';
import { sharedHarness, uniqueName } from '../embedded/services/harness.ts';
import { type Reading, reading, readingsPipeline } from './readings.ts';

const aws = sharedHarness({ kinesis: { enforceShardLimits: true } });
const KEYS = 40;

/** Sends so many readings to a stream of two shards and reads them back. */
async function sendAndRead(
  count: number,
  noteLength: number,
  options: ProducerOptions,
): Promise<{ readonly stats: ProducerStats; readonly arrived: readonly Reading[] }> {
  const StreamName = uniqueName('readings');
  await aws().kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 2 }));
  const producer = makeProducer({
    client: aws().kinesis,
    streamName: StreamName,
    pipeline: readingsPipeline(),
    clock: systemClock,
    random: Math.random,
    ...options,
  });
  const note = 'x'.repeat(noteLength);
  for (let number = 0; number < count; number += 1) {
    await producer.send(reading, { sensor: `sensor-${number % KEYS}`, number, note });
  }
  await producer.close();
  const arrived: Reading[] = [];
  for await (const { data } of readStream(aws().kinesis, StreamName)) arrived.push(JSON.parse(data.toString('utf8')));
  return { stats: producer.stats(), arrived };
}

describe('over the local AWS, which refuses what is beyond the limits of its shards', { timeout: 60_000 }, () => {
  it.each<[string, number, number, ProducerOptions]>([
    ['one call at a time', 5_000, 0, {}],
    ['several calls at once', 5_000, 0, { ordering: 'none' }],
    ['in order per key', 5_000, 0, { ordering: 'per-key' }],
    ['packed', 8_000, 800, { ordering: 'per-key', packing: 'kpl' }],
  ])('all events arrive, once: %s', async (_, count, noteLength, options) => {
    const { stats, arrived } = await sendAndRead(count, noteLength, options);
    expect(arrived.map(({ number }) => number).sort((a, b) => a - b)).toEqual(
      Array.from({ length: count }, (_, number) => number),
    );
    expect(stats).toMatchObject({ sent: count, pending: 0 });
    expect(stats.throttled).toBeGreaterThan(0);
    if (options.ordering !== 'per-key') return;
    for (let key = 0; key < KEYS; key += 1) {
      const numbers = arrived.filter(({ sensor }) => sensor === `sensor-${key}`).map(({ number }) => number);
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }
  });
});
