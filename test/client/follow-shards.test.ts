import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type FollowShardsOptions, followShards, type ShardRecord } from '../../src/client/follow-shards.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import { timeout } from '../support/faulty-client.ts';
import { type ServedStream, serveStream } from './served-stream.ts';

const nameOf = ({ record }: ShardRecord): string => Buffer.from(record.data).toString();

/** Names of the records, until one of them ends it or there are so many. */
async function follow(
  stream: ServedStream,
  options: FollowShardsOptions,
  isLast: (name: string, count: number) => boolean,
) {
  const names: string[] = [];
  for await (const record of followShards(stream.deps, options)) {
    names.push(nameOf(record));
    if (isLast(nameOf(record), names.length)) break;
  }
  return names;
}

test('shards with a backlog take turns, however slow whoever reads them is', async () => {
  const shardIds = ['a', 'b', 'c', 'd'];
  const stream = serveStream(shardIds);
  for (const shardId of shardIds) for (let put = 0; put < 2_000; put += 1) stream.put(shardId);
  const counts = new Map(shardIds.map((shardId) => [shardId, 0]));
  let taken = 0;
  for await (const { shardId } of followShards(stream.deps, { from: 'oldest' })) {
    counts.set(shardId, (counts.get(shardId) ?? 0) + 1);
    taken += 1;
    if (taken === 1_500) break;
    await setImmediate();
  }
  expect(Math.min(...counts.values())).toBeGreaterThan(200);
});

// Up to the most that the service would bear, both ways.
test.each([0, 295_000, -295_000])(
  'what comes while a reader of the latest stands still for long is given, the service %i ms ahead',
  async (aheadMs) => {
    const stream = serveStream(['a', 'b'], aheadMs);
    stream.put('a');
    stream.put('b');
    stream.pass(3_600_000);
    const records = followShards(stream.deps, { from: 'latest' });
    const first = records.next();
    for (let looks = 0; looks < 10; looks += 1) await setImmediate();
    stream.put('a');
    expect(await first).toMatchObject({ value: { shardId: 'a' } });
    stream.put('a');
    stream.put('b');
    stream.pass(400_000);
    stream.put('b');
    const names: string[] = [];
    for await (const record of records) {
      names.push(nameOf(record));
      if (names.length === 3) break;
    }
    expect(names.sort()).toEqual(['a/3', 'b/2', 'b/3']);
  },
);

test('an instant that the service takes for one to come begins now, not with the oldest record', async () => {
  const stream = serveStream(['a'], -5_000);
  stream.put('a');
  stream.pass(3_600_000);
  const records = followShards(stream.deps, { from: stream.nowMs() - 1_000 });
  const first = records.next();
  for (let looks = 0; looks < 10; looks += 1) await setImmediate();
  stream.put('a');
  const { value } = await first;
  expect(value && nameOf(value)).toBe('a/2');
});

test('failures that pass are ridden out: every record is given, once and in order', async () => {
  const stream = serveStream(['a']);
  for (let put = 0; put < 100; put += 1) stream.put('a');
  let requests = 0;
  stream.beforeEach = () => {
    requests += 1;
    if (requests % 3 === 0) throw timeout();
  };
  const failures: RetryableError[] = [];
  const names = await follow(
    stream,
    { from: 'oldest', onFailure: (failure) => failures.push(failure) },
    (name) => name === 'a/100',
  );
  expect(names).toEqual(Array.from({ length: 100 }, (_, index) => `a/${index + 1}`));
  expect(failures.length).toBeGreaterThan(3);
  expect(failures[0]).toBeInstanceOf(RetryableError);
});

test('what comes during an outage is given, to a reader of the latest that had not seen a record yet too', async () => {
  const stream = serveStream(['a']);
  stream.put('a');
  stream.pass(3_600_000);
  let failures = 0;
  stream.beforeEach = (request) => {
    if (request === 'ListShardsCommand' || failures === 20) return;
    failures += 1;
    if (failures === 10) stream.put('a');
    throw timeout();
  };
  const waits: number[] = [];
  const { clock } = stream.deps.kinesis;
  const after = (delayMs: number) => {
    waits.push(delayMs);
    return clock.after(delayMs);
  };
  const deps = { ...stream.deps, kinesis: { ...stream.deps.kinesis, clock: { ...clock, after } } };
  expect(await follow({ ...stream, deps }, { from: 'latest' }, () => true)).toEqual(['a/2']);
  expect(waits.slice(0, 7)).toEqual([0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000]);
  expect(Math.max(...waits)).toBe(30_000);
});

test.each(['ListShardsCommand', 'GetShardIteratorCommand', 'GetRecordsCommand'])(
  'a refusal of %s is thrown',
  async (refused) => {
    const stream = serveStream(['a']);
    stream.beforeEach = (request) => {
      if (request === refused) throw Object.assign(new Error('not for you'), { name: 'AccessDeniedException' });
    };
    await expect(follow(stream, { from: 'oldest' }, () => true)).rejects.toThrow('not for you');
  },
);

test('an outage ends for whoever is told to stop', async () => {
  const stream = serveStream(['a']);
  const controller = new AbortController();
  let failures = 0;
  stream.beforeEach = () => {
    failures += 1;
    if (failures === 5) controller.abort();
    throw timeout();
  };
  expect(await follow(stream, { from: 'oldest', signal: controller.signal }, () => false)).toEqual([]);
  expect(failures).toBe(5);
});
