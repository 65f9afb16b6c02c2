import { CreateStreamCommand, type KinesisClient } from '@aws-sdk/client-kinesis';
import { makeClients } from '../src/adapters/aws/clients.ts';
import { systemClock } from '../src/adapters/aws/system-clock.ts';
import { makeProducer, makeProducerDeps, type ProducerOptions, type ProducerStats } from '../src/producer/index.ts';
import type { Bid } from './bid-schemas.ts';
import { makeCollectGarbage } from './collect-garbage.ts';
import { startLocalKinesis } from './local-kinesis.ts';
import { readStream } from './read-stream.ts';
import { bids, LANES, referencePipeline } from './reference-load.ts';

export interface ProducerReport {
  readonly name: string;
  readonly stats: ProducerStats;
  readonly seconds: number;
  /** Events that did not arrive, and those that arrived again, by what the stream holds. */
  readonly lost: number;
  readonly duplicates: number;
  /** Live memory after a collection, buffers included, in MB: before, and at its most in each half of the run. */
  readonly memoryMb: readonly [before: number, firstHalf: number, secondHalf: number];
  /** Processor time of the sender for each event, in microseconds. */
  readonly cpuMicros: number;
}

const SHARDS = 2;
const SAMPLE_EVERY = 10_000;
const SETTLE_MS = 2_000;
const MB = 1_048_576;
const RUNS: readonly (readonly [name: string, options: ProducerOptions])[] = [
  ['packed', { packing: 'kpl', ordering: 'per-key' }],
  ['one event a record', { ordering: 'per-key' }],
];

/**
 * Sends the reference load to a stream of two shards that refuses what is beyond their limits, as fast as it takes it, and reads back
 * what has arrived.
 */
export async function* measureProducer(events: number): AsyncGenerator<ProducerReport> {
  const local = await startLocalKinesis();
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  process.env.AWS_ACCESS_KEY_ID ??= 'local';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'local';
  const options = { endpoint: local.endpoint, region: 'us-east-1' };
  const { kinesis } = makeClients(options);
  try {
    for (const [name, producerOptions] of RUNS) {
      const streamName = `bench-${name.replaceAll(' ', '-')}`;
      await kinesis.send(new CreateStreamCommand({ StreamName: streamName, ShardCount: SHARDS }));
      const producer = makeProducer({
        ...makeProducerDeps(Math.random, options),
        ...producerOptions,
        pipeline: referencePipeline,
        streamName,
      });
      const sent = await sendAll(producer, events);
      yield { name, stats: producer.stats(), ...sent, ...(await arrivals(kinesis, streamName, events)) };
    }
  } finally {
    kinesis.destroy();
    await local.stop();
  }
}

type Sent = Pick<ProducerReport, 'seconds' | 'memoryMb' | 'cpuMicros'>;

async function sendAll(producer: ReturnType<typeof makeProducer>, events: number): Promise<Sent> {
  const [type] = referencePipeline.events;
  if (!type) throw new Error('the reference pipeline has an event type');
  const lanes = Array.from({ length: LANES }, (_, lane) => bids(lane));
  const collectGarbage = makeCollectGarbage();
  const liveMb = (): number => {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    return (heapUsed + external) / MB;
  };
  // Node gives the memory of buffers back a while after they were collected.
  collectGarbage();
  await systemClock.after(SETTLE_MS);
  const before = liveMb();
  let firstHalf = before;
  let secondHalf = before;
  const startMs = performance.now();
  const startCpu = process.cpuUsage();
  for (let number = 0; number < events; number += 1) {
    const next = lanes[number % LANES]?.next();
    const bid: Bid = JSON.parse(next?.value.text ?? '');
    // Its number takes the place of the filling, by which it is known again.
    await producer.send(type, { ...bid, extra: String(number).padStart(bid.extra.length, '0') });
    if (number % SAMPLE_EVERY !== 0) continue;
    if (number < events / 2) firstHalf = Math.max(firstHalf, liveMb());
    else secondHalf = Math.max(secondHalf, liveMb());
  }
  await producer.close();
  const { user, system } = process.cpuUsage(startCpu);
  const seconds = (performance.now() - startMs) / 1_000;
  return { seconds, memoryMb: [before, firstHalf, secondHalf], cpuMicros: (user + system) / events };
}

async function arrivals(
  kinesis: KinesisClient,
  streamName: string,
  events: number,
): Promise<Pick<ProducerReport, 'lost' | 'duplicates'>> {
  const times = new Uint8Array(events);
  for await (const { data } of readStream(kinesis, streamName)) {
    const { extra }: Bid = JSON.parse(data.toString('utf8'));
    times[Number(extra)] = (times[Number(extra)] ?? 0) + 1;
  }
  return {
    lost: times.filter((count) => count === 0).length,
    duplicates: times.reduce((sum, count) => sum + Math.max(0, count - 1), 0),
  };
}
