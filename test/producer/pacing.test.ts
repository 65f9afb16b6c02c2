import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeShardLimits } from '../../localstack/embedded/kinesis/shard-limits.ts';
import type { Answer, Arrived } from './fake-kinesis.ts';
import { makeRun, type RunOptions, reading, readingsIn } from './readings.ts';

const shardOf = (partitionKey: string): string =>
  (createHash('md5').update(partitionKey).digest()[0] ?? 0) < 128 ? 'low' : 'high';

/** Two shards with the limits of the service, each for half of the hash keys. */
function limited(nowMs: () => number) {
  const limits = makeShardLimits();
  return (_: number, records: readonly Arrived[]) => ({
    refuse: records.flatMap(({ partitionKey, data }, index) =>
      limits.admits('events', shardOf(partitionKey), data.length + partitionKey.length, nowMs()) ? [] : [index],
    ),
  });
}

/** 64 keys, half of them on each shard. */
const KEYS = ['low', 'high'].flatMap((shard) =>
  Array.from({ length: 200 }, (_, number) => `key-${number}`)
    .filter((key) => shardOf(key) === shard)
    .slice(0, 32),
);
const even = (number: number): string => KEYS[(number * 33) % KEYS.length] ?? '';

async function sendMany(
  count: number,
  noteLength: number,
  keyOf: (number: number) => string,
  options: RunOptions,
  fault: (call: number) => Answer | undefined = () => undefined,
) {
  let nowMs = (): number => 0;
  const limits = limited(() => nowMs());
  const run = makeRun({
    latencyMs: () => 15,
    ...options,
    answer: (call, records) => fault(call) ?? limits(call, records),
  });
  nowMs = run.clock.nowMs;
  const note = 'x'.repeat(noteLength);
  await run.clock.run(
    (async () => {
      for (let number = 0; number < count; number += 1) {
        await run.producer.send(reading, { sensor: keyOf(number), number, note });
      }
      await run.producer.close();
    })(),
  );
  const numbers = readingsIn(run.kinesis.stored).map(({ number }) => number);
  expect(new Set(numbers).size).toBe(count);
  expect(numbers).toHaveLength(count);
  return { ...run.producer.stats(), seconds: run.clock.nowMs() / 1_000 };
}

describe('under the limits of two shards', () => {
  it.each(['none', 'per-key', 'as-sent'] as const)(
    'small records go at the full rate, ordering %s',
    async (ordering) => {
      const { seconds, retries } = await sendMany(20_000, 10, even, { ordering });
      expect(seconds).toBeLessThan(11);
      expect(retries).toBeLessThan(4_500);
    },
  );

  it.each(['none', 'per-key'] as const)(
    'packed records go at nearly the full rate in bytes, ordering %s',
    async (ordering) => {
      const { seconds, retries, records, bytes } = await sendMany(15_000, 800, even, { ordering, packing: 'kpl' });
      expect(bytes / 2_097_152 / seconds).toBeGreaterThan(0.9);
      expect(retries / records).toBeLessThan(0.3);
    },
  );

  it('where all is of one key, its shard goes at nearly its full rate', async () => {
    const { seconds, retries } = await sendMany(8_000, 10, () => 'hot', { ordering: 'none' });
    expect(seconds).toBeLessThan(10);
    expect(retries).toBeLessThan(2_500);
  });

  it('packs fill up while they wait for the stream, however short the linger', async () => {
    const options = { ordering: 'none', packing: 'kpl', lingerMs: 20 } as const;
    const { eventsPerRecord } = await sendMany(30_000, 200, even, options);
    expect(eventsPerRecord).toBeGreaterThan(50);
  });

  it('finds the rate again after an outage', async () => {
    const outage = (call: number) => (call > 20 && call < 60 ? { error: 'InternalFailure', status: 500 } : undefined);
    const { seconds } = await sendMany(20_000, 10, even, { ordering: 'none' }, outage);
    expect(seconds).toBeLessThan(25);
  });
});

it('a stream of many shards is not held back for long', async () => {
  const run = makeRun({ latencyMs: () => 15, ordering: 'none' });
  await run.clock.run(
    (async () => {
      for (let number = 0; number < 100_000; number += 1)
        await run.producer.send(reading, { sensor: even(number), number });
      await run.producer.close();
    })(),
  );
  expect(run.clock.nowMs()).toBeLessThan(4_000);
});
